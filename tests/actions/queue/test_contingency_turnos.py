"""A paper ticket with a turno that cannot be used any more: refused in words, and nobody is in the queue twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import cast
from tests.actions.queue.test_contingency import NOON, RNG, TODAY, print_batch, type_ticket
from tests.stages import desk
from vinculo.actions.queue import reception
from vinculo.actions.queue.contingency import NoSuchTurno
from vinculo.records.models import Ticket
from vinculo.rules.queue.contingency import PaperTicketOutcome

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_somebody_who_was_attended_already_is_not_put_into_the_queue_again() -> None:
    of = desk.turno()
    desk.record_arrival(of)
    of.refresh_from_db()
    of.status, of.ended_at = "attended", cast.NOW
    of.save()
    print_batch()
    with pytest.raises(NoSuchTurno):
        type_ticket(1, turno=of.reference)
    assert Ticket.objects.count() == 0
    assert type_ticket(1, turno=of.reference, outcome=PaperTicketOutcome.ATTENDED).state == "served"


def test_d37_who_waits_today_is_not_put_into_the_queue_of_the_day_before() -> None:
    print_batch()
    of = desk.turno(starts=cast.NOW.replace(hour=10) + DAY, ends=cast.NOW.replace(hour=11) + DAY)
    waits = reception.receive_turno(turno=of, actor=cast.olga(), now=NOON + DAY, random_source=RNG)
    typed = type_ticket(7, turno=of.reference, outcome=PaperTicketOutcome.ATTENDED, now=NOON + DAY)
    assert (typed, typed.state, Ticket.objects.count()) == (waits, "waiting", 1)


def test_what_a_day_between_the_paper_and_today_left_is_ended_first() -> None:
    print_batch()
    of = desk.turno(starts=cast.NOW.replace(hour=10) + DAY, ends=cast.NOW.replace(hour=11) + DAY)
    left = reception.receive_turno(turno=of, actor=cast.olga(), now=NOON + DAY, random_source=RNG)
    typed = type_ticket(7, turno=of.reference, outcome=PaperTicketOutcome.ATTENDED, now=NOON + 2 * DAY)
    left.refresh_from_db()
    assert (left.state, typed.state, typed.day.date) == ("left", "served", TODAY)


def test_a_missed_turno_whose_person_has_another_one_cannot_be_used_on_paper_either() -> None:
    of = desk.turno(status="no_show")
    desk.turno(presenter_key=of.presenter_key)
    print_batch()
    with pytest.raises(NoSuchTurno):
        type_ticket(1, turno=of.reference)
    assert Ticket.objects.count() == 0
