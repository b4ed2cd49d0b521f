"""What a simulated officer does with a case: the papers recorded, then the code, the correction or the refusal."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import date, datetime, timedelta
from random import Random

from vinculo.actions.cases.agreements import agree
from vinculo.actions.cases.case import DependentFacts, save_facts
from vinculo.actions.cases.decisions import decide_resemblance, refuse_application, request_correction
from vinculo.actions.cases.entries import LeftOpen
from vinculo.actions.cases.issuing import NotReadyToIssue, Undecided, issue_code
from vinculo.actions.cases.papers import record_paper
from vinculo.actions.cases.visits import end_visit
from vinculo.queries.cases import duplicates
from vinculo.queries.cases.evaluation import papers_for
from vinculo.records.models import Case, Role, Solicitud, Staff
from vinculo.rules.cases.agreements import AgreementState
from vinculo.rules.cases.facts import Copy, Formality, Paper, Signature
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.names import fold
from vinculo.simulation.people import Relative, Visitor

SIGNED = Paper(kind=PaperKind.SOLICITUD, signature=Signature.HANDWRITTEN, solicitud_complete=True)


def serve(
    case: Case, visitor: Visitor, *, with_all_papers: bool, actor: Staff, now: datetime, chance: Random
) -> Tally[str]:
    """Serve everybody of a case and return what was decided; the visit ends, whatever is left open."""
    done: Tally[str] = Tally()
    _record_shared_papers(case, visitor, actor, now)
    rows = list(case.solicitudes.order_by("position"))
    for solicitud, relative in zip(rows, visitor.relatives, strict=False):
        if solicitud.status == ApplicationStatus.IN_REVIEW:
            done[_one(case, solicitud, relative, visitor, with_all_papers, actor, now, chance)] += 1
    case.refresh_from_db()
    if case.closed_at is None:
        end_visit(case=case, actor=actor, now=now, left=LeftOpen("papers"))
    return done


def _record_shared_papers(case: Case, visitor: Visitor, actor: Staff, now: datetime) -> None:
    """Record the papers that serve everybody of a case: the affiliate's passport, and those of a proxy."""
    kept = case.papers.filter(undone_at=None)
    kinds = set(kept.values_list("kind", flat=True))
    papers = [_affiliate_passport(visitor, now)]
    if case.by_proxy:
        papers.append(Paper(kind=PaperKind.PROXY_ID, number=visitor.proxy_passport, holder_names=visitor.proxy_names))
    for paper in papers:
        if paper.kind.value not in kinds:
            _record(case, None, paper, actor, now)
    if case.by_proxy and not kept.filter(kind=PaperKind.POWER, number=visitor.sumilla).exists():
        _record(case, None, Paper(kind=PaperKind.POWER, copy=Copy.PAPER, number=visitor.sumilla), actor, now)


def _one(
    case: Case,
    solicitud: Solicitud,
    relative: Relative,
    visitor: Visitor,
    complete: bool,
    actor: Staff,
    now: datetime,
    chance: Random,
) -> str:
    """Record what a dependent brought, then decide by what the rules say of it; return the decision."""
    save_facts(solicitud=solicitud, facts=_facts(relative), version=solicitud.version, actor=actor, now=now)
    papers = [SIGNED, _passport(relative, now)]
    if complete or not visitor.lacks_paper:
        papers.append(_link(relative, now))
    kinds = set(solicitud.papers.filter(undone_at=None).values_list("kind", flat=True))
    for paper in papers:
        if paper.kind.value not in kinds:
            _record(case, solicitud, paper, actor, now)
    return _decide(solicitud, actor, now, chance)


def _decide(solicitud: Solicitud, actor: Staff, now: datetime, chance: Random) -> str:
    solicitud.refresh_from_db()
    try:
        issue_code(solicitud=solicitud, version=solicitud.version, actor=actor, now=now, random_source=chance)
    except Undecided:
        _tell_apart(solicitud, actor, now)
        return _decide(solicitud, actor, now, chance)
    except NotReadyToIssue as stopped:
        return _not_issued(solicitud, {each.severity for each in stopped.findings}, actor, now)
    return "issued"


def _not_issued(solicitud: Solicitud, why: set[Severity], actor: Staff, now: datetime) -> str:
    if Severity.REFUSES in why:
        refuse_application(solicitud=solicitud, note="", version=solicitud.version, actor=actor, now=now)
        return "refused"
    if Severity.BLOCKS in why:
        request_correction(solicitud=solicitud, note="", version=solicitud.version, actor=actor, now=now)
        return "corrected"
    return "pending"  # of the legal unit: the case waits and is continued


def _tell_apart(solicitud: Solicitud, actor: Staff, now: datetime) -> None:
    """Say of everybody who resembles the dependent that they are somebody else: these people were drawn one by one.

    Another officer of the centre agrees at once (D19).
    """
    assert solicitud.case is not None
    reason = "Otra fecha y otros padres"
    for each in duplicates.candidates(papers_for(solicitud.case, solicitud), now):
        decide_resemblance(solicitud=solicitud, person=each.holder, same=False, reason=reason, actor=actor, now=now)
    second = Staff.objects.filter(agency=actor.agency_id, role=Role.OFFICER, is_active=True).exclude(pk=actor.pk)
    for asked in solicitud.case.agreements.filter(state=AgreementState.WAITING):
        agree(agreement=asked, reason=reason, actor=second.order_by("pk")[0], now=now)


def _record(case: Case, solicitud: Solicitud | None, paper: Paper, actor: Staff, now: datetime) -> None:
    place = Case.objects.filter(pk=case.pk) if solicitud is None else Solicitud.objects.filter(pk=solicitud.pk)
    version = place.values_list("version", flat=True).get()
    record_paper(case=case, solicitud=solicitud, paper=paper, version=version, actor=actor, now=now)


def _facts(relative: Relative) -> DependentFacts:
    return DependentFacts(
        names=relative.names,
        document_number=relative.passport,
        document_country="COL",
        nationality="COL",
        birth_date=relative.birth,
        link=relative.link,
        resides=True,
        has_cedula=relative.has_cedula,
        account="Solicito el código.",
    )


def _passport(relative: Relative, now: datetime) -> Paper:
    return _identity(PaperKind.DEPENDENT_PASSPORT, relative.passport, relative.names, relative.birth, now)


def _affiliate_passport(visitor: Visitor, now: datetime) -> Paper:
    return _identity(PaperKind.AFFILIATE_PASSPORT, visitor.passport, visitor.names, visitor.birth, now)


def _identity(kind: PaperKind, number: str, names: str, birth: date, now: datetime) -> Paper:
    return Paper(
        kind=kind,
        number=number,
        holder_names=fold(names),
        holder_birth_date=birth,
        holder_nationality="COL",
        country="COL",
        valid_until=now.date() + timedelta(days=2000),
        original_seen=True,
        copy=Copy.PAPER,
    )


def _link(relative: Relative, now: datetime) -> Paper:
    kind = PaperKind.BIRTH if relative.link == "child" else PaperKind.MARRIAGE
    return Paper(
        kind=kind,
        issuing_authority="Notaría Primera de Cali",
        country="COL",
        issued_on=max(relative.birth, now.date() - timedelta(days=400)),
        language="es",
        formality=Formality.APOSTILLE,
        names_affiliate=True,
        names_dependent=True,
        original_seen=True,
        copy=Copy.PAPER,
    )
