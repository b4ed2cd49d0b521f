"""Anyone who comes back to a correction on a day without network is typed in as they came: in time is in time (D7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import cast
from tests.actions.queue.test_contingency import print_batch, type_ticket
from tests.stages import desk
from vinculo.actions.cases.corrections import end_terms
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.queue.contingency import NoSuchTurno
from vinculo.records.models import Case, Decision, Solicitud, Ticket
from vinculo.rules.queue.contingency import PaperTicketOutcome

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 14)  # ten working days after the notice
MORNING = cast.NOW + (LAST - cast.NOW.date())


def ask_correction() -> tuple[Case, Solicitud]:
    """Return Ana's case with a correction asked for Bruno, its visit over."""
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    bruno.refresh_from_db()
    assert bruno.answer_until == LAST
    return case, bruno


def on_paper(case: Case, day: date, typed_in: int = 1, **more: object) -> Ticket:
    """Print the tickets of a day in its morning and type the first one in, so many days later."""
    morning = cast.NOW + (day - cast.NOW.date())
    print_batch(day=day, now=morning)
    values: dict[str, object] = {"outcome": PaperTicketOutcome.ATTENDED, "turno": case.reference} | more
    return type_ticket(1, day=day, now=morning + timedelta(days=typed_in, hours=3), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("ended", [True, False])
def test_d7_d12_who_came_on_the_last_day_is_in_time_though_it_is_typed_after_the_term(ended: bool) -> None:
    case, bruno = ask_correction()
    assert [end_terms(now=MORNING + timedelta(days=1)) for _ in range(ended)] == [1] * ended
    ticket = on_paper(case, LAST)
    case.refresh_from_db()
    assert (ticket.klass, ticket.state, ticket.paper_number, ticket.case) == ("R", "served", "C-001", case)
    solicitud = case.solicitudes.get()
    assert (solicitud, solicitud.status, solicitud.presented_on) == (bruno, "in_review", cast.NOW.date())
    assert case.closed_at is None
    ends = Decision.objects.filter(kind="withdrawal")
    assert [each.reversed_at is None for each in ends] == [False] * ended  # and nobody was told of an end that was none


def test_d7_who_came_on_paper_after_the_term_begins_anew_on_the_day_of_the_paper() -> None:
    case, _bruno = ask_correction()
    late = LAST + timedelta(days=1)
    on_paper(case, late)
    solicitudes = list(case.solicitudes.order_by("pk").values_list("status", "presented_on"))
    assert solicitudes == [("withdrawn", cast.NOW.date()), ("in_review", late)]


def test_d7_who_waits_today_stands_as_a_return_and_twice_is_once() -> None:
    case, _bruno = ask_correction()
    ticket = on_paper(case, LAST, typed_in=0, outcome=PaperTicketOutcome.ARRIVED)
    assert (ticket.klass, ticket.origin, ticket.state) == ("R", "return", "waiting")
    again = type_ticket(2, day=LAST, now=MORNING + timedelta(hours=4), turno=case.reference)
    assert again == ticket
    assert Ticket.objects.count() == 1


def test_d7_who_left_again_answered_nothing() -> None:
    case, bruno = ask_correction()
    assert on_paper(case, LAST, outcome=PaperTicketOutcome.LEFT).state == "left"
    bruno.refresh_from_db()
    assert bruno.status == "correction_pending"


@pytest.mark.parametrize("reference", ["C000000000", "decided"])
def test_a_case_that_is_not_there_or_decided_gives_no_number(reference: str) -> None:
    case, _bruno = ask_correction()
    if reference == "decided":
        case.solicitudes.update(status="withdrawn")
        Case.objects.update(closed_at=cast.NOW)
        reference = case.reference
    with pytest.raises(NoSuchTurno):
        on_paper(case, LAST, turno=reference)
    assert Ticket.objects.count() == 0


def test_d37_who_came_back_on_paper_had_a_turno_for_that_day_and_is_not_missed() -> None:
    case, _bruno = ask_correction()
    starts = MORNING.replace(hour=10)
    of = desk.turno(starts=starts, ends=starts + timedelta(minutes=15), status="no_show")
    on_paper(case, LAST)
    of.refresh_from_db()
    case.refresh_from_db()
    assert (of.status, case.turno, Case.objects.count(), case.solicitudes.get().status) == (
        "arrived",
        of,
        1,
        "in_review",
    )
