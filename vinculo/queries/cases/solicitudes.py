"""The solicitudes that people prepare at home: by their private link, or by that of their turno (S10, S31, S32).

A private link is 128 random bits and is all the right that it takes: whoever holds it typed what it shows.
Nothing here is asked of the registry of affiliates (D17).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from vinculo.documents.facts import SolicitudFacts
from vinculo.queries.booking.drafts import turno_by_token
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import ModelText, Solicitud, Turno
from vinculo.rules.cases import statement
from vinculo.rules.cases.facts import Dependent, Link
from vinculo.rules.cases.precheck import Typed, doubts
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.countries import country_name
from vinculo.rules.shared.identity import PresenterKind
from vinculo.rules.shared.labels import DOCUMENTS, LINKS_DECLARED
from vinculo.rules.shared.statuses import LIVE_TURNO

APPLICANT = ("applicant_names", "applicant_document_kind", "applicant_document_number", "applicant_code")


@dataclass(frozen=True)
class Sheet:
    """The place of one dependent among the solicitudes of a turno: filled, or still to fill."""

    position: int
    solicitud: Solicitud | None


@dataclass(frozen=True)
class Proposal:
    """An account to edit, and the brackets of the model that must not stay in it."""

    text: str
    asked: list[str]


@dataclass(frozen=True)
class OfTurno:
    """A turno with one sheet per dependent (S10); `open` while new ones may be filled."""

    turno: Turno
    sheets: list[Sheet]
    open: bool

    @property
    def next_empty(self) -> int | None:
        """Return the position of the first sheet that is still to fill."""
        return next((sheet.position for sheet in self.sheets if sheet.solicitud is None), None)

    def at(self, position: int) -> Sheet | None:
        """Return the sheet at a position, or None where the turno has no such dependent."""
        return next((sheet for sheet in self.sheets if sheet.position == position), None)


def by_token(token: str) -> Solicitud | None:
    """Return the solicitud of a private link, or None."""
    return Solicitud.objects.select_related("turno__agency", "turno__affiliate").filter(token=token).first()


def of_turno(token: str) -> OfTurno | None:
    """Return the solicitudes of a turno's private link in their order, with the ones still to fill; or None."""
    turno = turno_by_token(token)
    if turno is None:
        return None
    filled = {row.position: row for row in turno.solicitudes.exclude(status=ApplicationStatus.WITHDRAWN)}
    positions = sorted({*filled, *range(1, turno.dependents + 1)})
    sheets = [Sheet(position, filled.get(position)) for position in positions]
    return OfTurno(turno, sheets, turno.status in LIVE_TURNO)


def sheets_beside(solicitud: Solicitud) -> OfTurno | None:
    """Return the sheets of the turno that a solicitud belongs to, or None without one."""
    return of_turno(solicitud.turno.token) if solicitud.turno else None


def prefill(turno: Turno | None, before: Solicitud | None) -> dict[str, object]:
    """Return what the same person has typed already of the applicant: in the solicitud before, or in the turno.

    Only what was typed: what the registry knows of the affiliate is never shown (D17).
    """
    if before is not None:
        return {field: getattr(before, field) for field in APPLICANT}
    if turno is None:
        return {}
    if turno.by_proxy:  # the proxy has named the affiliate by the code
        return {"applicant_code": turno.affiliate.code}
    if turno.presenter_kind == PresenterKind.PASSPORT:
        return {"applicant_document_kind": "passport", "applicant_document_number": turno.presenter_number}
    return {"applicant_code": turno.presenter_number}


def model_account(values: Mapping[str, object]) -> str:
    """Return the institution's model of the account, filled with what is known; empty where there is no model (S32)."""
    known = statement.known_of(
        applicant=str(values["applicant_names"]),
        dependent=str(values["dependent_names"]),
        link=str(values["link"]),
        nationality=str(values["nationality"]),
    )
    return statement.fill(_model_text(), known)


def _model_text() -> str:
    return (ModelText.objects.filter(key="account").values_list("body", flat=True).first() or "").strip()


def proposed_account(solicitud: Solicitud, *, anew: bool = False) -> Proposal:
    """Return the account to begin with: the person's own, else (or `anew`) the model with what is known."""
    text = "" if anew else solicitud.account
    return Proposal(text or model_account(vars(solicitud)), statement.brackets(_model_text()))


def doubts_of(solicitud: Solicitud, now: datetime) -> tuple[str, ...]:
    """Return marked sentences about what is worth a second look before anybody travels (S03, S37)."""
    dependent = Dependent(
        link=Link(solicitud.link or Link.SPOUSE),
        birth_date=solicitud.birth_date,
        ecuadorian_origin=solicitud.ecuadorian_origin,
    )
    typed = Typed(
        dependent=dependent,
        applicant_document=solicitud.applicant_document_number,
        dependent_document=solicitud.dependent_document_number,
    )
    return doubts(typed, _attended_on(solicitud.turno, now))


def _attended_on(turno: Turno | None, now: datetime) -> date:
    """Return the day of the turno in the agency's zone, else today."""
    if turno is None:
        return timezone.localdate(now)
    return local_day(turno.agency, turno.starts)


def printed_facts(solicitud: Solicitud) -> SolicitudFacts:
    """Return what the printed solicitud says, all of it as it was typed (S32); the day is written by hand.

    Like the model of the account it is in Spanish, the language of the procedure, whatever that of the page.
    """
    return SolicitudFacts(
        reference=solicitud.reference,
        applicant_names=solicitud.applicant_names,
        applicant_document_kind=DOCUMENTS[solicitud.applicant_document_kind],
        applicant_document_number=solicitud.applicant_document_number,
        applicant_code=solicitud.applicant_code,
        dependent_names=solicitud.dependent_names,
        dependent_document_kind=DOCUMENTS[solicitud.dependent_document_kind],
        dependent_document_number=solicitud.dependent_document_number,
        dependent_document_country=_country(solicitud.dependent_document_country),
        nationality=_country(solicitud.nationality),
        birth_date=solicitud.birth_date,
        link=LINKS_DECLARED[solicitud.link] if solicitud.link else "",
        account=solicitud.account,
        resides=solicitud.resides,
        has_cedula=solicitud.has_cedula,
        ecuadorian_origin=solicitud.ecuadorian_origin if solicitud.link else None,  # answered with the link
        place=solicitud.turno.agency.city if solicitud.turno else "",
    )


def _country(code: str) -> str:
    return country_name(code) if code else ""
