"""Corrections, reversals and paper tickets pressed by many at the same moment: once is once. Proven on PostgreSQL."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, time, timedelta
from threading import Barrier
from typing import Any

import pytest

from tests import cast
from tests.actions.cases.test_issuing_races import TOGETHER, together
from tests.stages import desk
from vinculo.actions.cases.corrections import AlreadyExtended, ask_extension, end_terms, extend_term
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.reversals import reopen_solicitud
from vinculo.actions.queue.check_in import continue_case
from vinculo.actions.queue.contingency import PaperTaken, PaperTicket, PrintedMeanwhile, print_tickets, type_in
from vinculo.actions.queue.returns import return_ticket
from vinculo.documents.facts import ContingencyFacts
from vinculo.records.models import Case, Decision, Extension, Message, PaperBatch, Reversal, Solicitud, Staff, Ticket
from vinculo.rules.queue.contingency import PaperTicketOutcome
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 11, 30)
AFTER = cast.NOW + timedelta(days=15)
WHY: dict[str, Any] = {"reason": "slip", "words": "Se marcó la fila de al lado."}


def pending() -> tuple[Case, Solicitud, Decision]:
    case, bruno = desk.case_of_bruno()
    bruno.refresh_from_db()
    made = request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    bruno.refresh_from_db()
    return case, bruno, made


def kinds(came: list[object]) -> Counter[str]:
    return Counter(type(each).__name__ for each in came)


def test_d7_more_time_granted_and_asked_for_by_many_at_once_is_one_extension() -> None:
    _, bruno, correction = pending()
    olga = cast.olga()
    came = together(
        [
            *[lambda: extend_term(solicitud=bruno, actor=olga, now=cast.NOW)] * 3,
            *[lambda: ask_extension(correction=correction, now=cast.NOW)] * 3,
        ]
    )
    assert all(isinstance(each, Decision | Extension | AlreadyExtended) for each in came), came
    assert Decision.objects.filter(kind="extension").count() == Extension.objects.count() == 1
    assert Message.objects.filter(kind="extension").count() == 1


def test_d7_two_night_runs_and_a_late_visit_at_once_end_a_term_once() -> None:
    case, _, _ = pending()
    olga = cast.olga()
    came = together(
        [
            lambda: end_terms(now=AFTER),
            lambda: end_terms(now=AFTER),
            lambda: continue_case(case=case, actor=olga, now=AFTER, random_source=random.Random(1)),
        ]
    )
    assert kinds(came) == {"int": 2, "Case": 1}, came
    assert Decision.objects.filter(kind="withdrawal").count() == 1
    assert Message.objects.filter(kind="withdrawal").count() == 1
    case.refresh_from_db()
    assert (case.closed_at, case.solicitudes.filter(status="in_review").count()) == (None, 1)


def test_d7_one_return_pressed_by_many_is_one_ticket() -> None:
    case, _, _ = pending()
    olga = cast.olga()
    came = together(
        [lambda: return_ticket(case=case, actor=olga, now=cast.NOW, random_source=random.Random())] * TOGETHER
    )
    assert {each.pk if isinstance(each, Ticket) else each for each in came} == {Ticket.objects.get().pk}


def test_no_number_is_printed_twice_by_many_at_once() -> None:
    olga, here = cast.olga(), cast.agency()
    came = together(
        [lambda: print_tickets(agency=here, day=TODAY, count=24, after=0, actor=olga, now=cast.NOW)] * TOGETHER
    )
    assert kinds(came) == {ContingencyFacts.__name__: 1, PrintedMeanwhile.__name__: TOGETHER - 1}, came
    assert PaperBatch.objects.count() == 1


def type_ticket(number: int, olga: Staff) -> Ticket:
    paper = PaperTicket(number=number, day=TODAY, hour=time(8, 30), outcome=PaperTicketOutcome.ARRIVED)
    return type_in(paper=paper, actor=olga, now=cast.NOW, random_source=random.Random())


def test_one_paper_ticket_typed_in_by_many_is_one_ticket_and_each_is_shown_it() -> None:
    olga = cast.olga()
    print_tickets(agency=cast.agency(), day=TODAY, count=24, after=0, actor=olga, now=cast.NOW)
    came = together([lambda: type_ticket(7, olga)] * TOGETHER)
    assert kinds(came) == {Ticket.__name__: 1, PaperTaken.__name__: TOGETHER - 1}, came
    made = Ticket.objects.get()
    assert {each.ticket for each in came if isinstance(each, PaperTaken)} == {made}


def refuse_solicitud() -> Solicitud:
    _, bruno = desk.case_of_bruno()
    Solicitud.objects.filter(pk=bruno.pk).update(status="refused")
    return bruno


def test_one_reversal_pressed_by_many_is_one_and_told_once() -> None:
    bruno, sara = refuse_solicitud(), cast.sara()
    came = together([lambda: reopen_solicitud(solicitud=bruno, actor=sara, now=cast.NOW, **WHY)] * TOGETHER)
    assert kinds(came) == {Reversal.__name__: 1, NotAllowedError.__name__: TOGETHER - 1}, came
    assert Message.objects.filter(kind="reversal_solicitud").count() == 1


def test_without_the_lock_many_would_be_many() -> None:
    """The control: the same act that reads and then writes, as it would be without the locked row."""
    bruno, sara, gate = refuse_solicitud(), cast.sara(), Barrier(TOGETHER)

    def naive() -> Reversal:
        solicitud = Solicitud.objects.get(pk=bruno.pk)
        assert solicitud.status == "refused"
        gate.wait(timeout=20)
        Solicitud.objects.filter(pk=bruno.pk).update(status="in_review")
        return Reversal.objects.create(
            solicitud=solicitud, was="refused", now_is="in_review", made_by=sara, made_at=cast.NOW, **WHY
        )

    assert kinds(together([naive] * TOGETHER)) == {Reversal.__name__: TOGETHER}
    assert Reversal.objects.count() == TOGETHER
