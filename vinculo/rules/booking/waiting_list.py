"""Which free seats fit somebody who waits: so many one after the other at one counter, the earliest first (D16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SeatToOffer:
    """A seat that could be offered."""

    seat: int
    counter: int
    starts: datetime
    ends: datetime


def earliest_run(places: Iterable[SeatToOffer], length: int) -> list[SeatToOffer]:
    """Return the earliest `length` places that follow each other at one counter; empty when there are none."""
    best: list[SeatToOffer] = []
    run: list[SeatToOffer] = []
    for place in sorted(places, key=lambda each: (each.counter, each.starts)):
        follows = run and (run[-1].counter, run[-1].ends) == (place.counter, place.starts)
        run = [*run, place][-length:] if follows else [place]
        if len(run) == length and (not best or run[0].starts < best[0].starts):
            best = run
    return best
