"""Certificates: printed from their frozen facts, and checked by anybody through the address in their QR (S39)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from vinculo.documents.facts import CertificateFacts, NoticeFacts, Reprinted
from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Certificate, Decision, Reprint, Staff
from vinculo.rules.cases.status import CertificateState, DecisionKind
from vinculo.rules.shared.acts import Act, Subject


@dataclass(frozen=True)
class Verified:
    """What anybody may know of a certificate: its state, its date, its office, the printed name. Nothing more."""

    state: str
    issued_on: date
    office: str
    names: str


@dataclass(frozen=True)
class Shown:
    """A certificate as the officer sees it, with its reprints."""

    certificate: Certificate
    facts: CertificateFacts
    reprints: list[Reprint]
    here: bool  # its case is at this officer's agency

    @property
    def in_force(self) -> bool:
        """Return whether it can still be printed."""
        return self.certificate.state == CertificateState.IN_FORCE

    @property
    def last_reprint(self) -> int:
        """Return the number of the last reprint, or 0."""
        return self.reprints[-1].number if self.reprints else 0


def verify_certificate(token: str) -> Verified | None:
    """Return what the public page says of the certificate with this token, or None."""
    if not (token.isascii() and token.isalnum()):
        return None
    certificate = Certificate.objects.select_related("agency").filter(token=token).first()
    if certificate is None:
        return None
    facts = CertificateFacts.from_json(certificate.facts)
    return Verified(certificate.state, facts.issued_on, facts.office, facts.names)


def read_certificate(staff: Staff, code: str, number: int, now: datetime) -> Shown:
    """Return a certificate for its page at the desk, and write that it was read. Raises `access.NotFoundHere`."""
    certificate = access.certificate(staff, code, number)
    access.record_view(
        act=Act.CERTIFICATE_READ, subject=Subject.CERTIFICATE, subject_ids=[certificate.pk], staff=staff, now=now
    )
    return Shown(
        certificate=certificate,
        facts=CertificateFacts.from_json(certificate.facts),
        reprints=list(certificate.reprints.select_related("printed_by").order_by("number")),
        here=certificate.solicitud.case is not None and certificate.solicitud.case.agency_id == staff.agency_id,
    )


def facts_to_print(staff: Staff, code: str, number: int, reprint: int, now: datetime) -> CertificateFacts:
    """Return the frozen facts to print, with the reprint of that number where it is not 0; written as a read.

    Raises `access.NotFoundHere`, also for one that was annulled or replaced: no paper of it leaves the house any more.
    """
    certificate = access.certificate(staff, code, number)
    if certificate.state != CertificateState.IN_FORCE:
        raise access.NotFoundHere
    facts = CertificateFacts.from_json(certificate.facts)
    if reprint:
        row = certificate.reprints.filter(number=reprint).first()
        if row is None:
            raise access.NotFoundHere
        day = local_day(certificate.agency, row.printed_at)
        facts = replace(facts, reprint=Reprinted(number=row.number, reason=row.reason, printed_on=day))
    access.record_view(
        act=Act.CERTIFICATE_PRINTED, subject=Subject.CERTIFICATE, subject_ids=[certificate.pk], staff=staff, now=now
    )
    return facts


def notice(staff: Staff, case_reference: str, pk: int, now: datetime) -> NoticeFacts:
    """Return the frozen facts of a notice to print, and write that it was read. Raises `access.NotFoundHere`."""
    decision = access.decision(staff, case_reference, pk)
    if decision.kind == DecisionKind.ISSUE:
        raise access.NotFoundHere
    access.record_view(
        act=Act.NOTICE_PRINTED, subject=Subject.SOLICITUD, subject_ids=[decision.solicitud_id], staff=staff, now=now
    )
    return NoticeFacts.from_json(decision.facts)


def notice_of(decision: Decision) -> NoticeFacts:
    """Return the frozen facts of a notice, for the mail that brings it."""
    return NoticeFacts.from_json(decision.facts)
