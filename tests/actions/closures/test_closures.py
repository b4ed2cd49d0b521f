"""Closing days, an agency or a counter: everybody who is hit gets another seat and one message, or keeps priority."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from django.db.models import QuerySet

from tests import cast
from vinculo.actions.booking import holds, mails
from vinculo.actions.booking.drafts import start_move
from vinculo.actions.booking.seats import HoldLost, HourTaken
from vinculo.actions.booking.turnos import cancel_turno, confirm_turno
from vinculo.actions.closures.closures import Closed, NotAdministrator, close_scope
from vinculo.actions.closures.reopening import reopen_closing
from vinculo.actions.mail.kinds import mail_of
from vinculo.queries.closures.closures import ClosingScope, turnos_in_scope, within
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import (
    Affiliate,
    Agency,
    CalendarDay,
    Closing,
    Draft,
    Event,
    Message,
    Seat,
    Service,
    Slot,
    Turno,
)

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 12, 1)
WEDNESDAY = date(2026, 12, 2)
THURSDAY = date(2026, 12, 3)
WHY = "Corte de energía"


def draft(index: int, agency: Agency, dependents: int = 1) -> Draft:
    code = f"EXT{3000000 + index}"
    defaults = {"names": f"Persona {index}", "names_key": f"PERSONA {index}", "active": True, "updated_at": cast.NOW}
    who = Affiliate.objects.get_or_create(code=code, defaults=defaults)[0]
    return Draft.objects.create(
        **Draft.link_for(f"{index:032x}"),
        presenter_number=code,
        email=f"persona{index}@example.com",
        mobile="+593991234567",
        verified_at=cast.NOW,
        affiliate=who,
        province=agency.province,
        procedure=cast.procedure(),
        agency=agency,
        dependents=dependents,
        created_at=cast.NOW,
        updated_at=cast.NOW,
    )


def hold_seat(index: int, slot: Slot, dependents: int = 1) -> Draft:
    of = draft(index, slot.agency, dependents)
    holds.hold_seats(draft=of, slot=slot, seats=dependents, now=cast.NOW, random_source=Random(index))
    of.refresh_from_db()
    return of


def book_turno(index: int, slot: Slot, dependents: int = 1) -> Turno:
    return confirm_turno(draft=hold_seat(index, slot, dependents), now=cast.NOW)


def close_days(
    agency: Agency, first: date = TUESDAY, last: date | None = TUESDAY, counter: int | None = None
) -> Closed:
    return close_scope(scope=ClosingScope(agency, first, last, counter), reason=WHY, actor=cast.alicia(), now=cast.NOW)


def local(turno: Turno) -> datetime:
    turno.refresh_from_db()
    return turno.starts.astimezone(cast.GUAYAQUIL)


def sound() -> bool:
    return breaches() == []


def test_somebody_who_is_hit_sits_at_the_same_hour_of_the_next_day() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    cast.slots(quito, WEDNESDAY)
    turnos = [book_turno(1, slots[1]), book_turno(2, slots[1]), book_turno(3, slots[2])]
    Message.objects.all().delete()
    assert close_days(quito) == Closed(3, ())
    assert [f"{local(turno):%d %H:%M}" for turno in turnos] == ["02 10:15", "02 10:15", "02 10:30"]
    assert list(Seat.objects.filter(slot__in=slots).values_list("state", flat=True).distinct()) == ["blocked"]
    day = CalendarDay.objects.get()
    assert (day.date, day.agency, day.is_open, day.name) == (TUESDAY, quito, False, WHY)
    assert sound()


def test_one_message_each_with_what_was_what_is_and_the_private_link() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    cast.slots(quito, WEDNESDAY)
    turno = book_turno(1, slots[0])
    Message.objects.all().delete()
    close_days(quito)
    message = Message.objects.get()
    assert (message.recipient, message.turno, message.kind) == ("persona1@example.com", turno, "reseated")
    assert mail_of(message.kind).attachment == (mails.attach_confirmation, mails.attach_invite)
    assert "martes 1 de diciembre de 2026, 10:00" in message.body
    assert "miércoles 2 de diciembre de 2026, 10:00" in message.body
    assert f"/mi-turno/{turno.token}/" in message.body
    assert "Motivo: Corte de energía." in message.body


def test_a_second_submit_changes_nothing() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    cast.slots(quito, WEDNESDAY)
    book_turno(1, slots[0])
    close_days(quito)
    before = (list(Seat.objects.order_by("pk").values()), Message.objects.count(), Event.objects.count())
    assert close_days(quito) == Closed(0, ())
    assert (list(Seat.objects.order_by("pk").values()), Message.objects.count(), Event.objects.count()) == before


def test_events_name_the_act_the_administrator_and_the_turnos() -> None:
    quito = cast.agency()
    turno = book_turno(1, cast.slots(quito, TUESDAY)[0])
    cast.slots(quito, WEDNESDAY)
    close_days(quito)
    events = (
        Event.objects.filter(actor=cast.alicia()).order_by("pk").values_list("act", "subject", "subject_id", "fields")
    )
    assert list(events) == [
        ("days_closed", "agency", quito.pk, ["2026-12-01", "2026-12-01", ""]),
        ("turno_reseated", "turno", turno.pk, ["agency", "starts"]),
    ]


def test_where_the_agency_has_nothing_the_province_has() -> None:
    quito, cayambe, cuenca = cast.agency(), cast.agency("CAU Cayambe"), cast.agency("CAU Cuenca", "Azuay", "01")
    turno = book_turno(1, cast.slots(quito, TUESDAY)[0])
    cast.slots(cuenca, WEDNESDAY)
    cast.slots(cayambe, THURSDAY)
    assert close_days(quito) == Closed(1, ())
    turno.refresh_from_db()
    assert (turno.agency, f"{local(turno):%d %H:%M}") == (cayambe, "03 10:00")
    assert sound()


def test_who_cannot_be_seated_keeps_priority_and_is_told_once() -> None:
    quito = cast.agency()
    turno = book_turno(1, cast.slots(quito, TUESDAY)[0])
    Message.objects.all().delete()
    assert close_days(quito) == Closed(0, (turno.reference,))
    assert close_days(quito) == Closed(0, (turno.reference,))
    message = Message.objects.get()
    assert (
        message.subject
        == "No podremos atender su turno del martes 1 de diciembre de 2026, 10:00: conserva la prioridad"
    )
    assert f"/mi-turno/{turno.token}/" in message.body
    turno.refresh_from_db()
    assert turno.status == "confirmed"
    assert Event.objects.filter(act="turno_kept").count() == 1
    cast.slots(quito, WEDNESDAY)  # seats that open later are found by closing again
    assert close_days(quito) == Closed(1, ())
    assert sound()


def test_d16_a_family_stays_together() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY, counters=1)
    turno = book_turno(1, slots[0], 3)
    apart = cast.slots(quito, WEDNESDAY, counters=1)
    Seat.objects.filter(slot=apart[1]).update(state="blocked")
    cast.slots(quito, THURSDAY, counters=1)
    assert close_days(quito) == Closed(1, ())
    assert f"{local(turno):%d %H:%M}" == "03 10:00"
    assert Seat.objects.filter(turno=turno, state="taken").count() == 3
    assert sound()


def test_several_days_are_closed_at_once_and_nobody_lands_on_one_of_them() -> None:
    quito = cast.agency()
    turno = book_turno(1, cast.slots(quito, TUESDAY)[0])
    cast.slots(quito, WEDNESDAY)
    cast.slots(quito, THURSDAY)
    assert close_days(quito, TUESDAY, WEDNESDAY) == Closed(1, ())
    assert local(turno).date() == THURSDAY
    assert list(CalendarDay.objects.order_by("date").values_list("date", flat=True)) == [TUESDAY, WEDNESDAY]


def seats_of(slot: Slot) -> list[str]:
    return list(Seat.objects.filter(slot=slot).order_by("number").values_list("state", flat=True))


def test_d38_a_counter_that_is_away_takes_the_highest_seat_of_each_hour_and_nobody_below_it() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    first, second = book_turno(1, slots[0]), book_turno(2, slots[1])
    Message.objects.all().delete()
    assert close_days(quito, counter=1) == Closed(0, ())
    assert [(local(turno).minute, turno.seats.get().number) for turno in (first, second)] == [(0, 1), (15, 1)]
    assert ([seats_of(slot) for slot in slots], Message.objects.count()) == (
        [["taken", "blocked"]] * 2 + [["free", "blocked"]] * 2,
        0,
    )
    assert CalendarDay.objects.count() == 0
    assert sound()


def test_d38_who_has_the_highest_seat_takes_a_free_one_of_the_very_hour_and_is_told_nothing() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    gone, stays = book_turno(1, slots[0]), book_turno(2, slots[0])
    cancel_turno(turno=gone, now=cast.NOW)
    Seat.objects.filter(slot=slots[0], number=1).update(state="free", free_from=None, turno=None)
    Message.objects.all().delete()
    assert close_days(quito, counter=1) == Closed(0, ())
    before = (local(stays).minute, stays.sequence)
    assert (before, stays.seats.get().number, Message.objects.count()) == ((0, stays.sequence), 1, 0)
    assert Event.objects.get(act="turno_reseated").fields == ["seat"]
    assert sound()


def test_d38_a_counter_that_carries_no_seat_on_sale_takes_none() -> None:
    quito = cast.agency()
    cast.counter(3, quito)  # three serve, two are on sale
    slots = cast.slots(quito, TUESDAY)
    close_days(quito, counter=3)
    assert seats_of(slots[0]) == ["free", "free"]
    close_days(quito, counter=1)  # now one of two
    assert seats_of(slots[0]) == ["free", "blocked"]
    assert sound()


def test_d38_counters_that_are_away_in_part_of_the_same_hours_take_as_many_seats_as_are_away_in_each() -> None:
    quito = cast.agency()
    cast.counter(3, quito)
    Service.objects.update(counters=3)
    slots = cast.slots(quito, TUESDAY, times=12, counters=3)  # 10:00 to 13:00
    turnos = [book_turno(index, slots[at]) for index, at in enumerate((0, 4, 4, 4, 8), 1)]
    cast.slots(quito, WEDNESDAY, times=12, counters=3)
    Message.objects.all().delete()
    away(quito, 1, 10, 12)
    away(quito, 2, 11, 13)
    assert [seats_of(slots[at]) for at in (0, 4, 8)] == [
        ["taken", "free", "blocked"],
        ["taken", "blocked", "blocked"],
        ["taken", "free", "blocked"],
    ]
    stay = [f"{local(turno):%d %H:%M}" for turno in (turnos[0], turnos[1], turnos[4])]
    assert stay == ["01 10:00", "01 11:00", "01 12:00"]  # of three at eleven two are hit, and nobody else
    assert ["01 11:00" for turno in turnos[2:4] if f"{local(turno):%d %H:%M}" == "01 11:00"] == []
    assert Message.objects.count() == 2
    reopen_closing(
        closing=Closing.objects.order_by("pk")[0],
        reason=WHY,
        actor=cast.alicia(),
        now=cast.NOW,
        random_source=Random(1),
    )
    assert [seats_of(slots[at]) for at in (0, 4, 8)] == [
        ["taken", "free", "cooling"],
        ["taken", "cooling", "blocked"],
        ["taken", "free", "blocked"],
    ]
    assert sound()


def test_d38_a_family_on_the_counter_above_the_count_moves_together_and_one_below_stays() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY, times=4)
    cast.slots(quito, WEDNESDAY, times=4)
    below, above = book_turno(1, slots[0], dependents=2), book_turno(2, slots[0], dependents=2)
    assert [each.seats.values_list("number", flat=True)[0] for each in (below, above)] == [1, 2]
    away(quito, 2, 10, 11)
    assert [f"{local(each):%d %H:%M}" for each in (below, above)] == ["01 10:00", "01 10:30"]
    assert [list(each.seats.values_list("number", flat=True)) for each in (below, above)] == [[1, 1], [1, 1]]
    assert sound()


def test_d38_closing_a_counter_for_weeks_asks_in_one_statement_for_each_part_of_the_day() -> None:
    quito = cast.agency()
    for offset in range(20):
        cast.slots(quito, TUESDAY + timedelta(days=offset), times=8)
    scope = ClosingScope(quito, TUESDAY, TUESDAY + timedelta(days=19), 1)
    where = within(scope, cast.NOW)
    assert Seat.objects.filter(where).count() == 20 * 8
    assert len(str(where)) < 2000  # one span, not 160 keys


def away(agency: Agency, counter: int, since: int, until: int) -> Closed:
    scope = ClosingScope(agency, TUESDAY, TUESDAY, counter, since=time(since), until=time(until))
    return close_scope(scope=scope, reason=WHY, actor=cast.alicia(), now=cast.NOW)


def test_an_agency_closed_for_good_takes_no_turno_and_keeps_none() -> None:
    quito, cayambe = cast.agency(), cast.agency("CAU Cayambe")
    slots = cast.slots(quito, TUESDAY)
    later = cast.slots(quito, THURSDAY)
    turnos = [book_turno(1, slots[0]), book_turno(2, later[0])]
    cast.slots(cayambe, WEDNESDAY)
    cast.slots(cayambe, THURSDAY)
    assert close_days(quito, TUESDAY, None) == Closed(2, ())
    quito.refresh_from_db()
    assert not quito.active
    for turno in turnos:
        turno.refresh_from_db()
    assert [(turno.agency, local(turno).date()) for turno in turnos] == [(cayambe, WEDNESDAY), (cayambe, THURSDAY)]
    assert sound()


def test_a_hold_on_a_closed_day_is_lost_with_nothing_doubled() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    of = hold_seat(1, slots[0])
    close_days(quito)
    with pytest.raises(HoldLost):
        confirm_turno(draft=of, now=cast.NOW)
    with pytest.raises(HourTaken):
        holds.hold_seats(draft=of, slot=slots[1], seats=1, now=cast.NOW, random_source=Random(1))
    assert sound()


def test_somebody_who_is_just_moving_keeps_the_new_hour_they_hold() -> None:
    quito = cast.agency()
    slots, later = cast.slots(quito, TUESDAY), cast.slots(quito, THURSDAY)
    cast.slots(quito, WEDNESDAY)
    turno = book_turno(1, slots[0])
    moving = start_move(turno=turno, now=cast.NOW, random_source=Random(2))
    holds.hold_seats(draft=moving, slot=later[3], seats=1, now=cast.NOW, random_source=Random(2))
    close_days(quito)
    moving.refresh_from_db()
    confirm_turno(draft=moving, now=cast.NOW)
    assert f"{local(turno):%d %H:%M}" == "03 10:45"
    assert Seat.objects.filter(turno=turno).count() == 1
    assert sound()


def test_somebody_who_has_arrived_or_whose_hour_has_come_is_served() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    turno = book_turno(1, slots[0])
    Turno.objects.update(status="arrived")
    scope = ClosingScope(quito, TUESDAY, TUESDAY)
    assert turnos_in_scope(scope, cast.NOW) == []
    Turno.objects.update(status="confirmed")
    assert turnos_in_scope(scope, turno.starts) == []
    assert turnos_in_scope(scope, cast.NOW) == [turno]


def test_nobody_is_moved_to_an_hour_that_comes_too_soon() -> None:
    quito = cast.agency()
    today = cast.slots(quito, cast.NOW.date(), first_hour=14)
    turno = book_turno(1, today[0])
    cast.agency("CAU Cayambe")
    cast.slots(Agency.objects.get(name="CAU Cayambe"), cast.NOW.date(), first_hour=15)
    assert close_days(quito, cast.NOW.date(), cast.NOW.date()) == Closed(0, (turno.reference,))


def test_only_an_administrator_closes() -> None:
    quito = cast.agency()
    with pytest.raises(NotAdministrator):
        close_scope(scope=ClosingScope(quito, TUESDAY, TUESDAY), reason=WHY, actor=cast.olga(), now=cast.NOW)
    assert CalendarDay.objects.count() == 0


def test_a_day_opened_against_the_rule_is_closed_again_and_a_holiday_keeps_its_name() -> None:
    quito = cast.agency()
    CalendarDay.objects.create(date=TUESDAY, name="Minga", agency=quito, is_open=True)
    close_days(quito, TUESDAY, date(2026, 12, 25))
    assert CalendarDay.objects.get(date=TUESDAY).name == WHY
    assert not CalendarDay.objects.filter(date=date(2026, 12, 25)).exists()


def test_d38_the_centre_is_locked_before_its_seats_when_a_part_is_closed_and_reopened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quito = cast.agency()
    cast.slots(quito, TUESDAY)
    locked, lock = [], QuerySet.select_for_update

    def locking(rows: QuerySet[Any], *args: Any, **kwargs: Any) -> QuerySet[Any]:
        locked.append(rows.model)
        return lock(rows, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", locking)
    close_days(quito, counter=2)
    assert locked == [Agency, Closing, Seat]
    locked.clear()
    reopen_closing(
        closing=Closing.objects.get(), reason=WHY, actor=cast.alicia(), now=cast.NOW, random_source=Random(1)
    )
    assert locked[:3] == [Agency, Closing, Seat]
