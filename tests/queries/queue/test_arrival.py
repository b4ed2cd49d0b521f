"""Whom a scan leads to, and what can be given on the spot; what each costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.stages import desk
from tests.stages.booking import DAY
from tests.stages.reception import receive_turno, waiting
from vinculo.queries.booking import desk_hours
from vinculo.queries.queue import arrival, reception
from vinculo.queries.shared import registry
from vinculo.queries.shared.access import NotFoundHere, turno_given
from vinculo.records.models import Affiliate, Agency, Case, Event, Seat, Staff, Ticket, Turno
from vinculo.rules.queue.arrival import Arrival
from vinculo.rules.queue.scanner import read_scan

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()


def guayaquil() -> Agency:
    return cast.agency("CAU Guayaquil", "Guayas", "09")


def omar() -> Staff:
    return Staff.objects.create_user("omar", agency=guayaquil())


# Whom a scan leads to


def meet_person(text: str, staff: Staff | None = None) -> arrival.Met:
    return arrival.meet(staff or cast.olga(), read_scan(text), cast.NOW)


def test_s30_reference_token_code_and_passport_lead_to_the_same_turno_and_are_written_down() -> None:
    of = desk.turno()
    for text in (of.reference, f"https://x.ec/mi-turno/{of.token}/", cast.ANA_CODE, cast.ANA_PASSPORT):
        matches = meet_person(text)
        assert [(each.turno, each.arrival) for each in matches.meetings] == [(of, Arrival.EARLY)], text
    reads = Event.objects.filter(act="turno_read", subject_id=of.pk, actor=cast.olga())
    assert (reads.count(), Event.objects.filter(act="searched").count()) == (4, 4)


def test_the_document_of_a_proxy_leads_to_the_turno_that_they_booked() -> None:
    of = desk.turno(by_proxy=True)
    desk.turno()
    assert [each.turno for each in meet_person("171003406-5").meetings] == [of]


def test_d21_the_cedula_of_an_affiliate_leads_to_the_turno_that_they_booked_by_code() -> None:
    of = desk.turno()
    Affiliate.objects.filter(code=cast.ANA_CODE).update(cedula=cast.PEDRO_CEDULA)
    assert [each.turno for each in meet_person(cast.PEDRO_CEDULA).meetings] == [of]


def test_what_is_elsewhere_comes_after_what_is_here_and_what_was_cancelled_only_alone() -> None:
    away = desk.turno(agency=guayaquil(), starts=cast.NOW.replace(hour=9), ends=cast.NOW.replace(hour=10))
    own = desk.turno()
    dead = desk.turno(status="cancelled")
    meetings = meet_person(cast.ANA_CODE).meetings
    assert [(each.turno, each.arrival) for each in meetings] == [(own, Arrival.EARLY), (away, Arrival.ELSEWHERE)]
    Turno.objects.exclude(pk=dead.pk).delete()
    assert [each.arrival for each in meet_person(cast.ANA_CODE).meetings] == [Arrival.CANCELLED]


def test_a_hold_that_nobody_confirmed_and_a_turno_of_yesterday_are_not_found_by_number() -> None:
    yesterday = cast.NOW - timedelta(days=1)
    desk.turno(status="holding")
    desk.turno(starts=yesterday, ends=yesterday + timedelta(minutes=15))
    assert meet_person(cast.ANA_CODE).empty


def test_d7_a_case_is_found_by_its_reference_by_a_dependents_passport_and_at_another_centre() -> None:
    case, _bruno = desk.case_of_bruno()
    Case.objects.update(turno=None)
    assert meet_person(case.reference).cases == [case]
    assert meet_person(cast.BRUNO_PASSPORT).cases == [case]
    assert meet_person(case.reference, omar()).cases == [case]
    Case.objects.update(closed_at=cast.NOW)
    assert meet_person(case.reference).empty


def test_the_number_and_the_qr_of_a_ticket_lead_to_it() -> None:
    (ticket,) = waiting(1)
    for text in ("1", "001", f"https://x.ec/numero/{ticket.token}/"):
        assert meet_person(text).number == 1, text
    assert meet_person("2").empty
    assert meet_person(f"https://x.ec/numero/{'0' * 32}/").empty


def test_a_turno_checked_in_shows_its_number() -> None:
    of = desk.turno()
    receive_turno(of)
    (meeting,) = meet_person(of.reference).meetings
    assert (meeting.arrival, meeting.has_number, meeting.received_now) == (Arrival.HERE, True, False)
    assert meeting.ticket is not None
    assert meeting.ticket.number == 1
    Ticket.objects.update(state="no_show", ended_at=cast.NOW)
    (meeting,) = meet_person(of.reference).meetings
    assert (meeting.has_number, meeting.received_now) == (False, True)
    assert meeting.sentence == "Ya se registró su llegada, pero no tiene un número en espera: dele otro."


@pytest.mark.parametrize("staff", ["alicia", "sara", "lucia"])
def test_only_an_officer_meets_people(staff: str) -> None:
    who = getattr(cast, staff)()
    for ask in (
        lambda: meet_person("1", who),
        lambda: reception.screen(who, cast.NOW),
        lambda: reception.tickets(who, "", cast.NOW),
    ):
        with pytest.raises(NotFoundHere):
            ask()


def test_a_meeting_costs_the_same_with_one_turno_and_with_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Search by number: three statements of finding, policy, numbers, cases; and an event for each turno shown."""
    olga = cast.olga()
    for turnos in (1, 3):
        while Turno.objects.count() < turnos:
            receive_turno(desk.turno()) if Turno.objects.count() == 0 else desk.turno()
        with django_assert_num_queries(5 + turnos + 1):
            arrival.meet(olga, read_scan(cast.ANA_CODE), cast.NOW)


# What can be given


def list_offers(dependents: int = 1, **changes: Any) -> list[tuple[str, str, int]]:
    hours = desk_hours.offers(cast.agency(), cast.procedure(), dependents, cast.NOW, **changes)
    return [(each.when, each.where, each.seats) for each in hours]


def test_d37_the_own_centre_comes_first_and_others_only_where_they_are_sooner() -> None:
    ibarra = cast.agency("CAU Ibarra", "Imbabura", "10")
    cast.slots(ibarra, DAY, times=2)
    assert list_offers() == [("martes 1 de diciembre, 10:00", "CAU Ibarra", 1)]
    cast.slots(cast.agency(), DAY, times=2, first_hour=11)
    assert list_offers() == [("martes 1 de diciembre, 11:00", "", 1)]  # the same day is not sooner
    slots = cast.slots(cast.agency(), TODAY, times=2, counters=1)
    Seat.objects.filter(slot=slots[0]).update(pool="same_day")
    assert list_offers(2) == [("hoy 10:00", "", 2), ("hoy 10:15", "", 1)]


def test_d37_nobody_is_sent_to_an_hour_that_they_cannot_reach() -> None:
    """Ibarra is some 77 kilometres from Quito as the crow flies: two hours and a half by road."""
    ibarra = cast.agency("CAU Ibarra", "Imbabura", "10")
    cast.slots(cast.agency(), DAY, times=1)
    cast.slots(ibarra, TODAY, times=1, first_hour=11)
    here = ("martes 1 de diciembre, 10:00", "", 1)
    assert list_offers() == [here]
    cast.slots(cast.agency("CAU Otavalo", "Imbabura", "10"), TODAY, times=1, first_hour=12)
    assert list_offers() == [here, ("lunes 30 de noviembre, 12:00", "CAU Otavalo", 1)]


def test_the_hours_of_a_day_that_was_asked_for() -> None:
    cast.slots(cast.agency(), DAY, times=2, counters=1)
    assert list_offers(2, day=DAY) == [("martes 1 de diciembre, 10:00", "", 2)]
    assert list_offers(day=TODAY) == []


def test_the_offers_cost_seven_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here, service = cast.agency(), cast.procedure()
    for number in range(3):
        cast.slots(cast.agency(f"CAU {number}", "Imbabura", "10"), DAY, times=3 + number)
        with django_assert_num_queries(7):
            assert len(desk_hours.offers(here, service, 1, cast.NOW)) == number + 1


def test_the_affiliate_is_named_by_code_or_document_and_unknown_and_inactive_are_alike() -> None:
    ana = cast.ana()
    assert [registry.active_affiliate_named(text) for text in (cast.ANA_CODE, "ext-1002003", cast.ANA_PASSPORT)] == [
        ana
    ] * 3
    assert registry.active_affiliate_named("NADIE123") is None
    ana.active = False
    ana.save()
    assert registry.active_affiliate_named(cast.ANA_CODE) is registry.active_affiliate_named(cast.ANA_PASSPORT) is None


def test_a_confirmation_is_printed_by_the_centre_that_has_the_turno_or_gave_it() -> None:
    of = desk.turno(agency=guayaquil())
    assert turno_given(omar(), of.reference) == of
    with pytest.raises(NotFoundHere):
        turno_given(cast.olga(), of.reference)
