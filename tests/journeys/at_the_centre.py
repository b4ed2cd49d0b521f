"""What people and officers do at a centre while somebody looks at its board: in a process of its own, by the real acts.

It is started once for a house and reads one act a line. `CENTRE, arrive, 3` (between tabs) gives three numbers and
prints their tokens, `call, 2` has the second counter finish and call the next one and prints the number; `fill, 14`
does both for so many counters, `drain, 1` calls until nobody waits. A line alone says that it is done.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.journeys.conftest import House
from tests.journeys.people import Centre
from vinculo.rules.queue.status import Origin

if TYPE_CHECKING:
    from vinculo.records.models import Agency

DONE = "done\n"


def done(house: House, centre: Centre, act: str, number: int = 0) -> list[str]:
    """Do it at a centre of the house, at its hour, and return the printed words."""
    read, write = house.centre.stdout, house.centre.stdin
    assert read
    assert write
    print(centre.name, act, number, sep="\t", file=write, flush=True)
    words: list[str] = []
    for line in iter(read.readline, DONE):
        assert line, f"it ended at {act} {number}"
        words += line.split()
    return words


def main() -> None:
    """Do each act that is read, and print what came of it."""
    import django

    django.setup()
    from vinculo.records.models import Agency

    acts = {"centre": _centre, "arrive": _arrive, "call": _call, "fill": _fill, "drain": _drain, "serve": _serve}
    for line in sys.stdin:
        name, act, number = line.split("\t")
        acts[act](Agency.objects.get(name=name), int(number))
        print(DONE, end="", flush=True)


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

    from vinculo.actions.cases.entries import LeftOpen
    from vinculo.actions.queue.calling import finish_and_call, start_service
    from vinculo.actions.queue.counters import open_counter
    from vinculo.records.models import Counter, Procedure, Staff, Ticket

    name = f"ventanilla{number}.{agency.pk}"
    staff = Staff.objects.filter(username=name).first() or Staff.objects.create_user(
        name, role="officer", agency=agency
    )
    counter, _ = Counter.objects.get_or_create(agency=agency, number=number)
    counter.procedures.add(*Procedure.objects.all())
    open_counter(counter=counter, actor=staff, now=timezone.now())
    for there in Ticket.objects.filter(counter=counter, state="called"):
        start_service(ticket=there, actor=staff, now=timezone.now(), random_source=SystemRandom())
    ticket = finish_and_call(
        left=LeftOpen("papers"), counter=counter, actor=staff, now=timezone.now(), key=token_hex(16)
    )
    print(ticket.number if ticket else "")
    return ticket.number if ticket else None


if __name__ == "__main__":
    main()
