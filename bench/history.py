"""Fills a database with the history of a country: what every working day of every centre leaves behind.

Usage: python -m bench.history [--centres 100] [--days 60] [--events 5000000] [--waiting 5000] [--until 2026-11-30]

DATABASE_URL names a PostgreSQL with the tables of the program, whose owner may switch triggers off. Each centre has on
each day 34 turnos, 30 of them attended with a case of four papers, and 8 people without a turno; behind them stand
their mails, marks, complaints and events. Rows agree with each other as far as pages read them together: a seat with
its turno, a number with its day and its log, a code with its person. Nobody acted: the texts are the same everywhere.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")

BOOKED, WALKED_IN = 34, 8  # of a centre's day
EVENTS_OF_A_DAY = 833  # of a centre


@dataclass(frozen=True, kw_only=True)
class History:
    """How much of it: centres, working days before `until`, working days with seats from then on."""

    centres: int = 100
    days: int = 60
    ahead: int = 20
    events: int | None = None
    waiting: int = 5000
    until: date = date(2026, 11, 30)

    @property
    def all_events(self) -> int:
        """Return how many events there are to be."""
        return self.centres * self.days * EVENTS_OF_A_DAY if self.events is None else self.events

    @property
    def full_from(self) -> int:
        """Return the number of the first centre without a seat in the days that people wait for: a tenth of them."""
        return self.centres - max(1, self.centres // 10)


def write_history(size: History, say: Callable[[str], None] = lambda _text: None) -> None:
    """Write all of it, in the order in which one needs another, and let the database count what it has.

    Django must be set up.
    """
    from bench import country, country_cases, country_days, country_seldom
    from bench.filling import run

    run("SET session_replication_role = replica")
    first = (country.write_places, country.write_registry, country.write_seats, country.write_turnos)
    then = (
        country.write_taken,
        country_days.write_queue,
        country_cases.write_cases,
        country_cases.write_decisions,
        country_cases.write_codes,
        country_days.write_mails,
        country_days.write_voices,
        country_seldom.write_seldom,
        country_seldom.write_waiting,
        country_seldom.write_offers,
        country_days.write_events,
    )
    for write in (*first, *then):
        write(size)
        say(write.__name__.removeprefix("write_"))
    run("SET session_replication_role = DEFAULT")
    run("ANALYZE")


def arguments(words: Sequence[str]) -> History:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.history", description=__doc__)
    for name in ("centres", "days", "ahead", "waiting", "events"):
        parser.add_argument(f"--{name}", type=int, default=getattr(History(), name))
    parser.add_argument("--until", type=date.fromisoformat, default=History().until)
    return History(**vars(parser.parse_args(words)))


def main(words: Sequence[str]) -> int:
    """Load the reference data, write the history, seal its days and tidy the tables."""
    size, began = arguments(words), time.monotonic()
    django.setup()
    from bench.filling import run
    from vinculo.actions.operations.reference import load_reference
    from vinculo.actions.operations.sealing import seal_days

    def say(what: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {what}", file=sys.stderr, flush=True)

    now = datetime.combine(size.until, datetime.min.time(), UTC).replace(hour=14)
    load_reference(now=now)
    write_history(size, say)
    seal_days(now=now)
    say("seals")
    run("VACUUM ANALYZE")
    say("vacuum")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
