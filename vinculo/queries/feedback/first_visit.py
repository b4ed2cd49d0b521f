"""How many left with the code at the first visit, and why the others did not, from the records (D39).

`rules/feedback/first_visit.py` says what counts. One statement counts by month, one gives the reasons, one what people
answered themselves; none of them reads a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from vinculo.queries.feedback.figures import FiguresScope
from vinculo.queries.feedback.months import DAY
from vinculo.queries.shared.local_time import MAINLAND, ZONES, seconds_behind_utc
from vinculo.records.models import Agency
from vinculo.records.rows import rows
from vinculo.rules.cases.status import ApplicationStatus, DecisionKind
from vinculo.rules.feedback.figures import Month
from vinculo.rules.feedback.first_visit import REFUSED, UNDECIDED, FirstVisits, Reason, told_reasons
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS


@dataclass(frozen=True, kw_only=True)
class FirstVisitFigures:
    """The measure of the months of a scope; `fewer` reasons are of too few families to be told."""

    months: dict[Month, FirstVisits]
    reasons: list[Reason]
    fewer: int
    answered: FirstVisits  # of those who answered, how many did not have to come back

    @property
    def whole(self) -> FirstVisits:
        """Return all months together."""
        return FirstVisits(
            visits=sum(each.visits for each in self.months.values()),
            with_code=sum(each.with_code for each in self.months.values()),
        )


def first_visit_figures(scope: FiguresScope, centres: Iterable[Agency], today: date) -> FirstVisitFigures:
    """Return the measure of a scope, of days before today; three statements."""
    months = {month: FirstVisits() for month in scope.months()}
    values = _values(scope, today)
    counted = _VISITS.format(local_day=_local_day("d.decided_at", centres), where=_where(scope))
    for text, visits, with_code in rows(f"{counted} {_BY_MONTH}", **values):
        months[_month(text)] = FirstVisits(visits=visits, with_code=with_code)
    reasons = rows(f"{counted} {_REASONS.format(items=_ITEMS[connection.vendor])}", **values)
    told, fewer = told_reasons(
        [Reason(text=_(text), count=count) for text, count in reasons], settings.SATISFACTION_LEAST_MARKS
    )
    return FirstVisitFigures(months=months, reasons=told, fewer=fewer, answered=_answered(scope, values))


def by_centre(scope: FiguresScope, centres: Iterable[Agency], today: date) -> dict[tuple[Month, int], FirstVisits]:
    """Return the measure by month and centre, for the open data; one statement."""
    counted = _VISITS.format(local_day=_local_day("d.decided_at", centres), where=_where(scope))
    lines = rows(f"{counted} {_BY_CENTRE}", **_values(scope, today))
    return {
        (_month(text), agency): FirstVisits(visits=visits, with_code=with_code)
        for text, agency, visits, with_code in lines
    }


def _values(scope: FiguresScope, today: date) -> dict[str, object]:
    return _bounds(scope.first.first, min(scope.last.back(-1).first, today)) | {
        "procedure": FOREIGN_DEPENDENTS,
        "issue": DecisionKind.ISSUE.value,
        "correction": DecisionKind.CORRECTION.value,
        "refusal": DecisionKind.REFUSAL.value,
        "refused": REFUSED,
        "undecided": UNDECIDED,
        "withdrawn": ApplicationStatus.WITHDRAWN.value,
        "was_refused": ApplicationStatus.REFUSED.value,
        "agency": scope.agency,
        "province": scope.province,
    }


def _bounds(since: date, before: date) -> dict[str, object]:
    """Return the days of the first visits, and wide bounds of the moments of their decisions, for the index."""
    at = {"since_at": since - DAY, "before_at": before + DAY}
    days: dict[str, object] = {"since": since, "before": before}
    return days | {name: datetime.combine(day, time(), tzinfo=UTC) for name, day in at.items()}


def _where(scope: FiguresScope) -> str:
    if scope.agency is not None:
        return "WHERE a.id = %(agency)s"
    return "WHERE a.province_id = %(province)s" if scope.province is not None else ""


def _month(text: str) -> Month:
    return Month(int(text[:4]), int(text[5:7]))


def _local_day(moment: str, centres: Iterable[Agency]) -> str:
    """Return the SQL of the day of a moment by the clock of the centre `a`; no zone of ours moves its clocks (D9).

    Every zone is told apart, not those of the centres alone: their cases may have been decided at any other centre.
    """
    zones = sorted({centre.timezone for centre in centres} | set(ZONES))
    day = _DAYS[connection.vendor]
    days = [f"WHEN a.timezone = '{zone}' THEN {day.format(moment, seconds_behind_utc(zone))}" for zone in zones]
    return f"CASE {' '.join(days)} ELSE {day.format(moment, seconds_behind_utc(MAINLAND))} END"


_DAYS = {
    "sqlite": "date({0}, '-{1} seconds')",
    "postgresql": "(({0} AT TIME ZONE 'UTC') - interval '{1} seconds')::date",
}
_ITEMS = {"sqlite": "json_each(d.items) AS item", "postgresql": "jsonb_array_elements(d.items) AS item(value)"}

# Each first visit: the centre at which it was first decided, else where the case is; who was presented that day, and
# who of them was issued a code that day.
_VISITS = """
WITH decided AS (
  SELECT d.id, d.kind, d.items, d.solicitud_id, s.case_id, d.agency_id, {local_day} AS day
  FROM records_decision d JOIN records_solicitud s ON s.id = d.solicitud_id JOIN records_agency a ON a.id = d.agency_id
  WHERE d.reversed_at IS NULL AND d.decided_at >= %(since_at)s AND d.decided_at < %(before_at)s
), first_decided AS (
  SELECT case_id, day, agency_id, ROW_NUMBER() OVER (PARTITION BY case_id, day ORDER BY id) AS place FROM decided
), issued AS (
  SELECT DISTINCT solicitud_id, day FROM decided WHERE kind = %(issue)s
), presented AS (
  SELECT c.id, c.first_presented_on AS day, c.affiliate_id, c.agency_id, s.id AS solicitud_id, s.birth_date
  FROM records_case c JOIN records_solicitud s ON s.case_id = c.id AND s.presented_on = c.first_presented_on
  WHERE c.procedure_id = %(procedure)s AND c.first_presented_on >= %(since)s AND c.first_presented_on < %(before)s
), returns AS (
  SELECT DISTINCT p.id FROM presented p
  JOIN records_case earlier ON earlier.affiliate_id = p.affiliate_id AND earlier.procedure_id = %(procedure)s
    AND earlier.first_presented_on < p.day
  JOIN records_solicitud before ON before.case_id = earlier.id AND before.birth_date = p.birth_date
    AND before.status IN (%(withdrawn)s, %(was_refused)s)
), visits AS (
  SELECT p.id, p.day, COUNT(*) AS people, COUNT(i.solicitud_id) AS issued,
    COALESCE(MIN(f.agency_id), MIN(p.agency_id)) AS agency_id
  FROM presented p
  LEFT JOIN issued i ON i.solicitud_id = p.solicitud_id AND i.day = p.day
  LEFT JOIN first_decided f ON f.case_id = p.id AND f.day = p.day AND f.place = 1
  WHERE p.id NOT IN (SELECT id FROM returns) GROUP BY p.id, p.day
), counted AS (
  SELECT v.id, v.day, v.agency_id, CASE WHEN v.issued = v.people THEN 1 ELSE 0 END AS with_code
  FROM visits v JOIN records_agency a ON a.id = v.agency_id {where}
)
"""
_BY_MONTH = """
SELECT substr(CAST(day AS text), 1, 7), COUNT(*), SUM(with_code) FROM counted GROUP BY 1 ORDER BY 1
"""
_BY_CENTRE = """
SELECT substr(CAST(day AS text), 1, 7), agency_id, COUNT(*), SUM(with_code) FROM counted GROUP BY 1, 2 ORDER BY 1, 2
"""
# Of each visit without a code the requirements that its notices of that day name; without one, what happened else.
_FAILED = """
, failed AS (SELECT id, day, agency_id FROM counted WHERE with_code = 0), named AS (
  SELECT f.id, item.value ->> 'requirement' AS reason
  FROM failed f JOIN decided d ON d.case_id = f.id AND d.day = f.day AND d.kind = %(correction)s, {items}
  UNION
  SELECT f.id, CAST(%(refused)s AS text) FROM failed f
  JOIN decided d ON d.case_id = f.id AND d.day = f.day AND d.kind = %(refusal)s
), explained AS (
  SELECT id, reason FROM named
  UNION ALL SELECT f.id, CAST(%(undecided)s AS text) FROM failed f
  LEFT JOIN (SELECT DISTINCT id FROM named) n ON n.id = f.id WHERE n.id IS NULL
)
"""
_REASONS = f"{_FAILED} SELECT reason, COUNT(*) FROM explained GROUP BY reason ORDER BY reason"  # nosec B608

_EACH_REASON = "SELECT f.id, f.day, f.agency_id, e.reason FROM failed f JOIN explained e ON e.id = f.id"


def visits_statement(centres: Iterable[Agency]) -> str:
    """Return the statement of every first visit: its case, day, centre, and whether all left with the code."""
    counted = _VISITS.format(local_day=_local_day("d.decided_at", centres), where="")
    return f"{counted} SELECT id, day, agency_id, with_code FROM counted"  # nosec B608


def reasons_statement(centres: Iterable[Agency]) -> str:
    """Return the statement of why each first visit without a code ended so: one row for each reason of a family."""
    counted = _VISITS.format(local_day=_local_day("d.decided_at", centres), where="")
    explained = _FAILED.format(items=_ITEMS[connection.vendor])
    return f"{counted} {explained} {_EACH_REASON}"


def visits_values(first: date, last: date, today: date) -> dict[str, object]:
    """Return the values of both statements for the days from one to another, both included, before today."""
    whole = _values(FiguresScope(first=Month.of(first), last=Month.of(last)), today)
    return whole | _bounds(first, min(last + DAY, today))


def _answered(scope: FiguresScope, values: dict[str, object]) -> FirstVisits:
    """Return how many said that they did not have to come back, of all who answered."""
    ((answers, at_once),) = rows(
        f"""
        SELECT COUNT(*), COALESCE(SUM(CASE WHEN r.came_back THEN 0 ELSE 1 END), 0)
        FROM records_returnanswer r JOIN records_procedure k ON k.id = r.procedure_id AND k.code = %(procedure)s
        JOIN records_agency a ON a.id = r.agency_id AND r.day >= %(since)s AND r.day < %(until)s {_where(scope)}
        """,  # nosec B608
        **values,
        until=scope.last.back(-1).first,
    )
    return FirstVisits(visits=answers, with_code=at_once)
