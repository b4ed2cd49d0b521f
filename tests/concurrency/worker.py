"""A worker of the service in a process of its own, which stops where it is told until somebody kills it.

It does one act for a draft. At STOP it says the name of that point and waits for ever; at the end it says its answer.

With STOP `gate` it says `ready` and begins when it is told to, together with other workers; DRAFT and SLOT may then
name several, separated by commas, and each act is answered with what came of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import time_machine
from django.conf import settings

STOPS = {  # where: module, function after which the worker stops, inside the transaction or after it
    "holding": ("vinculo.actions.booking.holds", "change_and_read"),
    "held": ("vinculo.actions.booking.holds", "hold_seats"),
    "confirming": ("vinculo.actions.booking.turnos", "change_and_read"),
    "confirmed": ("vinculo.actions.booking.turnos", "confirm_turno"),
}


def stop_after(point: str, line: Connection[Any, Any]) -> None:
    """Let the function of that point wait once it is done."""
    from importlib import import_module

    name, function = STOPS[point]
    module = import_module(name)
    plain = getattr(module, function)

    def stopping(*args: Any, **words: Any) -> Any:
        answer = plain(*args, **words)
        line.send(point)
        line.recv()
        return answer

    setattr(module, function, stopping)


def main(line: Connection[Any, Any], database: str, act: str, draft: str, slot: str, stop: str, session: str) -> None:
    """Do one act and say its answer."""
    settings.DATABASES["default"]["NAME"] = database
    if stop in STOPS:
        stop_after(stop, line)
    acts: dict[str, Callable[[], Any]] = {
        "hold": lambda: _hold(int(draft), int(slot)),
        "confirm": lambda: _confirm(int(draft)),
        "post": lambda: _post(int(draft), session),
    }
    from tests import cast

    if stop == "gate":
        acts = together(draft, slot)
        line.send("ready")
        line.recv()
    with time_machine.travel(cast.NOW, tick=False):
        line.send(acts[act]())


def together(drafts: str, slots: str) -> dict[str, Callable[[], Any]]:
    """Return the acts of a crowd: each draft books its slot, or the whole house is kept going."""
    from django.db import connection

    connection.ensure_connection()
    pairs = list(zip(drafts.split(","), slots.split(","), strict=False))
    return {
        "book": lambda: " ".join(_outcome(partial(_book, int(d), int(s))) for d, s in pairs),
        "cancel": lambda: " ".join(_outcome(partial(_cancel, int(d))) for d, _ in pairs),
        "feed": lambda: " ".join(_outcome(_feed) for _ in range(4)),
        "close": lambda: _outcome(lambda: _close(int(drafts))),
    }


def _outcome(work: Callable[[], Any]) -> str:
    """Return what a work answers or why it was refused, in one word; anything else that goes wrong ends the worker."""
    from tests.concurrency.crowd import REFUSALS

    try:
        return str(work())
    except REFUSALS as refusal:
        return type(refusal).__name__


def _book(draft: int, slot: int) -> str:
    _hold(draft, slot)
    return f"turno:{_confirm(draft)}"


def _cancel(draft: int) -> str:
    from tests import cast
    from vinculo.actions.booking import turnos
    from vinculo.records.models import Draft

    stored_draft = Draft.objects.select_related("turno").get(pk=draft)
    assert stored_draft.turno is not None
    return turnos.cancel_turno(turno=stored_draft.turno, now=cast.NOW).status


def _feed() -> str:
    from random import SystemRandom

    from tests import cast
    from vinculo.actions.operations import upkeep

    return f"offers:{upkeep.feed_waiting_list(now=cast.NOW, random_source=SystemRandom())['offers']}"


def _close(agency: int) -> str:
    from tests import cast
    from tests.concurrency import stage
    from vinculo.actions.closures.closures import close_scope
    from vinculo.queries.closures.closures import ClosingScope
    from vinculo.records.models import Agency

    scope = ClosingScope(Agency.objects.get(pk=agency), stage.DAY, stage.DAY)
    closed = close_scope(scope=scope, reason="Corte", actor=cast.alicia(), now=cast.NOW)
    return f"moved:{closed.moved},kept:{len(closed.kept)}"


def _hold(draft: int, slot: int) -> int:
    from tests.concurrency import stage
    from vinculo.records.models import Draft, Slot

    return stage.hold(Draft.objects.get(pk=draft), Slot.objects.get(pk=slot)).turno.pk


def _confirm(draft: int) -> int:
    from tests import cast
    from vinculo.actions.booking import turnos
    from vinculo.records.models import Draft

    return turnos.confirm_turno(draft=Draft.objects.get(pk=draft), now=cast.NOW).pk


def _post(draft: int, session: str) -> str:
    from django.test import Client
    from django.urls import reverse

    from vinculo.records.models import Draft

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    token = Draft.objects.get(pk=draft).token
    review = reverse("public:booking_review", args=[token])
    carried = dict(re.findall(r'name="(leido)" value="(\w*)"', client.get(review).content.decode()))
    return client.post(review, carried).headers["Location"]
