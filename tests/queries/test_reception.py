"""What reception sees, and what it costs: the load of the centre, the numbers of today, whom a scan leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast, desk
from tests.booking import DAY
from tests.reception import groups, open_counter, received, served, waiting
from vinculo.queries import desk_offers, meeting, reception
from vinculo.queries.access import NotFoundHere, turno_given
from vinculo.queries.load import ENOUGH, load
from vinculo.records.models import Agency, CalendarDay, Case, Event, Procedure, Seat, Staff, Ticket, Turno
from vinculo.rules.admission import Load
from vinculo.rules.arriving import Arrival
from vinculo.rules.queueing import Policy
from vinculo.rules.wedge import read_scan

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()
POLICY = Policy()


def now_here(**changes: Any) -> Load:
    return load(
        **({"agency": cast.agency(), "procedure": cast.procedure(), "policy": POLICY, "now": cast.NOW} | changes)
    )


def guayaquil() -> Agency:
    return cast.agency("CAU Guayaquil", "Guayas", "09")


def omar() -> Staff:
    return Staff.objects.create_user("omar", agency=guayaquil())


# The load


def test_an_empty_centre_is_closed_at_five_and_takes_the_policys_minutes() -> None:
    assert now_here() == Load(
        waiting=0, due=0, counters=0, mean=timedelta(minutes=15), left=timedelta(hours=8)
    )  # fmt: skip
    assert now_here(now=cast.NOW.replace(hour=17)).left == timedelta()
    CalendarDay.objects.create(date=TODAY, name="Paro", agency=cast.agency())
    assert now_here().left == timedelta()


def test_the_closing_hour_is_on_the_clock_of_the_agency() -> None:
    place = cast.agency()
    place.timezone = "Pacific/Galapagos"
    assert now_here(agency=place).left == timedelta(hours=9)


def test_only_who_waits_here_today_counts_and_only_open_counters_of_the_procedure() -> None:
    open_counter()
    waiting(3)
    waiting(1, cast.NOW - timedelta(days=1))
    Ticket.objects.filter(day__date=TODAY, number=1).update(state="served", ended_at=cast.NOW)
    cast.counter(2)  # closed
    other = Procedure.objects.create(code="otro", name="Otro trámite")
    cast.counter(3, staff=Staff.objects.create_user("caja3", agency=cast.agency())).procedures.set([other])
    assert (now_here().waiting, now_here().counters) == (2, 1)
    assert now_here(agency=guayaquil()).waiting == 0


def test_whoever_waits_for_another_procedure_of_the_same_counter_is_ahead_too() -> None:
    other = Procedure.objects.create(code="otro", name="Otro trámite")
    open_counter()
    waiting(2)
    Ticket.objects.filter(number=2).update(procedure=other)
    assert now_here().waiting == 1
    cast.counter(1).procedures.add(other)
    assert now_here().waiting == 2


@pytest.mark.parametrize(("minutes", "counted"), [(30, ENOUGH), (15, ENOUGH - 1)])
def test_the_observed_mean_counts_once_there_is_enough_of_it(minutes: int, counted: int) -> None:
    served(30, counted, cast.NOW - timedelta(days=1))
    assert now_here().mean == timedelta(minutes=minutes)


def test_slips_of_the_hand_and_old_days_do_not_count_in_the_mean() -> None:
    served(20, ENOUGH, cast.NOW - timedelta(days=28))
    served(0, 5, cast.NOW - timedelta(days=1))
    served(600, 5, cast.NOW - timedelta(days=1))
    served(60, 30, cast.NOW - timedelta(days=29))
    assert now_here().mean == timedelta(minutes=20)


def test_the_load_costs_five_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    values = {"agency": cast.agency(), "procedure": cast.procedure(), "policy": POLICY, "now": cast.NOW}
    for people in (1, 3, 50):
        waiting(people)
        with django_assert_num_queries(5):
            load(**values)  # type: ignore[arg-type]


# The screen


def test_the_screen_costs_twelve_statements_however_many_numbers(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    groups()
    olga = cast.olga()
    open_counter()
    for people in (1, 3, 50):
        waiting(people)
        with django_assert_num_queries(12):
            found = reception.screen(olga, cast.NOW)
            assert [row.number for row in found.tickets]
    assert [row.number for row in found.tickets] == list(range(54, 42, -1))
    assert (found.answer is not None and found.answer.load.waiting, found.wait) == (54, 810)


def test_the_list_of_today_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    olga = cast.olga()
    total = 0
    for people in (1, 3, 50):
        waiting(people)
        total += people
        with django_assert_num_queries(1):
            assert len(reception.tickets(olga, "", cast.NOW)) == total


def test_the_list_says_number_class_state_and_hour_and_can_be_narrowed() -> None:
    of = desk.turno()
    received(of)
    waiting(1, cast.NOW + timedelta(minutes=5))
    Ticket.objects.filter(number=2).update(
        state="called", counter=cast.counter(4), called_at=cast.NOW + timedelta(minutes=6)
    )
    rows = reception.tickets(cast.olga(), "", cast.NOW)
    shown = [(row.number, row.klass, row.state, row.hour, row.counter, row.waits) for row in rows]
    assert shown == [
        (2, "Del mismo día", "Llamado", "09:05", "4", False), (1, "Con turno", "En espera", "09:00", "", True),
    ]  # fmt: skip
    assert [row.number for row in reception.tickets(cast.olga(), "waiting", cast.NOW)] == [1]
    assert [row.number for row in reception.tickets(cast.olga(), "x", cast.NOW)] == [2, 1]
    assert reception.tickets(omar(), "", cast.NOW) == []
    assert reception.tickets(cast.olga(), "", cast.NOW + timedelta(days=1)) == []


def test_the_next_hour_of_today_and_nothing_where_nothing_is_served() -> None:
    cast.slots(cast.agency(), TODAY, times=1)
    assert reception.screen(cast.olga(), cast.NOW).next_hour == "10:00"
    cast.agency().services.update(active=False)
    empty = reception.screen(cast.olga(), cast.NOW)
    assert (empty.procedures, empty.answer, empty.next_hour, empty.wait) == ([], None, "", None)


def test_a_number_of_another_centre_or_day_is_not_there() -> None:
    (ticket,) = waiting(1)
    assert reception.ticket(cast.olga(), 1, cast.NOW) == ticket
    for staff, moment in ((omar(), cast.NOW), (cast.olga(), cast.NOW + timedelta(days=1))):
        with pytest.raises(NotFoundHere):
            reception.ticket(staff, 1, moment)
        assert reception.ticket_number(staff, ticket.token, moment) is None
    assert reception.ticket_number(cast.olga(), ticket.token, cast.NOW) == 1


# Whom a scan leads to


def met(text: str, staff: Staff | None = None) -> meeting.Met:
    return meeting.meet(staff or cast.olga(), read_scan(text), cast.NOW)


def test_s30_reference_token_code_and_passport_lead_to_the_same_turno_and_are_written_down() -> None:
    of = desk.turno()
    for text in (of.reference, f"https://x.ec/mi-turno/{of.token}/", cast.ANA_CODE, cast.ANA_PASSPORT):
        found = met(text)
        assert [(each.turno, each.arrival) for each in found.meetings] == [(of, Arrival.EARLY)], text
    reads = Event.objects.filter(act="turno_read", subject_id=of.pk, actor=cast.olga())
    assert (reads.count(), Event.objects.filter(act="searched").count()) == (4, 4)


def test_the_document_of_a_proxy_leads_to_the_turno_that_they_booked() -> None:
    of = desk.turno(by_proxy=True)
    desk.turno()
    assert [each.turno for each in met("171003406-5").meetings] == [of]


def test_what_is_elsewhere_comes_after_what_is_here_and_what_was_cancelled_only_alone() -> None:
    away = desk.turno(agency=guayaquil(), starts=cast.NOW.replace(hour=9), ends=cast.NOW.replace(hour=10))
    own = desk.turno()
    dead = desk.turno(status="cancelled")
    found = met(cast.ANA_CODE).meetings
    assert [(each.turno, each.arrival) for each in found] == [(own, Arrival.EARLY), (away, Arrival.ELSEWHERE)]
    Turno.objects.exclude(pk=dead.pk).delete()
    assert [each.arrival for each in met(cast.ANA_CODE).meetings] == [Arrival.CANCELLED]


def test_a_hold_that_nobody_confirmed_and_a_turno_of_yesterday_are_not_found_by_number() -> None:
    yesterday = cast.NOW - timedelta(days=1)
    desk.turno(status="holding")
    desk.turno(starts=yesterday, ends=yesterday + timedelta(minutes=15))
    assert met(cast.ANA_CODE).empty


def test_d7_a_case_is_found_by_its_reference_by_a_dependents_passport_and_at_another_centre() -> None:
    case, _bruno = desk.case_of_bruno()
    Case.objects.update(turno=None)
    assert met(case.reference).cases == [case]
    assert met(cast.BRUNO_PASSPORT).cases == [case]
    assert met(case.reference, omar()).cases == [case]
    Case.objects.update(closed_at=cast.NOW)
    assert met(case.reference).empty


def test_the_number_and_the_qr_of_a_ticket_lead_to_it() -> None:
    (ticket,) = waiting(1)
    for text in ("1", "001", f"https://x.ec/numero/{ticket.token}/"):
        assert met(text).number == 1, text
    assert met("2").empty
    assert met(f"https://x.ec/numero/{'0' * 32}/").empty


def test_a_turno_checked_in_shows_its_number() -> None:
    of = desk.turno()
    received(of)
    (found,) = met(of.reference).meetings
    assert (found.arrival, found.has_number, found.received_now) == (Arrival.HERE, True, False)
    assert found.ticket is not None
    assert found.ticket.number == 1
    Ticket.objects.update(state="no_show", ended_at=cast.NOW)
    (found,) = met(of.reference).meetings
    assert (found.has_number, found.received_now) == (False, True)


@pytest.mark.parametrize("staff", ["alicia", "sara", "lucia"])
def test_only_an_officer_meets_people(staff: str) -> None:
    who = getattr(cast, staff)()
    for ask in (
        lambda: met("1", who),
        lambda: reception.screen(who, cast.NOW),
        lambda: reception.tickets(who, "", cast.NOW),
    ):
        with pytest.raises(NotFoundHere):
            ask()


def test_a_meeting_costs_the_same_with_one_turno_and_with_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Search by number: two statements of finding, policy, numbers, cases; and an event for each turno shown."""
    olga = cast.olga()
    for turnos in (1, 3):
        while Turno.objects.count() < turnos:
            received(desk.turno()) if Turno.objects.count() == 0 else desk.turno()
        with django_assert_num_queries(4 + turnos + 1):
            meeting.meet(olga, read_scan(cast.ANA_CODE), cast.NOW)


# What can be given


def offered(dependents: int = 1, **changes: Any) -> list[tuple[str, str, int]]:
    found = desk_offers.offers(cast.agency(), cast.procedure(), dependents, cast.NOW, **changes)
    return [(each.when, each.where, each.seats) for each in found]


def test_today_here_comes_first_then_the_nearest_here_or_around() -> None:
    ibarra = cast.agency("CAU Ibarra", "Imbabura", "10")
    cast.slots(ibarra, DAY, times=2)
    cast.slots(cast.agency(), DAY, times=2, first_hour=11)
    assert offered() == [("martes 1 de diciembre, 11:00", "", 1), ("martes 1 de diciembre, 10:00", "CAU Ibarra", 1)]
    slots = cast.slots(cast.agency(), TODAY, times=2, counters=1)
    Seat.objects.filter(slot=slots[0]).update(pool="same_day")
    assert offered(2) == [
        ("hoy 10:00", "", 2), ("hoy 10:15", "", 1), ("martes 1 de diciembre, 10:00", "CAU Ibarra", 1),
    ]  # fmt: skip


def test_the_hours_of_a_day_that_was_asked_for() -> None:
    cast.slots(cast.agency(), DAY, times=2, counters=1)
    assert offered(2, day=DAY) == [("martes 1 de diciembre, 10:00", "", 2)]
    assert offered(day=TODAY) == []


def test_the_offers_cost_seven_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here, service = cast.agency(), cast.procedure()
    for number in range(3):
        cast.slots(cast.agency(f"CAU {number}", "Imbabura", "10"), DAY, times=3 + number)
        with django_assert_num_queries(7):
            assert len(desk_offers.offers(here, service, 1, cast.NOW)) == number + 1


def test_the_affiliate_is_named_by_code_or_document_and_unknown_and_inactive_are_alike() -> None:
    ana = cast.ana()
    assert [desk_offers.affiliate_named(text) for text in (cast.ANA_CODE, "ext-1002003", cast.ANA_PASSPORT)] == [
        ana
    ] * 3
    assert desk_offers.affiliate_named("NADIE123") is None
    ana.active = False
    ana.save()
    assert desk_offers.affiliate_named(cast.ANA_CODE) is desk_offers.affiliate_named(cast.ANA_PASSPORT) is None


def test_a_confirmation_is_printed_by_the_centre_that_has_the_turno_or_gave_it() -> None:
    of = desk.turno(agency=guayaquil())
    assert turno_given(omar(), of.reference) == of
    with pytest.raises(NotFoundHere):
        turno_given(cast.olga(), of.reference)
