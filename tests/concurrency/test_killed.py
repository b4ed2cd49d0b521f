"""A worker killed at the worst moment: nothing is lost, doubled or stuck, and the repeated request gets its answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.concurrency import stage
from tests.concurrency.processes import worker
from vinculo.actions.booking.seats import HourTaken
from vinculo.actions.operations import upkeep
from vinculo.records.models import Draft, Event, Message, Seat, Slot, Turno

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slot() -> Slot:
    """The only seat there is."""
    return cast.slots(cast.agency(), stage.DAY, times=1, counters=1)[0]


@pytest.fixture
def draft(slot: Slot) -> Draft:
    """A draft whose person wants that seat."""
    return stage.draft(1)


def kill(act: str, draft: Draft, slot: Slot, stop: str, session: str = "") -> None:
    """Start a worker and kill it where it stops, without a word of farewell."""
    with worker(act, draft.pk, slot.pk, stop, session) as process:
        assert process.read() == stop
        process.kill()


def answer(act: str, draft: Draft, slot: Slot) -> str:
    """Return what another worker answers to the same request."""
    with worker(act, draft.pk, slot.pk) as process:
        return process.answer()


def seat() -> tuple[str, int | None]:
    return Seat.objects.values_list("state", "turno").get()


def count_confirmations() -> tuple[int, int]:
    """Return how many confirmations were mailed and how many were written down."""
    return Message.objects.filter(kind="confirmation").count(), Event.objects.filter(act="turno_confirmed").count()


def test_killed_while_holding_the_seat_is_free_at_once(draft: Draft, slot: Slot) -> None:
    kill("hold", draft, slot, "holding")
    assert (seat(), Turno.objects.count()) == (("free", None), 0)
    other = stage.hold(stage.draft(2), slot)
    assert seat() == ("held", other.turno.pk)


def test_killed_between_hold_and_confirm_the_next_worker_confirms(draft: Draft, slot: Slot) -> None:
    kill("hold", draft, slot, "held")
    turno = Turno.objects.get()
    assert seat() == ("held", turno.pk)
    assert answer("confirm", draft, slot) == str(turno.pk)
    assert (seat(), count_confirmations()) == (("taken", turno.pk), (1, 1))


def test_killed_between_hold_and_confirm_the_seat_is_not_stuck(draft: Draft, slot: Slot) -> None:
    kill("hold", draft, slot, "held")
    with pytest.raises(HourTaken):
        stage.hold(stage.draft(2), slot)
    upkeep.run_upkeep(now=cast.NOW + timedelta(minutes=11))
    assert (seat(), Turno.objects.get().status) == (("free", None), "expired")


def test_killed_between_hold_and_confirm_the_same_hold_is_renewed(draft: Draft, slot: Slot) -> None:
    kill("hold", draft, slot, "held")
    assert answer("hold", draft, slot) == str(Turno.objects.get().pk)


def test_s28_killed_before_the_commit_nothing_was_confirmed_and_the_repeated_request_confirms(
    draft: Draft, slot: Slot
) -> None:
    turno = stage.hold(draft, slot).turno
    kill("confirm", draft, slot, "confirming")
    assert (seat(), count_confirmations()) == (("held", turno.pk), (0, 0))
    assert answer("confirm", draft, slot) == str(turno.pk)
    assert (seat(), count_confirmations()) == (("taken", turno.pk), (1, 1))


@pytest.mark.parametrize("again", [1, 2])
def test_s28_killed_between_commit_and_answer_the_repeated_request_gets_the_first_one(
    draft: Draft, slot: Slot, again: int
) -> None:
    turno = stage.hold(draft, slot).turno
    kill("confirm", draft, slot, "confirmed")
    assert (seat(), count_confirmations()) == (("taken", turno.pk), (1, 1))
    assert [answer("confirm", draft, slot) for _ in range(again)] == [str(turno.pk)] * again
    assert (seat(), count_confirmations(), Turno.objects.count()) == (("taken", turno.pk), (1, 1), 1)


def test_s28_the_person_who_presses_confirm_again_sees_the_turno(draft: Draft, slot: Slot) -> None:
    turno = stage.hold(draft, slot).turno
    with time_machine.travel(cast.NOW, tick=False):
        client = Client()
        session = client.session
        session["drafts"] = [draft.token_hash]
        session.save()
        kill("post", draft, slot, "confirmed", str(session.session_key))
        repeated = client.post(reverse("public:booking_review", args=[draft.token]))
    assert repeated.headers["Location"] == reverse("public:turno", args=[turno.token])
    assert (seat(), count_confirmations()) == (("taken", turno.pk), (1, 1))
