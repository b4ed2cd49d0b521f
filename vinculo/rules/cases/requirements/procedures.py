"""The table of requirements of each procedure: the person who asks what a case needs comes through here.

A second procedure with other requirements is a table of its own beside `table.py` and one line below.
"""

from __future__ import annotations

from vinculo.rules.cases.requirements.model import Requirement
from vinculo.rules.cases.requirements.table import REQUIREMENTS
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS

TABLES: dict[str, tuple[Requirement, ...]] = {FOREIGN_DEPENDENTS: REQUIREMENTS}


class NoRequirements(LookupError):
    """A procedure whose requirements nobody wrote down: no case of it can be judged."""


def judged_as(procedure: str) -> str:
    """Return under which procedure a case is opened: its own, or the one carried out here where it has no table."""
    return procedure if procedure in TABLES else FOREIGN_DEPENDENTS


def requirements_of(procedure: str) -> tuple[Requirement, ...]:
    """Return the table of a procedure, in the order of its page. Raises `NoRequirements`."""
    try:
        return TABLES[procedure]
    except KeyError:
        raise NoRequirements(procedure) from None
