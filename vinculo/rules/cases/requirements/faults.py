"""What a check says: a fault, which `requirements.missing` turns into a finding of its requirement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date

from vinculo.rules.cases.facts import Case, Dependent, Paper
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.shared.marks import mark

# What to do instead, where to take the same power to the unit would not help.
ANOTHER_POWER = mark("La persona afiliada puede hacer el trámite ella misma, o con un poder nuevo.")


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


def recorded_check(name: str, fault: Fault) -> PaperCheck:
    """Return the check that something of the paper is recorded; a text of spaces says nothing."""
    assert name in {each.name for each in fields(Paper)}, name

    def is_recorded(_case: Case, paper: Paper) -> Fault | None:
        value = getattr(paper, name)
        return None if (value.strip() if isinstance(value, str) else value) else fault

    return is_recorded


def dependent_check(name: str, fault: Fault, *, filled: bool = True) -> FactCheck:
    """Return the check that something of the dependent is filled, or with `filled` false that it is not."""
    assert name in {each.name for each in fields(Dependent)}, name

    def agrees(case: Case) -> Fault | None:
        value = getattr(case.dependent, name)
        return None if bool(value.strip() if isinstance(value, str) else value) == filled else fault

    return agrees


def print_day(day: date) -> str:
    """Return a day as people read it here: 30/11/2026."""
    return f"{day:%d/%m/%Y}"
