"""What the legal unit looks at in a power of attorney before it endorses it (S17, S38), as a table.

The same table tells what a power still lacks, what is printed, and what may be decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from vinculo.rules.cases.facts import Copy
from vinculo.rules.cases.requirements.faults import Fault, print_day
from vinculo.rules.cases.requirements.findings import Finding, Severity
from vinculo.rules.legal import form_checks, proxy_checks, record_checks
from vinculo.rules.legal.facts import Power
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.names import same_names

POWER_RULES_VERSION = "3"  # stored with each decision: raise it with every change of what is demanded


PowerCheck = Callable[[Power, date], Fault | None]


@dataclass(frozen=True, kw_only=True)
class PowerRequirement:
    """One thing that the unit looks at; `text` and `hint` are marked Spanish."""

    code: str
    rows: tuple[str, ...]
    text: str
    hint: str
    cites: tuple[str, ...]
    checks: tuple[PowerCheck, ...]


def is_made_by_now(power: Power, on: date) -> Fault | None:
    """Return a fault for a date that is still to come."""
    return _MADE_IN_FUTURE if power.made_on > on else None


def has_not_expired(power: Power, on: date) -> Fault | None:
    """Return a refusal for a power whose term has passed: nothing that can be brought mends it."""
    over = power.expires_on is not None and power.expires_on < on
    return _EXPIRED.having(day=print_day(power.expires_on)) if over and power.expires_on else None


def is_granted_by_the_affiliate(power: Power, _on: date) -> Fault | None:
    """Return a fault until it is confirmed that the affiliate grants it; a refusal where somebody else does.

    A substitution is granted by the proxy who is substituted, or by the affiliate.
    """
    if power.former is not None:
        return _fault_of_answer(power.by_affiliate, _SUBSTITUTION_GRANTOR_UNCONFIRMED, _SUBSTITUTION_OF_ANOTHER)
    return _fault_of_answer(power.by_affiliate, _GRANTOR_UNCONFIRMED, _OF_ANOTHER_GRANTOR)


def names_the_grantor(power: Power, _on: date) -> Fault | None:
    """Return a warning where the names of the grantor are not the registered ones, nor those of who is substituted."""
    former = power.former
    if former is not None and same_names(former.names, power.grantor_names):
        return None
    if same_names(power.affiliate_names, power.grantor_names):
        return None
    return _GRANTOR_NAMES.having(printed=power.grantor_names, known=power.affiliate_names)


def names_the_proxy(power: Power, _on: date) -> Fault | None:
    """Return a fault until it is confirmed that it names this proxy; a refusal where it names another."""
    return _fault_of_answer(power.names_proxy, _PROXY_UNCONFIRMED, _OF_ANOTHER_PROXY)


def covers_the_procedure(power: Power, _on: date) -> Fault | None:
    """Return a fault until the scope was read; a refusal where it does not hold this procedure."""
    return _fault_of_answer(power.covers, _SCOPE_UNCONFIRMED, _OUT_OF_SCOPE)


def _fault_of_answer(answer: bool | None, unanswered: Fault, refused: Fault) -> Fault | None:
    if answer is None:
        return unanswered
    return None if answer else refused


def original_was_seen(power: Power, _on: date) -> Fault | None:
    """Return a fault until the original was seen."""
    return None if power.original_seen else _ORIGINAL


def copy_is_kept(power: Power, _on: date) -> Fault | None:
    """Return a fault until the unit keeps a simple copy, on which the endorsement is written."""
    return None if power.copy in {Copy.PAPER, Copy.SCAN} else _COPY


def missing_of(power: Power, on: date) -> tuple[Finding, ...]:
    """Return everything that stands in the way of the endorsement on a day, in the order of the table; pure."""
    return tuple(
        Finding(
            code=fault.code,
            requirement=row.code,
            title=row.text,
            rows=fault.rows or row.rows,
            severity=fault.severity,
            text=fault.text,
            remedy=fault.remedy,
            basis=power.reference.cite(row.cites, on),
            step=_STEP,
            params=fault.params,
        )
        for row in POWER_REQUIREMENTS
        for check in row.checks
        if (fault := check(power, on)) is not None
    )


_STEP = mark("paso 7")
_CITES = ("administrative_code",)
_ANOTHER_POWER = mark(
    "La persona afiliada puede otorgar ante notario o cónsul un poder nuevo que cumpla este "
    "requisito; preséntelo en esta unidad."
)
_MADE_IN_FUTURE = Fault(
    code="power_made_in_future",
    text=mark("La fecha de otorgamiento del poder está en el futuro."),
    remedy=mark("Corrija la fecha según el poder."),
)
_EXPIRED = Fault(
    code="power_term_over",
    severity=Severity.REFUSES,
    text=mark("El plazo del poder terminó el %(day)s."),
    remedy=_ANOTHER_POWER,
)
_GRANTOR_UNCONFIRMED = Fault(
    code="power_grantor_unconfirmed",
    text=mark("Falta confirmar que quien otorga el poder es la persona afiliada."),
    remedy=mark("Compare nombres y documento de quien otorga con los de la persona afiliada."),
)
_OF_ANOTHER_GRANTOR = Fault(
    code="power_of_another_grantor",
    severity=Severity.REFUSES,
    text=mark("El poder no lo otorga la persona extranjera afiliada al IESS."),
    remedy=_ANOTHER_POWER,
)
_SUBSTITUTION_GRANTOR_UNCONFIRMED = Fault(
    code="power_grantor_unconfirmed",
    text=mark("Falta confirmar que la sustitución la otorga el apoderado anterior, o la afiliada."),
    remedy=mark("Compare nombres y documento de quien otorga con los de una de las dos."),
)
_SUBSTITUTION_OF_ANOTHER = Fault(
    code="power_of_another_grantor",
    severity=Severity.REFUSES,
    text=mark("La sustitución no la otorgan el apoderado anterior ni la persona afiliada."),
    remedy=_ANOTHER_POWER,
)
_GRANTOR_NAMES = Fault(
    code="power_grantor_names",
    severity=Severity.WARNS,
    text=mark("El poder dice «%(printed)s» y el registro dice «%(known)s»."),
    remedy=mark("Compare los nombres y decida si son de la misma persona."),
)
_PROXY_UNCONFIRMED = Fault(
    code="power_proxy_unconfirmed",
    text=mark("Falta confirmar que el poder nombra al apoderado."),
    remedy=mark("Compare nombres y documento del apoderado con los que constan en el poder."),
)
_OF_ANOTHER_PROXY = Fault(
    code="power_of_another_proxy",
    severity=Severity.REFUSES,
    text=mark("El poder no nombra a esta persona como apoderado."),
    remedy=_ANOTHER_POWER,
)
_SCOPE_UNCONFIRMED = Fault(
    code="power_scope_unconfirmed",
    text=mark("Falta confirmar que el poder alcanza a este trámite."),
    remedy=mark("Lea las facultades que otorga y responda si alcanzan."),
)
_OUT_OF_SCOPE = Fault(
    code="power_out_of_scope",
    severity=Severity.REFUSES,
    text=mark("Las facultades del poder no alcanzan a este trámite."),
    remedy=mark(
        "Otorgue un poder con facultad para tramitar ante el IESS el código de identificación de sus dependientes y "
        "preséntelo en esta unidad."
    ),
)
_ORIGINAL = Fault(
    code="power_original",
    text=mark("Falta ver el original del poder o una copia certificada por quien lo autorizó."),
    remedy=mark("Presente el original, o una copia certificada, junto con la copia simple."),
)
_COPY = Fault(
    code="power_copy",
    text=mark("Falta la copia simple del poder."),
    remedy=mark("Entregue una copia simple, o pida que se escanee el original aquí."),
)

POWER_REQUIREMENTS = (
    PowerRequirement(
        code="power_grantor",
        rows=("S38", "D4"),
        text=mark("Lo otorga la persona extranjera afiliada al IESS"),
        hint=mark("Sus nombres y su código, como constan en el registro."),
        cites=_CITES,
        checks=(
            is_granted_by_the_affiliate,
            names_the_grantor,
            proxy_checks.substitutes_a_power_in_force,
            proxy_checks.may_be_substituted,
            record_checks.grantor_is_not_known_dead,
        ),
    ),
    PowerRequirement(
        code="power_proxy",
        rows=("S38",),
        text=mark("Nombra al apoderado"),
        hint=mark("Con su cédula, su código o su pasaporte. Si son varios, cada uno se recibe aparte."),
        cites=_CITES,
        checks=(
            names_the_proxy,
            proxy_checks.proxy_is_of_age,
            proxy_checks.fellows_were_received,
            record_checks.is_not_ended_already,
        ),
    ),
    PowerRequirement(
        code="power_scope",
        rows=("S17", "S38"),
        text=mark("Sus facultades alcanzan a este trámite"),
        hint=mark(
            "Tramitar ante el IESS el código de identificación de sus dependientes, o una facultad que lo abarque."
        ),
        cites=_CITES,
        checks=(covers_the_procedure,),
    ),
    PowerRequirement(
        code="power_term",
        rows=("S38",),
        text=mark("Está vigente"),
        hint=mark("Si el poder no tiene plazo, es válido hasta que se revoque."),
        cites=_CITES,
        checks=(is_made_by_now, has_not_expired, proxy_checks.is_within_the_former),
    ),
    PowerRequirement(
        code="power_form",
        rows=("S38", "D5"),
        text=mark("Es válido en el Ecuador: apostilla o legalización, y traducción, si le corresponden"),
        hint=mark(
            "Apostilla si se otorgó en un país del Convenio de La Haya, legalización del consulado del Ecuador si se "
            "otorgó en otro; del Ministerio de Relaciones Exteriores si fue ante un consulado de otro país; ninguna si "
            "se otorgó en el Ecuador o ante un cónsul del Ecuador. Con traducción si no está en español."
        ),
        cites=_CITES,
        checks=(
            form_checks.FORM.has_formality,
            form_checks.FORM.has_reason_where_unconfirmed,
            form_checks.FORM.has_apostille_data,
            form_checks.FORM.is_in_spanish,
        ),
    ),
    PowerRequirement(
        code="power_papers",
        rows=("S38",),
        text=mark("Original a la vista y copia simple"),
        hint=mark("En la copia se pone la sumilla; con ella se va a la ventanilla."),
        cites=_CITES,
        checks=(original_was_seen, copy_is_kept),
    ),
)
