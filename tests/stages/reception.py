"""The stage of reception: the priority groups, open counters, and people who wait."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from tests import cast
from vinculo.actions.operations.reference import add_categories
from vinculo.actions.queue import reception
from vinculo.actions.queue.tickets import issue_ticket
from vinculo.records.models import PriorityCategory, Staff, Ticket, Turno
from vinculo.rules.queue.status import Origin

LUCK = random.Random(23)
GROUPS = ("mayor", "embarazo", "discapacidad")


def groups() -> None:
    """Keep three priority groups, in this order."""
    names = ("Persona de 65 años o más", "Mujer embarazada", "Persona con discapacidad")
    rows = zip(GROUPS, names, strict=True)
    add_categories([{"code": code, "name": name, "position": str(n)} for n, (code, name) in enumerate(rows, 1)])
    assert PriorityCategory.objects.count() == 3


def open_counter(number: int = 1) -> Staff:
    """Return who sits at an open counter of Olga's centre."""
    seated = cast.olga() if number == 1 else Staff.objects.create_user(f"caja{number}", agency=cast.agency())
    cast.counter(number, staff=seated)
    return seated


def key(number: int) -> str:
    return f"{number:032x}"


def waiting(count: int, now: datetime = cast.NOW) -> list[Ticket]:
    """Let so many people wait, without a turno."""
    return [
        issue_ticket(
            agency=cast.agency(),
            procedure=cast.procedure(),
            origin=Origin.SAME_DAY,
            now=now,
            random_source=LUCK,
            actor=cast.olga(),
        )
        for _ in range(count)
    ]


def receive_turno(of: Turno, now: datetime = cast.NOW, **changes: object) -> Ticket:
    """Receive a turno as Olga does."""
    values: dict[str, object] = {"turno": of, "actor": cast.olga(), "now": now, "random_source": LUCK}
    return reception.receive_turno(**(values | changes))  # type: ignore[arg-type]


def finish_attentions(minutes: int, count: int, now: datetime = cast.NOW) -> None:
    """Let so many attentions of so many minutes be over."""
    for ticket in waiting(count, now):
        ends = now + timedelta(minutes=minutes)
        Ticket.objects.filter(pk=ticket.pk).update(state="served", served_from=now, ended_at=ends)
