"""What need not be brought, and what to watch before the visit (D31)."""

from __future__ import annotations

from datetime import date

from vinculo.rules.cases.bringing.lines import Line
from vinculo.rules.cases.bringing.model import Answers, Visit
from vinculo.rules.cases.facts import Link
from vinculo.rules.cases.requirements.person_checks import is_under_18
from vinculo.rules.shared.marks import mark

TURNS_18 = mark(
    "El día de la visita la hija o el hijo ya tendrá 18 años, y este trámite es para menores "
    "de 18. Si todavía no los cumple, elija un turno anterior a su cumpleaños; si ya los "
    "cumplió, pregunte en Atención al Ciudadano antes de venir."
)


def not_needed(visit: Visit) -> tuple[Line, ...]:
    """Return what people bring, or pay for, and need not: by what is known of their case."""
    links = {each.link for each in visit.dependents}
    lines = [_NO_PAPER_OF_CODE, _NO_PROOF_OF_RESIDENCE, _NO_PROOF_OF_AFFILIATION, _NO_CERTIFIED_COPY]
    if links and all(each.affiliate_passport and each.dependent_passport for each in visit.dependents):
        lines.append(_NO_VISA)
    if links and links <= {Link.SPOUSE, Link.PARTNER}:
        lines.append(_NO_BIRTH)
    if links == {Link.CHILD}:
        lines.append(_NO_MARRIAGE)
    return (*lines, _NO_PAYMENT)


def warnings(visit: Visit) -> tuple[Line, ...]:
    """Return what sends people home: papers that end before the visit, an age, a wrong certificate, a signature."""
    links = {each.link for each in visit.dependents}
    lines = [_affiliate_passport(visit)]
    lines += [_dependent_passport(each, at, visit) for at, each in enumerate(visit.dependents, start=1)]
    lines += [_birthday(each, visit) for each in visit.dependents]
    lines.append(_NO_ELECTRONIC_SIGNATURE)
    if links & {Link.SPOUSE, Link.CHILD, None}:
        lines.append(_SWAPPED)
    return tuple(line for index, line in enumerate(lines) if line and line not in lines[:index])


def _ends_before(until: date | None, visit: Visit) -> bool:
    return until is not None and until < visit.attended_on


def _affiliate_passport(visit: Visit) -> Line | None:
    until = next((each.affiliate_until for each in visit.dependents if each.affiliate_until), None)
    if until is not None and _ends_before(until, visit):
        return Line(_AFFILIATE_ENDS if visit.booked else _AFFILIATE_ENDED, {"until": until})
    return None


def _dependent_passport(answers: Answers, position: int, visit: Visit) -> Line | None:
    if answers.dependent_until is None or not _ends_before(answers.dependent_until, visit):
        return None
    return Line(_DEPENDENT_ENDS, {"position": position, "until": answers.dependent_until})


def _birthday(answers: Answers, visit: Visit) -> Line | None:
    """Return the warning for a daughter or son who will be 18; where no birthday is known, the rule (S37, D12)."""
    if answers.link is Link.CHILD and answers.birth_date is None:
        return _AGE_COUNTS
    if answers.link is Link.CHILD and answers.birth_date and not is_under_18(answers.birth_date, visit.attended_on):
        return Line(TURNS_18)
    return None


_NO_PAPER_OF_CODE = Line(mark("Ningún papel del código de la persona afiliada: se escribe en la solicitud."))
_NO_PROOF_OF_RESIDENCE = Line(mark("Ningún papel que pruebe que reside en el Ecuador: se declara en la solicitud."))
_NO_PROOF_OF_AFFILIATION = Line(mark("Ningún certificado de afiliación: lo revisamos en el registro."))
_NO_CERTIFIED_COPY = Line(mark("Copias certificadas: basta una fotocopia simple, sin sellos."))
_NO_VISA = Line(mark("La visa: solo se pide a quien no tiene pasaporte."))
_NO_BIRTH = Line(mark("El certificado de nacimiento: para cónyuge o conviviente no se pide."))
_NO_MARRIAGE = Line(mark("El certificado de matrimonio: para una hija o un hijo no se pide."))
_NO_PAYMENT = Line(mark("Ningún pago: el trámite no tiene costo."))
_AFFILIATE_ENDS = mark(
    "El pasaporte de la persona afiliada vence el %(until)s, antes de su turno, y debe estar vigente ese día. "
    "Renuévelo, o mueva el turno a un día anterior."
)
_AFFILIATE_ENDED = mark(
    "El pasaporte de la persona afiliada venció el %(until)s. Debe estar vigente el día de la visita: renuévelo antes."
)
_DEPENDENT_ENDS = mark(
    "El pasaporte del dependiente %(position)s vence el %(until)s, antes de la visita. En la ventanilla deciden si lo "
    "reciben: si puede, renuévelo antes."
)
_AGE_COUNTS = Line(
    mark(
        "La hija o el hijo debe tener menos de 18 años el día en que presenta el caso por primera vez en la ventanilla."
    )
)
_NO_ELECTRONIC_SIGNATURE = Line(
    mark("No se reciben solicitudes con firma electrónica: la persona afiliada la firma a mano sobre el papel.")
)
_SWAPPED = Line(
    mark(
        "En versiones anteriores de la página oficial dos certificados aparecían al revés. Lo correcto: para el "
        "cónyuge, el de matrimonio; para hijas e hijos, el de nacimiento."
    )
)
