"""What the rules say of a case: a requirement that is not met, in codes and parameters; `web` words it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from vinculo.rules.cases.paper_kinds import PaperKind


class Severity(StrEnum):
    """What a finding does to the decision."""

    REFUSES = "refuses"  # the person cannot qualify (D15): refusal
    BLOCKS = "blocks"  # something is missing or was not received: correction (D7, D15)
    PENDING = "pending"  # waits for the legal unit (S38): neither correction nor refusal
    WARNS = "warns"  # the officer decides


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to say about one requirement.

    `requirement` is its code and `title` its marked text; `text` is a marked Spanish sentence with `%(name)s` places
    filled from `params`; `remedy` says what to do instead, marked alike; `rows` cite the requirement (`S36`) for us,
    `step` and `basis` the page and the law for the person who reads it.
    """

    code: str
    requirement: str
    title: str
    rows: tuple[str, ...]
    severity: Severity
    text: str
    remedy: str
    basis: str
    step: str = ""  # where the page asks for it, marked
    paper: PaperKind | None = None
    params: dict[str, str] = field(default_factory=dict)
