"""The rounds that keep seats in use: who did not come, whom to offer, whom to remind, whom to ask."""

from __future__ import annotations

from datetime import datetime
from random import Random

from vinculo.actions import closing
from vinculo.actions.missed import free_missed
from vinculo.actions.offering import expire_offers, offer_seats
from vinculo.actions.opinions import write_asked
from vinculo.actions.reminders import write_reminders


def feed(*, now: datetime, random_source: Random) -> dict[str, int]:
    """Do all of it and return the counts by name; before `upkeep.tidy`, so that the list comes before the public."""
    return {
        "reseated": closing.go_on(now=now),
        "missed": free_missed(now=now),
        "let_go": expire_offers(now=now, random_source=random_source),
        "offers": offer_seats(now=now, random_source=random_source),
        "reminders": write_reminders(now=now),
        "asked": write_asked(now=now),
    }
