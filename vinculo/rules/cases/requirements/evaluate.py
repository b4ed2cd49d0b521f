"""The requirements of the procedure as a table, in the order of its page, and what a case still lacks of them.

`required_papers` feeds the citizen's checklist, the desk's form and the printed notice, so the three cannot disagree;
`find_missing` decides. Combinations of cases are never enumerated: each row knows when it applies. Where the page
contradicts itself, step 6 holds (D1): the marriage certificate for a spouse, the birth certificate for a child.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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

RULES_VERSION = "7"  # stored with each application: raise it with every change of what is demanded

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


def _judge_paper(requirement: Requirement, case: Case, paper: Paper) -> tuple[Finding, ...]:
    """Return what is wrong with one paper; one that was not received is not judged further (D15).

    An electronic signature is a reason of its own (S33).
    """
    if not paper.received:
        electronic = paper.signature is Signature.ELECTRONIC
        fault = ELECTRONIC if electronic else _NOT_RECEIVED.having(reason=paper.refusal_reason or _NO_REASON)
        return (_finding(case, requirement, fault, paper),)
    faults = (check(case, paper) for check in requirement.checks)
    return tuple(_finding(case, requirement, fault, paper) for fault in faults if fault)


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return what the findings come to: the gravest severity, refusal first; None where there is nothing to say."""
    return max((finding.severity for finding in findings), key=_GRAVITY.index, default=None)


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
        brought = [paper for paper in shown if paper.kind in requirement.papers]
        wrong = next((paper for paper in reversed(shown) if paper.kind in requirement.mistaken), None)
        if brought:  # the best of those brought counts, of equals the last
            judged = [_judge_paper(requirement, case, paper) for paper in reversed(brought)]
            findings += min(judged, key=lambda each: _GRAVITY.index(gravest) if (gravest := worst(each)) else -1)
        elif wrong:  # D1: another one was brought instead
            findings.append(_finding(case, requirement, requirement.mistaken[wrong.kind], wrong))
        elif requirement.absent:
            findings.append(_finding(case, requirement, requirement.absent))
    return tuple(findings)
