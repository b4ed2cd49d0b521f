"""A worker of the service in a process of its own, which stops where it is told until somebody kills it.

python -m tests.concurrency.worker DATABASE ACT DRAFT SLOT STOP [SESSION]: does one act for a draft. At STOP it prints
the name of that point and waits for the end of its input; at the end it prints its answer.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import django
import time_machine
from django.conf import settings

STOPS = {  # where: module, function after which the worker stops, inside the transaction or after it
    "holding": ("vinculo.actions.holding", "write_event"),
    "held": ("vinculo.actions.holding", "hold"),
    "confirming": ("vinculo.actions.booking", "_finish"),
    "confirmed": ("vinculo.actions.booking", "confirm"),
}


def stop_after(point: str) -> None:
    """Let the function of that point wait once it is done."""
    from importlib import import_module

    name, function = STOPS[point]
    module = import_module(name)
    plain = getattr(module, function)

    def stopping(*args: Any, **words: Any) -> Any:
        answer = plain(*args, **words)
        print(point, flush=True)
        sys.stdin.read()
        return answer

    setattr(module, function, stopping)


def main(database: str, act: str, draft: str, slot: str, stop: str, session: str = "") -> None:
    """Do one act and print its answer."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    if stop in STOPS:
        stop_after(stop)
    acts: dict[str, Callable[[], Any]] = {
        "hold": lambda: _hold(int(draft), int(slot)),
        "confirm": lambda: _confirm(int(draft)),
        "post": lambda: _post(int(draft), session),
    }
    from tests import cast

    with time_machine.travel(cast.NOW, tick=False):
        print("answer", acts[act](), flush=True)


def _hold(draft: int, slot: int) -> int:
    from tests.concurrency import stage
    from vinculo.records.models import Draft, Slot

    return stage.hold(Draft.objects.get(pk=draft), Slot.objects.get(pk=slot)).turno.pk


def _confirm(draft: int) -> int:
    from tests import cast
    from vinculo.actions import booking
    from vinculo.records.models import Draft

    return booking.confirm(draft=Draft.objects.get(pk=draft), now=cast.NOW).pk


def _post(draft: int, session: str) -> str:
    from django.test import Client
    from django.urls import reverse

    from vinculo.records.models import Draft

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    token = Draft.objects.values_list("token", flat=True).get(pk=draft)
    return client.post(reverse("public:booking_review", args=[token])).headers["Location"]


if __name__ == "__main__":
    main(*sys.argv[1:])
