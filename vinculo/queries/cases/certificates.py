"""Certificates: printed from their frozen facts, and checked by anybody through the address in their QR (S39)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents.facts import CertificateFacts, NoticeFacts, Reprinted
from vinculo.queries.cases.agreements import AgreementRequest, request_of
from vinculo.queries.cases.duplicates import AFFILIATE, PERSON, search
from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Affiliate, Agreement, Certificate, Code, Decision, Dependency, Person, Reprint, Staff
from vinculo.rules.cases.agreements import AgreementKind, AgreementState, Compared, ComparedField, fingerprint
from vinculo.rules.cases.likeness import Identity
from vinculo.rules.cases.status import CertificateState, DecisionKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import hash_token


@dataclass(frozen=True)
class Verified:
    """What anybody may know of a certificate: its state, its date, its office, the printed name. Nothing more."""

    state: str
    issued_on: date
    office: str
    names: str
    superseded_on: date | None = None  # D27: the person has an Ecuadorian cédula since


@dataclass(frozen=True)
class CertificatePage:
    """A certificate as the officer sees it, with its reprints."""

    certificate: Certificate
    facts: CertificateFacts
    reprints: list[Reprint]
    here: bool  # its case is at this officer's agency
    printed: bool = False  # its own paper was given: the person who opens it again gets a copy
    to_print: bool = False  # issued or reprinted right now, and no paper of it was given: it is printed at once
    correction: AgreementRequest | None = None  # D27: the last request for a corrected name
    restoration: AgreementRequest | None = None  # D27: the last request to use a superseded code again
    successor: Certificate | None = None  # of one that was replaced
    link: Dependency | None = None  # D23: of the person with the affiliate of the case, ended or not

    @property
    def in_force(self) -> bool:
        """Return whether it can still be printed."""
        return self.certificate.state == CertificateState.IN_FORCE and not self.superseded

    @property
    def superseded(self) -> bool:
        """Return whether the person has an Ecuadorian cédula since (D27)."""
        return self.certificate.code.superseded_at is not None

    @property
    def correction_agreed(self) -> bool:
        """Return whether a second agreed to the corrected name: the new certificate can be issued."""
        return self.correction is not None and self.correction.state == AgreementState.AGREED

    @property
    def can_ask_restoration(self) -> bool:
        """Return whether somebody can ask that a superseded code is used again (D27)."""
        waits = self.restoration is not None and self.restoration.waits
        return self.superseded and not waits

    @property
    def seen(self) -> str:
        """Return the mark of what a request to use the code again rests on (D30)."""
        return fingerprint(restoration_lines(self.certificate))

    @property
    def last_reprint(self) -> int:
        """Return the number of the last reprint, or 0."""
        return self.reprints[-1].number if self.reprints else 0


def verify_certificate(token: str) -> Verified | None:
    """Return what the public page says of the certificate with this token, or None."""
    if not (token.isascii() and token.isalnum()):
        return None
    certificate = Certificate.objects.select_related("agency", "code").filter(token_hash=hash_token(token)).first()
    if certificate is None:
        return None
    facts = CertificateFacts.from_json(certificate.facts)
    since = certificate.code.superseded_at
    superseded_on = local_day(certificate.agency, since) if since else None
    return Verified(certificate.state, facts.issued_on, facts.office, facts.names, superseded_on)


def read_certificate(staff: Staff, code: str, number: int, now: datetime) -> CertificatePage:
    """Return a certificate for its page at the desk, and write that it was read. Raises `access.NotFoundHere`."""
    certificate = access.certificate(staff, code, number)
    asked = _requests(certificate)
    access.record_view(
        act=Act.CERTIFICATE_READ, subject=Subject.CERTIFICATE, subject_ids=[certificate.pk], staff=staff, now=now
    )
    reprints = list(certificate.reprints.select_related("printed_by").order_by("number"))
    last = reprints[-1] if reprints else None
    by, at = (last.printed_by_id, last.printed_at) if last else (certificate.issued_by_id, certificate.issued_at)
    prints = access.count_prints(
        act=Act.CERTIFICATE_PRINTED,
        subject=Subject.CERTIFICATE,
        subject_id=certificate.pk,
        which=_which(last.number if last else 0),
    )
    return CertificatePage(
        certificate=certificate,
        facts=CertificateFacts.from_json(certificate.facts),
        reprints=reprints,
        printed=prints > 0,
        to_print=access.is_to_print(by=by, at=at, prints=prints, staff=staff, now=now),
        here=certificate.solicitud.case is not None and certificate.solicitud.case.agency_id == staff.agency_id,
        correction=_shown_to(staff, asked.get(AgreementKind.NAME_CORRECTED), now),
        restoration=_shown_to(staff, asked.get(AgreementKind.CODE_RESTORED), now),
        successor=_successor(certificate),
        link=_link(certificate),
    )


def _link(certificate: Certificate) -> Dependency | None:
    rows = Dependency.objects.filter(person=certificate.code.person_id)
    return rows.filter(affiliate__cases=certificate.solicitud.case_id).first()


def _successor(certificate: Certificate) -> Certificate | None:
    if certificate.state != CertificateState.REPLACED:
        return None
    later = Certificate.objects.filter(code=certificate.code_id, solicitud=certificate.solicitud_id)
    return later.select_related("code").filter(number__gt=certificate.number).order_by("-number").first()


def certificate_subject(certificate: Certificate) -> str:
    """Return what a request for a second on this certificate is about."""
    return f"certificate {certificate.pk}"


def code_subject(code: Code) -> str:
    """Return what a request to use a superseded code again is about."""
    return f"code {code.pk}"


def name_correction(certificate: Certificate) -> Agreement | None:
    """Return the last request for a corrected name on this certificate, those that were withdrawn apart."""
    return _requests(certificate).get(AgreementKind.NAME_CORRECTED)


def _requests(certificate: Certificate) -> dict[str, Agreement]:
    """Return the last request of each kind on a certificate or its code, those that were withdrawn apart."""
    subjects = [certificate_subject(certificate), code_subject(certificate.code)]
    kinds = [AgreementKind.NAME_CORRECTED, AgreementKind.CODE_RESTORED]
    rows = Agreement.objects.filter(kind__in=kinds, subject__in=subjects).exclude(state=AgreementState.WITHDRAWN)
    return {each.kind: each for each in rows.select_related("decided_by", "case", "agency", "asked_by").order_by("pk")}


def _shown_to(staff: Staff, asked: Agreement | None, now: datetime) -> AgreementRequest | None:
    return request_of(asked, now) if asked is not None and asked.agency_id == staff.agency_id else None


@override("es")
def restoration_lines(certificate: Certificate) -> tuple[Compared, ...]:
    """Return the person with what would be undone: that a cédula was registered, and when (D27)."""
    facts, since = CertificateFacts.from_json(certificate.facts), certificate.code.superseded_at
    told = _("Se registró que la persona tiene cédula el %(day)s.")
    words = told % {"day": f"{local_day(certificate.agency, since):%d/%m/%Y}"} if since else ""
    return (*compare_names(facts, facts.names), Compared(ComparedField.FINDING, "", words))


@override("es")
def correction_lines(certificate: Certificate, names: str) -> tuple[Compared, ...]:
    """Return both names with whom else the corrected one is like: dependents with a code, and affiliates (D19, D27).

    A person has one code: who has another one already is not certified under the same name unseen.
    """
    person = certificate.code.person
    holders = search(Identity(names=names, birth_date=person.birth_date, nationality=person.nationality))
    others = {model: [pk for holder, pk in holders if holder == word] for word, model in _HOLDERS.items()}
    others[Person] = [pk for pk in others[Person] if pk != person.pk]
    alike = [each for model, pks in others.items() if pks for each in model._default_manager.filter(pk__in=pks)]
    told = _("Con este nombre se parece a otra persona con código: %(who)s. Comparen antes de confirmar.")
    return (
        *compare_names(CertificateFacts.from_json(certificate.facts), names),
        *(Compared(ComparedField.FINDING, "", told % {"who": _describe_holder(each)}) for each in alike),
    )


_HOLDERS: dict[str, type[Person] | type[Affiliate]] = {PERSON: Person, AFFILIATE: Affiliate}


def _describe_holder(holder: Person | Affiliate) -> str:
    born = _("nacida el %(day)s") % {"day": f"{holder.birth_date:%d/%m/%Y}"} if holder.birth_date else ""
    return ", ".join(part for part in (holder.names, born) if part)


@override("es")
def compare_names(facts: CertificateFacts, names: str) -> tuple[Compared, ...]:
    """Return the printed name beside the corrected one, with what else tells who the person is."""
    document = " ".join(part for part in (facts.document_kind, facts.document_number) if part)
    born = f"{facts.birth_date:%d/%m/%Y}" if facts.birth_date else ""
    return (
        Compared(ComparedField.NAMES, facts.names, names),
        Compared(ComparedField.BIRTH_DATE, born, born),
        Compared(ComparedField.DOCUMENTS, document, document),
    )


def facts_to_print(staff: Staff, code: str, number: int, reprint: int, now: datetime) -> tuple[CertificateFacts, int]:
    """Return the frozen facts to print, with the reprint of that number where it is not 0, and which copy it is.

    Written as printed: who opens it again gets a copy that says so. Raises `access.NotFoundHere`, also for one that
    was annulled or replaced: no paper of it leaves the house any more.
    """
    certificate = access.certificate(staff, code, number)
    if certificate.state != CertificateState.IN_FORCE or certificate.code.superseded_at is not None:
        raise access.NotFoundHere
    facts = CertificateFacts.from_json(certificate.fill_link(certificate.facts))
    if reprint:
        row = certificate.reprints.filter(number=reprint).first()
        if row is None:
            raise access.NotFoundHere
        day = local_day(certificate.agency, row.printed_at)
        facts = replace(facts, reprint=Reprinted(number=row.number, reason=row.reason, printed_on=day))
    copy = access.record_print(
        row=certificate,
        act=Act.CERTIFICATE_PRINTED,
        subject=Subject.CERTIFICATE,
        subject_id=certificate.pk,
        which=_which(reprint),
        staff=staff,
        now=now,
    )
    return facts, copy


def _which(reprint: int) -> str:
    return f"reprint {reprint}" if reprint else ""


@dataclass(frozen=True)
class NoticePage:
    """A notice as the officer sees it."""

    decision: Decision
    facts: NoticeFacts
    printed: bool
    to_print: bool  # D7: it was decided right now and no paper of it was given: it is printed at once


def read_notice(staff: Staff, case_reference: str, pk: int, now: datetime) -> NoticePage:
    """Return a notice for its page at the desk, and write that it was read. Raises `access.NotFoundHere`."""
    decision = _notice(staff, case_reference, pk)
    access.record_view(
        act=Act.DECISION_READ, subject=Subject.SOLICITUD, subject_ids=[decision.solicitud_id], staff=staff, now=now
    )
    prints = access.count_prints(
        act=Act.NOTICE_PRINTED,
        subject=Subject.SOLICITUD,
        subject_id=decision.solicitud_id,
        which=f"decision {decision.pk}",
    )
    at_once = access.is_to_print(by=decision.decided_by_id, at=decision.decided_at, prints=prints, staff=staff, now=now)
    return NoticePage(decision, NoticeFacts.from_json(decision.facts), prints > 0, at_once)


def notice_to_print(staff: Staff, case_reference: str, pk: int, now: datetime) -> tuple[NoticeFacts, int]:
    """Return the frozen facts of a notice and which copy it is, and write that it was printed.

    Raises `access.NotFoundHere`.
    """
    decision = _notice(staff, case_reference, pk)
    copy = access.record_print(
        row=decision,
        act=Act.NOTICE_PRINTED,
        subject=Subject.SOLICITUD,
        subject_id=decision.solicitud_id,
        which=f"decision {decision.pk}",
        staff=staff,
        now=now,
    )
    return NoticeFacts.from_json(decision.facts), copy


def _notice(staff: Staff, case_reference: str, pk: int) -> Decision:
    decision = access.decision(staff, case_reference, pk)
    if decision.kind == DecisionKind.ISSUE or decision.disposal_id is not None:  # D34: its facts are gone
        raise access.NotFoundHere
    return decision


def notice_of(decision: Decision) -> NoticeFacts:
    """Return the frozen facts of a notice, for the mail that brings it."""
    return NoticeFacts.from_json(decision.facts)
