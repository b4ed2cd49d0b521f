"""What the page of a turno begins with, in one statement: the turno, its last mail, and what else there is of it (S30).

Most turnos have nothing more: then nothing more is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from vinculo.queries.booking.drafts import UNCONFIRMED
from vinculo.records.models import Affiliate, Agency, Message, Procedure, Province, Turno
from vinculo.records.rows import Tables, rows
from vinculo.rules.shared.references import hash_token


@dataclass(frozen=True)
class TurnoPage:
    """A turno with its last mail, and whether a closing moved it, it has a number, or something was prepared for it."""

    turno: Turno
    message: Message | None
    moved: bool
    numbered: bool
    prepared: bool  # an answer, a solicitud or a tick


def read_turno_page(token: str) -> TurnoPage | None:
    """Return the page of a private link, or None; a turno that was never confirmed has none."""
    page_rows = rows(PAGE, hashed=hash_token(token))
    if not page_rows:
        return None
    moved, numbered, prepared, *records = page_rows[0]
    turno, message, turno.agency, turno.agency.province, turno.procedure, turno.affiliate = _PAGE.records(records)
    turno.note_opened(token)
    return TurnoPage(turno, message, bool(moved), bool(numbered), bool(prepared))


_PAGE = Tables(turno=Turno, message=Message, agency=Agency, province=Province, kind=Procedure, affiliate=Affiliate)
PAGE = f"""
SELECT
  EXISTS (SELECT 1 FROM records_reseating WHERE turno_id = turno.id),
  EXISTS (SELECT 1 FROM records_ticket WHERE turno_id = turno.id),
  EXISTS (SELECT 1 FROM records_bringanswer WHERE turno_id = turno.id)
    OR EXISTS (SELECT 1 FROM records_solicitud WHERE turno_id = turno.id)
    OR EXISTS (SELECT 1 FROM records_bringtick WHERE turno_id = turno.id),
  {_PAGE.columns}
FROM records_turno turno
JOIN records_agency agency ON agency.id = turno.agency_id
JOIN records_province province ON province.id = agency.province_id
JOIN records_procedure kind ON kind.id = turno.procedure_id
JOIN records_affiliate affiliate ON affiliate.id = turno.affiliate_id
LEFT JOIN records_message message ON message.id = (
  SELECT max(id) FROM records_message WHERE turno_id = turno.id AND recipient = turno.email
)
WHERE turno.token_hash = %(hashed)s AND turno.status NOT IN ({UNCONFIRMED})
"""  # nosec B608
