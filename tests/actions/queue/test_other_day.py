"""Somebody who comes on another day than their turno's is not sent home when there is room (S30)."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.booking import DAY, hold_seat, ready, states
from vinculo.actions.booking import turnos
from vinculo.actions.queue.check_in import NotToday, check_in
from vinculo.records.models import Event, Turno

pytestmark = pytest.mark.django_db
RNG = random.Random(3)


def of_tomorrow() -> Turno:
    draft = ready()
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=1, counters=1)[0])
    return turnos.confirm_turno(draft=draft, now=cast.NOW)


def test_s30_a_reason_code_lets_another_day_in_and_gives_the_seat_back() -> None:
    turno = of_tomorrow()
    case = check_in(turno=turno, actor=cast.olga(), now=cast.NOW, random_source=RNG, reason="mistaken_day")
    turno.refresh_from_db()
    assert (turno.status, case.turno, case.solicitudes.count()) == ("arrived", turno, 1)
    assert states() == [("cooling", None)]
    event = Event.objects.get(act="turno_other_day")
    assert (event.subject_id, event.fields) == (turno.pk, ["reason:mistaken_day"])


@pytest.mark.parametrize("reason", ["", "because", "x" * 10_000])
def test_s30_without_a_known_reason_nothing_changes(reason: str) -> None:
    turno = of_tomorrow()
    with pytest.raises(NotToday):
        check_in(turno=turno, actor=cast.olga(), now=cast.NOW, random_source=RNG, reason=reason)
    turno.refresh_from_db()
    assert (turno.status, states()) == ("confirmed", [("taken", turno.pk)])


def test_s30_a_missed_turno_of_yesterday_can_be_attended() -> None:
    turno = desk.turno(starts=cast.NOW - timedelta(days=3), ends=cast.NOW - timedelta(days=3, minutes=-15))
    check_in(turno=turno, actor=cast.olga(), now=cast.NOW, random_source=RNG, reason="hardship")
    turno.refresh_from_db()
    assert turno.status == "arrived"
