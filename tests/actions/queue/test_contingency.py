"""A day without network: a number is printed once, a paper ticket typed in once, in the order of the hours on them."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.stages import desk
from vinculo.actions.queue.check_in import check_in
from vinculo.actions.queue.contingency import (
    NoNumberLeft,
    NoSuchTurno,
    NotPrinted,
    NotThen,
    OnlyToday,
    PaperTaken,
    PaperTicket,
    PrintedMeanwhile,
    print_tickets,
    type_in,
)
from vinculo.actions.queue.tickets import head_row, issue_ticket
from vinculo.actions.shared.guards import NotYours
from vinculo.documents.facts import ContingencyFacts
from vinculo.queries.queue import contingency
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.models import Case, Event, PaperBatch, Procedure, QueueEntry, Role, Staff, Ticket
from vinculo.rules.queue.contingency import PaperTicketOutcome, paper_number, read_paper_number
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db
RNG = random.Random(13)
TODAY = date(2026, 11, 30)
NOON = cast.NOW.replace(hour=12)


def print_batch(count: int = 24, after: int = 0, day: date = TODAY, **changes: object) -> ContingencyFacts:
    values: dict[str, object] = {
        "agency": cast.agency(),
        "day": day,
        "count": count,
        "after": after,
        "actor": cast.olga(),
        "now": cast.NOW,
    }
    return print_tickets(**(values | changes))  # type: ignore[arg-type]


def type_ticket(
    number: int, hour: str = "09:35", *, now: datetime = NOON, actor: Staff | None = None, **more: object
) -> Ticket:
    values: dict[str, object] = {
        "number": number,
        "day": TODAY,
        "hour": time.fromisoformat(hour),
        "outcome": PaperTicketOutcome.ARRIVED,
    }
    paper = PaperTicket(**(values | more))  # type: ignore[arg-type]
    return type_in(paper=paper, actor=actor or cast.olga(), now=now, random_source=RNG)


# printing


def test_no_number_is_printed_twice() -> None:
    assert (print_batch().first, print_batch(48, after=24).first, print_batch(24, after=72).last) == (1, 25, 96)
    for seen in (0, 24, 72):
        with pytest.raises(PrintedMeanwhile) as late:
            print_batch(after=seen)
        assert late.value.last == 96
    assert PaperBatch.objects.count() == 3
    assert Event.objects.filter(act="paper_tickets_printed").count() == 3


def test_each_day_and_each_centre_begins_with_the_first_number() -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    omar = Staff.objects.create_user("omar", role=Role.OFFICER, agency=there)
    print_batch()
    assert print_batch(day=TODAY + timedelta(days=1)).first == 1
    assert print_batch(agency=there, actor=omar).first == 1


def test_the_numbers_end_with_the_paper() -> None:
    print_batch(984)
    with pytest.raises(NoNumberLeft):
        print_batch(24, after=984)


@pytest.mark.parametrize("days", [-1, 15])
def test_only_for_today_and_the_days_to_come(days: int) -> None:
    with pytest.raises(NotThen):
        print_batch(day=TODAY + timedelta(days=days))


def test_only_for_the_own_centre() -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    for actor in (cast.olga(cast.agency()), cast.sara(cast.agency()), cast.alicia(), cast.lucia()):
        with pytest.raises(NotFoundHere):
            print_batch(agency=there, actor=actor)
    national = Staff.objects.create_user("sofia", role=Role.SUPERVISOR, territory="nation")
    assert print_batch(agency=there, actor=national).first == 1


def test_the_database_keeps_the_same_first_number_out() -> None:
    print_batch()
    batch = PaperBatch.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperBatch.objects.create(day=batch.day, first=1, last=5, printed_by=cast.olga(), printed_at=cast.NOW)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("C-007", 7),
        ("c7", 7),
        (" 7 ", 7),
        ("C 0999", 999),
        ("0", None),
        ("1000", None),
        ("A7", None),
        ("C", None),
        ("", None),
        ("٧", None),
    ],
)
def test_a_number_is_read_as_people_type_it(text: str, number: int | None) -> None:
    assert read_paper_number(text) == number


@pytest.mark.parametrize("number", [1, 7, 999])
def test_a_number_is_read_as_it_is_printed(number: int) -> None:
    assert read_paper_number(paper_number(number)) == number


# typing in


def test_who_came_without_a_turno_waits_with_the_hour_on_the_paper() -> None:
    print_batch()
    made = type_ticket(7)
    assert (made.paper_number, made.origin, made.klass, made.state) == ("C-007", "paper", "W", "waiting")
    assert made.checked_in_at == made.ref == cast.NOW.replace(hour=9, minute=35)


def test_the_order_of_the_hours_is_kept_whatever_the_order_of_typing() -> None:
    print_batch()
    for number, hour in ((3, "09:50"), (1, "09:10"), (2, "09:30")):
        type_ticket(number, hour)
    assert list(Ticket.objects.order_by("due", "ref").values_list("paper_number", flat=True)) == [
        "C-001",
        "C-002",
        "C-003",
    ]


def test_typed_twice_it_is_shown_as_what_it_became() -> None:
    print_batch()
    made = type_ticket(7)
    with pytest.raises(PaperTaken) as taken:
        type_ticket(7, "10:00")
    assert taken.value.ticket == made
    assert Ticket.objects.count() == QueueEntry.objects.count() == 1


def test_who_has_a_turno_is_checked_in_with_the_class_and_hour_of_the_turno() -> None:
    print_batch()
    of = desk.turno()
    desk.bruno_at_home(of)
    made = type_ticket(7, "09:35", turno=of.reference.lower())
    of.refresh_from_db()
    assert (made.klass, made.turno, made.ref, of.status) == ("A", of, of.starts, "arrived")
    assert made.case == Case.objects.get(turno=of)


def test_who_stands_in_the_queue_already_is_not_put_there_again() -> None:
    print_batch()
    of = desk.turno()
    case = desk.record_arrival(of)
    own = issue_ticket(
        agency=cast.agency(),
        procedure=cast.procedure(),
        origin=Origin.TURNO,
        now=cast.NOW,
        random_source=RNG,
        turno=of,
        case=case,
    )
    assert type_ticket(7, turno=of.reference, outcome=PaperTicketOutcome.LEFT) == own
    own.refresh_from_db()
    assert (own.state, own.paper_number) == ("waiting", "")


@pytest.mark.parametrize(("outcome", "state", "act"), [("attended", "served", "finished"), ("left", "left", "left")])
def test_what_happened_is_kept_in_the_log(outcome: str, state: str, act: str) -> None:
    print_batch()
    made = type_ticket(7, outcome=PaperTicketOutcome(outcome))
    made.refresh_from_db()
    assert (made.state, made.ended_at) == (state, NOON)
    assert list(QueueEntry.objects.values_list("act", "reason")) == [("issued", ""), (act, "paper")]
    assert QueueEntry.objects.last().ticket_after["state"] == state  # type: ignore[union-attr]


def test_priority_people_keep_their_class() -> None:
    print_batch()
    assert [type_ticket(1, categories=["elder"]).klass, type_ticket(2, categories=["elder", "pregnant"]).klass] == [
        "P",
        "PP",
    ]


def test_who_left_without_being_served_keeps_the_turno() -> None:
    print_batch()
    of = desk.turno()
    type_ticket(7, turno=of.reference, outcome=PaperTicketOutcome.LEFT)
    of.refresh_from_db()
    assert (of.status, Case.objects.count()) == ("confirmed", 0)


def test_d12_served_on_paper_the_day_before_counts_from_that_day() -> None:
    print_batch()
    of = desk.turno()
    bruno = desk.bruno_at_home(of)
    tomorrow = NOON + timedelta(days=1)
    made = type_ticket(7, turno=of.reference, outcome=PaperTicketOutcome.ATTENDED, now=tomorrow)
    bruno.refresh_from_db()
    assert made.case is not None
    made.case.refresh_from_db()
    assert (bruno.presented_on, made.case.first_presented_on, made.day.date) == (TODAY, TODAY, TODAY)
    assert made.number == 1
    assert head_row(cast.agency(), tomorrow).last_number == 0


def test_nobody_waits_since_yesterday() -> None:
    print_batch()
    with pytest.raises(OnlyToday):
        type_ticket(7, now=NOON + timedelta(days=1))


@pytest.mark.parametrize(("hour", "days"), [("12:01", 0), ("09:00", 8)])
def test_the_hour_has_come_and_not_long_ago(hour: str, days: int) -> None:
    print_batch()
    with pytest.raises(NotThen):
        type_ticket(7, hour, now=NOON + timedelta(days=days), outcome=PaperTicketOutcome.LEFT)


def test_a_number_that_was_not_printed_is_a_mistake() -> None:
    print_batch()
    for number in (25, 999):
        with pytest.raises(NotPrinted):
            type_ticket(number)
    print_batch(day=TODAY + timedelta(days=1), count=48)
    with pytest.raises(NotPrinted):
        type_ticket(25)


@pytest.mark.parametrize("status", ["cancelled", "holding", "expired"])
def test_a_turno_that_has_ended_or_is_elsewhere_is_none(status: str) -> None:
    print_batch()
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    for of in (desk.turno(status=status), desk.turno(agency=there)):
        with pytest.raises(NoSuchTurno):
            type_ticket(7, turno=of.reference)
    assert Ticket.objects.count() == 0


def test_only_an_officer_types_in() -> None:
    print_batch()
    for actor in (cast.sara(), cast.alicia()):
        with pytest.raises(NotYours):
            type_ticket(7, actor=actor)


def test_a_second_visit_of_the_affiliate_is_not_judged_on_the_day_of_the_paper() -> None:
    """The person who was in the case before keeps the day of D12 that is theirs."""
    case, bruno = desk.case_of_bruno()
    assert bruno.presented_on == TODAY
    tomorrow = NOON + timedelta(days=1)
    print_batch(day=TODAY + timedelta(days=1), now=tomorrow)
    of = desk.turno(starts=tomorrow.replace(hour=10), ends=tomorrow.replace(hour=11))
    type_ticket(
        1, "10:00", day=TODAY + timedelta(days=1), turno=of.reference, outcome=PaperTicketOutcome.ATTENDED, now=tomorrow
    )
    bruno.refresh_from_db()
    case.refresh_from_db()
    assert (bruno.presented_on, case.first_presented_on) == (TODAY, TODAY)
    assert check_in(turno=of, actor=cast.olga(), now=tomorrow, random_source=RNG) == case


# the list


def test_the_list_of_the_day_names_nobody_and_is_enough_to_recognise_the_person_who_comes() -> None:
    of = desk.turno(2)
    proxy = desk.turno(by_proxy=True, starts=cast.NOW.replace(hour=8), ends=cast.NOW.replace(hour=9))
    desk.turno(status="cancelled")
    desk.turno(agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    desk.turno(starts=cast.NOW + timedelta(days=1), ends=cast.NOW + timedelta(days=1, hours=1))
    facts = contingency.day_list(cast.olga(), None, TODAY, cast.NOW)
    assert [
        (each.hour, each.reference, each.number_end, each.initials, each.dependents, each.by_proxy)
        for each in facts.rows
    ] == [("08:00", proxy.reference, "…4065", "A. G.", 1, True), ("10:00", of.reference, "…2003", "A. G.", 2, False)]
    said = str(facts.to_json())
    for secret in ("Restrepo", "Ana", cast.ANA_CODE, cast.PEDRO_CEDULA, "ana@ejemplo.com", "+593991234567"):
        assert secret not in said
    assert Event.objects.filter(act="day_list_printed", actor=cast.olga()).count() == 1


def test_the_list_costs_the_same_for_one_and_for_three(django_assert_num_queries: object) -> None:
    olga = cast.olga()
    for _ in range(2):
        desk.turno()
        with django_assert_num_queries(3):  # type: ignore[operator]
            contingency.day_list(olga, None, TODAY, cast.NOW)
        desk.turno()
    assert Procedure.objects.count() == 1
