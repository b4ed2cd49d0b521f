"""Checks of who the proxies of a power are: their age, several together, a new one in the place of another (S38)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from vinculo.rules.cases.requirements.faults import Fault, print_day
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.cases.requirements.person_checks import is_under_18
from vinculo.rules.legal.facts import Acting, Power
from vinculo.rules.legal.status import PowerStatus
from vinculo.rules.shared.marks import mark

_ANOTHER_PROXY = mark("La persona afiliada puede otorgar directamente un poder nuevo; preséntelo en esta unidad.")


def proxy_is_of_age(power: Power, on: date) -> Fault | None:
    """Return a fault for a proxy under 18 while nobody wrote why they are accepted; then a warning.

    The civil code lets somebody under 18 be named; whether it serves here is the unit's to say, never silently.
    """
    born = power.proxy_birth_date
    if born is None:
        return _BIRTH_DATE_MISSING
    if born > on:
        return _BORN_IN_FUTURE
    if not is_under_18(born, on):
        return None
    fault = _UNDER_18.having(birth_date=print_day(born))
    if power.minor_reason.strip():
        return replace(fault, severity=Severity.WARNS, remedy=_ACCEPTED).having(
            birth_date=print_day(born), reason=power.minor_reason.strip()
        )
    return fault


def fellows_were_received(power: Power, _on: date) -> Fault | None:
    """Return a fault until all proxies were received of a power whose proxies act together."""
    if power.acting is not Acting.TOGETHER or power.fellows + 1 >= power.proxies:
        return None
    return _FELLOWS_MISSING.having(named=str(power.proxies), received=str(power.fellows + 1))


def substitutes_a_power_in_force(power: Power, _on: date) -> Fault | None:
    """Return a refusal for a substitution of a proxy whose own power is not in force."""
    former = power.former
    if former is None or former.standing == PowerStatus.ENDORSED:
        return None
    return _FORMER_NOT_IN_FORCE.having(names=former.names)


def is_within_the_former(power: Power, _on: date) -> Fault | None:
    """Return a fault for a substitution older than the power it substitutes, or of a longer term."""
    former = power.former
    if former is None:
        return None
    if former.made_on is not None and power.made_on < former.made_on:
        return _SUBSTITUTION_BEFORE.having(day=print_day(former.made_on))
    end = former.expires_on
    if end is not None and (power.expires_on is None or power.expires_on > end):
        return _SUBSTITUTION_LONGER.having(day=print_day(end))
    return None


def may_be_substituted(power: Power, _on: date) -> Fault | None:
    """Return a fault until it was read whether the earlier power lets its proxy be substituted; a refusal where not."""
    if power.former is None or power.may_substitute:
        return None
    return _SUBSTITUTION_UNREAD if power.may_substitute is None else _SUBSTITUTION_FORBIDDEN


_BIRTH_DATE_MISSING = Fault(
    code="power_proxy_birth_missing",
    text=mark("Falta la fecha de nacimiento del apoderado."),
    remedy=mark("Escríbala como consta en su documento: así se sabe si es mayor de edad."),
)
_BORN_IN_FUTURE = Fault(
    code="power_proxy_birth_future",
    text=mark("La fecha de nacimiento del apoderado está en el futuro."),
    remedy=mark("Corrija la fecha según su documento."),
)
_UNDER_18 = Fault(
    code="power_proxy_under_18",
    text=mark("El apoderado nació el %(birth_date)s y es menor de 18 años."),
    remedy=mark(
        "Presente un poder a favor de una persona mayor de edad. La unidad puede aceptar a este "
        "apoderado si deja escrito el motivo."
    ),
)
_ACCEPTED = mark("La unidad acepta a este apoderado por este motivo: %(reason)s")
_FELLOWS_MISSING = Fault(
    code="power_fellow_missing",
    text=mark("El poder nombra a %(named)s apoderados que actúan juntos; recibidos: %(received)s."),
    remedy=mark("Reciba con el mismo número de escritura a los que faltan; después revise todos."),
)
_FORMER_NOT_IN_FORCE = Fault(
    code="power_former_not_in_force",
    severity=Severity.REFUSES,
    text=mark("El poder de %(names)s, a quien se sustituye, no está vigente: no queda nada que sustituir."),
    remedy=_ANOTHER_PROXY,
)
_SUBSTITUTION_BEFORE = Fault(
    code="power_substitution_before",
    text=mark("La sustitución es anterior al poder que sustituye, que se otorgó el %(day)s."),
    remedy=mark("Revise las dos fechas según los documentos y corrija la equivocada."),
)
_SUBSTITUTION_LONGER = Fault(
    code="power_substitution_longer",
    text=mark("El poder que se sustituye termina el %(day)s, y la sustitución no puede durar más."),
    remedy=mark("Escriba como plazo de la sustitución ese día, o uno anterior si el documento lo dice."),
)
_SUBSTITUTION_UNREAD = Fault(
    code="power_substitution_unread",
    text=mark("Falta leer si el poder anterior permite la sustitución."),
    remedy=mark("Lea el poder anterior y responda si quien lo otorgó la permite o no la prohíbe."),
)
_SUBSTITUTION_FORBIDDEN = Fault(
    code="power_substitution_forbidden",
    severity=Severity.REFUSES,
    text=mark("El poder anterior prohíbe que su apoderado sea sustituido."),
    remedy=_ANOTHER_PROXY,
)
