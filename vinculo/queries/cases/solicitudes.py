"""The solicitudes that people prepare at home: by their private link, or by that of their turno (S10, S31, S32).

A private link is 128 random bits and is all the right that it takes: the person who holds it typed what it shows.
Nothing here is asked of the registry of affiliates (D17).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.utils import timezone
from django.utils.translation import override

from vinculo import records
from vinculo.documents.facts import SolicitudFacts
from vinculo.documents.words import date_in_words
from vinculo.queries.booking.bring import SaidFormalities, formalities_in_words
from vinculo.queries.booking.drafts import turno_by_token
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.reference_data import get_published
from vinculo.records.models import ModelText, Solicitud, Turno
from vinculo.rules.cases import statement
from vinculo.rules.cases.apostille import formalities_accepted
from vinculo.rules.cases.bringing.formalities import country_formalities
from vinculo.rules.cases.facts import Dependent, Formality, Link
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.precheck import Typed, doubts
from vinculo.rules.cases.statement import ProofAnswers
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.countries import country_name
from vinculo.rules.shared.identity import PresenterKind
from vinculo.rules.shared.labels import DOCUMENTS, LINKS_DECLARED
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.rules.shared.references import hash_token
from vinculo.rules.shared.statuses import LIVE_TURNO

APPLICANT = ("applicant_names", "applicant_document_kind", "applicant_document_number", "applicant_code")


@dataclass(frozen=True)
class Sheet:
    """The place of one dependent among the solicitudes of a turno: filled, or still to fill."""

    position: int
    solicitud: Solicitud | None


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

    @property
    def ready(self) -> list[Solicitud]:
        """Return those that can be printed."""
        filled = (sheet.solicitud for sheet in self.sheets if sheet.solicitud is not None)
        return [each for each in filled if each.status == ApplicationStatus.DRAFT and each.account]

    def at(self, position: int) -> Sheet | None:
        """Return the sheet at a position, or None where the turno has no such dependent."""
        return next((sheet for sheet in self.sheets if sheet.position == position), None)


def by_token(token: str) -> Solicitud | None:
    """Return the solicitud of a private link, or None."""
    return (
        Solicitud.objects.select_related("turno__agency", "turno__affiliate", "turno__procedure")
        .filter(token_hash=hash_token(token))
        .first()
    )


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


def composed_account(values: Mapping[str, object], answers: ProofAnswers) -> str:
    """Return the account of these people and answers, in Spanish: the institution's model, filled (S32)."""
    with override(SPANISH):
        issued_on = date_in_words(answers.issued_on)
    known = _known_of(values) | statement.answers_by_bracket(answers, issued_on)
    return statement.compose(statement.fill(model_text(), known), answers)


def proofs_for(solicitud: Solicitud) -> tuple[PaperKind, ...]:
    """Return the documents that may prove the link of a solicitud in the procedure of its turno (S32)."""
    procedure = solicitud.turno.procedure.code if solicitud.turno else FOREIGN_DEPENDENTS
    return statement.list_proofs(Link(solicitud.link), procedure)


def account_anew(solicitud: Solicitud) -> str:
    """Return the account after the people changed; empty where the answers no longer fit them and are asked again."""
    answers = statement.answers_kept(solicitud.account_parts)
    if answers is None or not solicitud.link or answers.proof not in proofs_for(solicitud):
        return ""
    born_later = solicitud.birth_date is not None and answers.issued_on < solicitud.birth_date
    return "" if born_later else composed_account(vars(solicitud), answers)


def open_brackets(solicitud: Solicitud) -> list[str]:
    """Return the institution's own brackets of the model: those that neither people nor answers fill."""
    text = statement.fill(model_text(), _known_of(vars(solicitud)))
    return [bracket for bracket in statement.brackets(text) if bracket not in statement.ANSWERED]


def _known_of(values: Mapping[str, object]) -> dict[str, str]:
    return statement.known_of(
        applicant=str(values["applicant_names"]),
        dependent=str(values["dependent_names"]),
        link=str(values["link"]),
        nationality=str(values["nationality"]),
    )


def model_text() -> str:
    """Return the institution's model of the account, else the one that comes with the program."""
    edited = ModelText.objects.filter(key="account").values_list("body", flat=True).first() or ""
    return edited.strip() or delivered_account()


@cache
def delivered_account() -> str:
    """Return the model of the account that comes with the program."""
    return (Path(records.__file__).parent / "data" / "account.txt").read_text("utf-8").strip()


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


def formalities_in_doubt(solicitud: Solicitud, now: datetime) -> SaidFormalities | None:
    """Return what the document of the link needs where the person did not say that it carries it (D5, D24)."""
    answers = statement.answers_kept(solicitud.account_parts)
    if answers is None:
        return None
    reference, attended_on = get_published(now).reference, _attended_on(solicitud.turno, now)
    accepted = formalities_accepted(reference, answers.country, answers.issued_on, attended_on)
    if not accepted or answers.formality in accepted | {Formality.MINISTRY}:
        return None
    return formalities_in_words(country_formalities(reference, answers.country, answers.issued_on, attended_on))


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
