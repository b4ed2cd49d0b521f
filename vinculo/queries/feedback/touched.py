"""Of which days of which centres something was changed lately: read from the events of the acts (D39).

Every act writes an event about its subject through the one writer, so nothing can be changed without a trace here, and
no list says which acts count: those that only read do not. What is told is rather too much than too little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import Any

from vinculo.queries.shared.local_time import in_zone
from vinculo.records.models import Agency
from vinculo.records.rows import moment_of, one_of, rows
from vinculo.rules.shared.acts import Act


class Kind(StrEnum):
    """What an act was about, as far as figures are concerned."""

    TURNO = "turno"
    TICKET = "ticket"
    WAITING = "waiting"
    CASE = "case"


@dataclass(frozen=True, kw_only=True)
class Touch:
    """An act changed something of a day at a centre."""

    kind: Kind
    agency: int
    day: date
    at: datetime


READING = ("_read", "_listed", "_printed", "_reprinted", "_reminded", "_asked", "_announced")
IDLE = sorted(str(each) for each in Act if each.endswith(READING) or each.startswith("search"))
_LATELY = "e.at >= %(since)s AND NOT (e.act {idle})"
TURNOS = f"""
SELECT t.agency_id, t.starts, e.at FROM records_event e JOIN records_turno t ON t.id = e.subject_id
WHERE e.subject = 'turno' AND {_LATELY}
"""  # nosec B608
RESEATED = f"""
SELECT r.old_agency_id, r.old_starts, e.at FROM records_event e JOIN records_reseating r ON r.turno_id = e.subject_id
WHERE e.subject = 'turno' AND {_LATELY}
"""  # nosec B608
TICKETS = f"""
SELECT d.agency_id, d.date, e.at FROM records_event e JOIN records_ticket t ON t.id = e.subject_id
JOIN records_centreday d ON d.id = t.day_id WHERE e.subject = 'ticket' AND {_LATELY}
"""  # nosec B608
WAITING = f"""
SELECT w.agency_id, w.first, w.last, e.at FROM records_event e JOIN records_waitingentry w ON w.id = e.subject_id
WHERE e.subject = 'waiting' AND {_LATELY}
"""  # nosec B608
# The cases of an act, whatever of them it was about; then where and when they were presented, decided or acted on.
CASES = f"""
SELECT e.subject_id, e.at FROM records_event e WHERE e.subject = 'case' AND {_LATELY}
UNION ALL SELECT s.case_id, e.at FROM records_event e JOIN records_solicitud s ON s.id = e.subject_id
WHERE e.subject = 'solicitud' AND s.case_id IS NOT NULL AND {_LATELY}
UNION ALL SELECT p.case_id, e.at FROM records_event e JOIN records_paperrecord p ON p.id = e.subject_id
WHERE e.subject = 'paper' AND {_LATELY}
UNION ALL SELECT s.case_id, e.at FROM records_event e JOIN records_certificate c ON c.id = e.subject_id
JOIN records_solicitud s ON s.id = c.solicitud_id WHERE e.subject = 'certificate' AND {_LATELY}
UNION ALL SELECT g.case_id, e.at FROM records_event e JOIN records_agreement g ON g.id = e.subject_id
WHERE e.subject = 'agreement' AND {_LATELY}
"""  # nosec B608
OF_CASES = """
SELECT c.id, c.agency_id, c.first_presented_on, NULL FROM records_case c WHERE c.id {cases}
UNION ALL SELECT s.case_id, d.agency_id, NULL, d.decided_at
FROM records_decision d JOIN records_solicitud s ON s.id = d.solicitud_id WHERE s.case_id {cases}
UNION ALL SELECT c.id, t.agency_id, NULL, NULL FROM records_case c JOIN records_turno t ON t.id = c.turno_id
WHERE c.id {cases}
UNION ALL SELECT e.subject_id, e.agency_id, NULL, NULL FROM records_event e
WHERE e.subject = 'case' AND e.subject_id {cases} AND e.agency_id IS NOT NULL
"""


def touched_since(since: datetime) -> set[Touch]:
    """Return the days and centres of everything that was changed since a moment; seven statements at most."""
    zones = dict(Agency.objects.values_list("pk", "timezone"))
    touches: set[Touch] = set()
    for kind, statement in ((Kind.TURNO, TURNOS), (Kind.TURNO, RESEATED), (Kind.TICKET, TICKETS)):
        for agency, moment, at in _lately(statement, since):
            touches.add(Touch(kind=kind, agency=agency, day=_day(moment, zones[agency]), at=moment_of(at)))
    for agency, first, last, at in _lately(WAITING, since):
        begin, end = _day(first, zones[agency]), _day(last, zones[agency])
        for number in range((end - begin).days + 1):
            touches.add(Touch(kind=Kind.WAITING, agency=agency, day=begin + timedelta(days=number), at=moment_of(at)))
    return touches | set(_of_cases(since, zones))


def _of_cases(since: datetime, zones: dict[int, str]) -> Iterator[Touch]:
    """Yield the days on which the cases of the acts were presented or decided, at each centre that had them."""
    latest: dict[int, datetime] = {}
    for case, at in _lately(CASES, since):
        latest[case] = max(moment_of(at), latest.get(case, since))
    if not latest:
        return
    centres: defaultdict[int, set[int]] = defaultdict(set)
    days: defaultdict[int, set[date]] = defaultdict(set)
    for case, agency, day, moment in rows(OF_CASES.format(cases=one_of("cases")), cases=[*latest]):
        centres[case].add(agency)
        days[case] |= {_day(each, zones[agency]) for each in (day, moment) if each is not None}
    for case, at in latest.items():
        for agency, day in product(centres[case], days[case]):
            yield Touch(kind=Kind.CASE, agency=agency, day=day, at=at)


def _lately(statement: str, since: datetime) -> list[tuple[Any, ...]]:
    return rows(statement.format(idle=one_of("idle")), since=since, idle=IDLE)


def _day(value: object, zone: str) -> date:
    """Return a day, or that of a moment by the clock of a place; SQLite gives both as texts (D9)."""
    if not isinstance(value, datetime) and len(str(value)) == len("2026-11-30"):
        return date.fromisoformat(str(value))
    return in_zone(zone, moment_of(value)).date()
