"""What the values of the figures' columns are called."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from vinculo.queries.feedback.service.sources import SourceName
from vinculo.queries.shared.names import country_in_words
from vinculo.rules.feedback.service import (
    CLOSING_OUTCOMES,
    FAULT_GROUPS,
    MAILS_TOLD,
    OTHER_MAIL,
    TERM_OUTCOMES,
    TERMS_TOLD,
)
from vinculo.rules.shared.labels import DECISIONS, QUEUE_CLASSES, TICKET_STATES, TURNO_STATES

VALUES: dict[str, dict[str, str]] = {
    "klass": QUEUE_CLASSES,
    "state": TICKET_STATES,
    "status": TURNO_STATES,
    "reason": {str(group): name for group, name in FAULT_GROUPS.items()},
}
OF_SOURCE: dict[SourceName, dict[str, dict[str, str]]] = {  # one word may mean another thing in another source
    SourceName.DECISIONS: {"kind": DECISIONS},
    SourceName.FINDINGS: {"kind": DECISIONS},
    SourceName.TERMS: {"kind": TERMS_TOLD, "outcome": TERM_OUTCOMES},
    SourceName.MAILS: {"kind": {str(kind): name for kind, name in MAILS_TOLD.items()}},
    SourceName.CLOSURES: {"outcome": CLOSING_OUTCOMES},
}
HEADINGS = {
    "klass": _lazy("Clase"),
    "state": _lazy("Estado"),
    "status": _lazy("Estado"),
    "kind": _lazy("Qué es"),
    "outcome": _lazy("Cómo terminó"),
    "reason": _lazy("Motivo"),
    "paper": _lazy("Papel o requisito"),
    "country": _lazy("País"),
    "waited": _lazy("Espera (minutos)"),
    "service": _lazy("Atención (minutos)"),
    "high": _lazy("Anunciado hasta (minutos)"),
    "came": _lazy("Se llamó a los (minutos)"),
    "answer": _lazy("Respuesta"),
}
ANSWERS = {"accepted": _lazy("La aceptó"), "other": _lazy("Pidió otra"), "back": _lazy("Volvió a la anterior")}
MINUTES = {"waited", "service", "high", "came"}


def value_in_words(source: SourceName, column: str, value: str) -> str:
    """Return a value of a source's column as people read it."""
    if column == "hour":
        return hours_in_words(int(value)) if value else _("Sin hora")
    if column == "country":
        return country_in_words(value) if value else _("Sin país")
    if column == "answer":
        return str(ANSWERS.get(value, ""))
    if column in MINUTES:
        return format_minutes(float(value)) if value else ""
    if source == SourceName.MAILS and column == "kind":
        return _(OF_SOURCE[source][column].get(value, OTHER_MAIL))
    word = {**VALUES, **OF_SOURCE.get(source, {})}.get(column, {}).get(value, value)
    return _(word) if word else _("Sin dato")


def hours_in_words(hour: int) -> str:
    """Return one hour of the day, as 08:00."""
    return f"{hour:02d}:00"


def format_minutes(minutes: float) -> str:
    """Return minutes with one decimal, rounded: Django's own format cuts."""
    return str(number_format(round(minutes, 1), 1))


def format_share(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal, or nothing of nothing."""
    return f"{number_format(round(100 * part / whole, 1), 1)} %" if whole else ""
