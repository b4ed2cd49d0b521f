"""The rows that the figures of the service count, one statement for each kind of thing (D39).

A figure counts the rows of a source that meet a condition, and its list shows these very rows: both are made from one
text, so they cannot disagree. Every statement gives `id`, `agency_id`, `day` and `hour` by the clock of the centre
(D9), `label`, by which staff know the thing, and `subject_id`, the record that is opened from the list. What may have
gone to another centre since gives the one that has it as `now_at` (D7). Each is bounded by centre and day in a way that
an index serves. Nothing is counted up anywhere: the records are read each time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vinculo.queries.feedback.first_visit import reasons_statement, visits_statement, visits_values
from vinculo.queries.feedback.service.dialects import Dialect
from vinculo.queries.feedback.service.scope import ServiceScope
from vinculo.records.models import Agency
from vinculo.records.rows import one_of
from vinculo.rules.feedback.service import GROUP_OF_CODE, FaultGroup
from vinculo.rules.shared.acts import Subject


class SourceName(StrEnum):
    """What is counted."""

    NUMBERS = "numbers"
    TURNOS = "turnos"
    FIRST_VISITS = "first_visits"
    FIRST_VISIT_REASONS = "first_visit_reasons"
    DECISIONS = "decisions"
    FINDINGS = "findings"
    TERMS = "terms"
    SEATS = "seats"
    TURNED_AWAY = "turned_away"
    FORECASTS = "forecasts"
    MAILS = "mails"
    CLOSURES = "closures"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A statement of rows, the columns that a list shows, and what a row is about: one thing, or as the row says."""

    statement: str
    facts: tuple[str, ...] = ()
    about: Subject | None = None
    now_at: str = "agency_id"  # the column of the centre that has the thing now


NOW_AT = "now_at"
ABOUT = "about"  # the column of a row that says what it is about


# The first call of each number comes from the log of the queue; so does the class in which somebody came, where a
# transfer changed it. A number that was given by a slip and undone is none.
NUMBERS = """
SELECT t.id, d.agency_id, d.date AS day, {hour_in} AS hour, CAST(t.number AS text) AS label, t.id AS subject_id,
  t.state, t.origin,
  CASE WHEN t.klass = 'R' AND t.origin <> 'return' THEN COALESCE((
    SELECT q.ticket_after ->> 'klass' FROM records_queueentry q WHERE q.ticket_id = t.id ORDER BY q.version LIMIT 1
  ), t.klass) ELSE t.klass END AS klass,
  CASE WHEN call.at IS NULL THEN NULL ELSE {larger_wait} END AS waited,
  CASE WHEN t.state = 'served' AND t.served_from IS NOT NULL THEN {service} END AS service
FROM records_centreday d
JOIN records_agency a ON a.id = d.agency_id
JOIN records_ticket t ON t.day_id = d.id
LEFT JOIN (
  SELECT q.ticket_id, MIN(q.at) AS at FROM records_centreday d JOIN records_queueentry q ON q.day_id = d.id
  WHERE d.agency_id {agencies} AND d.date >= %(first)s AND d.date <= %(last)s AND q.act IN ('called', 'called_apart')
  GROUP BY q.ticket_id
) AS call ON call.ticket_id = t.id
WHERE d.agency_id {agencies} AND d.date >= %(first)s AND d.date <= %(last)s AND NOT (
  t.state = 'left' AND EXISTS (SELECT 1 FROM records_queueentry q WHERE q.ticket_id = t.id AND q.act = 'undone')
)
"""
TURNOS = """
SELECT t.id, t.agency_id, {day} AS day, {hour} AS hour, t.reference AS label, t.id AS subject_id, t.status,
  t.dependents, CASE WHEN t.by_proxy THEN 1 ELSE 0 END AS by_proxy
FROM records_turno t JOIN records_agency a ON a.id = t.agency_id
WHERE t.agency_id {agencies} AND t.starts >= %(since)s AND t.starts < %(until)s
  AND t.status NOT IN ('holding', 'expired') AND t.confirmed_at IS NOT NULL
"""
FIRST_VISITS = """
SELECT v.id, v.agency_id, v.day, NULL AS hour, c.reference AS label, c.id AS subject_id,
  c.agency_id AS now_at, v.with_code
FROM ({visits}) AS v JOIN records_case c ON c.id = v.id WHERE v.agency_id {agencies}
"""
FIRST_VISIT_REASONS = """
SELECT v.id, v.agency_id, v.day, NULL AS hour, c.reference AS label, c.id AS subject_id,
  c.agency_id AS now_at, v.reason
FROM ({reasons}) AS v JOIN records_case c ON c.id = v.id WHERE v.agency_id {agencies}
"""
DECISIONS = """
SELECT d.id, d.agency_id, {day} AS day, {hour} AS hour, c.reference AS label, c.id AS subject_id,
  c.agency_id AS now_at, d.kind, CASE WHEN d.reversed_at IS NULL THEN 0 ELSE 1 END AS taken_back,
  s.nationality AS country, s.link
FROM records_decision d JOIN records_agency a ON a.id = d.agency_id
JOIN records_solicitud s ON s.id = d.solicitud_id JOIN records_case c ON c.id = s.case_id
WHERE d.agency_id {agencies} AND d.decided_at >= %(since)s AND d.decided_at < %(until)s
"""
# Each paper or requirement that a standing correction or refusal names, with what was wrong, once for each decision.
# The country is that of the paper as it was recorded, else that of the dependent.
FINDINGS = """
SELECT DISTINCT d.id, d.agency_id, {day} AS day, {hour} AS hour, c.reference AS label, c.id AS subject_id,
  c.agency_id AS now_at, d.kind, item.value ->> 'requirement' AS paper, {fault} AS reason,
  COALESCE((
    SELECT p.country FROM records_paperrecord p WHERE p.solicitud_id = d.solicitud_id AND p.undone_at IS NULL
      AND p.kind = item.value ->> 'paper' AND p.country <> '' ORDER BY p.id DESC LIMIT 1
  ), s.nationality) AS country
FROM records_decision d JOIN records_agency a ON a.id = d.agency_id
JOIN records_solicitud s ON s.id = d.solicitud_id JOIN records_case c ON c.id = s.case_id, {items}
WHERE d.agency_id {agencies} AND d.decided_at >= %(since)s AND d.decided_at < %(until)s
  AND d.kind IN ('correction', 'refusal') AND d.reversed_at IS NULL
"""
# A correction is kept when the case went on in its term, and lapsed when the day ended it; of the complaints the term
# of the answer. Both stand on the day on which the term began.
TERMS = """
SELECT d.id, d.agency_id, {day} AS day, {hour} AS hour, c.reference AS label, c.id AS subject_id,
  c.agency_id AS now_at, 'correction' AS kind,
  CASE WHEN EXISTS (
    SELECT 1 FROM records_decision w WHERE w.solicitud_id = d.solicitud_id AND w.id > d.id AND w.kind = 'withdrawal'
      AND w.decided_by_id IS NULL AND w.reversed_at IS NULL
  ) THEN 'missed' WHEN s.status = 'correction_pending' AND NOT EXISTS (
    SELECT 1 FROM records_decision n WHERE n.solicitud_id = d.solicitud_id AND n.id > d.id AND n.kind = 'correction'
  ) THEN 'running' ELSE 'kept' END AS outcome, 'case' AS about
FROM records_decision d JOIN records_agency a ON a.id = d.agency_id
JOIN records_solicitud s ON s.id = d.solicitud_id JOIN records_case c ON c.id = s.case_id
WHERE d.agency_id {agencies} AND d.decided_at >= %(since)s AND d.decided_at < %(until)s AND d.kind = 'correction'
  AND d.reversed_at IS NULL
UNION ALL
SELECT m.id, m.agency_id, {day_made} AS day, {hour_made} AS hour, m.reference AS label, m.id AS subject_id,
  m.agency_id AS now_at, 'complaint' AS kind,
  CASE WHEN m.state = 'answered' AND {day_answered} <= m.answer_by THEN 'kept'
    WHEN m.state = 'answered' OR m.answer_by < %(today)s THEN 'missed' ELSE 'running' END AS outcome,
  'complaint' AS about
FROM records_complaint m JOIN records_agency a ON a.id = m.agency_id
WHERE m.agency_id {agencies} AND m.made_at >= %(since)s AND m.made_at < %(until)s
"""
# A seat was empty while people were refused: on that day reception had turned somebody away before its hour, or
# somebody whose days ended on the waiting list without a turno had asked for that day.
SEATS = """
SELECT s.id, x.agency_id, x.day, x.hour, CAST(s.number AS text) AS label, NULL AS subject_id,
  CASE WHEN s.state = 'taken' THEN 1 ELSE 0 END AS used,
  CASE WHEN s.state <> 'taken' AND x.starts <= %(now)s THEN 1 ELSE 0 END AS unused,
  CASE WHEN s.state <> 'taken' AND x.starts <= %(now)s AND away.at <= x.starts THEN 1 ELSE 0 END AS while_turned_away,
  CASE WHEN s.state <> 'taken' AND x.starts <= %(now)s AND unmet.day IS NOT NULL THEN 1 ELSE 0 END AS while_waited_for
FROM (
  SELECT l.id, l.agency_id, l.procedure_id, l.starts, {day} AS day, {hour} AS hour
  FROM records_slot l JOIN records_agency a ON a.id = l.agency_id
  WHERE l.agency_id {agencies} AND l.starts >= %(since)s AND l.starts < %(until)s
) AS x
JOIN records_seat s ON s.slot_id = x.id
LEFT JOIN (
  SELECT e.agency_id, {day_refused} AS day, MIN(e.at) AS at
  FROM records_event e JOIN records_agency a ON a.id = e.agency_id
  WHERE e.act = 'not_admitted' AND e.agency_id {agencies} AND e.at >= %(since)s AND e.at < %(until)s GROUP BY 1, 2
) AS away ON away.agency_id = x.agency_id AND away.day = x.day
LEFT JOIN (
  SELECT DISTINCT w.agency_id, w.procedure_id, d.date AS day FROM records_waitingentry w
  JOIN records_centreday d ON d.agency_id = w.agency_id AND d.date >= w.first AND d.date <= w.last
  WHERE w.state = 'ended' AND w.agency_id {agencies} AND d.date >= %(first)s AND d.date <= %(last)s
) AS unmet ON unmet.agency_id = x.agency_id AND unmet.procedure_id = x.procedure_id AND unmet.day = x.day
WHERE s.pool <> 'reserve' AND s.state <> 'blocked'
"""
TURNED_AWAY = """
SELECT e.id, e.agency_id, {day} AS day, {hour} AS hour, '' AS label, NULL AS subject_id, e.fields ->> 0 AS reason
FROM records_event e JOIN records_agency a ON a.id = e.agency_id
WHERE e.act = 'not_admitted' AND e.agency_id {agencies} AND e.at >= %(since)s AND e.at < %(until)s
"""
FORECASTS = """
SELECT p.id, d.agency_id, d.date AS day, {hour} AS hour, CAST(t.number AS text) AS label, t.id AS subject_id,
  p.high, p.outcome AS came,
  CASE WHEN p.outcome < p.low THEN 'before' WHEN p.outcome <= p.high THEN 'within' ELSE 'after' END AS outcome
FROM records_centreday d JOIN records_agency a ON a.id = d.agency_id
JOIN records_ticket t ON t.day_id = d.id JOIN records_prediction p ON p.ticket_id = t.id
WHERE d.agency_id {agencies} AND d.date >= %(first)s AND d.date <= %(last)s AND p.outcome IS NOT NULL
"""
MAILS = """
SELECT m.id, a.id AS agency_id, {day} AS day, {hour} AS hour,
  COALESCE(t.reference, c.reference, q.reference, '') AS label,
  COALESCE(t.id, c.id, q.id) AS subject_id, m.kind,
  CASE WHEN t.id IS NOT NULL THEN 'turno' WHEN c.id IS NOT NULL THEN 'case' WHEN q.id IS NOT NULL THEN 'complaint'
    ELSE '' END AS about
FROM records_message m LEFT JOIN records_turno t ON t.id = m.turno_id
LEFT JOIN records_solicitud s ON s.id = m.solicitud_id LEFT JOIN records_case c ON c.id = s.case_id
LEFT JOIN records_complaint q ON q.id = m.complaint_id LEFT JOIN records_draft f ON f.id = m.draft_id
JOIN records_agency a ON a.id = COALESCE(t.agency_id, c.agency_id, q.agency_id, f.agency_id)
WHERE m.state = 'failed' AND a.id {agencies} AND m.created_at >= %(since)s AND m.created_at < %(until)s
"""
CLOSURES = """
SELECT r.id, r.old_agency_id AS agency_id, {day} AS day, {hour} AS hour, t.reference AS label, t.id AS subject_id,
  t.agency_id AS now_at, r.outcome, r.answer
FROM records_reseating r JOIN records_agency a ON a.id = r.old_agency_id JOIN records_turno t ON t.id = r.turno_id
WHERE r.old_agency_id {agencies} AND r.old_starts >= %(since)s AND r.old_starts < %(until)s
"""

SOURCES: dict[SourceName, Source] = {
    SourceName.NUMBERS: Source(statement=NUMBERS, facts=("klass", "state", "waited", "service"), about=Subject.TICKET),
    SourceName.TURNOS: Source(statement=TURNOS, facts=("status",), about=Subject.TURNO),
    SourceName.FIRST_VISITS: Source(statement=FIRST_VISITS, about=Subject.CASE, now_at=NOW_AT),
    SourceName.FIRST_VISIT_REASONS: Source(
        statement=FIRST_VISIT_REASONS, facts=("reason",), about=Subject.CASE, now_at=NOW_AT
    ),
    SourceName.DECISIONS: Source(statement=DECISIONS, facts=("kind", "country"), about=Subject.CASE, now_at=NOW_AT),
    SourceName.FINDINGS: Source(
        statement=FINDINGS, facts=("kind", "paper", "country", "reason"), about=Subject.CASE, now_at=NOW_AT
    ),
    SourceName.TERMS: Source(statement=TERMS, facts=("kind", "outcome", ABOUT), now_at=NOW_AT),
    SourceName.SEATS: Source(statement=SEATS),
    SourceName.TURNED_AWAY: Source(statement=TURNED_AWAY),
    SourceName.FORECASTS: Source(statement=FORECASTS, facts=("high", "came"), about=Subject.TICKET),
    SourceName.MAILS: Source(statement=MAILS, facts=("kind", ABOUT)),
    SourceName.CLOSURES: Source(statement=CLOSURES, facts=("outcome", "answer"), about=Subject.TURNO, now_at=NOW_AT),
}
Parts = Callable[[Dialect, Sequence[Agency]], dict[str, str]]


def _of_moment(moment: str) -> Parts:
    return lambda dialect, _centres: {"day": dialect.day(moment), "hour": dialect.hour(moment)}


def _of_numbers(dialect: Dialect, _centres: Sequence[Agency]) -> dict[str, str]:
    """Return how waits are measured: as `rules.queue.statistics.waiting_time` measures them."""
    since = dialect.larger("t.checked_in_at", "COALESCE(t.starts, t.checked_in_at)")
    return {
        "hour_in": dialect.hour("t.checked_in_at"),
        "larger_wait": dialect.larger("0", dialect.minutes(since, "call.at")),
        "service": dialect.minutes("t.served_from", "t.ended_at"),
    }


def _of_findings(dialect: Dialect, _centres: Sequence[Agency]) -> dict[str, str]:
    """Return what each thing of a notice is told as; the words of the notice hold names and numbers, and stay there."""
    whens = " ".join(f"WHEN '{code}' THEN '{group}'" for code, group in GROUP_OF_CODE.items())
    fault = f"CASE item.value ->> 'code' {whens} ELSE '{FaultGroup.OTHER}' END"
    return {
        "day": dialect.day("d.decided_at"),
        "hour": dialect.hour("d.decided_at"),
        "items": dialect.items,
        "fault": fault,
    }


def _of_terms(dialect: Dialect, _centres: Sequence[Agency]) -> dict[str, str]:
    parts = {"day": "d.decided_at", "day_made": "m.made_at", "day_answered": "m.answered_at"}
    days = {name: dialect.day(moment) for name, moment in parts.items()}
    return days | {"hour": dialect.hour("d.decided_at"), "hour_made": dialect.hour("m.made_at")}


def _of_seats(dialect: Dialect, _centres: Sequence[Agency]) -> dict[str, str]:
    return {"day": dialect.day("l.starts"), "hour": dialect.hour("l.starts"), "day_refused": dialect.day("e.at")}


PARTS: dict[SourceName, Parts] = {
    SourceName.NUMBERS: _of_numbers,
    SourceName.TURNOS: _of_moment("t.starts"),
    SourceName.FIRST_VISITS: lambda _dialect, centres: {"visits": visits_statement(centres)},
    SourceName.FIRST_VISIT_REASONS: lambda _dialect, centres: {"reasons": reasons_statement(centres)},
    SourceName.DECISIONS: _of_moment("d.decided_at"),
    SourceName.FINDINGS: _of_findings,
    SourceName.TERMS: _of_terms,
    SourceName.SEATS: _of_seats,
    SourceName.TURNED_AWAY: _of_moment("e.at"),
    SourceName.FORECASTS: _of_moment("p.made_at"),
    SourceName.MAILS: _of_moment("m.created_at"),
    SourceName.CLOSURES: _of_moment("r.old_starts"),
}
OF_FIRST_VISITS = (SourceName.FIRST_VISITS, SourceName.FIRST_VISIT_REASONS)


def source_statement(name: SourceName, scope: ServiceScope) -> tuple[str, dict[str, object]]:
    """Return the statement of all rows of a source at the centres on the days of a scope, and its values."""
    parts = PARTS[name](Dialect(scope.centres), scope.centres)
    rows = SOURCES[name].statement.format(agencies=one_of("agencies"), **parts)
    values = dict(scope.values)
    if name in OF_FIRST_VISITS:
        values |= visits_values(scope.first, scope.last, values["today"])  # type: ignore[arg-type]
    return f"SELECT * FROM ({rows}) AS bounded WHERE day >= %(first)s AND day <= %(last)s", values  # nosec B608
