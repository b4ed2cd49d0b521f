"""Several desks that begin the visit of one person at the same moment: one visit, one case (D37)."""

from __future__ import annotations

from functools import partial
from random import Random
from typing import Any

import pytest

from tests import cast
from tests.concurrency.crowd import at_once, meet_before
from tests.stages import desk
from tests.stages.queue import call, make_open_counter, officer, priority, serve
from vinculo.actions.queue import check_in, reception, walk_ins
from vinculo.actions.queue.check_in import AtAnotherCounter
from vinculo.records.models import Case, Event, Staff, Ticket, Turno

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
COUNTERS = 4


def served_at(number: int) -> tuple[Ticket, Staff]:
    """Return somebody without a turno who is served at a counter, and its officer."""
    make_open_counter(number)
    own = priority(number / 10)
    serve(1, call(1, number=number), number)
    return own, officer(number)


def open_case(own: Ticket, actor: Staff, luck: int) -> Case | str:
    """Open Ana's case at a counter; the name of the refusal where her visit is at another one."""
    try:
        return walk_ins.open_walk_in_case(
            ticket=own, code=cast.ANA_CODE, dependents=1, actor=actor, now=cast.NOW, random_source=Random(luck)
        )
    except AtAnotherCounter as refused:
        return type(refused).__name__


def opened_at_once() -> list[Any]:
    """Let every counter open a case for Ana."""
    cast.ana()
    people = [served_at(number) for number in range(1, COUNTERS + 1)]
    return at_once([partial(open_case, own, actor, index) for index, (own, actor) in enumerate(people)])


def test_d37_counters_that_open_a_case_for_one_person_at_once_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before(monkeypatch, walk_ins, "_create_case", COUNTERS)
    answers = opened_at_once()
    assert (Case.objects.count(), answers.count("AtAnotherCounter")) == (1, COUNTERS - 1)


def test_without_the_lock_of_the_person_they_would_open_several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show that the crowd finds the fault: the same act with nobody locked."""
    monkeypatch.setattr(walk_ins, "lock_affiliate_and_cases", lambda _pk: None)
    meet_before(monkeypatch, walk_ins, "_create_case", COUNTERS)
    opened_at_once()
    assert Case.objects.count() > 1


def receive(of: Turno, actor: Staff) -> Ticket:
    fresh = Turno.objects.get(pk=of.pk)
    return reception.receive_turno(turno=fresh, actor=actor, now=cast.NOW, random_source=Random(9))


def test_d37_reception_and_counter_that_meet_one_person_at_once_make_one_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    of = desk.turno()
    own, olga = served_at(1)
    meet_before(monkeypatch, check_in, "_continue_open_case", 2)
    at_once([partial(open_case, own, olga, 1), partial(receive, of, officer(2))])
    case = Case.objects.get()
    assert (case.turno, Event.objects.filter(act="turno_arrived").count()) == (of, 1)
    live = Ticket.objects.filter(state__in=["waiting", "called", "serving"])
    assert [each.case for each in live] == [case]
