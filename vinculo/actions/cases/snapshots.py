"""What a decision freezes: the facts of the certificate and of the notices, in Spanish, for ever."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents.facts import CertificateFacts, NoticeFacts, NoticeItem, NoticeKind
from vinculo.queries.cases.duplicates import Document
from vinculo.queries.cases.wording import Said, finding_in_words
from vinculo.records.models import Case, Solicitud, Staff
from vinculo.rules.cases.requirements.evaluate import RULES_VERSION
from vinculo.rules.cases.requirements.findings import Finding
from vinculo.rules.shared.countries import country_name
from vinculo.rules.shared.labels import DOCUMENTS, IN_PARENTS_PASSPORT, LINKS
from vinculo.rules.shared.reference_data import RemedyRow
from vinculo.rules.shared.references import HIDDEN_TOKEN


def verification_url() -> str:
    """Return the address that says whether a certificate is in force, as it is frozen: without what opens it."""
    return f"{settings.PUBLIC_URL}/verificar/{HIDDEN_TOKEN}/"


@override("es")
def in_words(findings: Iterable[Finding]) -> list[Said]:
    """Return the findings as they are printed and kept."""
    return [finding_in_words(finding) for finding in findings]


@override("es")
def certificate_facts(
    *, solicitud: Solicitud, case: Case, document: Document | None, code: str, number: int, actor: Staff, today: date
) -> CertificateFacts:
    """Return the facts of a certificate: the names as printed in the solicitud, the office and the officer (S39)."""
    in_parents = document is not None and document.of_parent
    kind = _(IN_PARENTS_PASSPORT if in_parents else DOCUMENTS[document.kind]) if document else ""
    return CertificateFacts(
        code=code,
        names=solicitud.dependent_names.strip(),
        birth_date=solicitud.birth_date,
        nationality=str(country_name(solicitud.nationality)),
        document_kind=kind,
        document_number=document.number if document else "",
        document_country=str(country_name(document.country)) if document else "",
        affiliate_code=case.affiliate.code,
        affiliate_names=case.affiliate.names,
        link=_(LINKS[solicitud.link]),
        office=case.agency.name,
        office_city=case.agency.city,
        officer=actor.printed_name(),
        issued_on=today,
        rules_version=solicitud.rules_version or RULES_VERSION,
        number=number,
        verification_url=verification_url(),
    )


def notice_facts(
    *,
    kind: NoticeKind,
    solicitud: Solicitud,
    case: Case,
    items: Iterable[Said],
    last_day: date | None,
    actor: Staff | None,
    today: date,
    days: int = 0,
    remedy: RemedyRow | None = None,
) -> NoticeFacts:
    """Return the facts of a notice: each thing with its requirement and legal basis (S07, D7, D15)."""
    return NoticeFacts(
        kind=kind,
        reference=case.reference,
        affiliate_names=case.affiliate.names,
        dependent_names=solicitud.dependent_names.strip(),
        items=tuple(notice_item(each) for each in items),
        last_day=last_day,
        days=days,
        remedy=(remedy.name, remedy.body, remedy.term) if remedy else (),
        office=case.agency.name,
        office_city=case.agency.city,
        officer=actor.printed_name() if actor else "",
        issued_on=today,
    )


def notice_item(each: Said) -> NoticeItem:
    """Return a finding as a printed notice has it."""
    return NoticeItem(
        requirement=each.requirement,
        rows=tuple(row.strip() for row in each.rows.split(",")),
        step=each.step,
        wrong=each.text,
        bring=each.remedy,
        basis=each.basis,
    )
