"""The second half of a history (bench/history.py): what came of the turnos, from the number to the code and the mails.

It keeps `h_case` and `h_solicitud`, each with its numbers from 0 as `i`.
"""

from __future__ import annotations

from bench.filling import count, fill, keep
from bench.history import WALKED_IN, History
from vinculo.records.models import (
    Case,
    CentreDay,
    Certificate,
    Code,
    Complaint,
    Decision,
    Dependency,
    Event,
    IdDocument,
    Message,
    Opinion,
    PaperRecord,
    Person,
    Prediction,
    QueueEntry,
    ReturnAnswer,
    Solicitud,
    Ticket,
    WaitingEntry,
)

PENDING = 10  # working days in which a correction is still answered
BATCH = 1_000_000  # events of one statement
CAME = f"""
SELECT id AS turno_id, agency_id, procedure_id, starts, d, 'turno' AS origin, 'A' AS klass, i FROM h_turno
WHERE status = 'attended' UNION ALL
SELECT NULL, c.id, c.procedure, d.opens + interval '10 minutes' + q * interval '1 hour', d.d, 'walk_in', 'P', q
FROM h_centre c CROSS JOIN h_day d CROSS JOIN generate_series(0, {WALKED_IN - 1}) q"""
AFTER = """jsonb_build_object('number', t.number, 'klass', t.klass, 'ref', t.ref, 'due', t.due, 'origin', t.origin,
'state', (ARRAY['waiting', 'called', 'serving', 'served'])[a.n], 'categories', t.categories, 'missed', 0,
'accessible', false, 'procedure', t.procedure_id)"""
LOG = "(VALUES (1, 'issued'), (2, 'called'), (3, 'started'), (4, 'finished')) a(n, act)"
PAPERS = "(VALUES ('affiliate_passport'), ('solicitud'), ('dependent_passport'), ('marriage')) k(kind)"
WANTING = "(ARRAY['S33', 'S35', 'S36', 'S37'])[1 + s.i % 4]"


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
    old = f"records_ticket t JOIN records_centreday h ON h.id = t.day_id AND h.date < date '{size.until}'"
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


def write_cases(size: History) -> None:
    """Make the case of every attended turno, its dependent and four papers.

    One of twenty of the last days waits for an answer to a correction, one of fifteen was refused; the others have
    their code.
    """
    pending = f"t.i % 20 = 0 AND t.starts >= (SELECT opens FROM h_day ORDER BY i DESC OFFSET {PENDING - 1} LIMIT 1)"
    if size.days < PENDING:
        pending = "t.i % 20 = 0"
    fill(
        Case,
        "h_turno t JOIN h_centre c ON c.id = t.agency_id CROSS JOIN records_procedure k"
        " WHERE t.status = 'attended' AND k.id = t.procedure_id ORDER BY t.i",
        reference="'CH' || lpad(t.i::text, 8, '0')",
        affiliate_id="t.affiliate_id",
        turno_id="t.id",
        procedure_id="k.code",
        agency_id="t.agency_id",
        presenter_kind="'code'",
        presenter_number="'EXT' || (30000000 + t.i % 1000)",
        first_presented_on="t.d",
        opened_at="t.starts",
        opened_by_id="c.officer",
        closed_at=f"CASE WHEN NOT ({pending}) THEN t.starts + interval '25 minutes' END",
    )
    keep(
        "h_case",
        "SELECT row_number() OVER (ORDER BY k.id) - 1 AS i, k.id, k.agency_id, k.affiliate_id, k.opened_at, k.turno_id,"
        " k.first_presented_on AS d, k.opened_by_id, x.* FROM records_case k JOIN h_turno t ON t.id = k.turno_id"
        " CROSS JOIN LATERAL (SELECT date '1950-01-01' + (t.i * 104729::bigint % 27000)::int AS birth_date,"
        " (ARRAY['F', 'M'])[1 + t.i % 2] AS sex, (ARRAY['spouse', 'child'])[1 + t.i % 2] AS link,"
        " CASE WHEN k.closed_at IS NULL THEN 'correction_pending' WHEN t.i % 15 = 1 THEN 'refused'"
        " ELSE 'issued' END AS status, t.i * 31 % 5000 AS name) x WHERE k.reference LIKE 'CH%'",
        "i",
    )
    _write_people()
    fill(
        Solicitud,
        "h_case k JOIN h_name n ON n.i = k.name LEFT JOIN h_person p ON p.i = k.i ORDER BY k.i",
        reference="'SH' || lpad(k.i::text, 8, '0')",
        token="md5('solicitud' || k.i)",
        status="k.status",
        turno_id="k.turno_id",
        case_id="k.id",
        applicant_names="'Ana Restrepo'",
        applicant_document_number="'HA' || k.i",
        dependent_names="n.names",
        dependent_document_number="'HD' || k.i",
        dependent_document_country="n.nation",
        nationality="n.nation",
        birth_date="k.birth_date",
        sex="k.sex",
        link="k.link",
        account="'Solicito el código para mi familia.'",
        resides="true",
        created_at="k.opened_at",
        updated_at="k.opened_at",
        presented_on="k.d",
        answer_until="CASE k.status WHEN 'correction_pending' THEN k.d + 14 END",
        person_id="p.id",
    )
    keep(
        "h_solicitud",
        "SELECT s.id, s.nationality, s.dependent_names, k.i, k.id AS case_id, k.agency_id, k.affiliate_id,"
        " k.opened_by_id, k.opened_at, k.link, k.status"
        " FROM h_case k JOIN records_solicitud s ON s.case_id = k.id ORDER BY k.i",
        "i",
    )
    fill(
        PaperRecord,
        f"h_solicitud s CROSS JOIN {PAPERS} ORDER BY s.i",
        case_id="s.case_id",
        solicitud_id="CASE WHEN k.kind <> 'affiliate_passport' THEN s.id END",
        kind="k.kind",
        number="'HD' || s.i",
        holder_names="s.dependent_names",
        country="s.nationality",
        copy="'paper'",
        formality="'apostille'",
        original_seen="true",
        recorded_by_id="s.opened_by_id",
        recorded_at="s.opened_at + interval '8 minutes'",
    )


def write_decisions(size: History) -> None:
    """Make what was decided: one of twenty was corrected first; a refusal and a correction name what was wanting."""
    same = {
        "solicitud_id": "s.id",
        "rules_version": "'2026-1'",
        "agency_id": "s.agency_id",
        "decided_by_id": "s.opened_by_id",
    }
    named = f"jsonb_build_array(jsonb_build_object('requirement', {WANTING}))"
    fill(
        Decision,
        "h_solicitud s WHERE s.i % 20 = 0 OR s.status = 'correction_pending' ORDER BY s.i",
        kind="'correction'",
        items=named,
        decided_at="s.opened_at + interval '15 minutes'",
        **same,
    )
    fill(
        Decision,
        "h_solicitud s WHERE s.status <> 'correction_pending' ORDER BY s.i",
        kind="CASE s.status WHEN 'issued' THEN 'issue' ELSE 'refusal' END",
        items=f"CASE s.status WHEN 'issued' THEN '[]'::jsonb ELSE {named} END",
        decided_at="s.opened_at + interval '20 minutes' + CASE WHEN s.i % 20 = 0 THEN interval '3 days' ELSE '0' END",
        **same,
    )


def _write_people() -> None:
    """Make those who got a code, and keep which case they are of."""
    of = "h_case k WHERE k.status = 'issued'"
    fill(
        Person,
        "h_case k JOIN h_name n ON n.i = k.name WHERE k.status = 'issued' ORDER BY k.i",
        names="n.names",
        names_key="n.names_key",
        sound_key="n.sound_key",
        other_sound_key="n.other",
        birth_date="k.birth_date",
        sex="k.sex",
        nationality="n.nation",
        created_at="k.opened_at",
    )
    numbered = "row_number() OVER (ORDER BY {0} DESC) AS o"
    keep(
        "h_person",
        f"SELECT c.i, p.id FROM (SELECT id, {numbered.format('id')} FROM records_person) p"
        f" JOIN (SELECT k.i, {numbered.format('k.i')} FROM {of}) c ON c.o = p.o ORDER BY c.i",
        "i",
    )


def write_codes(size: History) -> None:
    """Make the documents of those who got a code, the code, its certificate and the tie to the affiliate."""
    theirs = "h_solicitud s JOIN h_person p ON p.i = s.i ORDER BY s.i"
    seen = {"person_id": "p.id"}
    fill(
        IdDocument,
        theirs,
        kind="'passport'",
        number="'HD' || s.i",
        number_key="'HD' || s.i",
        country="s.nationality",
        seen_at="s.opened_at",
        **seen,
    )
    fill(Code, theirs, value="'EXT' || (70000000 + s.i)", issued_at="s.opened_at", **seen)
    fill(Dependency, theirs, affiliate_id="s.affiliate_id", link="s.link", since="s.opened_at", **seen)
    fill(
        Certificate,
        "h_solicitud s JOIN h_person p ON p.i = s.i JOIN records_code k ON k.person_id = p.id ORDER BY s.i",
        code_id="k.id",
        solicitud_id="s.id",
        number="1",
        state="'in_force'",
        token="md5('certificate' || s.i)",
        facts="'{}'",
        agency_id="s.agency_id",
        issued_by_id="s.opened_by_id",
        issued_at="s.opened_at + interval '20 minutes'",
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


def write_waiting(size: History) -> None:
    """Make those who wait for a turno at the centres that have no seat left."""
    fill(
        WaitingEntry,
        f"h_affiliate a JOIN h_centre c ON c.i = {size.full_from} + a.i % {size.centres - size.full_from}"
        f" WHERE a.i < {size.waiting} ORDER BY a.i",
        token="md5('waiting' || a.i)",
        state="'waiting'",
        presenter_kind="'code'",
        presenter_number="a.code",
        presenter_key="'waits:' || a.code",
        affiliate_id="a.id",
        email="'w' || a.i || '@example.com'",
        mailbox="'w' || a.i || '@example.com'",
        mobile="'+593991234567'",
        agency_id="c.id",
        procedure_id="c.procedure",
        first=f"date '{size.until}'",
        last=f"date '{size.until}' + 11",
        dependents="1 + a.i % 2",
        joined_at=f"timestamptz '{size.until}' - a.i * interval '1 minute'",
    )


def write_events(size: History) -> None:
    """Make the events, spread over the days, each with its own hash (records/events.py)."""
    acts = "(VALUES (0, 'turno_confirmed', 'turno'), (1, 'turno_read', 'turno'), (2, 'seat_held', 'turno'),"
    acts += " (3, 'case_read', 'case'), (4, 'search_case', 'case'), (5, 'case_closed', 'case')) k(n, act, subject)"
    turnos, cases, whole = count("h_turno"), count("h_case"), size.all_events
    at = "to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    content = f"format('[\"%s+00:00\",null,\"system\",%s,\"%s\",\"%s\",%s,[]]', {at}, e.agency, e.act, e.subject, e.id)"
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
