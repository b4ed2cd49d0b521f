"""Checks of the people of a case: who can have a code, and what must be known of them. No paper is looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from vinculo.rules.cases.facts import Case
from vinculo.rules.cases.requirements.faults import ANOTHER_POWER, Fault, dependent_check, print_day
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.shared.countries import ECUADOR, canonical
from vinculo.rules.shared.identity import IdentityError, affiliate_code_form
from vinculo.rules.shared.marks import mark

AGE_LIMIT = 18  # S37


def is_under_18(birth_date: date, on: date) -> bool:
    """Return whether a person is under 18 on a day (S37, D12): on the 18th birthday no longer.

    Who was born on 29 February has the birthday on 1 March in other years: doubt is resolved for the citizen.
    """
    reached = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (not reached) < AGE_LIMIT


def is_foreign(case: Case) -> Fault | None:
    """Return a refusal for a dependent of Ecuadorian nationality (S03)."""
    return _ECUADORIAN if canonical(case.dependent.nationality) == ECUADOR else None


def is_affiliated(case: Case) -> Fault | None:
    """Return a fault while the affiliation is not active (D14)."""
    return None if case.applicant.active else _AFFILIATION_INACTIVE


def is_child_under_18(case: Case) -> Fault | None:
    """Return a refusal for a daughter or son who was 18 on the day of D12 (S37)."""
    birth_date = case.dependent.birth_date
    if birth_date is None or is_under_18(birth_date, case.judged_on):
        return None
    return _OF_AGE.having(judged_on=print_day(case.judged_on), birth_date=print_day(birth_date))


def is_born(case: Case) -> Fault | None:
    """Return a fault for a birth date in the future: a slip of the pen."""
    birth_date = case.dependent.birth_date
    return _BIRTH_IN_FUTURE if birth_date and birth_date > case.today else None


def has_nationality(case: Case) -> Fault | None:
    """Return a fault while the nationality is not recorded (S03, D8)."""
    return None if canonical(case.dependent.nationality) else _NATIONALITY_MISSING


def has_affiliate_code(case: Case) -> Fault | None:
    """Return a fault where the affiliate's code does not have the form of one (S11)."""
    try:
        affiliate_code_form(case.applicant.code)
    except IdentityError:
        return _AFFILIATE_CODE
    return None


def is_endorsed(case: Case) -> Fault | None:
    """Return a pending fault while the legal unit's endorsement is not in force (S38)."""
    if case.endorsement_in_force:
        return None
    code, text = _STANDINGS.get(case.proxy.power, ("", ""))
    if not code:
        return _NOT_ENDORSED
    remedy = _REMEDIES.get(case.proxy.power, _NOT_ENDORSED.remedy)
    return replace(_NOT_ENDORSED, code=code, text=text, remedy=remedy)


_HAS_CODE = Fault(
    code="has_code",
    severity=Severity.REFUSES,
    text=mark(
        "La persona dependiente ya tiene un código de identificación para extranjero: no se le asigna un segundo."
    ),
    remedy=mark("Use el código que ya tiene. Si no lo recuerda, pida en la ventanilla una reimpresión."),
)
_ECUADORIAN = Fault(
    code="ecuadorian",
    severity=Severity.REFUSES,
    text=mark("La persona dependiente tiene nacionalidad ecuatoriana: este código es solo para personas extranjeras."),
    remedy=mark("Una persona ecuatoriana se identifica ante el IESS con su cédula de identidad."),
)
_HAS_CEDULA = Fault(
    code="has_cedula",
    severity=Severity.REFUSES,
    text=mark("La persona dependiente tiene cédula ecuatoriana: este código es solo para quienes no la tienen."),
    remedy=mark("La persona se identifica ante el IESS con el número de su cédula."),
)
_RESIDENCE_UNDECLARED = Fault(
    code="residence_undeclared",
    text=mark("Falta declarar que la persona dependiente reside en el Ecuador."),
    remedy=mark("Declare la residencia en la solicitud. No se pide ningún documento para esto."),
)
_AFFILIATION_INACTIVE = Fault(
    code="affiliation_inactive",
    text=mark("La persona afiliada no consta con afiliación activa en el registro."),
    remedy=mark("Revise su afiliación con su empleador o en el IESS; cuando conste activa se continúa el trámite."),
)
_OF_AGE = Fault(
    code="of_age",
    severity=Severity.REFUSES,
    text=mark("La persona dependiente nació el %(birth_date)s y el %(judged_on)s ya tenía 18 años o más."),
    remedy=mark(
        "Este trámite es para hijas e hijos menores de 18 años. Consulte en Atención al Ciudadano otras opciones."
    ),
)
_NAMES_MISSING = Fault(
    code="names_missing",
    text=mark("Faltan los nombres y apellidos completos de la persona dependiente."),
    remedy=mark("Escríbalos tal como constan en su pasaporte o visa."),
)
_BIRTH_DATE_MISSING = Fault(
    code="birth_date_missing",
    text=mark("Falta la fecha de nacimiento de la persona dependiente."),
    remedy=mark("Regístrela tal como consta en su pasaporte."),
)
_BIRTH_IN_FUTURE = Fault(
    code="birth_in_future",
    text=mark("La fecha de nacimiento de la persona dependiente está en el futuro."),
    remedy=mark("Corrija la fecha según el pasaporte."),
)
_NATIONALITY_MISSING = Fault(
    code="nationality_missing",
    text=mark("Falta la nacionalidad de la persona dependiente."),
    remedy=mark("Regístrela tal como consta en su pasaporte."),
)
_AFFILIATE_CODE = Fault(
    code="affiliate_code_form",
    text=mark("El código de identificación de la persona afiliada no está escrito correctamente en la solicitud."),
    remedy=mark("Escriba el código tal como se lo entregó el IESS: entre 4 y 20 letras o números."),
)
_NOT_ENDORSED = Fault(
    code="power_not_endorsed",
    severity=Severity.PENDING,
    text=mark("El poder notarial todavía no tiene la sumilla vigente de la unidad de Asesoría Jurídica del IESS."),
    remedy=mark(
        "Lleve a la Coordinación o Unidad Provincial de Asesoría Jurídica el poder, o lo que esa "
        "unidad le haya pedido; con la sumilla seguimos aquí."
    ),
)

# Why an endorsement that was asked for is not in force, by the standing of the power.
_STANDINGS = {
    "received": (
        "power_in_review",
        mark("El poder notarial está en revisión en la unidad de Asesoría Jurídica del IESS."),
    ),
    "observed": (
        "power_observed",
        mark("La unidad de Asesoría Jurídica del IESS pidió completar el poder notarial antes de sumillarlo."),
    ),
    "refused": (
        "power_refused",
        mark("La unidad de Asesoría Jurídica del IESS negó la sumilla de este poder notarial."),
    ),
    "revoked": ("power_revoked", mark("La sumilla de este poder notarial fue revocada y ya no es válida.")),
    "substituted": (
        "power_substituted",
        mark("El apoderado fue sustituido por otro: con este poder ya no puede hacer el trámite."),
    ),
    "ended": ("power_ended", mark("La persona que otorgó el poder falleció, y con su fallecimiento el poder terminó.")),
    "expired": ("power_expired", mark("El plazo del poder notarial terminó y su sumilla ya no es válida.")),
}

_REMEDIES = {
    "received": mark("No tiene que traer nada más para esto."),
    "refused": ANOTHER_POWER,
    "revoked": ANOTHER_POWER,
    "expired": ANOTHER_POWER,
    "substituted": mark(
        "Continúa el nuevo apoderado, con su documento y la copia de su poder sumillado; en la "
        "ventanilla se registra como quien presenta el caso."
    ),
    "ended": mark(
        "Con este poder no se puede seguir. Pregunte en Atención al Ciudadano del IESS qué trámite corresponde a los "
        "dependientes de una persona afiliada que falleció."
    ),
}

has_no_code_yet = dependent_check("has_code", _HAS_CODE, filled=False)  # S02
has_no_cedula = dependent_check("has_cedula", _HAS_CEDULA, filled=False)  # S03
resides = dependent_check("resides", _RESIDENCE_UNDECLARED)  # D14: declared; no paper is demanded for it
has_names = dependent_check("names", _NAMES_MISSING)  # S32
has_birth_date = dependent_check("birth_date", _BIRTH_DATE_MISSING)  # D8: without it nobody can tell two people apart
