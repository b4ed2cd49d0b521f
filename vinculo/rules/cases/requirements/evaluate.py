"""The requirements of the procedure as a table, in the order of its page, and what a case still lacks of them.

`required_papers` feeds the citizen's checklist, the desk's form and the printed notice, so the three cannot disagree;
`find_missing` decides. Combinations of cases are never enumerated: each row knows when it applies. Where the page
contradicts itself, step 6 holds (D1): the marriage certificate for a spouse, the birth certificate for a child.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vinculo.rules.cases.facts import Case, Paper, Signature
from vinculo.rules.cases.paper_kinds import PAPERS
from vinculo.rules.cases.requirements.faults import Fault
from vinculo.rules.cases.requirements.findings import Finding, Severity
from vinculo.rules.cases.requirements.model import Requirement
from vinculo.rules.cases.requirements.paper_checks import ELECTRONIC
from vinculo.rules.cases.requirements.procedures import requirements_of
from vinculo.rules.cases.requirements.table import REQUIREMENTS
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.reference_data import ReferenceData

__all__ = ["REQUIREMENTS", "RULES_VERSION", "Requirement", "checklist", "find_missing", "required_papers", "worst"]

RULES_VERSION = "4"  # stored with each application: raise it with every change of what is demanded

_NOT_RECEIVED = Fault(
    code="not_received",
    rows=("D15",),
    text=mark("No se recibió el documento (%(document)s): %(reason)s"),
    remedy=mark("Traiga el documento corregido según el motivo indicado."),
)
_NO_REASON = mark("motivo no registrado")

_GRAVITY = (Severity.WARNS, Severity.PENDING, Severity.BLOCKS, Severity.REFUSES)


def judged_by(reference: ReferenceData) -> str:
    """Return what is kept with a decision: the version of the rules and that of the dated data they judged by."""
    return f"{RULES_VERSION}.{reference.version}" if reference.version else RULES_VERSION


def _finding(case: Case, requirement: Requirement, fault: Fault, paper: Paper | None = None) -> Finding:
    """Return the finding that a fault is for a requirement; the document's name is filled in."""
    document = {"document": PAPERS[paper.kind].name} if paper else {}
    return Finding(
        code=fault.code,
        requirement=requirement.code,
        title=requirement.text,
        rows=fault.rows or requirement.rows,
        severity=fault.severity,
        text=fault.text,
        remedy=fault.remedy,
        basis=requirement.basis_on(case),
        step=requirement.step,
        paper=paper.kind if paper else None,
        params={**document, **fault.params},
    )


def _turned_away(paper: Paper) -> Fault:
    """Return why a paper was not received (D15); an electronic signature is its own reason (S33)."""
    if paper.signature is Signature.ELECTRONIC:
        return ELECTRONIC
    return _NOT_RECEIVED.having(reason=paper.refusal_reason or _NO_REASON)


def _judged(requirement: Requirement, case: Case, paper: Paper) -> tuple[Finding, ...]:
    """Return what is wrong with one paper; one that was not received is not judged further."""
    if not paper.received:
        return (_finding(case, requirement, _turned_away(paper), paper),)
    faults = (check(case, paper) for check in requirement.checks)
    return tuple(_finding(case, requirement, fault, paper) for fault in faults if fault)


def worst(findings: Sequence[Finding]) -> Severity | None:
    """Return what the findings come to: the gravest severity, refusal first; None where there is nothing to say."""
    return max((finding.severity for finding in findings), key=_GRAVITY.index, default=None)


def _rank(findings: Sequence[Finding]) -> int:
    gravest = worst(findings)
    return -1 if gravest is None else _GRAVITY.index(gravest)


def _absent(requirement: Requirement, case: Case, shown: Sequence[Paper]) -> Iterator[Finding]:
    """Return what to say where no paper of the right kind was brought (D1: perhaps a wrong one)."""
    wrong = next((paper for paper in reversed(shown) if paper.kind in requirement.mistaken), None)
    if wrong:
        yield _finding(case, requirement, requirement.mistaken[wrong.kind], wrong)
    elif requirement.absent:
        yield _finding(case, requirement, requirement.absent)


def _of_papers(requirement: Requirement, case: Case, shown: Sequence[Paper]) -> Iterator[Finding]:
    """Return what is wrong with the paper that counts: the best of those brought, of equals the last."""
    brought = [paper for paper in shown if paper.kind in requirement.papers]
    if brought:
        yield from min((_judged(requirement, case, paper) for paper in reversed(brought)), key=_rank)
    else:
        yield from _absent(requirement, case, shown)


def required_papers(case: Case) -> tuple[Requirement, ...]:
    """Return the requirements of exactly this case, in the order of its procedure's page."""
    return tuple(requirement for requirement in requirements_of(case.procedure) if requirement.applies(case))


def checklist(case: Case) -> tuple[Requirement, ...]:
    """Return the requirements of this case that are met by bringing a paper."""
    return tuple(requirement for requirement in required_papers(case) if requirement.papers)


def find_missing(case: Case, shown: Sequence[Paper]) -> tuple[Finding, ...]:
    """Return everything that this case lacks, given the papers shown so far, in the order of the page; pure.

    Nothing missing: an empty tuple, or warnings only, and the code may be issued.
    """
    findings: list[Finding] = []
    for requirement in required_papers(case):
        findings += [_finding(case, requirement, fault) for check in requirement.facts if (fault := check(case))]
        findings += _of_papers(requirement, case, shown)
    return tuple(findings)
