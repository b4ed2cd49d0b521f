"""Checks of what is seldom so (D22, D23): findings that a supervisor or the legal unit decides with a reason.

Each is judged from the facts; how the request for a look stands changes what is said of it. None refuses by itself.
"""

from __future__ import annotations

from dataclasses import replace

from vinculo.rules.cases.agreements import AgreementKind, AgreementState
from vinculo.rules.cases.facts import Case, ExecutedBy, Link, Paper
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.faults import Fault, print_day
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.cases.requirements.person_checks import is_under_18
from vinculo.rules.shared.countries import ECUADOR, canonical
from vinculo.rules.shared.marks import mark

YOUNGEST_PARENT = 12  # years at the birth of the child (D23)
PARTNERS = frozenset({Link.SPOUSE, Link.PARTNER})  # of whom an affiliate has one at a time (D23)

# The findings that somebody else decides, with the kind of the request (D22, D23).
LOOKS = {
    "ecuadorian_by_birth": AgreementKind.ECUADORIAN_ORIGIN,
    "ecuadorian_origin": AgreementKind.ECUADORIAN_ORIGIN,
    "partner_under_18": AgreementKind.LINK_PLAUSIBLE,
    "second_partner": AgreementKind.LINK_PLAUSIBLE,
    "certificate_too_early": AgreementKind.LINK_PLAUSIBLE,
    "parent_too_young": AgreementKind.LINK_PLAUSIBLE,
}


def _looked_at(case: Case, fault: Fault) -> Fault:
    """Return the fault as it stands after the request for a look: waiting, decided, or as it is."""
    standing = case.looks.get(fault.code, "")
    if standing == AgreementState.WAITING:
        return replace(fault, severity=Severity.PENDING, remedy=_WAITS)
    if standing == AgreementState.AGREED:
        return replace(fault, severity=Severity.WARNS, remedy=_AGREED)
    if standing == AgreementState.DISAGREED:
        return replace(fault, severity=Severity.BLOCKS, remedy=_DISAGREED)
    return fault


def is_not_born_in_ecuador(case: Case, paper: Paper) -> Fault | None:
    """Return a fault for a certificate of birth issued in Ecuador: who is born here has a right to a cédula (D22).

    One of an Ecuadorian consulate is Ecuadorian too, of a child of Ecuadorians. An adoption decided here says nothing
    of where the child was born.
    """
    if paper.kind is not PaperKind.BIRTH:
        return None
    if canonical(paper.country) == ECUADOR:
        return _looked_at(case, _BORN_HERE)
    by_consul = paper.executed_by is ExecutedBy.ECUADORIAN_CONSUL
    return _looked_at(case, _REGISTERED_BY_CONSUL) if by_consul else None


def is_of_foreign_origin(case: Case) -> Fault | None:
    """Return a fault where somebody was born in Ecuador or descends from who was (D22, Constitution art. 7)."""
    return _looked_at(case, _OF_ECUADORIANS) if case.dependent.ecuadorian_origin else None


def is_adult_partner(case: Case) -> Fault | None:
    """Return a finding for a spouse or partner under 18 (D23)."""
    birth_date = case.dependent.birth_date
    if birth_date is None or birth_date > case.today or not is_under_18(birth_date, case.judged_on):
        return None
    return _looked_at(case, _PARTNER_UNDER_18.having(birth_date=print_day(birth_date)))


def is_only_partner(case: Case) -> Fault | None:
    """Return a finding where the affiliate has another spouse or partner whose link has not ended (D23)."""
    return _looked_at(case, _SECOND_PARTNER) if case.other_partner else None


def is_issued_to_adults(case: Case, paper: Paper) -> Fault | None:
    """Return a finding for a certificate of marriage or union older than the majority of one of the two (D23).

    A date in the future is a slip, and a dependent under 18 a finding of its own: other checks speak of them. Of an
    affiliate under 18 this one speaks.
    """
    issued_on, dependent = paper.issued_on, case.dependent.birth_date
    if issued_on is None or issued_on > case.today:
        return None
    if dependent is not None and is_under_18(dependent, case.judged_on):
        dependent = None
    for birth_date in (dependent, case.applicant.born_on):
        if birth_date is not None and is_under_18(birth_date, issued_on):
            dates = {"issued_on": print_day(issued_on), "birth_date": print_day(birth_date)}
            return _looked_at(case, _TOO_EARLY.having(**dates))
    return None


def is_old_enough_parent(case: Case) -> Fault | None:
    """Return a finding where the affiliate was younger than 12 at the birth of the child (D23).

    Who is not under 18, or not yet born, has a finding of its own.
    """
    parent, child = case.applicant.born_on, case.dependent.birth_date
    if parent is None or child is None or child > case.today or not is_under_18(child, case.judged_on):
        return None
    had_birthday = (child.month, child.day) >= (parent.month, parent.day)
    if child.year - parent.year - (not had_birthday) >= YOUNGEST_PARENT:
        return None
    return _looked_at(case, _PARENT_TOO_YOUNG.having(parent=print_day(parent), child=print_day(child)))


_WAITS = mark("La supervisión o la unidad de Asesoría Jurídica lo revisa. No tiene que traer nada más para esto.")
_AGREED = mark("La supervisión o la unidad de Asesoría Jurídica lo revisó y autorizó seguir, con su motivo.")
_DISAGREED = mark(
    "La supervisión o la unidad de Asesoría Jurídica lo revisó y no autorizó seguir con el "
    "trámite. Pregunte en la ventanilla el motivo y qué puede hacer."
)
_BORN_HERE = Fault(
    code="ecuadorian_by_birth",
    rows=("S03", "D22"),
    text=mark("El certificado de nacimiento se emitió en el Ecuador: quien nace aquí tiene derecho a la cédula."),
    remedy=mark(
        "Acérquese al Registro Civil para obtener la cédula; con ella no necesita este código. Si su caso es otro, "
        "pida en la ventanilla que la supervisión lo revise."
    ),
)
_REGISTERED_BY_CONSUL = replace(
    _BORN_HERE,
    text=mark(
        "El certificado de nacimiento es de un consulado del Ecuador: quien es hija o hijo de una persona ecuatoriana "
        "tiene derecho a la cédula."
    ),
)
_OF_ECUADORIANS = Fault(
    code="ecuadorian_origin",
    rows=("S03", "D22"),
    text=mark(
        "Declaró que la persona nació en el Ecuador, o que su madre, su padre, una abuela, un abuelo, una bisabuela o "
        "un bisabuelo nació aquí: puede tener derecho a la cédula."
    ),
    remedy=mark(
        "Pregunte en el Registro Civil por la cédula; con ella no necesita este código. Si su caso es otro, pida en la "
        "ventanilla que la supervisión lo revise."
    ),
)
_PARTNER_UNDER_18 = Fault(
    code="partner_under_18",
    rows=("S36", "D23"),
    severity=Severity.PENDING,
    text=mark("La persona cónyuge o conviviente nació el %(birth_date)s y es menor de 18 años."),
    remedy=mark("La ventanilla pide que la supervisión o Asesoría Jurídica lo revise; usted no tiene que traer nada."),
)
_SECOND_PARTNER = Fault(
    code="second_partner",
    rows=("S36", "D23"),
    severity=Severity.PENDING,
    text=mark("La persona afiliada ya tiene registrada, o presenta a la vez, otra persona cónyuge o conviviente."),
    remedy=mark(
        "Si la relación anterior terminó, traiga el documento que lo prueba. La ventanilla pide que la supervisión o "
        "Asesoría Jurídica lo revise."
    ),
)
_TOO_EARLY = Fault(
    code="certificate_too_early",
    rows=("S36", "D23"),
    severity=Severity.PENDING,
    text=mark(
        "El certificado es del %(issued_on)s, cuando una de las dos personas, nacida el %(birth_date)s, era menor."
    ),
    remedy=mark(
        "Revise la fecha del certificado. La ventanilla pide que la supervisión o Asesoría Jurídica lo revise."
    ),
)
_PARENT_TOO_YOUNG = Fault(
    code="parent_too_young",
    rows=("S37", "D23"),
    severity=Severity.PENDING,
    text=mark(
        "La persona afiliada nació el %(parent)s y la hija o el hijo el %(child)s: una de las dos"
        " fechas puede estar equivocada."
    ),
    remedy=mark("Revise las dos fechas. La ventanilla pide que la supervisión o Asesoría Jurídica lo revise."),
)
