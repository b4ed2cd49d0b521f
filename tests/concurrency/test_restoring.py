"""A supervisor restores a turno while its person books another one: one of the two counts, and nobody sees a fault."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connections

from tests import cast
from tests.stages import desk
from vinculo.actions.cases import reversals
from vinculo.records.models import Reversal, Seat, Turno

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
WHY = {"reason": "was_not_there", "words": "Nadie la atendió."}


def test_d4_who_books_while_the_turno_is_restored_has_the_one_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    missed, sara = desk.turno(status="no_show", ended_at=cast.NOW), cast.sara()
    slot = cast.slots(cast.agency(), cast.NOW.date(), times=1, counters=1)[0]
    plain, tries = reversals.keep_reversal, []

    def booked_meanwhile(*words: Any) -> Reversal:
        tries.append(1)
        if len(tries) == 1:  # past the question whether there is another one, before its own is written
            elsewhere = Thread(target=book)
            elsewhere.start()
            elsewhere.join()
        return plain(*words)

    def book() -> None:
        other = desk.turno(status="confirmed", presenter_key=missed.presenter_key)
        Seat.objects.filter(slot=slot).update(state="taken", turno=other)
        connections.close_all()

    monkeypatch.setattr(reversals, "keep_reversal", booked_meanwhile)
    with pytest.raises(reversals.AnotherCounts):
        reversals.restore_turno(turno=missed, actor=sara, now=cast.NOW, **WHY)
    assert sorted(Turno.objects.values_list("status", flat=True)) == ["confirmed", "no_show"]
    assert len(tries) == 1
