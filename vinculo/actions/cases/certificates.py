"""What changes after the code (D27): the person gets a cédula or had none, a misspelt name is certified anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from django.db import transaction

from vinculo.actions.cases.agreements import Handling, ask_agreement, register
from vinculo.actions.cases.snapshots import verification_url
from vinculo.actions.shared.guards import NotYours, OwnAct, Stale, office_of, require_read
from vinculo.actions.shared.parties import refuse_party, refuse_party_to_person
from vinculo.actions.shared.restrictions import refuse_restricted
from vinculo.documents.facts import CertificateFacts
from vinculo.queries.cases.certificates import (
    certificate_subject,
    code_subject,
    correction_lines,
    name_correction,
    restoration_lines,
)
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agreement, Case, Certificate, Code, Person, Solicitud, Staff
from vinculo.records.values.changes import changes_in
from vinculo.rules.cases.agreements import AgreementKind, AgreementState, Compared, fingerprint
from vinculo.rules.cases.likeness import prepared_keys
from vinculo.rules.cases.status import CERTIFICATE, CertificateAct, CertificateState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import cedula
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.references import draw_token


class SameName(Exception):
    """The corrected name is the one that the certificate bears."""


@transaction.atomic
def supersede_code(*, code: Code, number: str, actor: Staff, now: datetime, read: str | None = None) -> Code:
    """Keep that the person has an Ecuadorian cédula: the code stays theirs and is used no more (D27); twice is once.

    The officer has seen the cédula; its number is checked and not kept. Raises `NotYours`, `Stale`,
    `IdentityError`.
    """
    office_of(actor)
    cedula(number)
    code = Code.objects.select_for_update(no_key=True).get(pk=code.pk)
    refuse_party_to_person(actor, code.person_id)
    own = OwnAct(actor, now, Subject.PERSON, code.person_id, (Act.CODE_SUPERSEDED,))
    if require_read(read, code, own=own) and code.superseded_at is None:
        code.superseded_at = now
        code.save(update_fields=["superseded_at"])
        write_event(
            act=Act.CODE_SUPERSEDED,
            subject=Subject.PERSON,
            subject_id=code.person_id,
            now=now,
            actor=actor,
            fields=["superseded_at"],
        )
    return code


@transaction.atomic
def ask_restoration(*, certificate: Certificate, reason: str, seen: str, actor: Staff, now: datetime) -> Agreement:
    """Ask a second to agree that a cédula was registered by mistake: the code is used again (D27); twice is once.

    `seen` is the fingerprint of what the officer read (D30). Raises `NotYours`, `Stale` where the code is not
    superseded or something changed, and ValueError without a reason.
    """
    office_of(actor)
    certificate, case = _lock_certificate(certificate)
    compared = restoration_lines(certificate)
    if certificate.code.superseded_at is None or fingerprint(compared) != seen:
        raise Stale
    return ask_agreement(
        kind=AgreementKind.CODE_RESTORED,
        case=case,
        subject=code_subject(certificate.code),
        compared=compared,
        reason=reason,
        actor=actor,
        now=now,
    )


def _is_superseded_so(agreement: Agreement) -> bool:
    """Return whether the code is still superseded, since the moment that the first saw."""
    rows = Certificate.objects.select_related("code", "agency").filter(code=_code_of(agreement))
    return any([line.frozen() for line in restoration_lines(each)] == agreement.compared for each in rows)


def _restore_code(agreement: Agreement, actor: Staff, now: datetime) -> None:
    """Use a code again to which a second agreed: what was registered by mistake stays in the event log."""
    code = Code.objects.select_for_update(no_key=True).get(pk=_code_of(agreement))
    code.superseded_at = None
    code.save(update_fields=["superseded_at"])
    write_event(
        act=Act.CODE_RESTORED,
        subject=Subject.PERSON,
        subject_id=code.person_id,
        now=now,
        actor=actor,
        fields=["superseded_at"],
    )


def _code_of(agreement: Agreement) -> int:
    return int(agreement.subject.rpartition(" ")[2])


@transaction.atomic
def ask_name_correction(
    *, certificate: Certificate, names: str, reason: str, actor: Staff, now: datetime, read: str | None = None
) -> Agreement:
    """Ask a second to agree to the corrected name of a certificate in force, with a reason (D27); twice is once.

    Raises `NotYours`, `SameName`, `Stale` for one that is in force no more, and ValueError without a reason.
    """
    office_of(actor)
    certificate, case = _lock_certificate(certificate)
    facts = CertificateFacts.from_json(certificate.facts)
    require_read(read, certificate, certificate.code)
    if not _in_force(certificate):
        raise Stale
    names = " ".join(names.split())
    if not names or names == facts.names:
        raise SameName
    return ask_agreement(
        kind=AgreementKind.NAME_CORRECTED,
        case=case,
        subject=certificate_subject(certificate),
        compared=correction_lines(certificate, names),
        reason=reason,
        actor=actor,
        now=now,
    )


@transaction.atomic
def replace_certificate(
    *, certificate: Certificate, actor: Staff, now: datetime, random_source: Random, read: str | None = None
) -> Certificate:
    """Replace every certificate in force of a code by the next one, with the name to which a second agreed (D27).

    A person who depends on two affiliates has one of each: none goes on with the misspelt name. The old ones stay and
    read *replaced*; twice is once. Returns the one of the same solicitud. Raises `Stale`, `Restricted`,
    and `NotYours` where nobody agreed, or only at another centre.
    """
    where = office_of(actor)
    certificate, case = _lock_certificate(certificate)
    refuse_party(actor, case)
    refuse_restricted(affiliate=case.affiliate_id, person=certificate.code.person_id)
    own = OwnAct(actor, now, Subject.CERTIFICATE, certificate.pk, (Act.CERTIFICATE_REPLACED,))
    require_read(read, certificate, certificate.code, own=own)
    if certificate.state == CertificateState.REPLACED:
        return certificate.code.certificates.filter(solicitud=certificate.solicitud_id).latest("number")
    agreed = name_correction(certificate)
    if agreed is None or agreed.state != AgreementState.AGREED or agreed.agency_id != where.pk:
        raise NotYours
    if not _in_force(certificate):
        raise NotYours
    if not _stands(agreed):
        raise Stale
    made = {}
    for each in certificate.code.certificates.select_related("code").filter(state=CertificateState.IN_FORCE):
        each.state = CERTIFICATE.after(each.state, CertificateAct.REPLACE)
        each.save(update_fields=["state"])
        write_event(act=Act.CERTIFICATE_REPLACED, subject=Subject.CERTIFICATE, subject_id=each.pk, now=now, actor=actor)
        made[each.pk] = _next(each, agreed, actor, now, random_source)
    _rename(made[certificate.pk], CertificateFacts.from_json(certificate.facts).names, actor, now)
    return made[certificate.pk]


def _lock_certificate(certificate: Certificate) -> tuple[Certificate, Case]:
    """Lock the cases in which the code was certified, in their order, then the code and its certificates."""
    of_code = Solicitud.objects.filter(certificates__code=certificate.code_id).values("case")
    rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("affiliate", "agency")
    cases = {each.pk: each for each in rows.filter(pk__in=of_code).order_by("pk")}
    case = cases.get(certificate.solicitud.case_id or 0)
    if case is None:
        raise NotYours
    Code.objects.select_for_update(no_key=True).get(pk=certificate.code_id)
    locked = Certificate.objects.select_for_update(no_key=True, of=("self",)).filter(code=certificate.code_id)
    certificates = locked.select_related("code", "solicitud", "agency").order_by("pk")
    return next(each for each in certificates if each.pk == certificate.pk), case


def _in_force(certificate: Certificate) -> bool:
    return certificate.state == CertificateState.IN_FORCE and certificate.code.superseded_at is None


def _next(certificate: Certificate, agreed: Agreement, actor: Staff, now: datetime, source: Random) -> Certificate:
    old, where = CertificateFacts.from_json(certificate.facts), office_of(actor)
    number = certificate.code.certificates.latest("number").number + 1
    facts = replace(
        old,
        names=agreed.compared[0]["shown"],
        office=where.name,
        office_city=where.city,
        officer=actor.printed_name(),
        issued_on=local_day(where, now),
        number=number,
        verification_url=verification_url(),
    )
    return Certificate.objects.create(
        code=certificate.code,
        state=CERTIFICATE.begin(CertificateAct.ISSUE),
        solicitud=certificate.solicitud,
        number=number,
        **Certificate.link_of(draw_token(source)),
        facts=facts.to_json(),
        agency=where,
        issued_by=actor,
        issued_at=now,
    )


def _rename(made: Certificate, old: str, actor: Staff, now: datetime) -> None:
    """Write the corrected name on the person too, where they still bear the old one: they are looked up by it (D8)."""
    names = CertificateFacts.from_json(made.facts).names
    person = Person.objects.select_for_update(no_key=True).get(pk=made.code.person_id)
    if fold(person.names) != fold(old):
        return
    Person.objects.filter(pk=person.pk).update(names=names, **prepared_keys(names))
    write_event(
        act=Act.PERSON_RENAMED,
        subject=Subject.PERSON,
        subject_id=person.pk,
        now=now,
        actor=actor,
        fields=["names"],
        changes=changes_in(person, Subject.PERSON, {"names": names}),
    )


def _stands(agreement: Agreement) -> bool:
    """Return whether the certificate is in force, bears the name that the first saw, and nobody else is like it."""
    rows = Certificate.objects.select_related("code__person")
    certificate = rows.filter(pk=int(agreement.subject.rpartition(" ")[2])).first()
    if certificate is None or not _in_force(certificate):
        return False
    shown = agreement.compared[0]["shown"]
    compared: tuple[Compared, ...] = correction_lines(certificate, shown)
    return bool(agreement.compared == [each.frozen() for each in compared])


register(AgreementKind.NAME_CORRECTED, Handling(stands=_stands))
register(AgreementKind.CODE_RESTORED, Handling(stands=_is_superseded_so, follows=_restore_code))
