"""What an agency has free, read in one statement as short texts (S27).

The texts say everything that the page of days depends on. So they are the key under which whatever was made of them is
kept: what is kept can never be older than what was just read (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from vinculo.queries.booking.seats import CLAIMABLE_AGAIN, FREE, earliest_start
from vinculo.queries.shared.local_time import midnight, moment_in_zone
from vinculo.records.models import Agency, CalendarDay
from vinculo.records.rows import moment_of, on_postgresql, rows
from vinculo.rules.shared.statuses import SeatPool, SeatState

ROW, PART = "\x1e", "\x1f"  # between rows and between their parts
KEPT = 4096  # parsed texts in one process, each of a few hundred bytes

# Every value in these texts is a parameter, but for the words of a seat, which the program holds itself.
ONLINE = f"seat.pool = '{SeatPool.ONLINE}'"
COOLING = f"seat.state = '{SeatState.COOLING}'"
ONLINE_FREE = f"{ONLINE} AND {FREE}"
SOON = f"{ONLINE} AND seat.state IN ('{SeatState.HELD}', '{SeatState.COOLING}')"
HERE = "seat.agency_id = %(agency)s AND seat.procedure_id = %(procedure)s"
THAT_DAY = "seat.starts >= day.begins AND seat.starts < day.ends AND seat.starts >= %(after)s"
OF_THAT_DAY = (  # what a slot with such a seat is anyway: so that an index finds the slots, too
    "slot.agency_id = %(agency)s AND slot.procedure_id = %(procedure)s"
    " AND slot.starts >= %(first)s AND slot.starts < %(last)s"
)
CHOSEN = "seat.starts >= %(first)s AND seat.starts < %(last)s"
DAYS_OF_ARRAYS = (
    "day(begins, ends, number) AS (SELECT * FROM"
    " unnest(CAST(%(begins)s AS timestamptz[]), CAST(%(ends)s AS timestamptz[])) WITH ORDINALITY)"
)
READ = f"""
WITH {{days}}
SELECT
  CASE WHEN EXISTS (
    SELECT 1 FROM records_service service JOIN records_procedure kind ON kind.id = service.procedure_id
    WHERE service.agency_id = %(agency)s AND service.procedure_id = %(procedure)s AND service.active AND kind.active
  ) AND EXISTS (
    SELECT 1 FROM records_counter c JOIN records_counter_procedures p ON p.counter_id = c.id
    WHERE c.agency_id = %(agency)s AND c.active AND p.procedure_id = %(procedure)s
  ) THEN 1 ELSE 0 END,
  (SELECT {{joined}}(line.line, %(row)s) FROM (
    SELECT CAST(edited.date AS text) || %(part)s || CASE WHEN edited.is_open THEN '1' ELSE '' END
      || %(part)s || replace(replace(edited.name, %(row)s, ' '), %(part)s, ' ')
      || %(part)s || replace(replace(edited.city, %(row)s, ' '), %(part)s, ' ')
      || %(part)s || replace(replace(edited.basis, %(row)s, ' '), %(part)s, ' ')
      || %(part)s || CASE WHEN edited.province_id IS NULL THEN '' ELSE '1' END
      || %(part)s || CASE WHEN edited.agency_id IS NULL THEN '' ELSE '1' END AS line
    FROM records_calendarday edited
    WHERE edited.date >= %(calendar_first)s AND edited.date <= %(calendar_last)s
      AND (edited.agency_id IS NULL OR edited.agency_id = %(agency)s)
      AND (edited.province_id IS NULL OR edited.province_id = %(province)s)
    ORDER BY edited.date, edited.id) AS line),
  (SELECT {{joined}}(line.line, %(row)s) FROM (
    SELECT CASE WHEN EXISTS (SELECT 1 FROM records_seat seat WHERE {HERE} AND {ONLINE_FREE} AND {THAT_DAY})
        OR EXISTS (SELECT 1 FROM records_seat seat WHERE {HERE} AND {SOON} AND {THAT_DAY} AND {CLAIMABLE_AGAIN})
      THEN '1' ELSE '' END || %(part)s || coalesce(CAST((
        SELECT min(seat.free_from) FROM records_seat seat
        WHERE {HERE} AND {SOON} AND {THAT_DAY} AND {COOLING} AND seat.free_from > %(now)s
      ) AS text), '') AS line
    FROM day ORDER BY day.number) AS line),
  (SELECT {{joined}}(line.line, %(row)s) FROM (
    SELECT CAST(slot.id AS text) || %(part)s || CAST(slot.starts AS text) || %(part)s || CAST(slot.ends AS text)
      || %(part)s || free.counters AS line
    FROM (SELECT each.slot_id, {{joined}}(CAST(each.number AS text), ',') AS counters FROM (
      SELECT seat.slot_id, seat.number FROM records_seat seat WHERE {HERE} AND {ONLINE_FREE} AND {CHOSEN}
      UNION ALL
      SELECT seat.slot_id, seat.number FROM records_seat seat WHERE {HERE} AND {SOON} AND {CHOSEN} AND {CLAIMABLE_AGAIN}
    ) AS each GROUP BY each.slot_id) AS free JOIN records_slot slot ON slot.id = free.slot_id
    WHERE {OF_THAT_DAY}
    ORDER BY slot.starts) AS line),
  (SELECT {{joined}}(CAST(c.since AS text) || %(part)s || CAST(c.until AS text) || %(part)s || c.reason, %(row)s)
    FROM records_closing c WHERE c.agency_id = %(agency)s AND c.reopened_at IS NULL AND c.since IS NOT NULL
      AND coalesce(c.counter, c.most) IS NULL AND c.first <= %(chosen)s AND c.last >= %(chosen)s)
"""  # nosec B608


THERE = "seat.agency_id = place.agency AND seat.procedure_id = %(procedure)s AND seat.starts >= place.since"
FIRST = f"""
WITH place(agency, since) AS ({{places}})
SELECT place.agency,
  CAST((SELECT min(seat.starts) FROM records_seat seat WHERE {THERE} AND {ONLINE_FREE}) AS text),
  CAST((SELECT min(seat.starts) FROM records_seat seat WHERE {THERE} AND {SOON} AND {CLAIMABLE_AGAIN}) AS text)
FROM place
"""  # nosec B608
# Two values however many centres: psycopg remembers what it made of a text only up to fifty.
OF_ARRAYS = "SELECT * FROM unnest(CAST(%(agencies)s AS bigint[]), CAST(%(moments)s AS timestamptz[]))"


@dataclass(frozen=True)
class Read:
    """What was read: whether the procedure is served, and rows as texts."""

    served: bool
    calendar: str  # the edited days that may hold for the agency
    days: str  # of each day asked for: whether a seat is free, and when the next opens
    hours: str  # of the chosen day: slots with free seats, and at which counters
    closed: str = ""  # of the chosen day: from when until when the centre is closed, and why


class ClosedHours(NamedTuple):
    """From when until when a centre is closed on a day that is open, by its own clock, and the reason as typed."""

    since: str
    until: str
    reason: str


@dataclass(frozen=True)
class FreeSlot:
    """A slot with free seats, and the counters that they are at."""

    slot: int
    starts: datetime
    ends: datetime
    counters: tuple[int, ...]


def read_availability(
    agency: Agency,
    procedure: int,
    days: Sequence[date],
    calendar: tuple[date, date],
    now: datetime,
    *,
    chosen: date | None = None,
    own_turno: int | None = None,
) -> Read:
    """Return which of these days have a free seat, the edited calendar, and the free slots of the chosen day.

    One statement, however many seats there are.
    """
    after = earliest_start(now)
    first, last = (midnight(agency, chosen), midnight(agency, chosen + timedelta(days=1))) if chosen else (now, now)
    values: dict[str, Any] = {
        "agency": agency.pk,
        "procedure": procedure,
        "province": agency.province_id,
        "now": now,
        "after": after,
        "own": own_turno or 0,
        "calendar_first": calendar[0],
        "calendar_last": calendar[1],
        "first": max(first, after),
        "last": last,
        "chosen": chosen or date.min,
        "row": ROW,
        "part": PART,
    }
    values |= _bounds(connection.vendor, agency.timezone, tuple(days))
    served, edited, free, hours, closed = rows(_statement(connection.vendor, len(days)), **values)[0]
    return Read(bool(served), edited or "", free or "", hours or "", closed or "")


def first_hours(
    since: Mapping[int, datetime], procedure: int, now: datetime, own_turno: int | None = None
) -> dict[int, datetime]:
    """Return the first hour with a free seat of each of these agencies, each from its own moment on; one statement."""
    values: dict[str, Any] = {"procedure": procedure, "now": now, "own": own_turno or 0}
    if on_postgresql():
        places = OF_ARRAYS
        values |= {"agencies": list(since), "moments": list(since.values())}
    else:
        places = "VALUES " + ", ".join(f"(%(a{number})s, %(s{number})s)" for number in range(len(since)))
        for number, (agency, moment) in enumerate(since.items()):
            values[f"a{number}"], values[f"s{number}"] = agency, moment
    moments = [
        (agency, [each for each in both if each]) for agency, *both in rows(FIRST.format(places=places), **values)
    ]
    return {agency: min(map(moment_of, both)) for agency, both in moments if both}


@lru_cache(maxsize=64)
def _bounds(vendor: str, timezone: str, days: tuple[date, ...]) -> dict[str, Any]:
    """Return when these days begin and end, as the statement wants it: PostgreSQL two values, not a hundred."""
    begins = [moment_in_zone(timezone, day, time()) for day in days]
    ends = [moment_in_zone(timezone, day + timedelta(days=1), time()) for day in days]
    if vendor == "postgresql":
        return {"begins": f"{{{','.join(map(str, begins))}}}", "ends": f"{{{','.join(map(str, ends))}}}"}
    return {f"b{index}": each for index, each in enumerate(begins)} | {
        f"e{index}": each for index, each in enumerate(ends)
    }


@lru_cache(maxsize=64)
def _statement(vendor: str, days: int) -> str:
    if vendor == "postgresql":
        text = READ.format(days=DAYS_OF_ARRAYS, joined="string_agg")
    else:
        places = ", ".join(f"({number},%(b{number})s,%(e{number})s)" for number in range(days))
        listed = f"day(number, begins, ends) AS (VALUES {places or '(0, %(first)s, %(first)s)'})"
        text = READ.format(days=listed, joined="group_concat")
    return " ".join(text.split())  # psycopg remembers what it made of a text only up to 4096 letters


def edited_days(text: str, agency: Agency) -> list[CalendarDay]:
    """Return the rows of the calendar that a text of `Read.calendar` holds."""
    return [
        CalendarDay(
            date=day,
            is_open=is_open,
            name=name,
            city=city,
            basis=basis,
            province_id=agency.province_id if of_province else None,
            agency_id=agency.pk if of_agency else None,
        )
        for day, is_open, name, city, basis, of_province, of_agency in _edited_days(text)
    ]


@lru_cache(maxsize=KEPT)
def _edited_days(text: str) -> tuple[tuple[date, bool, str, str, str, bool, bool], ...]:
    rows = (line.split(PART) for line in text.split(ROW) if line)
    return tuple(
        (date.fromisoformat(day), bool(is_open), name, city, basis, bool(province), bool(agency))
        for day, is_open, name, city, basis, province, agency in rows
    )


@lru_cache(maxsize=KEPT)
def free_days(text: str) -> tuple[tuple[bool, datetime | None], ...]:
    """Return of each day asked for whether a seat is free and when the next one opens, of a text of `Read.days`."""
    rows = (line.split(PART) for line in text.split(ROW) if line)
    return tuple((bool(free), moment_of(more) if more else None) for free, more in rows)


@lru_cache(maxsize=KEPT)
def free_slots(text: str) -> tuple[FreeSlot, ...]:
    """Return the slots of a text of `Read.hours`, in their order."""
    rows = (line.split(PART) for line in text.split(ROW) if line)
    return tuple(
        FreeSlot(int(slot), moment_of(starts), moment_of(ends), tuple(sorted(map(int, counters.split(",")))))
        for slot, starts, ends, counters in rows
    )


@lru_cache(maxsize=KEPT)
def closed_hours(text: str) -> tuple[ClosedHours, ...]:
    """Return the hours of a text of `Read.closed`, in their order."""
    rows = (line.split(PART) for line in text.split(ROW) if line)
    return tuple(sorted(ClosedHours(since[:5], until[:5], reason) for since, until, reason in rows))
