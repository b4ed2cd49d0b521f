"""Two people act on the same person at the same moment, each beginning from another side: nobody crosses.

Locks are taken in one order: affiliate, case, turno, seats, the head row of the day, counter, ticket.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from tests import cast
from tests.concurrency.crowd import at_once
from tests.concurrency.hands import WHY, Hand, of_somebody, on_paper, or_refusal, print_batch
from tests.stages import desk
from tests.stages.desk import LEFT
from tests.stages.queue import LUCK, at, differences, ticket
from tests.stages.reception import receive_turno
from vinculo.actions.cases import visits
from vinculo.actions.queue import check_in, contingency, departures, reception
from vinculo.actions.queue import reversals as queue_reversals
from vinculo.actions.queue.reversals import undo_arrival
from vinculo.queries.queue.invariants import queue_breaches
from vinculo.records.models import Case, CentreDay, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


class Crossing:
    """A point in each of two acts at which the one waits for the other, if nothing else holds it up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._meeting = monkeypatch, Barrier(2)

    def _meet(self) -> None:
        with suppress(BrokenBarrierError):
            self._meeting.wait(1)

    def before(self, module: Any, name: str) -> None:
        plain = getattr(module, name)

        def late(*args: Any, **words: Any) -> Any:
            self._meet()
            return plain(*args, **words)

        self._patch.setattr(module, name, late)

    def after(self, module: Any, name: str) -> None:
        plain = getattr(module, name)

        def late(*args: Any, **words: Any) -> Any:
            answer = plain(*args, **words)
            self._meet()
            return answer

        self._patch.setattr(module, name, late)


def at_once_in_order(*acts: Callable[[], object]) -> list[object]:
    answers = at_once([partial(or_refusal, act) for act in acts])
    assert differences() == []
    assert queue_breaches() == []
    return answers


def test_a_visit_that_ends_while_its_arrival_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    of = desk.turno()
    receive_turno(of)
    case = Case.objects.get()
    crossing, sara, olga = Crossing(monkeypatch), cast.sara(), cast.olga()
    crossing.before(queue_reversals, "locked_seats")
    crossing.before(visits, "attend_turno")
    at_once_in_order(
        partial(undo_arrival, turno=of, actor=sara, now=at(1), **WHY),
        partial(visits.end_visit, case=case, left=LEFT, actor=olga, now=at(1)),
    )


def test_a_visit_that_ends_while_reception_takes_its_number_back(monkeypatch: pytest.MonkeyPatch) -> None:
    given = receive_turno(desk.turno())
    case = Case.objects.get()
    crossing, olga = Crossing(monkeypatch), cast.olga()
    crossing.after(departures, "locked_turno_of")
    crossing.before(visits, "attend_turno")
    at_once_in_order(
        partial(departures.undo_check_in, ticket=given, reason="other_person", actor=olga, now=at(1)),
        partial(visits.end_visit, case=case, left=LEFT, actor=olga, now=at(1)),
    )


def test_d37_a_number_is_taken_back_twice_while_its_turno_is_received_again(monkeypatch: pytest.MonkeyPatch) -> None:
    of, olga = desk.turno(), cast.olga()
    given = receive_turno(of)
    undo = partial(departures.undo_check_in, ticket=given, reason="other_person", actor=olga, now=at(1))
    undo()
    crossing = Crossing(monkeypatch)
    crossing.before(departures, "_end_waiting_ticket")
    crossing.before(check_in, "_continue_open_case")
    receive = partial(reception.receive_turno, turno=of, actor=olga, now=at(1), random_source=LUCK)
    _same, again = at_once_in_order(undo, receive)
    assert isinstance(again, Ticket)
    assert (again.state, Case.objects.count()) == ("waiting", 2)  # of the first nothing was left


def test_a_paper_that_is_typed_in_while_reception_receives_its_turno(monkeypatch: pytest.MonkeyPatch) -> None:
    of, olga = desk.turno(), cast.olga()
    print_batch()
    crossing = Crossing(monkeypatch)
    crossing.before(contingency, "check_in")
    crossing.before(reception, "head_row")
    at_once_in_order(
        partial(contingency.type_in, paper=on_paper(of), actor=olga, now=at(1), random_source=LUCK),
        partial(reception.receive_turno, turno=of, actor=olga, now=at(1), random_source=LUCK),
    )
    assert (Ticket.objects.count(), Case.objects.count()) == (1, 1)


PEOPLE, HANDS = 6, 5


@pytest.mark.parametrize("seed", [2, 11, 29])  # that no acts cross at all is shown by test_lock_order.py
def test_a_day_of_mixed_acts_has_no_deadlock_and_leaves_everything_sound(seed: int) -> None:
    turnos = [of_somebody(index) for index in range(PEOPLE)]
    print_batch()
    for index in range(PEOPLE):
        ticket(index / 10)
    hands = [Hand(number, turnos) for number in range(1, HANDS + 1)]
    for hand in hands:
        hand.luck.seed(f"{seed}-{hand.number}")
    counted = at_once([hand.work for hand in hands])
    assert len({name for each in counted for name in each}) > 8  # most of the acts were done by somebody
    assert differences() == []
    assert queue_breaches() == []
    assert CentreDay.objects.count() == 1
    live = Ticket.objects.filter(state__in=["waiting", "called", "serving"])
    for pk in [turno.pk for turno in turnos]:
        assert live.filter(turno=pk).count() <= 1
        assert Case.objects.filter(turno=pk).count() <= 1
