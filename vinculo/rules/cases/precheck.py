"""What can be told at home, before anybody travels: who cannot have this code for certain, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from vinculo.rules.cases.bringing.remarks import TURNS_18
from vinculo.rules.cases.facts import Applicant, Case, Dependent, Link
from vinculo.rules.cases.requirements.faults import FactCheck, Fault
from vinculo.rules.cases.requirements.person_checks import (
    has_no_cedula,
    is_child_under_18,
    is_foreign,
    is_under_18,
    resides,
)
from vinculo.rules.shared.identity import same_number
from vinculo.rules.shared.marks import mark

# The field beside which each is said, in the order of the form.
_CHECKS: tuple[tuple[str, FactCheck], ...] = (
    ("nationality", is_foreign),
    ("birth_date", is_child_under_18),
    ("resides", resides),
    ("has_cedula", has_no_cedula),
)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The facts of a solicitud as somebody typed them at home."""

    dependent: Dependent
    applicant_document: str
    dependent_document: str


def barriers(dependent: Dependent, today: date) -> dict[str, Fault]:
    """Return, by field, why this person cannot have the code for certain: no later day makes it better."""
    case = Case(applicant=Applicant(code="", names=""), dependent=dependent, judged_on=today)
    faults = ((field, check(case if field != "birth_date" else _of_children(case))) for field, check in _CHECKS)
    return {field: fault for field, fault in faults if fault is not None}


def _of_children(case: Case) -> Case:
    """Return the case without the birth date where age decides nothing: only a child has a limit (S37)."""
    if case.dependent.link is Link.CHILD:
        return case
    return replace(case, dependent=replace(case.dependent, birth_date=None))


def doubts(typed: Typed, attended_on: date) -> tuple[str, ...]:
    """Return marked sentences about what is not wrong for certain; `attended_on` is the day of the turno, or today."""
    texts = []
    if typed.dependent_document and same_number(typed.applicant_document, typed.dependent_document):
        texts.append(
            mark(
                "El número de documento del dependiente es igual al de la persona afiliada. Revise que sea el de cada "
                "uno. Si su hija o hijo consta en el pasaporte de usted, está bien así: dígalo en la ventanilla."
            )
        )
    child = typed.dependent
    if child.link is Link.CHILD and child.birth_date and not is_under_18(child.birth_date, attended_on):
        texts.append(TURNS_18)
    if child.ecuadorian_origin:  # D22
        texts.append(
            mark(
                "Quien nació en el Ecuador, o desciende de alguien que nació aquí, puede tener derecho a la cédula. "
                "Antes de viajar pregunte en el Registro Civil: con la cédula no necesita este código."
            )
        )
    return tuple(texts)
