"""The terms of the law on personal data, counted in days of the calendar (D34).

An answer is due within fifteen days (LOPDP, articles 13 and 14: *plazo*). Of a breach the authority is told within five
and the people concerned within three, where the risk is high; whether those are working days is not sure (*término*).
The shorter reading is taken: the person who keeps it keeps the longer one too.
"""

from __future__ import annotations

from datetime import date, timedelta

ANSWER = timedelta(days=15)
AUTHORITY = timedelta(days=5)
PEOPLE = timedelta(days=3)


def last_day_of_answer(received: date) -> date:
    """Return the last day on which a request is answered in time."""
    return received + ANSWER


def last_day_for_authority(known: date) -> date:
    """Return the last day on which the authority is told of a breach in time."""
    return known + AUTHORITY


def last_day_for_people(found_high: date) -> date:
    """Return the last day on which the people are told, from the day on which the risk was found to be high."""
    return found_high + PEOPLE
