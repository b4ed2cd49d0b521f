"""The second part of a history (bench/history.py): the case of each attended turno, from its papers to the code.

It keeps `h_case`, `h_person` and `h_solicitud`, each with its numbers from 0 as `i`.
"""

from __future__ import annotations

from bench.filling import fill, keep
from bench.history import History
from vinculo.records.models import (
    Case,
    Certificate,
    Code,
    Decision,
    Dependency,
    IdDocument,
    PaperRecord,
    Person,
    Solicitud,
)

PENDING = 10  # working days in which a correction is still answered
PAPERS = "(VALUES ('affiliate_passport'), ('solicitud'), ('dependent_passport'), ('marriage')) k(kind)"
WANTING = "(ARRAY['S33', 'S35', 'S36', 'S37'])[1 + s.i % 4]"


def write_cases(size: History) -> None:
    """Make the case of every attended turno, its dependent and four papers.

    One of twenty of the last days waits for an answer to a correction, one of fifteen was refused; the others have
    their code.
    """
    _write_heads(size)
    _write_people()
    _write_solicitudes()
    _write_papers()


def _write_heads(size: History) -> None:
    """Make the cases themselves, and keep what their dependents will be."""
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


def _write_solicitudes() -> None:
    """Make one dependent of each case."""
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


def _write_papers() -> None:
    """Make four papers of each case."""
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
