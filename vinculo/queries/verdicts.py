"""What may be decided now on a dependent, from what is said of their case."""

from __future__ import annotations

from vinculo.queries.resemblances import Candidate
from vinculo.rules.findings import Finding, Severity
from vinculo.rules.requirements import worst


def verdict(findings: tuple[Finding, ...], found: list[Candidate], *, linked: bool) -> str:
    """Return what may be decided now: what is missing first, then the people it may be (D8, D15)."""
    gravest = worst(findings)
    if not linked:
        return "facts"
    if gravest is Severity.REFUSES:
        return "refuse"
    if gravest is Severity.BLOCKS:
        return "correct"
    if any(not each.decided for each in found):
        return "compare"
    return "wait" if gravest is Severity.PENDING else "issue"
