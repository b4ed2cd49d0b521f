"""The bounds of what one may hold stand when many ask at the same moment (D28)."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import cast
from tests.concurrency import stage
from tests.concurrency.crowd import at_once, list_refusals, meet_before
from vinculo.actions.booking import holds, turnos
from vinculo.records.models import Affiliate, Draft, Seat, Turno
from vinculo.rules.booking.mailboxes import fold_mailbox

pytestmark = pytest.mark.django_db(transaction=True)
LIVE = ("holding", "confirmed", "arrived")
PEOPLE = 8


def proxies(dependents: int = 1) -> list[Draft]:
    """Return drafts of as many invented proxies of one affiliate, each from a mailbox of its own."""
    made = [stage.draft(index, dependents=dependents) for index in range(PEOPLE)]
    for index, draft in enumerate(made):
        draft.affiliate, draft.by_proxy, draft.presenter_key = stage.affiliate(100), True, f"cedula:{index}"
        draft.save()
    return made


def of_one_mailbox() -> list[Draft]:
    """Return drafts of as many affiliates, all from one mailbox in different spellings."""
    made = [stage.draft(index, dependents=1) for index in range(PEOPLE)]
    for index, draft in enumerate(made):
        draft.email = f"b.o.t+{index}@gmail.com"
        draft.save()
    return made


def confirm(draft: Draft) -> Turno:
    return turnos.confirm_turno(draft=Draft.objects.select_related("affiliate").get(pk=draft.pk), now=cast.NOW)


def live() -> Any:
    return Turno.objects.filter(status__in=LIVE)


@pytest.mark.parametrize("step", ["", "places_that_give_way", "lock_holders"])
def test_d28_invented_proxies_at_once_hold_two_turnos(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [slot] = cast.slots(cast.agency(), stage.DAY, times=1, counters=PEOPLE)
    drafts = proxies()
    if step:
        meet_before(monkeypatch, holds, step, PEOPLE)
    held = at_once([partial(stage.hold, draft, slot) for draft in drafts])
    assert list_refusals(held) == ["TooMuchHeld"] * (PEOPLE - settings.UNPROVEN_PROXIES)
    winners = [draft for draft, answer in zip(drafts, held, strict=True) if isinstance(answer, holds.Held)]
    at_once([partial(confirm, draft) for draft in winners])
    assert live().filter(status="confirmed").count() == settings.UNPROVEN_PROXIES


def test_d28_their_dependents_are_counted_once_when_they_ask_at_once() -> None:
    slots = cast.slots(cast.agency(), stage.DAY, times=3, counters=PEOPLE)
    at_once([partial(stage.hold, draft, slots[0], 3) for draft in proxies(3)])
    assert Seat.objects.filter(turno__in=live()).count() == 3 <= settings.UNPROVEN_SEATS


def test_d28_one_mailbox_at_once_holds_three_turnos() -> None:
    [slot] = cast.slots(cast.agency(), stage.DAY, times=1, counters=PEOPLE)
    held = at_once([partial(stage.hold, draft, slot) for draft in of_one_mailbox()])
    assert list_refusals(held) == ["TooMuchHeld"] * (PEOPLE - settings.MAILBOX_TURNOS)
    assert set(live().values_list("mailbox", flat=True)) == {fold_mailbox("bot@gmail.com")}


@pytest.mark.concurrency
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("ask", [proxies, of_one_mailbox])
def test_without_the_lock_the_same_crowd_breaks_the_bound(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    [slot] = cast.slots(cast.agency(), stage.DAY, times=1, counters=PEOPLE)
    drafts = ask()
    monkeypatch.setattr(holds, "lock_holders", lambda affiliate, mailbox: None)
    meet_before(monkeypatch, holds, "choose_seats", PEOPLE)
    at_once([partial(stage.hold, draft, slot) for draft in drafts])
    assert live().count() > max(settings.UNPROVEN_PROXIES, settings.MAILBOX_TURNOS)


@pytest.mark.parametrize("turn", range(4))
def test_d28_own_and_unproven_confirmations_at_once_leave_the_own_one(turn: int) -> None:
    slots = cast.slots(cast.agency(), stage.DAY, times=2, counters=PEOPLE)
    affiliate = stage.affiliate(0)
    Affiliate.objects.filter(pk=affiliate.pk).update(email="ana@example.com")
    own, stranger = stage.draft(0, dependents=1), stage.draft(0, dependents=1)
    Draft.objects.filter(pk=own.pk).update(email="ana@example.com", proof="own")
    stage.hold(stranger, slots[turn % 2])
    stage.hold(own, slots[0])
    answers = at_once([partial(confirm, stranger), partial(confirm, own)][:: 1 if turn % 2 else -1])
    mine = live().get(proof="own")
    assert (mine.proof, mine.status, mine.email) == ("own", "confirmed", "ana@example.com")
    assert set(list_refusals(answers)) <= {"AlreadyBooked"}
    ended = Turno.objects.exclude(pk=mine.pk).get()
    assert ended.status in {"cancelled", "holding"}


def test_d28_the_lock_is_taken_before_every_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else two who hold for each other's affiliate from each other's mailbox would wait for one another."""
    [slot] = cast.slots(cast.agency(), stage.DAY, times=1, counters=2)
    seen: list[str] = []

    def note(name: str) -> None:
        plain = getattr(holds, name)

        def note_call(*args: Any) -> Any:
            seen.append(name)
            return plain(*args)

        monkeypatch.setattr(holds, name, note_call)

    for name in ("choose_seats", "_own_turno", "lock_holders"):
        note(name)
    stage.hold(stage.draft(0, dependents=1), slot)
    assert seen == ["lock_holders", "_own_turno", "choose_seats"]
