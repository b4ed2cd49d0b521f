"""What a person sees on the way to a turno: where, which days, which hours (S26, S27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from vinculo.queries.booking import day_calendar
from vinculo.records.models import Affiliate, Agency, Draft, Procedure, Province, Seat, Slot, Turno
from vinculo.records.rows import Tables, rows
from vinculo.records.sessions import hash_key
from vinculo.rules.shared.references import hash_token
from vinculo.rules.shared.statuses import UNCONFIRMED_TURNO, SeatState


class DraftGone(Exception):
    """The draft is not there, or is too old: begin anew."""


@dataclass(frozen=True)
class HeldHour:
    """The consecutive seats held for a draft, and until when."""

    starts: datetime
    ends: datetime
    seats: int
    until: datetime


@dataclass(frozen=True)
class PageRead:
    """What every page of a draft begins with, read in one statement."""

    draft: Draft | None  # with affiliate, procedure and agency; None when there is none or it is too old
    session: str | None  # what the table of sessions holds of this browser
    slot: Slot | None  # the slot that the address names, of the draft's agency and procedure


def find_draft(token: str, now: datetime) -> Draft:
    """Return the draft of this address, with affiliate, procedure and agency.

    Raises `DraftGone` when there is none or it is too old.
    """
    draft = read_page(token, now).draft
    if draft is None:
        raise DraftGone
    return draft


def read_page(token: str, now: datetime, *, session: str | None = None, slot: int = 0) -> PageRead:
    """Return the draft of an address, the session of this key, and the slot that the address names."""
    since = now - timedelta(hours=settings.DRAFT_HOURS)
    of_draft = {"hashed": hash_token(token), "since": since, "now": now, "session": hash_key(session)}
    [row] = rows(PAGE_OF_SLOT, slot=slot, **of_draft) if slot else rows(PAGE, **of_draft)
    draft, affiliate, procedure, agency, province, *named_slot = (_OF_SLOT if slot else _PAGE).records(row[1:])
    named: Slot | None = named_slot[0] if slot else None
    if draft is not None:
        draft.note_opened(token)
        draft.affiliate, draft.procedure, draft.agency = affiliate, procedure, agency
    if agency is not None:
        agency.province = province
    if named is not None:
        named.agency, named.procedure = agency, procedure
    return PageRead(draft, row[0], named)


_PAGE = Tables(draft=Draft, affiliate=Affiliate, kind=Procedure, agency=Agency, province=Province)
_OF_SLOT = Tables(**_PAGE.tables, slot=Slot)
FROM_DRAFT = """
FROM (SELECT 1 AS one) AS always
LEFT JOIN django_session session ON session.session_key = %(session)s AND session.expire_date > %(now)s
LEFT JOIN records_draft draft ON draft.token_hash = %(hashed)s AND draft.updated_at > %(since)s
LEFT JOIN records_affiliate affiliate ON affiliate.id = draft.affiliate_id
LEFT JOIN records_procedure kind ON kind.id = draft.procedure_id
LEFT JOIN records_agency agency ON agency.id = draft.agency_id
LEFT JOIN records_province province ON province.id = agency.province_id
"""
PAGE = f"SELECT session.session_data, {_PAGE.columns} {FROM_DRAFT}"  # nosec B608
# Most addresses name no slot, and a table that is not asked for costs nothing (docs/decisions/0084).
PAGE_OF_SLOT = f"""
SELECT session.session_data, {_OF_SLOT.columns} {FROM_DRAFT}
LEFT JOIN records_slot slot ON slot.id = %(slot)s AND slot.agency_id = draft.agency_id
  AND slot.procedure_id = draft.procedure_id
"""  # nosec B608


class Served(NamedTuple):
    """A procedure that an open agency serves, as the place offers it (S26)."""

    agency: int
    agency_name: str
    province: int
    province_name: str
    procedure: int
    procedure_name: str


def served_places() -> tuple[Served, ...]:
    """Return all that is offered, by province and agency: one statement, and no more columns than are shown."""
    return tuple(Served(*row) for row in rows(SERVED))


SERVED = """
SELECT agency.id, agency.name, province.id, province.name, kind.id, kind.name
FROM records_service service JOIN records_agency agency ON agency.id = service.agency_id
JOIN records_province province ON province.id = agency.province_id
JOIN records_procedure kind ON kind.id = service.procedure_id
WHERE service.active AND agency.active AND kind.active
ORDER BY province.name, agency.name, kind.name
"""


def served_province(agency: int, procedure: int) -> int | None:
    """Return the province of an agency that serves a procedure, or None where it does not."""
    served = rows(SERVED_HERE, agency=agency, procedure=procedure)
    return int(served[0][0]) if served else None


SERVED_HERE = """
SELECT agency.province_id FROM records_service service
JOIN records_agency agency ON agency.id = service.agency_id
JOIN records_procedure kind ON kind.id = service.procedure_id
WHERE service.agency_id = %(agency)s AND service.procedure_id = %(procedure)s
  AND service.active AND agency.active AND kind.active
"""


def hours(
    agency: Agency, procedure: Procedure, day: date, wanted: int, now: datetime, own_turno: int | None = None
) -> list[day_calendar.Hour]:
    """Return the hours of a day that are offered, each with its consecutive seats (S27, D16)."""
    return list(day_calendar.look(agency, procedure, now, own_turno, day).hours(wanted))


def held_hour(draft: Draft) -> HeldHour | None:
    """Return what is held for a draft, or None when the hold is lost."""
    if draft.turno_id is None:
        return None
    held = [_HELD.records(row) for row in rows(HELD, turno=draft.turno_id)]
    if not held or len(held) != draft.seats or held[0][0].held_until is None:
        return None
    return HeldHour(held[0][1].starts, held[-1][1].ends, len(held), held[0][0].held_until)


_HELD = Tables(seat=Seat, slot=Slot)
HELD = f"""
SELECT {_HELD.columns} FROM records_seat seat JOIN records_slot slot ON slot.id = seat.slot_id
WHERE seat.turno_id = %(turno)s AND seat.state = '{SeatState.HELD.value}' ORDER BY slot.starts
"""  # nosec B608


def seats_wanted(dependents: int) -> int:
    """Return how many consecutive seats a family takes: one per dependent up to a setting (D16)."""
    return max(1, min(dependents, settings.MAX_SEATS))


def turno_by_token(token: str) -> Turno | None:
    """Return the turno of a private link, or None; one that was never confirmed has none."""
    turno_rows = rows(OF_LINK, hashed=hash_token(token))
    if not turno_rows:
        return None
    turno: Turno
    turno, turno.agency, turno.agency.province, turno.procedure, turno.affiliate = _TURNO.records(turno_rows[0])
    turno.note_opened(token)
    return turno


UNCONFIRMED = ", ".join(f"'{status}'" for status in sorted(UNCONFIRMED_TURNO))
_TURNO = Tables(turno=Turno, agency=Agency, province=Province, kind=Procedure, affiliate=Affiliate)
OF_LINK = f"""
SELECT {_TURNO.columns} FROM records_turno turno
JOIN records_agency agency ON agency.id = turno.agency_id
JOIN records_province province ON province.id = agency.province_id
JOIN records_procedure kind ON kind.id = turno.procedure_id
JOIN records_affiliate affiliate ON affiliate.id = turno.affiliate_id
WHERE turno.token_hash = %(hashed)s AND turno.status NOT IN ({UNCONFIRMED})
"""  # nosec B608
