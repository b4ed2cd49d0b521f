"""What people and officers do at a centre while somebody looks at its board: in a process of its own, by the real acts.

`python -m tests.journeys.at_the_centre arrive 3` gives three numbers and prints their tokens, `call 2` has the second
counter finish and call the next one and prints the number; `fill 14` does both for so many counters, `drain 1` calls
until nobody waits.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests import ROOT
from vinculo.rules.queue.status import Origin

CENTRE = "Centro de Atención Universal Matriz (Dirección Provincial Pichincha)"
if TYPE_CHECKING:
    from vinculo.records.models import Agency


def done(data: Path, act: str, number: int) -> list[str]:
    """Do it in the house that keeps its data there, and return the printed lines."""
    environ = {
        "PATH": os.environ["PATH"],
        "VINCULO_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "vinculo.config.settings",
    }
    command = [sys.executable, "-m", "tests.journeys.at_the_centre", act, str(number)]
    told = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.split()


def main(act: str, number: int) -> None:
    """Do one act and print what came of it."""
    import django

    django.setup()
    from vinculo.records.models import Agency

    acts = {
        "centre": _centre,
        "arrive": _arrive,
        "call": _call,
        "fill": _fill,
        "drain": _drain,
        "clear": _clear,
        "serve": _serve,
    }
    acts[act](Agency.objects.get(name=CENTRE), number)


def _centre(agency: Agency, _: int) -> None:
    print(agency.pk)


def _fill(agency: Agency, count: int) -> None:
    _arrive(agency, count)
    for number in range(1, count + 1):
        _call(agency, number)


def _drain(agency: Agency, number: int) -> None:
    from vinculo.records.models import Ticket

    while Ticket.objects.filter(day__agency=agency, state="waiting").exists() and _call(agency, number) is not None:
        pass


def _clear(agency: Agency, number: int) -> None:
    """Serve whoever waits, and let everybody who sits at a counter get up: the next journey finds an empty centre."""
    from random import SystemRandom

    from django.utils import timezone

    from vinculo.actions.queue.calling import finish, start
    from vinculo.actions.queue.counters import close_counter
    from vinculo.records.models import Counter, Ticket

    _drain(agency, number)
    for counter in Counter.objects.filter(agency=agency, staff__isnull=False).select_related("staff"):
        assert counter.staff is not None
        for ticket in Ticket.objects.filter(counter=counter, state__in=["called", "serving"]):
            start(ticket=ticket, actor=counter.staff, now=timezone.now(), random_source=SystemRandom())
            finish(ticket=ticket, actor=counter.staff, now=timezone.now())
        close_counter(counter=counter, actor=counter.staff, now=timezone.now())


def _serve(agency: Agency, number: int) -> None:
    """Let one more person come and be served; the first line that is printed is the token of the ticket."""
    _arrive(agency, 1)
    _drain(agency, number)
    _call(agency, number)


def _arrive(agency: Agency, count: int) -> None:
    from random import SystemRandom

    from django.utils import timezone

    from vinculo.actions.queue.tickets import issue_ticket
    from vinculo.records.models import Procedure

    procedure = Procedure.objects.get(code="dependientes-extranjeros")
    for _ in range(count):
        ticket = issue_ticket(
            agency=agency, procedure=procedure, origin=Origin.SAME_DAY, now=timezone.now(), random_source=SystemRandom()
        )
        print(ticket.token)


def _call(agency: Agency, number: int) -> int | None:
    from random import SystemRandom
    from secrets import token_hex

    from django.utils import timezone

    from vinculo.actions.queue.calling import finish_and_call, start
    from vinculo.actions.queue.counters import open_counter
    from vinculo.records.models import Counter, Procedure, Staff, Ticket

    name = f"ventanilla{number}"
    staff = Staff.objects.filter(username=name).first() or Staff.objects.create_user(
        name, role="officer", agency=agency
    )
    counter, _ = Counter.objects.get_or_create(agency=agency, number=number)
    counter.procedures.add(*Procedure.objects.all())
    open_counter(counter=counter, actor=staff, now=timezone.now())
    for there in Ticket.objects.filter(counter=counter, state="called"):
        start(ticket=there, actor=staff, now=timezone.now(), random_source=SystemRandom())
    ticket = finish_and_call(counter=counter, actor=staff, now=timezone.now(), key=token_hex(16))
    print(ticket.number if ticket else "")
    return ticket.number if ticket else None


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
