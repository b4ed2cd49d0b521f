"""The chain of the event log beside those who write events: nothing is lost, nothing stands twice (D32)."""

from __future__ import annotations

from datetime import timedelta
from threading import Event as Signal

import pytest
from django.db import transaction

from tests import cast
from tests.concurrency.crowd import at_once
from tests.stages.log import write
from vinculo.actions.operations.chaining import chain_events
from vinculo.actions.operations.sealing import seal_days
from vinculo.queries.operations.tampering import find_tampering
from vinculo.records.models import ChainLink, Event

pytestmark = pytest.mark.django_db(transaction=True)
LATER = cast.NOW + timedelta(hours=1)


def test_d32_several_chain_at_once_while_others_write() -> None:
    write(cast.NOW)

    def act() -> int:
        for number in range(10):
            write(cast.NOW, subject_id=number)
        return 10

    at_once([*[lambda: chain_events(now=cast.NOW)] * 4, *[act] * 4])
    chain_events(now=cast.NOW)
    places = list(ChainLink.objects.order_by("position").values_list("position", flat=True))
    assert places == list(range(1, Event.objects.count() + 1))
    assert len(places) == 1 + 40 + 1  # with the event that begins the chain
    assert list(find_tampering(now=LATER)) == []


@pytest.mark.concurrency
def test_d32_an_event_that_is_committed_after_later_ones_were_chained_gets_its_place() -> None:
    written, chained = Signal(), Signal()
    write(cast.NOW)

    def act() -> int:
        with transaction.atomic():
            late = write(cast.NOW).pk
            written.set()
            assert chained.wait(20)
        return late

    def chain() -> int:
        assert written.wait(20)
        try:
            after = write(cast.NOW).pk
            chain_events(now=cast.NOW)
            return after
        finally:
            chained.set()

    late, after = at_once([act, chain])
    assert late < after
    assert chain_events(now=cast.NOW) == 1
    assert ChainLink.objects.latest("position").event_id == late
    assert list(find_tampering(now=LATER)) == []


def test_d32_several_seal_at_once_and_each_day_has_one_seal() -> None:
    write(cast.NOW)
    chain_events(now=cast.NOW)
    after = cast.NOW + timedelta(days=5)
    counts = at_once([lambda: seal_days(now=after)] * 4)
    chain_events(now=after)
    assert sum(counts) == 5
    assert list(find_tampering(now=after)) == []
