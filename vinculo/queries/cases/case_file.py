"""The whole case for its page at the desk: what is required of exactly this case, what was seen, what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from vinculo.queries.cases import agreements, evaluation, proxy_powers
from vinculo.queries.cases.agreements import AgreementRequest
from vinculo.queries.cases.case_papers import PaperLine, before_the_link, line, paper_name
from vinculo.queries.cases.corrections import Term, term_of
from vinculo.queries.cases.duplicates import Candidate, candidates
from vinculo.queries.cases.evaluation import verdict
from vinculo.queries.cases.looks import can_be_asked
from vinculo.queries.cases.reversals import Past, past
from vinculo.queries.cases.wording import Said, finding_in_words
from vinculo.queries.shared import access, terms
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.reference_data import reference_data
from vinculo.queries.shared.registry import registry_age
from vinculo.records.models import Agreement, Case, Certificate, Decision, PaperRecord, Reversal, Solicitud, Staff
from vinculo.rules.cases import facts
from vinculo.rules.cases.paper_kinds import PAPERS, Names, identities_of
from vinculo.rules.cases.requirements.evaluate import Requirement, find_missing, required_papers, worst
from vinculo.rules.cases.requirements.findings import Finding, Severity
from vinculo.rules.cases.requirements.plausibility_checks import LOOKS
from vinculo.rules.cases.status import ApplicationStatus, CertificateState, DecisionKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.reference_data import ReferenceData

FACTS = "datos"
_STATES = {
    None: "ok",
    Severity.WARNS: "warn",
    Severity.PENDING: "pending",
    Severity.BLOCKS: "missing",
    Severity.REFUSES: "missing",
}


@dataclass(frozen=True)
class RequirementLine:
    """One requirement of exactly this case: what was recorded for it, and what is said of it."""

    code: str
    text: str
    hint: str
    rows: str
    basis: str
    state: str
    papers: list[PaperLine]
    said: list[Said]
    kinds: list[tuple[str, str]]
    wrong_kinds: list[tuple[str, str]]

    @property
    def is_open(self) -> bool:
        """Return whether a paper is asked for and none was recorded yet."""
        return bool(self.kinds) and not self.papers

    @property
    def is_done(self) -> bool:
        """Return whether its papers are good and ask for nothing more: one line is enough."""
        return (
            self.state == "ok"
            and bool(self.papers)
            and not any(each.differs or each.copy_pending for each in self.papers)
        )

    @property
    def is_met_fact(self) -> bool:
        """Return whether this is no paper but a fact, and it holds: one word is enough."""
        return not self.kinds and self.state == "ok"


@dataclass(frozen=True)
class DependentFile:
    """One dependent with the checklist of exactly this case, and what may be decided now."""

    solicitud: Solicitud
    lines: list[RequirementLine]
    candidates: list[Candidate]
    verdict: str  # issue, correct, refuse, wait, compare, facts; or the status once decided
    said: list[Said]
    decisions: list[Decision]
    certificate: Certificate | None
    term: Term | None = None  # of a pending correction
    to_look: frozenset[str] = frozenset()  # codes of the findings for which a look can be asked (D22, D23)
    reversals: list[Past] = field(default_factory=list)
    papers: list[PaperLine] = field(default_factory=list)  # of whom something was decided: to be read (D37)

    @property
    def editable(self) -> bool:
        """Return whether something may still be written."""
        return self.solicitud.status == ApplicationStatus.IN_REVIEW

    @property
    def undecided(self) -> list[Candidate]:
        """Return the candidates that the officer has not decided on (D8)."""
        return [each for each in self.candidates if not each.decided]

    @property
    def stops(self) -> list[Said]:
        """Return what stands in the way of the code."""
        return [each for each in self.said if each.stops]

    @property
    def of_age(self) -> bool:
        """Return whether a daughter or son is 18 or older (S37)."""
        return any(each.code == "of_age" for each in self.said)

    @property
    def to_be_looked_at(self) -> bool:
        """Return whether a finding that somebody else decides stands in the way (D22, D23)."""
        return any(each.code in LOOKS for each in self.stops)

    @property
    def warnings(self) -> list[Said]:
        """Return what the officer has to weigh."""
        return [each for each in self.said if not each.stops]


@dataclass(frozen=True)
class Step:
    """A form of the page: for a solicitud, or for the case where `solicitud` is empty."""

    solicitud: str
    kind: str


@dataclass(frozen=True)
class CaseFile:
    """The case as its page shows it."""

    case: Case
    shared: list[RequirementLine]
    dependents: list[DependentFile]
    steps: list[Step] = field(default_factory=list)
    lapsed: list[Solicitud] = field(default_factory=list)
    reversals: list[Past] = field(default_factory=list)  # of the turno
    proxy: facts.Proxy = field(default_factory=facts.Proxy)
    reference: ReferenceData = field(default_factory=ReferenceData)  # for the countries of the papers and people
    requests: list[AgreementRequest] = field(default_factory=list)  # for a second (D18)
    registry_age: str = ""  # D6: how old is what the registry told; nothing where the table is the registry

    @property
    def second_waits(self) -> bool:
        """Return whether something waits for a second: the page asks again by itself."""
        return any(each.waits for each in self.requests)

    @property
    def next_step(self) -> Step | None:
        """Return the first thing that is still to be written."""
        return self.steps[0] if self.steps else None

    @property
    def open(self) -> bool:
        """Return whether the case is not closed."""
        return self.case.closed_at is None

    @property
    def in_review(self) -> bool:
        """Return whether some dependent is still to be decided."""
        return any(each.editable for each in self.dependents)

    @property
    def paused(self) -> bool:
        """Return whether everything undecided waits for a return visit (D7)."""
        return self.open and not self.in_review and any(self.dependents)

    @property
    def ended(self) -> bool:
        """Return whether the case was closed because a term passed: it can be begun anew."""
        return not self.open and bool(self.lapsed)

    def of(self, reference: str) -> DependentFile | None:
        """Return the dependent with this solicitud."""
        return next((each for each in self.dependents if each.solicitud.reference == reference), None)


def open_file(staff: Staff, reference: str, now: datetime) -> CaseFile:
    """Return a case of the officer's agency as its page shows it, and write that it was read.

    Raises `access.NotFoundHere`.
    """
    case = _whole(access.case(staff, reference))
    access.record_view(act=Act.CASE_READ, subject=Subject.CASE, subject_ids=[case.pk], staff=staff, now=now)
    return _file(case, staff, now)


def _whole(case: Case) -> Case:
    """Return the case with everything its page needs, in a fixed number of statements."""
    papers = PaperRecord.objects.select_related("recorded_by").order_by("pk")
    ended = Decision.objects.filter(solicitud=OuterRef("pk"), kind=DecisionKind.WITHDRAWAL)
    solicitudes = (
        Solicitud.objects.filter(
            ~Q(status=ApplicationStatus.WITHDRAWN) | Exists(ended)
        )  # the person who was taken out is not shown
        .order_by("position", "pk")
        .prefetch_related(
            "resemblances",
            Prefetch("decisions", Decision.objects.select_related("decided_by").order_by("pk")),
            Prefetch("reversals", Reversal.objects.select_related("made_by")),
            Prefetch("certificates", Certificate.objects.select_related("code")),
        )
    )
    rows = Case.objects.select_related("affiliate", "agency", "turno", "officer").prefetch_related(
        "affiliate__documents",
        Prefetch("turno__reversals", Reversal.objects.select_related("made_by")),
        Prefetch("papers", papers),
        Prefetch("solicitudes", solicitudes),
    )
    asked = Exists(Agreement.objects.filter(case=OuterRef("pk")))
    return rows.annotate(asked_a_second=asked).get(pk=case.pk)


def _file(case: Case, staff: Staff, now: datetime) -> CaseFile:
    builder = _Builder(case, staff, now)
    dependents = [builder.dependent(each) for each in case.solicitudes.all()]
    shared = builder.shared_lines()
    steps = _steps_of_case(shared, dependents) if case.closed_at is None else []
    lapsed = list(terms.lapsed_solicitudes(case)) if any(each.verdict == "withdrawn" for each in dependents) else []
    reversals = past(case.turno.reversals.all()) if case.turno else []
    requests = agreements.requests_of(builder.identity.requests, now) if case.closed_at is None else []
    age = registry_age(case.affiliate, now)
    return CaseFile(case, shared, dependents, steps, lapsed, reversals, builder.proxy, builder.reference, requests, age)


def _steps_of_case(shared: list[RequirementLine], dependents: list[DependentFile]) -> list[Step]:
    """Return what is still to be written: nothing of a dependent who must be refused, nor for nobody else (S03)."""
    editable = [each for each in dependents if each.editable]
    going_on = [each for each in editable if each.verdict != "refuse"]
    everybody = [Step("", each.kinds[0][0]) for each in shared if each.is_open] if going_on or not editable else []
    return everybody + [step for each in going_on for step in _steps(each)]


def _steps(each: DependentFile) -> list[Step]:
    """Return what is still to be written of a dependent, as the papers lie: the form, the document, the certificate.

    A document fills the facts, so they come after it.
    """
    reference = each.solicitud.reference
    papers = [Step(reference, line.kinds[0][0]) for line in each.lines if line.is_open]
    facts_missing = not each.solicitud.link or any(one.code in _FACT_CODES for one in each.said)
    if not facts_missing:
        return papers
    documents = [place for place, step in enumerate(papers, 1) if step.kind in identities_of(Names.DEPENDENT)]
    after = max(documents, default=0)
    return [*papers[:after], Step(reference, FACTS), *papers[after:]]


_FACT_CODES = {"names_missing", "birth_date_missing", "nationality_missing", "residence_undeclared", "birth_in_future"}


class _Builder:
    """Builds the lines of one case for one officer on one day."""

    def __init__(self, case: Case, staff: Staff, now: datetime) -> None:
        self.case, self.staff, self.now = case, staff, now
        self.today = local_day(case.agency, now)
        self.proxy = proxy_powers.proxy_of(case, self.today)
        of = [each for row in case.solicitudes.all() for each in (row.nationality, row.dependent_document_country)]
        issuers = [each.country for each in case.papers.all()]
        self.reference = reference_data([*issuers, case.affiliate.nationality, *of])
        self.papers = [each for each in case.papers.all() if each.undone_at is None]
        self.identity = evaluation.identity_of(case, self.papers, now, requests=case.asked_a_second)  # type: ignore[attr-defined]
        # All of the case, which answer for each finding without a statement of its own.
        self.requests = self.identity.requests
        decided = [each for solicitud in case.solicitudes.all() for each in solicitud.decisions.all()]
        self.decided = [(each.solicitud_id, each.decided_at) for each in decided]
        self.shared_codes = {each.code for each in required_papers(self._anybody()) if each.shared}
        self.shared_findings: dict[str, Finding] = {}

    def dependent(self, solicitud: Solicitud) -> DependentFile:
        """Return one dependent with findings, lines and verdict."""
        papers = evaluation.papers_for(self.case, solicitud)
        in_review = solicitud.status == ApplicationStatus.IN_REVIEW
        similar_people = candidates(papers, self.now) if in_review else []
        judged = evaluation.case_of(papers, self.case, self.now, self.proxy, self.identity, self.reference)
        findings, looks = (
            evaluation.judge(judged, papers, self.case, self.now, self.requests) if judged and in_review else ((), {})
        )
        requirements = required_papers(judged) if judged else before_the_link(self.case.procedure_id)
        self._share(findings)
        decisions = list(solicitud.decisions.all())
        certificates = [each for each in solicitud.certificates.all() if each.state == CertificateState.IN_FORCE]
        return DependentFile(
            solicitud=solicitud,
            lines=[self._line(each, findings, papers.records, solicitud) for each in requirements if not each.shared],
            candidates=similar_people,
            verdict=verdict(findings, similar_people, linked=judged is not None) if in_review else solicitud.status,
            said=[finding_in_words(each) for each in findings],
            decisions=decisions,
            certificate=certificates[0] if certificates else None,
            term=term_of(solicitud, self.today) if solicitud.status == ApplicationStatus.CORRECTION_PENDING else None,
            to_look=frozenset(each.code for each in findings if can_be_asked(each, looks)),
            reversals=past(solicitud.reversals.all()),
            papers=[] if in_review else self._papers_of(solicitud),
        )

    def _papers_of(self, solicitud: Solicitud) -> list[PaperLine]:
        """Return the papers on which a decision rests, whatever is asked for by now."""
        mine = [each for each in self.papers if each.solicitud_id == solicitud.pk]
        return [line(each, self.case.agency, None, undoable=False) for each in mine]

    def _share(self, findings: tuple[Finding, ...]) -> None:
        """Keep what is said of the papers that serve everybody, once each."""
        for each in findings:
            if each.requirement in self.shared_codes:
                self.shared_findings.setdefault(each.code, each)

    def shared_lines(self) -> list[RequirementLine]:
        """Return the lines of the affiliate and of the proxy, which serve every dependent."""
        papers = [each for each in self.papers if each.solicitud_id is None]
        findings = tuple(self.shared_findings.values()) or self._judge_without_link(papers)
        return [self._line(each, findings, papers, None) for each in required_papers(self._anybody()) if each.shared]

    def _anybody(self) -> facts.Case:
        """Return a case that stands for any dependent: what is shared does not depend on the link."""
        presenter = facts.PresentedBy.PROXY if self.case.by_proxy else facts.PresentedBy.AFFILIATE
        applicant = evaluation.applicant_of(self.case.affiliate, self.case.affiliate.code)
        dependent = facts.Dependent(link=facts.Link.CHILD)
        return facts.Case(
            applicant=applicant,
            dependent=dependent,
            judged_on=self.case.first_presented_on,
            presented_by=presenter,
            endorsement_in_force=bool(self.proxy.endorsement),
            proxy=self.proxy,
            seen_on=self.today,
            procedure=self.case.procedure_id,
            reference=self.reference,
            held_by_others=self.identity.held_by_others,
            seconds=self.identity.seconds,
        )

    def _judge_without_link(self, papers: list[PaperRecord]) -> tuple[Finding, ...]:
        """Judge the shared papers where no dependent can be judged yet."""
        findings = find_missing(self._anybody(), [evaluation.paper_of(each) for each in papers])
        return tuple(each for each in findings if each.requirement in self.shared_codes)

    def _line(
        self,
        requirement: Requirement,
        findings: tuple[Finding, ...],
        papers: list[PaperRecord],
        solicitud: Solicitud | None,
    ) -> RequirementLine:
        mine = [each for each in findings if each.requirement == requirement.code]
        recorded = [each for each in papers if each.kind in {*requirement.papers, *requirement.mistaken}]
        return RequirementLine(
            code=requirement.code,
            text=_(requirement.text),
            hint=_(requirement.hint),
            rows=", ".join(requirement.rows),
            basis=requirement.basis_on(self._anybody()),
            state=_STATES[worst(mine)],
            papers=[self._paper(each, solicitud) for each in recorded],
            said=[finding_in_words(each) for each in mine],
            kinds=_kinds(requirement, solicitud),
            wrong_kinds=[(kind.value, paper_name(kind)) for kind in requirement.mistaken],
        )

    def _paper(self, record: PaperRecord, solicitud: Solicitud | None) -> PaperLine:
        rests = any(at >= record.recorded_at and record.solicitud_id in {None, owner} for owner, at in self.decided)
        undoable = record.recorded_by_id == self.staff.pk and not rests
        return line(record, self.case.agency, solicitud, undoable=undoable)


def _kinds(requirement: Requirement, solicitud: Solicitud | None) -> list[tuple[str, str]]:
    """Return the papers that meet a requirement, the likelier one first."""
    kinds = list(requirement.papers)
    if solicitud:
        kinds.sort(key=lambda kind: PAPERS[kind].identity != solicitud.dependent_document_kind)
    return [(kind.value, paper_name(kind)) for kind in kinds]
