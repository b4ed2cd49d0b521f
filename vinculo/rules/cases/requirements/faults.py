"""What a check says: a fault, which `requirements.missing` turns into a finding of its requirement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from vinculo.rules.cases.facts import Case, Paper
from vinculo.rules.cases.requirements.findings import Severity


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong; `rows` are told apart only where they are more exact than the requirement's."""

    code: str
    text: str
    remedy: str
    severity: Severity = Severity.BLOCKS
    rows: tuple[str, ...] = ()
    params: dict[str, str] = field(default_factory=dict)

    def having(self, **params: str) -> Fault:
        """Return the same fault with the places of its texts filled."""
        return replace(self, params=params)


FactCheck = Callable[[Case], Fault | None]
PaperCheck = Callable[[Case, Paper], Fault | None]


def print_day(day: date) -> str:
    """Return a day as people read it here: 30/11/2026."""
    return f"{day:%d/%m/%Y}"
