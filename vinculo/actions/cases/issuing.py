"""The code and its certificate, in the transaction of the decision (S39, D8, D11, D12, D14)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random
from typing import Any

from django.db import IntegrityError, transaction

from vinculo.actions.cases import mails
from vinculo.actions.cases.locking import advance_solicitud, locked_solicitud
from vinculo.actions.cases.snapshots import certificate_facts, in_words
from vinculo.actions.cases.visits import conclude_visit
from vinculo.actions.shared.guards import NotYours, Stale, office_of
from vinculo.actions.shared.parties import refuse_party
from vinculo.actions.shared.restrictions import refuse_restricted
from vinculo.queries.cases import duplicates
from vinculo.queries.cases.duplicates import DependentPapers
from vinculo.queries.cases.evaluation import STOPS, findings_of, papers_for, reference_of
from vinculo.queries.cases.proxy_powers import lock_powers
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import (
    Affiliate,
    Case,
    Certificate,
    Code,
    Decision,
    Dependency,
    IdDocument,
    Person,
    Procedure,
    Reprint,
    Solicitud,
    Staff,
)
from vinculo.records.values.changes import changes_in
from vinculo.rules.cases.codes import RandomSource, draw
from vinculo.rules.cases.likeness import SOUND_KEYS, prepared_keys
from vinculo.rules.cases.requirements.evaluate import judged_by
from vinculo.rules.cases.requirements.findings import Finding
from vinculo.rules.cases.status import (
    APPLICATION,
    CERTIFICATE,
    ApplicationAct,
    ApplicationStatus,
    CertificateAct,
    CertificateState,
    DecisionKind,
)
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.references import draw_token

IssueFollower = Callable[[Certificate, Staff, datetime, Random], object]
FOLLOWERS: list[IssueFollower] = []
DRAWS = 20  # of some 10⁸ codes: more than that means that the source is broken


class NotReadyToIssue(Exception):
    """Something is missing, refused or pending: `findings` tells what, none where the family link is not chosen."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        super().__init__("not ready")
        self.findings = list(findings)


class Undecided(Exception):
    """Somebody who holds a code may be this dependent, and the officer, or a second, has not decided (D8, D19)."""


class TwoPeople(Exception):
    """The papers and the officer's word point at two different people who hold codes."""


class Superseded(Exception):
    """The person has an Ecuadorian cédula since: their code is certified no more (D27)."""


class NoCodeLeft(Exception):
    """No free code was drawn: the form of the code has run out of room, or the random source is broken."""


def follows_issue(follower: IssueFollower) -> IssueFollower:
    """Register what is done when a code was issued, in its transaction: by a subject above this one (D35)."""
    FOLLOWERS.append(follower)
    return follower


@transaction.atomic
def issue_code(
    *, solicitud: Solicitud, version: int, actor: Staff, now: datetime, random_source: Random
) -> Certificate:
    """Issue the code of a dependent with its certificate; twice is once: the same certificate (S39).

    Duplicate check, requirements (D12), affiliation (D14), endorsement (S38), code and event stand or fall together.
    Raises `NotReadyToIssue`, `Undecided`, `TwoPeople`, `Superseded`, `NoCodeLeft`, `NotYours`, `IsParty`,
    `Restricted`, `Stale`, `NotAllowedError`.
    """
    # Before the case, as where a visit begins: no circle of two who wait for each other.
    affiliate = Affiliate.objects.select_for_update(no_key=True, of=("self",)).get(cases__solicitudes=solicitud.pk)
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    refuse_party(actor, case)
    if solicitud.status == ApplicationStatus.ISSUED:
        return solicitud.certificates.get(state=CertificateState.IN_FORCE)
    APPLICATION.after(solicitud.status, ApplicationAct.ISSUE)
    if solicitud.version != version:
        raise Stale
    # Wait for anyone who is issuing at this moment, so that the duplicate check sees what they wrote (D8): one row that
    # every issue locks; the foreign keys that point at it are not held up.
    list(Procedure.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)[:1])
    case.affiliate = affiliate
    lock_powers(case)
    papers = papers_for(case, solicitud)
    reference = reference_of(papers)
    findings = findings_of(papers, case, now, reference)
    if findings is None or any(each.severity in STOPS for each in findings):
        raise NotReadyToIssue(findings or ())
    person = _person(papers, case, actor, now)
    refuse_restricted(affiliate=affiliate.pk, person=person.pk)
    code = _code(person, now, random_source)
    solicitud.rules_version = judged_by(reference)
    certificate = _certificate(papers, case, code, actor, now, random_source)
    Decision.objects.create(  # with the warnings that the officer saw
        solicitud=solicitud,
        kind=DecisionKind.ISSUE,
        items=[each.frozen() for each in in_words(findings)],
        rules_version=solicitud.rules_version,
        agency=case.agency,
        decided_by=actor,
        decided_at=now,
    )
    solicitud.person, solicitud.answer_until = person, None
    advance_solicitud(solicitud, ApplicationAct.ISSUE, now, "person", "rules_version", "answer_until")
    write_event(act=Act.CODE_ISSUED, subject=Subject.CERTIFICATE, subject_id=certificate.pk, now=now, actor=actor)
    mails.send_code_issued(case, solicitud, now)
    for follow in FOLLOWERS:
        follow(certificate, actor, now, random_source)
    conclude_visit(case, actor, now)
    return certificate


def _person(papers: DependentPapers, case: Case, actor: Staff, now: datetime) -> Person:
    """Return who the dependent is, with the documents seen today and the link: somebody known, or a new row (D8)."""
    solicitud = papers.solicitud
    candidates = duplicates.candidates(papers, now)
    known = duplicates.known_people(candidates)
    if len(known) > 1:
        raise TwoPeople
    if not all(each.decided for each in candidates):
        raise Undecided
    if known:
        person = known[0]
        _mend(person, solicitud, actor, now)
    else:
        person = Person.objects.create(**_said_of(solicitud), created_at=now)
    until = {paper.number: paper.valid_until for paper in papers.records}
    for each in papers.documents:  # the person's history keeps those that were seen, the newest first
        IdDocument.objects.update_or_create(
            person=person,
            kind=each.kind,
            country=each.country,
            number_key=each.number_key,
            defaults={"number": each.number[:30], "valid_until": until.get(each.number), "seen_at": now},
        )
    Dependency.objects.get_or_create(
        person=person, affiliate=case.affiliate, defaults={"link": solicitud.link, "since": now}
    )
    ended = Dependency.objects.filter(person=person, affiliate=case.affiliate, ended_on__isnull=False)
    ended.update(link=solicitud.link, since=now, ended_on=None, ended_by="")  # D23: the link began anew
    return person


def _said_of(solicitud: Solicitud) -> dict[str, Any]:
    assert solicitud.birth_date is not None  # the requirements were just judged
    names = solicitud.dependent_names.strip()
    return {
        "names": names,
        **prepared_keys(names),
        "birth_date": solicitud.birth_date,
        "sex": solicitud.sex,
        "nationality": canonical(solicitud.nationality),
    }


def _mend(person: Person, solicitud: Solicitud, actor: Staff, now: datetime) -> None:
    """Write anew what a decision of this solicitud that was taken back had said of the person (D8, D11).

    Only where no other decision rests on it: another spelling elsewhere changes nobody.
    """
    others = Solicitud.objects.filter(person=person, status=ApplicationStatus.ISSUED).exclude(pk=solicitud.pk)
    if not Certificate.objects.filter(solicitud=solicitud, code__person=person).exists() or others.exists():
        return
    said = _said_of(solicitud)
    changed = [name for name, value in said.items() if name not in SOUND_KEYS and getattr(person, name) != value]
    if changed:
        Person.objects.filter(pk=person.pk).update(**said)
        write_event(
            act=Act.PERSON_MENDED,
            subject=Subject.PERSON,
            subject_id=person.pk,
            now=now,
            actor=actor,
            fields=changed,
            changes=changes_in(person, Subject.PERSON, {name: said[name] for name in changed}),
        )


def _code(person: Person, now: datetime, source: RandomSource) -> Code:
    """Return the person's code for life: the one they have, else one drawn, free also among the affiliates' (D11)."""
    kept = Code.objects.filter(person=person).first()
    if kept is not None:
        if kept.superseded_at is not None:
            raise Superseded
        return kept
    for _attempt in range(DRAWS):
        value = draw(source)
        if Affiliate.objects.filter(code=value).exists():
            continue
        try:
            with transaction.atomic():
                return Code.objects.create(value=value, person=person, issued_at=now)
        except IntegrityError:
            continue
    raise NoCodeLeft


def _certificate(
    papers: DependentPapers, case: Case, code: Code, actor: Staff, now: datetime, random_source: Random
) -> Certificate:
    link = Certificate.link_of(draw_token(random_source))
    last = code.certificates.order_by("-number").values_list("number", flat=True).first()
    number = (last or 0) + 1
    facts = certificate_facts(
        solicitud=papers.solicitud,
        case=case,
        document=papers.printed_document,
        code=code.value,
        number=number,
        actor=actor,
        today=local_day(case.agency, now),
    )
    return Certificate.objects.create(
        code=code,
        state=CERTIFICATE.begin(CertificateAct.ISSUE),
        solicitud=papers.solicitud,
        number=number,
        **link,
        facts=facts.to_json(),
        agency=case.agency,
        issued_by=actor,
        issued_at=now,
    )


@transaction.atomic
def reprint_certificate(*, certificate: Certificate, reason: str, after: int, actor: Staff, now: datetime) -> Reprint:
    """Number one more reprint of a certificate in force, with its reason; `after` is the last number that was seen.

    Sent twice, it is the same reprint. Raises `NotYours`, `Restricted`, and ValueError without a reason.
    """
    office_of(actor)
    if not reason.strip():
        raise ValueError("a reason is kept")
    rows = Certificate.objects.select_for_update(no_key=True, of=("self",))
    certificate = rows.select_related("code", "solicitud__case").get(pk=certificate.pk)
    if certificate.state != CertificateState.IN_FORCE or certificate.code.superseded_at is not None:
        raise NotYours
    last = certificate.reprints.order_by("-number").first()
    if last is not None and last.number > after:
        return last
    number = last.number + 1 if last else 1
    case = certificate.solicitud.case
    refuse_restricted(affiliate=case.affiliate_id if case else None, person=certificate.code.person_id)
    made = Reprint.objects.create(
        certificate=certificate, number=number, reason=reason.strip(), printed_by=actor, printed_at=now
    )
    write_event(
        act=Act.CERTIFICATE_REPRINTED, subject=Subject.CERTIFICATE, subject_id=certificate.pk, now=now, actor=actor
    )
    return made
