"""Several receptions at the same moment: nobody twice, nobody beyond what the rule of admission allows."""

from __future__ import annotations

from functools import partial
from random import Random
from typing import Any

import pytest

from tests import cast
from tests.concurrency.crowd import at_once, meet_before
from tests.stages import desk
from tests.stages.reception import groups, key, open_counter
from vinculo.actions.queue import reception
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Agency, Case, CentreDay, Event, QueueEntry, Ticket, Turno

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
DESKS = 8
FIT = 3  # at one counter with 15 minutes each: the fourth would wait for 45


def same_day(index: int) -> Ticket | None:
    """Ask for a number for today; None where there is none."""
    try:
        return reception.receive_same_day(
            procedure=cast.procedure(), actor=cast.olga(), now=cast.NOW, random_source=Random(index), key=key(index)
        )
    except reception.NotAdmitted:
        return None


def admit_at_once(keys: list[int]) -> list[int]:
    """Let so many receptions admit at once and return the numbers that were given."""
    open_counter()
    cast.procedure()
    CentreDay.objects.create(agency=cast.agency(), date=local_day(cast.agency(), cast.NOW))
    answers = at_once([partial(same_day, each) for each in keys])
    return sorted(ticket.number for ticket in answers if ticket is not None)


def test_receptions_that_admit_at_once_never_admit_more_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before(monkeypatch, reception, "load", 3)
    assert admit_at_once(list(range(DESKS))) == list(range(1, FIT + 1))
    assert Event.objects.filter(act="not_admitted").count() == DESKS - FIT
    assert Ticket.objects.count() == FIT


def test_without_the_lock_of_the_day_they_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show that the crowd finds the fault: the same rule asked on a day that nobody has locked."""

    def get_unlocked(agency: Agency, _now: Any) -> CentreDay:
        return CentreDay.objects.get(agency=agency)

    monkeypatch.setattr(reception, "head_row", get_unlocked)
    meet_before(monkeypatch, reception, "issue_ticket", DESKS)
    assert len(admit_at_once(list(range(DESKS)))) > FIT


def test_one_key_pressed_many_times_is_one_number() -> None:
    assert admit_at_once([1] * DESKS) == [1] * DESKS
    assert (Ticket.objects.count(), QueueEntry.objects.count()) == (1, 1)


def test_s30_one_turno_at_many_receptions_is_one_arrival_one_case_and_one_number() -> None:
    of = desk.turno()
    olga = cast.olga()

    def work(index: int) -> Ticket:
        return reception.receive_turno(
            turno=Turno.objects.get(pk=of.pk), actor=olga, now=cast.NOW, random_source=Random(index), key=key(index)
        )

    answers = at_once([partial(work, index) for index in range(DESKS)])
    assert {ticket.number for ticket in answers} == {1}
    assert (Ticket.objects.count(), Case.objects.count()) == (1, 1)
    assert Event.objects.filter(act="turno_arrived").count() == 1


def test_s29_priority_people_at_many_receptions_each_have_a_number_of_their_own() -> None:
    groups()
    olga, procedure = cast.olga(), cast.procedure()

    def work(index: int) -> Ticket:
        return reception.receive_priority(
            procedure=procedure,
            categories=["mayor"],
            actor=olga,
            now=cast.NOW,
            random_source=Random(index),
            key=key(index),
        )

    answers = at_once([partial(work, index) for index in range(DESKS)])
    assert sorted(ticket.number for ticket in answers) == list(range(1, DESKS + 1))
    assert list(QueueEntry.objects.values_list("version", flat=True)) == list(range(1, DESKS + 1))
