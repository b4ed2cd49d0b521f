"""Booking where two tabs, two clocks or two people disagree; and what it costs in statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.stages.booking import (
    DAY,
    LUCK,
    choose_place,
    hold_seat,
    mailed_code,
    ready,
    set_contact,
    start_draft,
    states,
    verify_mailbox,
)
from vinculo.actions.booking import drafts, holds, seats, turnos
from vinculo.actions.operations import upkeep
from vinculo.records.events import is_genuine
from vinculo.records.models import CalendarDay, Draft, Event, Message, Seat, Turno

pytestmark = pytest.mark.django_db
MOST = 12  # statements of a hold or a confirm, besides BEGIN, COMMIT and SAVEPOINT


def proxy() -> Draft:
    """Pedro's draft for Ana."""
    cast.ana()
    draft = verify_mailbox(start_draft(cast.PEDRO_CEDULA), "pedro@example.com")
    return choose_place(drafts.name_affiliate(draft=draft, code=cast.ANA_CODE, address="a", now=cast.NOW), 4)


def book_turno(dependents: int = 1) -> Turno:
    """Ana's turno in the first of four hours of tomorrow."""
    slots = cast.slots(cast.agency(), DAY, times=8, counters=1)
    draft = ready(dependents)
    hold_seat(draft, slots[0], dependents)
    return turnos.confirm_turno(draft=draft, now=cast.NOW)


def test_s28_nothing_is_confirmed_once_its_hour_has_come() -> None:
    draft = ready()
    slot = cast.slots(cast.agency(), DAY, times=1)[0]
    hold_seat(draft, slot)
    with pytest.raises(seats.HoldLost):
        turnos.confirm_turno(draft=draft, now=slot.starts)
    assert Turno.objects.get().status == "holding"


def test_s06_nothing_is_confirmed_on_a_day_that_closed_meanwhile() -> None:
    draft = ready()
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=1)[0])
    CalendarDay.objects.create(date=DAY, name="Feriado de prueba")
    with pytest.raises(seats.HoldLost):
        turnos.confirm_turno(draft=draft, now=cast.NOW)


def elsewhere(draft: Draft) -> None:
    cuenca = cast.agency("Centro de Atención Universal Cuenca", "Azuay", "01")
    drafts.choose_place(draft=draft, procedure=cast.procedure(), agency=cuenca, dependents=2, now=cast.NOW)


def fewer(draft: Draft) -> None:
    drafts.choose_place(draft=draft, procedure=cast.procedure(), agency=cast.agency(), dependents=1, now=cast.NOW)


def other_number(draft: Draft) -> None:
    drafts.change_number(draft=draft, kind="", number=cast.PEDRO_CEDULA, country="", address="a", now=cast.NOW)


def other_email(draft: Draft) -> None:
    set_contact(draft, "other@example.com")


@pytest.mark.parametrize("change", [elsewhere, fewer, other_number, other_email])
def test_s28_what_is_confirmed_is_what_was_typed(change: Callable[[Draft], None]) -> None:
    draft = ready(2)
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=2)[0], 2)
    change(draft)
    for copy in (draft, Draft.objects.get(pk=draft.pk)):
        with pytest.raises(seats.HoldLost):
            turnos.confirm_turno(draft=copy, now=cast.NOW)
    assert Turno.objects.get().status == "holding"


def test_s26_the_same_place_chosen_again_keeps_what_is_held() -> None:
    draft = ready(2)
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=2)[0], 2)
    choose_place(draft, 2)
    assert turnos.confirm_turno(draft=draft, now=cast.NOW).status == "confirmed"


def test_s23_a_new_email_is_verified_first_and_then_the_turnos() -> None:
    draft = ready()
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=1)[0])
    changed = set_contact(draft, "new@example.com")
    drafts.verify_email(draft=changed, code=mailed_code(draft), address="a", now=cast.NOW)
    turno = turnos.confirm_turno(draft=draft, now=cast.NOW)  # the caller's copy is older than the change
    assert turno.email == Message.objects.get(kind="confirmation").recipient == "new@example.com"


def test_s28_an_old_copy_of_the_draft_is_answered_with_the_first_turno() -> None:
    draft = ready()
    before = Draft.objects.get(pk=draft.pk)
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=1)[0])
    turno = turnos.confirm_turno(draft=before, now=cast.NOW)
    assert turno.status == "confirmed"
    turnos.cancel_turno(turno=turno, now=cast.NOW)
    for copy in (before, draft):
        assert turnos.confirm_turno(draft=copy, now=cast.NOW) == turno
    assert Message.objects.filter(kind="confirmation").count() == 1


def test_s28_a_draft_that_is_done_holds_nothing_more() -> None:
    slots = cast.slots(cast.agency(), DAY)
    draft = ready()
    hold_seat(draft, slots[0])
    turnos.cancel_turno(turno=turnos.confirm_turno(draft=draft, now=cast.NOW), now=cast.NOW)
    with pytest.raises(holds.DraftNotReady):
        hold_seat(draft, slots[1])
    assert Turno.objects.count() == 1
    assert [state for state, _ in states()].count("held") == 0


def test_d28_confirming_twice_takes_the_place_once() -> None:
    slots = cast.slots(cast.agency(), DAY)
    cast.ana(email="ana@example.com")
    stranger = ready(email="thief@example.com")
    hold_seat(stranger, slots[0])
    turnos.confirm_turno(draft=stranger, now=cast.NOW)
    mine = ready(email="ana@example.com")
    hold_seat(mine, slots[1])
    for _ in range(2):
        turnos.confirm_turno(draft=mine, now=cast.NOW)
    assert Message.objects.filter(kind="replaced").count() == 1


def test_d16_a_move_may_change_how_many_come() -> None:
    turno = book_turno()
    moving = choose_place(drafts.start_move(turno=turno, now=cast.NOW, random_source=LUCK), 3)
    hold_seat(moving, Seat.objects.order_by("pk")[4].slot, 3)
    moved = turnos.confirm_turno(draft=moving, now=cast.NOW)
    assert (moved.dependents, moved.seats_count, moved.pk) == (3, 3, turno.pk)
    assert count_states() == {"cooling": 1, "taken": 3, "free": 4}


def count_states() -> dict[str, int]:
    return dict(Counter(state for state, _ in states()))


def test_a_move_with_another_number_is_no_move_any_more() -> None:
    turno = book_turno()
    moving = drafts.start_move(turno=turno, now=cast.NOW, random_source=LUCK)
    other_number(moving)
    moving.refresh_from_db()
    assert (moving.moves, moving.affiliate, moving.by_proxy) == (None, None, True)


def test_a_move_that_nobody_finished_gives_its_seats_back() -> None:
    turno = book_turno()
    moving = drafts.start_move(turno=turno, now=cast.NOW, random_source=LUCK)
    hold_seat(moving, Seat.objects.order_by("pk")[1].slot)
    assert upkeep.expire_holds(now=cast.NOW + timedelta(minutes=9)) == 0
    assert upkeep.expire_holds(now=cast.NOW + timedelta(minutes=11)) == 1
    assert states()[:2] == [("taken", turno.pk), ("free", None)]
    turno.refresh_from_db()
    assert turno.status == "confirmed"
    with pytest.raises(seats.HoldLost):
        turnos.confirm_turno(draft=moving, now=cast.NOW + timedelta(minutes=11))


def test_a_turno_whose_seats_others_took_expires_without_them() -> None:
    slots = cast.slots(cast.agency(), DAY, times=1, counters=1)
    hold_seat(ready(), slots[0])
    later = cast.NOW + timedelta(minutes=11)
    pedro = proxy()
    hold_seat(pedro, slots[0], now=later)
    assert upkeep.expire_holds(now=later) == 1
    assert list(Turno.objects.order_by("pk").values_list("status", flat=True)) == ["expired", "holding"]
    assert states() == [("held", pedro.turno_id)]


def test_d16_a_family_that_lost_one_seat_confirms_none() -> None:
    slots = cast.slots(cast.agency(), DAY, times=2, counters=1)
    family = ready(2)
    hold_seat(family, slots[0], 2)
    later = cast.NOW + timedelta(minutes=11)
    pedro = proxy()
    hold_seat(pedro, slots[1], now=later)
    with pytest.raises(seats.HoldLost):
        turnos.confirm_turno(draft=family, now=later)
    assert states() == [("held", family.turno_id), ("held", pedro.turno_id)]
    hold_seat(family, slots[0], now=later)
    assert turnos.confirm_turno(draft=family, now=later).seats_count == 1


def test_d16_a_gap_between_slots_ends_the_run() -> None:
    agency = cast.agency()
    cast.slots(agency, DAY, times=2, counters=1)
    after_lunch = cast.slots(agency, DAY, times=2, counters=1, first_hour=13)
    first = Seat.objects.order_by("pk")[0].slot
    with pytest.raises(seats.FewerSeats) as error:
        hold_seat(ready(4), first, 4)
    assert error.value.left == 2
    assert hold_seat(ready(4), after_lunch[0], 2).seats == 2


def test_d16_the_own_seats_of_another_agency_are_no_part_of_a_run() -> None:
    quito, cuenca = cast.agency(), cast.agency("Centro de Atención Universal Cuenca", "Azuay", "01")
    there, here = cast.slots(cuenca, DAY, times=2, counters=1), cast.slots(quito, DAY, times=2, counters=1)
    Seat.objects.filter(slot=here[1]).update(state="blocked")
    draft = ready(2)
    hold_seat(draft, there[0], 2)
    with pytest.raises(seats.FewerSeats) as error:
        hold_seat(draft, here[0], 2)
    assert error.value.left == 1
    assert hold_seat(draft, here[0]).seats == 1
    assert count_states() == {"free": 2, "held": 1, "blocked": 1}


def statements(work: Callable[[], Any]) -> int:
    """Count what is sent to the database, but for the frame of a transaction."""
    with CaptureQueriesContext(connection) as captured:
        work()
    frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(not query["sql"].startswith(frame) for query in captured.captured_queries)


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize("who", [lambda: ready(4), proxy], ids=["self", "proxy"])
def test_hold_and_confirm_cost_the_same_whatever_the_size(size: int, who: Callable[[], Draft]) -> None:
    slots = cast.slots(cast.agency(), DAY, times=9, counters=6)
    draft = Draft.objects.select_related("affiliate").get(pk=who().pk)
    costs = [statements(lambda: held_only(draft, slots[0], size)), statements(lambda: held_only(draft, slots[4], size))]
    # PostgreSQL has a lock of who holds for the affiliate (D28), and writes several tables in one statement.
    expected = [4, 7, 4] if connection.vendor == "postgresql" else [7, 9, 8]
    draft = Draft.objects.select_related("affiliate").get(pk=draft.pk)
    costs.append(statements(lambda: turnos.confirm_turno(draft=draft, now=cast.NOW)))
    assert costs == expected


def test_d16_what_a_hold_and_a_confirm_send_is_taken_apart_once() -> None:
    """psycopg keeps what it made of a text of 4096 letters and 50 values: longer ones cost it each time anew."""
    sent: list[tuple[int, int]] = []

    def measure(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        sent.append((len(sql), len(params or ())))
        return execute(sql, params, *rest)

    slots = cast.slots(cast.agency(), DAY, times=5, counters=1)
    draft = Draft.objects.select_related("affiliate").get(pk=ready(4).pk)
    with connection.execute_wrapper(measure):
        held_only(draft, slots[0], 4)
        turnos.confirm_turno(draft=Draft.objects.select_related("affiliate").get(pk=draft.pk), now=cast.NOW)
    assert len(sent) >= 8
    assert [each for each in sent if each[0] > 4096 or each[1] > 50] == []


def held_only(draft: Draft, slot: Any, size: int) -> None:
    holds.hold_seats(draft=draft, slot=slot, seats=size, now=cast.NOW, random_source=LUCK)


def test_d16_a_new_turno_its_seats_its_draft_and_its_event_name_each_other() -> None:
    slots = cast.slots(cast.agency(), DAY, times=2, counters=2)
    draft = Draft.objects.select_related("affiliate").get(pk=ready(2).pk)
    turno = holds.hold_seats(draft=draft, slot=slots[0], seats=2, now=cast.NOW, random_source=LUCK).turno
    draft.refresh_from_db()
    event = Event.objects.get(act="seat_held")
    assert Turno.objects.get() == turno
    assert (draft.turno_id, event.subject_id, is_genuine(event)) == (turno.pk, turno.pk, True)
    assert list(Seat.objects.filter(state="held").values_list("turno", flat=True)) == [turno.pk, turno.pk]
    assert hold_seat(proxy(), slots[0]).turno.pk > turno.pk  # the number that was drawn is not given again


@pytest.mark.parametrize("size", [1, 4])
def test_a_move_and_a_cancellation_cost_the_same_whatever_the_size(size: int) -> None:
    turno = book_turno(size)
    moving = drafts.start_move(turno=turno, now=cast.NOW, random_source=LUCK)
    slot = Seat.objects.order_by("pk")[4].slot
    assert statements(lambda: held_only(moving, slot, size)) <= MOST
    moving.refresh_from_db()
    assert statements(lambda: turnos.confirm_turno(draft=moving, now=cast.NOW)) <= MOST
    assert statements(lambda: turnos.cancel_turno(turno=turno, now=cast.NOW)) <= MOST
