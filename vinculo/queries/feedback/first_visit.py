"""How many left with the code at the first visit, and why the others did not, from the records (D39).

`rules/feedback/first_visit.py` says what counts. One statement counts by month, one gives the reasons, one what people
answered themselves; none of them reads a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from vinculo.queries.feedback.figures import FiguresScope
from vinculo.queries.feedback.months import DAY
from vinculo.queries.feedback.published import read_centres, read_months
from vinculo.queries.shared.local_time import MAINLAND, ZONES, seconds_behind_utc
from vinculo.records.models import Agency
from vinculo.records.rows import one_of, rows
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
    """Return the measure of a scope, of days before today; one statement where it was kept, else four."""
    kept, rest = read_months(scope.place, scope.months())
    months = {month: FirstVisits() for month in scope.months()} | {
        month: FirstVisits(visits=each.first_visits, with_code=each.with_code) for month, each in kept.items()
    }
    reasons: Counter[str] = sum((each.reasons for each in kept.values()), Counter())
    answers, at_once = (sum(getattr(each, name) for each in kept.values()) for name in ("answers", "at_once"))
    answered = FirstVisits(visits=answers, with_code=at_once)
    if rest:
        of_rest = replace(scope, first=rest[0], last=rest[-1])
        values, counted = _values(of_rest, today), _visits(centres, _where(scope))
        for text, visits, with_code in rows(f"{counted} {_BY_MONTH}", **values):
            months[_month(text)] = FirstVisits(visits=visits, with_code=with_code)
        reasons.update(dict(rows(f"{counted} {_REASONS.format(items=_ITEMS[connection.vendor])}", **values)))
        told = _count_answers(of_rest, values)
        answered = FirstVisits(visits=answers + told.visits, with_code=at_once + told.with_code)
    named = [Reason(text=_(text), count=count) for text, count in sorted(reasons.items())]
    told_of, fewer = told_reasons(named, settings.SATISFACTION_LEAST_MARKS)
    return FirstVisitFigures(months=months, reasons=told_of, fewer=fewer, answered=answered)


def by_centre(scope: FiguresScope, centres: Iterable[Agency], today: date) -> dict[tuple[Month, int], FirstVisits]:
    """Return the measure by month and centre, for the open data; one statement, two where it was kept."""
    kept = read_centres(scope.first, scope.last)
    if kept is not None:
        here = {each.pk for each in centres if scope.includes(each)}
        return {
            key: FirstVisits(visits=each.first_visits, with_code=each.with_code)
            for key, each in sorted(kept.items())
            if key[1] in here and each.first_visits
        }
    counted = _visits(centres, _where(scope))
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


def _visits(centres: Iterable[Agency], where: str, *, only_these: bool = False) -> str:
    """Return the statement's beginning; of some centres alone it reads the cases that can count there (`agencies`)."""
    only = _ONLY.format(case="{case}", agencies=one_of("agencies")) if only_these else ""
    return _VISITS.format(
        local_day=_local_day("d.decided_at", centres),
        where=where,
        only=only.format(case="c.id"),
        only_decided=only.format(case="s.case_id"),
    )


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
# who of them was issued a code that day. What was presented and what was decided are put under each other and grouped:
# joined by two columns, the database would take them for a handful of rows and compare each with each.
_VISITS = """
WITH presented AS (
  SELECT c.id, c.first_presented_on AS day, c.affiliate_id, c.agency_id, s.id AS solicitud_id, s.birth_date
  FROM records_solicitud s JOIN records_case c ON c.id = s.case_id
  WHERE s.presented_on >= %(since)s AND s.presented_on < %(before)s AND s.presented_on = c.first_presented_on
    AND c.first_presented_on >= %(since)s AND c.first_presented_on < %(before)s
    AND c.procedure_id = %(procedure)s {only}
), decided AS (
  SELECT d.id, d.kind, d.items, d.solicitud_id, s.case_id, d.agency_id, {local_day} AS day
  FROM records_decision d JOIN records_solicitud s ON s.id = d.solicitud_id JOIN records_agency a ON a.id = d.agency_id
  WHERE d.reversed_at IS NULL AND d.decided_at >= %(since_at)s AND d.decided_at < %(before_at)s {only_decided}
), said AS (
  SELECT id AS case_id, day, solicitud_id, 1 AS came, 0 AS issued, NULL AS decision, agency_id FROM presented
  UNION ALL
  SELECT case_id, day, solicitud_id, 0, CASE WHEN kind = %(issue)s THEN 1 ELSE 0 END, id, NULL FROM decided
), people AS (
  SELECT case_id, day, MAX(came) AS came, MAX(issued) AS issued, MIN(decision) AS decision, MAX(agency_id) AS agency_id
  FROM said GROUP BY case_id, day, solicitud_id
), families AS (
  SELECT case_id AS id, day, SUM(came) AS people, SUM(came * issued) AS issued, MIN(decision) AS decision,
    MAX(agency_id) AS agency_id
  FROM people GROUP BY case_id, day HAVING SUM(came) > 0
), returns AS (
  SELECT DISTINCT p.id FROM presented p
  JOIN records_case earlier ON earlier.affiliate_id = p.affiliate_id AND earlier.procedure_id = %(procedure)s
    AND earlier.first_presented_on < p.day
  JOIN records_solicitud before ON before.case_id = earlier.id AND before.birth_date = p.birth_date
    AND before.status IN (%(withdrawn)s, %(was_refused)s)
), visits AS (
  SELECT f.id, f.day, f.people, f.issued, COALESCE(d.agency_id, f.agency_id) AS agency_id
  FROM families f LEFT JOIN records_decision d ON d.id = f.decision WHERE f.id NOT IN (SELECT id FROM returns)
), counted AS (
  SELECT v.id, v.day, v.agency_id, CASE WHEN v.issued = v.people THEN 1 ELSE 0 END AS with_code
  FROM visits v JOIN records_agency a ON a.id = v.agency_id {where}
)
"""
# The cases that can count at some centres: they are there now, or something was decided about them there.
_ONLY = """
AND {case} IN (
  SELECT id FROM records_case
  WHERE agency_id {agencies} AND first_presented_on >= %(since)s AND first_presented_on < %(before)s
  UNION SELECT o.case_id FROM records_decision e JOIN records_solicitud o ON o.id = e.solicitud_id
  WHERE e.agency_id {agencies} AND e.decided_at >= %(since_at)s AND e.decided_at < %(before_at)s
)
"""
_BY_MONTH = """
SELECT substr(CAST(day AS text), 1, 7), COUNT(*), SUM(with_code) FROM counted GROUP BY 1 ORDER BY 1
"""
_BY_CENTRE = """
SELECT substr(CAST(day AS text), 1, 7), agency_id, COUNT(*), SUM(with_code) FROM counted GROUP BY 1, 2 ORDER BY 1, 2
"""
# Of each visit without a code the requirements that its notices of that day name; without one, what happened else. A
# notice without anything in it names nothing.
_FAILED = """
, notices AS (
  SELECT id, day, agency_id, 1 AS failed, NULL AS kind, NULL AS items FROM counted WHERE with_code = 0
  UNION ALL SELECT case_id, day, NULL, 0, kind, items FROM decided
  WHERE kind = %(refusal)s OR (kind = %(correction)s AND CAST(items AS text) <> '[]')
), failed AS (
  SELECT id, day, kind, items, MAX(failed) OVER of_day AS failed, MAX(agency_id) OVER of_day AS agency_id,
    COUNT(kind) OVER of_day AS named
  FROM notices WINDOW of_day AS (PARTITION BY id, day)
), explained AS (
  SELECT d.id, d.day, d.agency_id, item.value ->> 'requirement' AS reason
  FROM failed d, {items} WHERE d.failed = 1 AND d.kind = %(correction)s
  UNION SELECT id, day, agency_id, CAST(%(refused)s AS text) FROM failed WHERE failed = 1 AND kind = %(refusal)s
  UNION SELECT id, day, agency_id, CAST(%(undecided)s AS text) FROM failed WHERE failed = 1 AND named = 0
)
"""
_REASONS = f"{_FAILED} SELECT reason, COUNT(*) FROM explained GROUP BY reason ORDER BY reason"  # nosec B608
_EACH_REASON = "SELECT id, day, agency_id, reason FROM explained"
FEW_CENTRES = 20  # of more most cases are read anyway


def visits_statement(centres: Sequence[Agency]) -> str:
    """Return the statement of every first visit: its case, day, centre, and whether all left with the code.

    Cases that cannot count at `agencies`, a value of the statement, are not read.
    """
    counted = _visits(centres, "", only_these=len(centres) <= FEW_CENTRES)
    return f"{counted} SELECT id, day, agency_id, with_code FROM counted"  # nosec B608


def reasons_statement(centres: Sequence[Agency]) -> str:
    """Return the statement of why each first visit without a code ended so: one row for each reason of a family."""
    counted = _visits(centres, "", only_these=len(centres) <= FEW_CENTRES)
    explained = _FAILED.format(items=_ITEMS[connection.vendor])
    return f"{counted} {explained} {_EACH_REASON}"


def visits_values(first: date, last: date, today: date) -> dict[str, object]:
    """Return the values of both statements for the days from one to another, both included, before today."""
    whole = _values(FiguresScope(first=Month.of(first), last=Month.of(last)), today)
    return whole | _bounds(first, min(last + DAY, today))


def _count_answers(scope: FiguresScope, values: dict[str, object]) -> FirstVisits:
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
