"""The third part of a history (bench/history.py): the queue, mails, voices and events."""

from __future__ import annotations

from bench.filling import count, fill, keep
from bench.history import WALKED_IN, History
from vinculo.records.models import (
    CentreDay,
    Complaint,
    Event,
    Message,
    Opinion,
    Prediction,
    QueueEntry,
    ReturnAnswer,
    Ticket,
)

BATCH = 1_000_000  # events of one statement
CAME = f"""
SELECT id AS turno_id, agency_id, procedure_id, starts, d, 'turno' AS origin, 'A' AS klass, i FROM h_turno
WHERE status = 'attended' UNION ALL
SELECT NULL, c.id, c.procedure, d.opens + interval '10 minutes' + q * interval '1 hour', d.d, 'walk_in', 'P', q
FROM h_centre c CROSS JOIN h_day d CROSS JOIN generate_series(0, {WALKED_IN - 1}) q"""
AFTER = """jsonb_build_object('number', t.number, 'klass', t.klass, 'ref', t.ref, 'due', t.due, 'origin', t.origin,
'state', (ARRAY['waiting', 'called', 'serving', 'served'])[a.n], 'categories', t.categories, 'missed', 0,
'accessible', false, 'procedure', t.procedure_id, 'not_before', NULL, 'officer', NULL)"""
SEEN = "jsonb_build_object('procedures', jsonb_build_array(t.procedure_id), 'accessible', false, 'staff', NULL)"
LOG = "(VALUES (1, 'issued'), (2, 'called'), (3, 'started'), (4, 'finished')) a(n, act)"


def write_queue(size: History) -> None:
    """Make the heads of the days, the numbers with their log, and what was foretold to each."""
    keep("h_came", f"SELECT *, row_number() OVER (PARTITION BY agency_id, d ORDER BY starts, i) AS n FROM ({CAME}) x")
    fill(
        CentreDay,
        "(SELECT agency_id, d, max(n) AS last FROM h_came GROUP BY agency_id, d) x ORDER BY d, agency_id",
        agency_id="agency_id",
        date="d",
        version="4 * last",
        last_number="last",
    )
    called = "x.starts + (x.i % 40) * interval '1 minute'"
    fill(
        Ticket,
        "h_came x JOIN records_centreday d ON d.agency_id = x.agency_id AND d.date = x.d"
        " JOIN h_centre c ON c.id = x.agency_id ORDER BY x.d, x.agency_id, x.n",
        day_id="d.id",
        number="x.n",
        token="md5('number' || d.id || ':' || x.n)",
        procedure_id="x.procedure_id",
        origin="x.origin",
        klass="x.klass",
        turno_id="x.turno_id",
        starts="CASE WHEN x.turno_id IS NOT NULL THEN x.starts END",
        checked_in_at="x.starts - interval '5 minutes'",
        ref="x.starts",
        due="x.starts + interval '20 minutes'",
        state="'served'",
        counter_id="c.counter",
        called_at=called,
        served_from=f"{called} + interval '1 minute'",
        ended_at=f"{called} + (12 + x.i % 15) * interval '1 minute'",
    )
    _write_log(f"records_ticket t JOIN records_centreday h ON h.id = t.day_id AND h.date < date '{size.until}'")


def _write_log(old: str) -> None:
    """Make the log of the numbers, and what was foretold to each."""
    fill(
        QueueEntry,
        f"{old} CROSS JOIN {LOG} ORDER BY t.day_id, 4 * (t.number - 1) + a.n",
        day_id="t.day_id",
        version="4 * (t.number - 1) + a.n",
        at="(ARRAY[t.checked_in_at, t.called_at, t.served_from, t.ended_at])[a.n]",
        act="a.act",
        ticket_id="t.id",
        counter_id="CASE WHEN a.n > 1 THEN t.counter_id END",
        ticket_after=AFTER,
        counter_view=f"CASE WHEN a.act = 'called' THEN {SEEN} END",
    )
    fill(
        Prediction,
        old,
        ticket_id="t.id",
        made_at="t.checked_in_at",
        low="10",
        high="45",
        outcome="(extract(epoch FROM t.called_at - t.checked_in_at) / 60)::int",
    )


def write_mails(size: History) -> None:
    """Make the confirmation and the reminder of every turno, both sent."""
    at = "t.starts - CASE k.kind WHEN 'confirmation' THEN interval '6 days' ELSE interval '1 day' END"
    fill(
        Message,
        "h_turno t CROSS JOIN (VALUES ('confirmation'), ('reminder_day')) k(kind) ORDER BY t.i",
        kind="k.kind",
        recipient="t.email",
        subject="'Su turno en el IESS'",
        body="repeat('Su turno está confirmado. ', 20)",
        turno_id="t.id",
        state="'sent'",
        attempts="1",
        next_at=at,
        created_at=at,
        sent_at=f"{at} + interval '1 minute'",
    )


def write_voices(size: History) -> None:
    """Make marks of one visit in three, answers to whether somebody had to come back, and complaints."""
    visit = {"turno_id": "t.id", "agency_id": "t.agency_id", "procedure_id": "t.procedure_id", "day": "t.d"}
    came = "h_turno t WHERE t.status = 'attended' AND t.i % 3 = 0"
    about = came.replace("t WHERE", "t CROSS JOIN (VALUES ('service'), ('person')) a(about) WHERE")
    fill(Opinion, about, about="a.about", value="1 + t.i % 5", given_at="t.starts + interval '1 day'", **visit)
    fill(ReturnAnswer, came, came_back="t.i % 4 = 0", given_at="t.starts + interval '1 day'", **visit)
    late = f"d.d >= date '{size.until}' - 10"
    fill(
        Complaint,
        "h_centre c CROSS JOIN h_day d CROSS JOIN generate_series(0, 2) q ORDER BY d.i",
        reference="'QH' || lpad(((d.i * 1000 + c.i) * 3 + q)::text, 8, '0')",
        token="md5('complaint' || d.i || ':' || c.i || ':' || q)",
        key="md5('key' || d.i || ':' || c.i || ':' || q)",
        kind="(ARRAY['complaint', 'claim', 'suggestion', 'praise'])[1 + (d.i + c.i + q) % 4]",
        agency_id="c.id",
        province_id="c.province_id",
        text="'Esperé mucho.'",
        made_at="d.opens + q * interval '2 hours'",
        answer_by="d.d + 15",
        state=f"CASE WHEN {late} THEN 'open' ELSE 'answered' END",
        answer=f"CASE WHEN {late} THEN '' ELSE 'Gracias por escribirnos.' END",
        answered_at=f"CASE WHEN NOT {late} THEN d.opens + interval '2 days' END",
        answered_by_id=f"CASE WHEN NOT {late} THEN c.officer END",
    )


def write_events(size: History) -> None:
    """Make the events, spread over the days, each with its own hash (records/events.py)."""
    acts = "(VALUES (0, 'turno_confirmed', 'turno'), (1, 'turno_read', 'turno'), (2, 'seat_held', 'turno'),"
    acts += " (3, 'case_read', 'case'), (4, 'search_case', 'case'), (5, 'case_closed', 'case')) k(n, act, subject)"
    turnos, cases, whole = count("h_turno"), count("h_case"), size.all_events
    at = "to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    content = f'format(\'["%s+00:00",null,"system",%s,"%s","%s",%s,[]]\', {at}, e.agency, e.act, e.subject, e.id)'
    for start in range(0, whole, BATCH):
        some = min(BATCH, whole - start)
        fill(
            Event,
            f"(SELECT g, d.opens + (g % 32400) * interval '1 second' AS at, t.agency_id AS agency, k.act, k.subject,"
            f" CASE k.subject WHEN 'turno' THEN t.id ELSE c.id END AS id"
            f" FROM generate_series({start}, {start + some - 1}) g JOIN {acts} ON k.n = g % 6"
            f" JOIN h_day d ON d.i = g * {size.days}::bigint / {whole}"
            f" JOIN h_turno t ON t.i = g * 7919::bigint % {turnos} JOIN h_case c ON c.i = g * 104729::bigint % {cases}"
            " ORDER BY g) e",
            at="e.at",
            actor_kind="'system'",
            agency_id="e.agency",
            act="e.act",
            subject="e.subject",
            subject_id="e.id",
            hash=f"encode(sha256(convert_to({content}, 'UTF8')), 'hex')",
        )
