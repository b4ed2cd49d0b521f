"""Simulates the days of a part of the centres in the database of DATABASE_URL, and prints what they were like as JSON.

Usage: python -m bench.simulated --part 0 --parts 2 [--days 30] [--centres 10] [--people 60] [--seed 1]

Started by bench/simulate.py once for each part.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vinculo.simulation.days import Outcome

PLANS = 1000  # more than there are different statements in a day


def set_up() -> None:
    """Set Django up, in the language of the house."""
    import django
    from django.conf import settings
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")
    django.setup()
    translation.activate(settings.LANGUAGE_CODE)


def main() -> int:
    """Simulate the part."""
    parser = ArgumentParser(description=__doc__)
    for name, default in (("days", 30), ("centres", 10), ("people", 60), ("seed", 1), ("part", 0), ("parts", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    gc.set_threshold(50_000)  # as in manage.py
    set_up()
    gc.freeze()  # what is loaded stays
    with keep_plans():
        outcome = _simulate(asked)
    print(json.dumps(write_outcome(outcome) | {"program": time.process_time()}))
    return 0


def _simulate(asked: Namespace) -> Outcome:
    from django.utils import timezone

    from vinculo.actions.operations.reference import load_reference
    from vinculo.records.models import Agency, Procedure
    from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
    from vinculo.simulation.days import simulate

    now = timezone.now()
    load_reference(now=now)
    procedure = Procedure.objects.get(code=FOREIGN_DEPENDENTS)
    serving = Agency.objects.filter(services__procedure=procedure, services__active=True, active=True).order_by("pk")
    agencies = list(serving[: asked.centres])[asked.part :: asked.parts]
    return simulate(
        agencies=agencies,
        procedure=procedure,
        first=now.date() + timedelta(days=1),
        days=asked.days,
        people=asked.people,
        seed=asked.seed,
        progress=_days_of(asked.people * len(agencies), f"part {asked.part + 1}"),
    )


@contextmanager
def keep_plans() -> Iterator[None]:
    """Keep the statements that PostgreSQL has prepared after an act that was refused too, and more than a hundred.

    psycopg forgets all of them at each rollback, because tables may have been made and taken back; nobody makes a table
    here, and an act that the rules refuse is rolled back seventy times in a day of a centre (decision 0083). It has no
    public name for this: where it is called otherwise, this fails and says so.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    line = connection.connection
    prepared, most = line._prepared, line.prepared_max
    forget = type(prepared).clear
    line.prepared_max, prepared.clear = PLANS, lambda: False
    try:
        yield
    finally:
        line.prepared_max = most
        del prepared.clear
        forget(prepared)


def _days_of(people: int, name: str) -> Callable[[int], None]:
    """Return what tells of each day that begins, and how much processor time was used until then."""
    count = 0

    def progress(more: int) -> None:
        nonlocal count
        count += more
        if count % people == 0:
            print(f"{name}: day {count // people}, {time.process_time():.0f} s", file=sys.stderr, flush=True)

    return progress


def write_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON holds it."""
    spans = {name: [each.total_seconds() for each in spans] for name, spans in outcome.spans.items()}
    return {
        "days": outcome.days,
        "people": outcome.people,
        "tally": outcome.tally,
        "spans": spans,
        "overruns": outcome.overruns,
        "wrong": outcome.wrong,
    }


def read_outcome(told: dict[str, Any]) -> Outcome:
    """Return the outcome that JSON holds."""
    from vinculo.simulation.days import Outcome

    return Outcome(
        days=told["days"],
        people=told["people"],
        tally=Counter(told["tally"]),
        spans={name: [timedelta(seconds=each) for each in spans] for name, spans in told["spans"].items()},
        overruns=told["overruns"],
        wrong=told["wrong"],
    )


if __name__ == "__main__":
    sys.exit(main())
