"""From the records of a case to the facts that the rules judge, and what they say of it.

What may be decided now on a dependent, from what is said of their case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, datetime
from enum import StrEnum

from vinculo.queries.cases import affiliate_identity, proxy_powers
from vinculo.queries.cases.duplicates import Candidate, DependentPapers, already_has_a_code
from vinculo.queries.cases.looks import has_other_partner, look_lines, looks_at
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.reference_data import reference_data
from vinculo.records.models import Affiliate, Agreement, Case, PaperRecord, Solicitud
from vinculo.rules.cases import facts
from vinculo.rules.cases.agreements import Compared
from vinculo.rules.cases.paper_kinds import Names, PaperKind, identities_of
from vinculo.rules.cases.requirements.affiliate_checks import IDENTITY_PENDING
from vinculo.rules.cases.requirements.evaluate import find_missing, worst
from vinculo.rules.cases.requirements.findings import Finding, Severity
from vinculo.rules.cases.requirements.plausibility_checks import LOOKS
from vinculo.rules.shared.identity import same_number
from vinculo.rules.shared.reference_data import ReferenceData

STOPS = frozenset({Severity.REFUSES, Severity.BLOCKS, Severity.PENDING})

_VOCABULARIES: dict[str, type[StrEnum]] = {
    "kind": PaperKind,
    "copy": facts.Copy,
    "executed_by": facts.ExecutedBy,
    "formality": facts.Formality,
    "signature": facts.Signature,
}


def paper_columns(paper: facts.Paper) -> dict[str, object]:
    """Return the columns of `PaperRecord` for a paper of the rules: they have the same names."""
    values = {each.name: getattr(paper, each.name) for each in fields(paper)}
    return {name: value.value if isinstance(value, StrEnum) else value for name, value in values.items()}


def paper_of(record: PaperRecord) -> facts.Paper:
    """Return a recorded paper as the rules see it."""
    values = {each.name: getattr(record, each.name) for each in fields(facts.Paper)}
    return facts.Paper(**(values | {name: members(values[name]) for name, members in _VOCABULARIES.items()}))


def applicant_of(affiliate: Affiliate, written_code: str) -> facts.Applicant:
    """Return the affiliate with the whole history of documents, and the code if it is the one written down (S11)."""
    code = affiliate.code if same_number(affiliate.code, written_code) else ""
    documents = tuple(
        facts.IdDocument(kind=each.kind, number=each.number, country=each.country) for each in affiliate.documents.all()
    )
    return facts.Applicant(
        code=code,
        names=affiliate.names,
        documents=documents,
        active=affiliate.active,
        birth_date=affiliate.birth_date,
        sex=affiliate.sex,
        nationality=affiliate.nationality,
    )


def case_of(
    papers: DependentPapers,
    case: Case,
    now: datetime,
    proxy: facts.Proxy | None = None,
    identity: affiliate_identity.KnownDocuments | None = None,
    reference: ReferenceData | None = None,
) -> facts.Case | None:
    """Return the case of one dependent as the rules judge it at a moment (D12).

    None while the family link is not chosen: then no checklist is known. `proxy` is what `powers.proxy_of` says of the
    case, `identity` what `identity_of` says of the affiliate's documents and `reference` the dated data, where the
    caller knows them already.
    """
    solicitud = papers.solicitud
    if not solicitud.link:
        return None
    dependent = facts.Dependent(
        link=facts.Link(solicitud.link),
        names=solicitud.dependent_names,
        birth_date=solicitud.birth_date,
        sex=solicitud.sex,
        nationality=solicitud.nationality,
        has_cedula=solicitud.has_cedula,
        resides=solicitud.resides,
        ecuadorian_origin=solicitud.ecuadorian_origin,
        has_code=already_has_a_code(papers, case.affiliate),
    )
    today = local_day(case.agency, now)
    known = proxy or proxy_powers.proxy_of(case, today)
    shown = identity or identity_of(case, papers.records, now)
    return facts.Case(
        applicant=replace(
            applicant_of(case.affiliate, solicitud.applicant_code), read_birth_date=_read_birth_date(papers.records)
        ),
        dependent=dependent,
        judged_on=solicitud.presented_on or case.first_presented_on,
        presented_by=facts.PresentedBy.PROXY if case.by_proxy else facts.PresentedBy.AFFILIATE,
        endorsement_in_force=bool(known.endorsement),  # today: no pending endorsement touches the day of D12
        proxy=known,
        seen_on=today,
        procedure=case.procedure_id,
        held_by_others=shown.held_by_others,
        seconds=shown.seconds,
        other_partner=has_other_partner(papers, case),
        reference=reference or reference_of(papers),
    )


def _read_birth_date(records: Iterable[PaperRecord]) -> date | None:
    """Return the birth date on the affiliate's document that was recorded last."""
    kinds = identities_of(Names.AFFILIATE)
    read = [each.holder_birth_date for each in records if each.kind in kinds and each.received]
    return next((day for day in reversed(read) if day), None)


def judge(
    judged: facts.Case, papers: DependentPapers, case: Case, now: datetime, requests: Iterable[Agreement] | None = None
) -> tuple[tuple[Finding, ...], dict[str, str]]:
    """Return what the case lacks, and by its code how the look at each finding that is decided elsewhere stands.

    `requests` are those of the case for a second, the oldest first, where the caller has them.
    """
    shown = [paper_of(each) for each in papers.records]
    findings = find_missing(judged, shown)
    looks = looks_at(case, papers.solicitud, findings, now, requests)
    return (find_missing(replace(judged, looks=looks), shown) if looks else findings), looks


def identity_of(
    case: Case, papers: Iterable[PaperRecord], now: datetime, *, requests: bool = False
) -> affiliate_identity.KnownDocuments:
    """Return what is known of the affiliate's documents shown that are not registered under the code (D18)."""
    kinds = identities_of(Names.AFFILIATE)
    shown = [(each, paper_of(each)) for each in papers if each.kind in kinds]
    applicant = applicant_of(case.affiliate, case.affiliate.code)
    return affiliate_identity.known_of(case, applicant, shown, now, requests=requests)


def reference_of(papers: DependentPapers) -> ReferenceData:
    """Return the dated data for the countries that issued the papers of a dependent (D24, D26)."""
    return reference_data(each.country for each in papers.records)


def papers_for(case: Case, solicitud: Solicitud) -> DependentPapers:
    """Return the papers that count for a dependent: their own and the shared ones, none that was undone."""
    theirs = {None, solicitud.pk}
    records = [each for each in case.papers.all() if each.undone_at is None and each.solicitud_id in theirs]
    return DependentPapers(solicitud, records)


def findings_of(
    papers: DependentPapers, case: Case, now: datetime, reference: ReferenceData | None = None
) -> tuple[Finding, ...] | None:
    """Return everything the dependent's case lacks at a moment, or None while no link is chosen."""
    judged = case_of(papers, case, now, reference=reference)
    return None if judged is None else judge(judged, papers, case, now)[0]


def look_to_ask(papers: DependentPapers, case: Case, code: str, now: datetime) -> tuple[Compared, ...] | None:
    """Return what somebody else would decide of a finding; None where it is not there, or was agreed to (D22, D23)."""
    for each in findings_of(papers, case, now) or ():
        if each.code == code and code in LOOKS and each.severity is not Severity.WARNS:
            return look_lines(case, papers.solicitud, each)
    return None


def verdict(findings: tuple[Finding, ...], candidates: list[Candidate], *, linked: bool) -> str:
    """Return what may be decided now: what is missing first, then the people it may be (D8, D15)."""
    gravest = worst(findings)
    if not linked:
        return "facts"
    if gravest is Severity.REFUSES:
        return "refuse"
    if gravest is Severity.BLOCKS:
        return "correct"
    if any(not each.decided for each in candidates):
        return "compare"
    if gravest is Severity.PENDING:
        pending = {each.code for each in findings if each.severity is Severity.PENDING}
        return "confirm" if pending <= IDENTITY_PENDING | set(LOOKS) else "wait"
    return "issue"
