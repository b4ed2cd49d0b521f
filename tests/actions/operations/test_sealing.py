"""The closing of a day: its events are chained, and whoever touches one afterwards is found out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from tests.cast import GUAYAQUIL, NOW
from vinculo.actions.operations.sealing import seal_days
from vinculo.queries.operations.seals import Broken, find_tampering
from vinculo.records.events import Event, Seal, write_event
from vinculo.rules.shared.acts import Act, ActorKind, Subject

pytestmark = pytest.mark.django_db
MONDAY = NOW.date()


def written(at: datetime, act: Act = Act.CASE_READ) -> Event:
    return write_event(act=act, subject=Subject.CASE, subject_id=1, now=at, actor_kind=ActorKind.SYSTEM)


def seals() -> list[tuple[date, int]]:
    return list(Seal.objects.values_list("date", "count"))


def without_fences(statement: str) -> None:
    """Do what only somebody with the database in their hands can do, as they would: with the triggers away."""
    kinds = {"sqlite": "DROP TRIGGER {}", "postgresql": "DROP TRIGGER {} ON records_event"}
    with connection.cursor() as cursor:
        for name in ("event_no_update", "event_no_delete"):
            cursor.execute(kinds[connection.vendor].format(name))
        cursor.execute(statement)


def three_days() -> list[Event]:
    events = [written(NOW), written(NOW + timedelta(hours=1)), written(NOW + timedelta(days=2))]
    assert seal_days(now=NOW + timedelta(days=3)) == 3
    return events


def test_every_day_that_is_over_is_sealed_once_also_one_without_events() -> None:
    three_days()
    days = [MONDAY + timedelta(days=n) for n in range(3)]
    assert seals() == list(zip(days, (2, 0, 1), strict=True))
    assert seal_days(now=NOW + timedelta(days=3)) == 0
    assert list(find_tampering()) == []


def test_a_day_is_sealed_two_hours_after_its_midnight_by_the_nations_clocks() -> None:
    written(datetime(2026, 11, 30, 23, 59, tzinfo=GUAYAQUIL))
    written(datetime(2026, 12, 1, 0, 0, tzinfo=GUAYAQUIL))
    assert seal_days(now=datetime(2026, 12, 1, 1, 59, tzinfo=GUAYAQUIL)) == 0
    assert seal_days(now=datetime(2026, 12, 1, 2, 0, tzinfo=GUAYAQUIL)) == 1
    assert seals() == [(MONDAY, 1)]


def test_nothing_to_seal_before_the_first_event() -> None:
    assert seal_days(now=NOW) == 0


def test_a_changed_event_is_named() -> None:
    _first, second, _third = three_days()
    without_fences(f"UPDATE records_event SET act = 'turno_read' WHERE id = {second.pk}")
    assert list(find_tampering()) == [Broken(MONDAY, second.pk)]


def test_an_event_that_was_changed_together_with_its_hash_breaks_the_seal_of_its_day() -> None:
    _first, second, _third = three_days()
    without_fences(f"UPDATE records_event SET hash = '{'0' * 64}' WHERE id = {second.pk}")
    assert Broken(MONDAY, None) in list(find_tampering())


@pytest.mark.parametrize("which", [0, 1])
def test_an_event_that_was_taken_away_breaks_the_seal_of_its_day(which: int) -> None:
    gone = three_days()[which]
    without_fences(f"DELETE FROM records_event WHERE id = {gone.pk}")
    assert list(find_tampering()) == [Broken(MONDAY, None)]


def test_an_event_that_was_added_to_a_sealed_day_breaks_its_seal() -> None:
    three_days()
    written(NOW + timedelta(days=1))
    assert list(find_tampering()) == [Broken(MONDAY + timedelta(days=1), None)]


def test_the_chain_makes_every_later_seal_depend_on_the_first_day() -> None:
    written(NOW)
    seal_days(now=NOW + timedelta(days=2))
    last = Seal.objects.latest("date")
    one = last.hash
    with connection.cursor() as cursor:
        kinds = {"sqlite": "DROP TRIGGER seal_no_delete", "postgresql": "DROP TRIGGER seal_no_delete ON records_seal"}
        cursor.execute(kinds[connection.vendor])
    Seal.objects.all().delete()
    written(NOW + timedelta(hours=1))
    seal_days(now=NOW + timedelta(days=2))
    other = Seal.objects.latest("date")
    assert (other.date, other.count) == (last.date, last.count) == (MONDAY + timedelta(days=1), 0)
    assert other.hash != one


@pytest.mark.parametrize("act", ["UPDATE records_seal SET count = 9", "DELETE FROM records_seal"])
def test_a_seal_is_for_ever(act: str) -> None:
    three_days()
    with pytest.raises(DatabaseError, match="seal_no_"), connection.cursor() as cursor:
        cursor.execute(act)


def test_the_command_prints_the_newest_seal_or_what_changed() -> None:
    first = three_days()[0]
    out = StringIO()
    call_command("verify_events", stdout=out)
    newest = Seal.objects.latest("date")
    assert out.getvalue() == f"Todo concuerda. Sello del 2026-12-02: {newest.hash}\n"
    without_fences(f"DELETE FROM records_event WHERE id = {first.pk}")
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_events", stdout=out)
    assert (stopped.value.code, out.getvalue()) == (1, "2026-11-30: los sucesos del día no concuerdan con su sello.\n")
