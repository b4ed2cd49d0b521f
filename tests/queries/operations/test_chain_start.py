"""Where the chain of the event log begins, and what it takes in late, is held as its middle is (D32)."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from tests.stages.log import MONDAY, on, own, write
from vinculo.actions.operations.chaining import chain_events
from vinculo.actions.operations.sealing import seal_days
from vinculo.queries.operations.tampering import find_tampering
from vinculo.records.events import Event
from vinculo.records.models import ChainLink
from vinculo.rules.log.tampering import LogFault, LogFinding
from vinculo.rules.shared.acts import Act

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_d32_what_stood_before_the_chain_is_held_by_its_first_event() -> None:
    old = write(NOW - 3 * DAY)
    value = hashlib.sha256(old.content().encode()).hexdigest()
    own(f"UPDATE records_event SET key_id = '', hash = '{value}' WHERE id = {old.pk}")
    write(NOW)
    chain_events(now=NOW)
    seal_days(now=NOW)
    chain_events(now=NOW)
    assert list(find_tampering(now=NOW)) == []
    old.refresh_from_db()
    old.subject_id = 99
    value = hashlib.sha256(old.content().encode()).hexdigest()
    own(f"UPDATE records_event SET subject_id = 99, hash = '{value}' WHERE id = {old.pk}")
    day = old.at.date()
    assert set(find_tampering(now=NOW)) == {
        LogFinding(LogFault.OLD_LOG, "1/1, 0/0", None),
        LogFinding(LogFault.DAY_CHANGED, day.isoformat(), day),
    }


def test_d32_a_minute_looks_at_nothing_of_what_stood_before_the_chain() -> None:
    """However much that was; what is written between it and the start is looked for as ever."""
    old = [write(NOW - 3 * DAY).pk for _ in range(5)]
    own(f"UPDATE records_event SET key_id = '' WHERE id <= {old[-1]}")
    write(NOW)
    with CaptureQueriesContext(connection) as asked:
        chain_events(now=NOW)
        begun = len(asked)
        assert chain_events(now=NOW) == 0
    looked = [each["sql"] for each in asked.captured_queries[begun:] if "NOT EXISTS" in each["sql"].upper()]
    assert len(looked) == 1
    assert f'"id" > {old[-1]} ' in looked[0].replace("(", " ").replace(")", " ")
    late = write(NOW)
    start = Event.objects.get(act="log_started")
    own(f"UPDATE records_event SET id = {start.pk + 500} WHERE id = {start.pk}")
    own(f"UPDATE records_chainlink SET event_id = {start.pk + 500} WHERE event_id = {start.pk}")
    assert late.pk < start.pk + 500
    assert chain_events(now=NOW) == 1
    assert ChainLink.objects.latest("position").event_id == late.pk


def test_d32_a_first_event_of_the_chain_that_was_changed_hides_nothing() -> None:
    write(NOW)
    chain_events(now=NOW)
    start = Event.objects.get(act="log_started")
    fields = [*start.fields[:2], "999999", *start.fields[3:]]
    own(f"UPDATE records_event SET fields = '{json.dumps(fields)}' WHERE id = {start.pk}")
    after = write(NOW)
    assert chain_events(now=NOW) == 1
    assert ChainLink.objects.latest("position").event_id == after.pk
    assert LogFault.CHANGED in {each.fault for each in find_tampering(now=NOW + HOUR)}


def test_d32_an_event_that_is_committed_late_gets_its_place_and_a_free_number_is_nothing() -> None:
    first = write(NOW)
    late = first.pk + 1
    after = write(NOW)
    own(f"UPDATE records_event SET id = {late + 5} WHERE id = {after.pk}")
    assert chain_events(now=NOW) == 2
    assert chain_events(now=NOW) == 0
    copy = write(NOW)
    own(f"UPDATE records_event SET id = {late} WHERE id = {copy.pk}")
    assert chain_events(now=NOW) == 1
    assert ChainLink.objects.latest("position").event_id == late
    assert list(find_tampering(now=NOW + HOUR)) == []


def test_d32_what_the_log_says_of_a_clock_is_named_where_somebody_wrote_into_it() -> None:
    write(NOW + 3 * DAY)
    seal_days(now=NOW)
    turned = Event.objects.get(act=Act.CLOCK_TURNED_BACK)
    chain_events(now=NOW)
    own(f"UPDATE records_event SET fields = '[7]' WHERE id = {turned.pk}")
    assert on(LogFault.CHANGED, turned.pk) in list(find_tampering(now=NOW))
    assert seal_days(now=NOW + DAY) == 1  # sealing goes on


def test_d32_the_day_since_when_is_that_of_the_nations_clocks() -> None:
    evening = NOW.replace(hour=22)
    first, gone = write(evening), write(evening)
    chain_events(now=evening)
    own(f"DELETE FROM records_event WHERE id IN ({first.pk}, {gone.pk})")
    assert set(find_tampering(now=evening)) == {
        LogFinding(LogFault.DELETED, str(first.pk), MONDAY),
        LogFinding(LogFault.DELETED, str(gone.pk), MONDAY),
    }
