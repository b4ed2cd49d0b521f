"""Tidying after people who did not finish."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests import cast
from tests.stages import desk
from tests.stages.booking import DAY, hold_seat, ready, states
from vinculo.actions.booking import turnos
from vinculo.actions.operations import upkeep
from vinculo.config.management.commands import upkeep as command
from vinculo.records.models import Draft, Turno

pytestmark = pytest.mark.django_db


def test_an_expired_hold_is_freed_and_a_running_one_is_left() -> None:
    draft = ready()
    slot = cast.slots(cast.agency(), DAY, times=1, counters=1)[0]
    hold = hold_seat(draft, slot)
    assert upkeep.expire_holds(now=cast.NOW + timedelta(minutes=9)) == 0
    assert states() == [("held", hold.turno.pk)]
    assert upkeep.expire_holds(now=cast.NOW + timedelta(minutes=11)) == 1
    assert states() == [("free", None)]
    assert Turno.objects.get().status == "expired"


def test_a_confirmed_turno_is_left_alone() -> None:
    draft = ready()
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=1, counters=1)[0])
    turno = turnos.confirm_turno(draft=draft, now=cast.NOW)
    assert upkeep.run_upkeep(now=cast.NOW + timedelta(hours=5)) == {
        "holds": 0,
        "visits": 0,
        "seats": 0,
        "agreements": 0,
        "terms": 0,
        "calls": 0,
        "days": 0,
        "waiting": 0,
        "drafts": 0,
        "solicitudes": 0,
        "attempts": 8,
    }
    assert states() == [("taken", turno.pk)]


def test_a_left_draft_is_forgotten_and_its_turno_stays() -> None:
    draft = ready()
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=1, counters=1)[0])
    turnos.confirm_turno(draft=draft, now=cast.NOW)
    upkeep.forget_drafts(now=cast.NOW + timedelta(hours=13))
    assert (Draft.objects.count(), Turno.objects.get().status) == (0, "confirmed")


def test_a_draft_that_somebody_wrote_on_since_stays_however_long_ago_it_was_begun() -> None:
    later = cast.NOW + timedelta(hours=13)
    draft = ready()
    Draft.objects.filter(pk=draft.pk).update(updated_at=later - timedelta(hours=1))
    assert (upkeep.forget_drafts(now=later), Draft.objects.count()) == (0, 1)
    assert (upkeep.forget_drafts(now=later + timedelta(hours=13)), Draft.objects.count()) == (1, 0)


def test_d4_a_visit_left_open_yesterday_does_not_keep_the_person_from_booking() -> None:
    turno = desk.turno()
    desk.record_arrival(turno)
    assert upkeep.end_visits(now=cast.NOW + timedelta(hours=8)) == 0
    assert upkeep.end_visits(now=cast.NOW + timedelta(hours=15)) == 1
    turno.refresh_from_db()
    case = turno.case
    assert (turno.status, case.closed_at) == ("attended", None)


@pytest.mark.parametrize("which", ["drafts", "sealed", "chained"])
def test_d32_a_chore_that_fails_does_not_stop_the_next_and_is_told_in_one_line(
    which: str, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    def fails(**kwargs: object) -> int:
        raise ValueError("no seat\nis told")

    settings.LOG_HEADS = tmp_path / "heads"
    names = {
        "drafts": (upkeep, "forget_drafts"),
        "sealed": (command, "seal_days"),
        "chained": (command, "chain_events"),
    }
    monkeypatch.setattr(*names[which], fails)
    out, error = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("upkeep", no_days=True, stdout=out, stderr=error)
    assert (stopped.value.code, error.getvalue()) == (1, f"mantenimiento: no se hizo {which}: ValueError: no seat\n")
    done = set(re.findall(r"(\w+)=", out.getvalue()))
    monkeypatch.undo()
    settings.LOG_HEADS = tmp_path / "heads"
    whole = StringIO()
    call_command("upkeep", no_days=True, stdout=whole)
    assert set(re.findall(r"(\w+)=", whole.getvalue())) - done == {which}
