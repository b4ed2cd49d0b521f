"""The *Confirmación del Turno en Línea*, on paper and on the phone (S30)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from vinculo.documents import printing
from vinculo.documents.facts import ConfirmationFacts
from vinculo.documents.labels import contact_line, institution
from vinculo.documents.words import (
    address_in_words,
    date_in_words,
    day_in_words,
    hour_in_words,
    mask_number,
    zone_in_words,
)
from vinculo.rules.shared.languages import SPANISH


def render(facts: ConfirmationFacts) -> bytes:
    """Return the confirmation as PDF/UA, in Spanish, on one sheet where `bring` is of normal length (S30)."""
    return printing.pdf(page(facts))


def render_in(language: str, in_spanish: ConfirmationFacts, spoken: ConfirmationFacts) -> bytes:
    """Return the confirmation in Spanish, and on a second sheet in the language of the person (D10)."""
    return printing.pdf(page_in(language, in_spanish, spoken))


def page_in(language: str, in_spanish: ConfirmationFacts, spoken: ConfirmationFacts) -> printing.Page:
    """Return both sheets; in Spanish alone for the person who speaks it."""
    return page(in_spanish) if language == SPANISH else printing.with_help(page(in_spanish), language, _page, spoken)


@override("es")
def page(facts: ConfirmationFacts) -> printing.Page:
    """Return what the confirmation prints; its QR holds the plain reference, which any reader can type."""
    return _page(facts)


def _page(facts: ConfirmationFacts) -> printing.Page:
    local_day = facts.starts.astimezone(ZoneInfo(facts.timezone)).date()
    data = {
        "institution": institution(),
        "service": _("Turnos para atención ciudadana"),
        "reference_label": _("Número del turno"),
        "reference": facts.reference,
        "day": day_in_words(local_day),
        "hour": hour_in_words(facts.starts, facts.timezone),
        "zone": zone_in_words(facts.timezone),
        "early": _("Llegue 10 minutos antes."),
        "rows": _rows(facts),
        "notes": _notes(facts),
        "bring_title": _("Qué debe traer"),
        "bring": [(line.title, line.details) for line in facts.bring],
        "not_needed_title": _("No hace falta traer"),
        "not_needed": facts.not_needed,
        "warnings_title": _("Tenga cuidado"),
        "warnings": facts.warnings,
        "before_title": _("Antes de venir"),
        "before": _before(),
        "url_label": _("Ver, mover o cancelar su turno y preparar las solicitudes (no comparta este enlace):"),
        "url": facts.url,
        "contact": contact_line(facts.contact),
        "footer": _footer(facts),
    }
    label = _("Código QR con el número del turno: %(reference)s") % {"reference": facts.reference}
    return printing.Page(
        template="confirmation",
        title=_("Confirmación del Turno en Línea"),
        data=data,
        qr=facts.reference,
        qr_label=label,
    )


def _footer(facts: ConfirmationFacts) -> str:
    issued = date_in_words(facts.issued_at.astimezone(ZoneInfo(facts.timezone)).date())
    return _("Turno %(reference)s · Confirmación emitida el %(day)s") % {"reference": facts.reference, "day": issued}


def _presenter(facts: ConfirmationFacts) -> str:
    """Return who comes; the number only where the affiliate's code beside it does not tell already."""
    who = _("Apoderado") if facts.by_proxy else _("Persona afiliada")
    return who if facts.presenter_number == facts.affiliate_code else f"{who}, {mask_number(facts.presenter_number)}"


def _rows(facts: ConfirmationFacts) -> list[tuple[str, str]]:
    dependents = ngettext("%(total)s (%(seats)s espacio)", "%(total)s (%(seats)s espacios seguidos)", facts.seats) % {
        "total": facts.dependents,
        "seats": facts.seats,
    }
    rows = [
        (_("Trámite"), _(facts.procedure)),
        (_("Lugar"), facts.agency),
        (_("Dirección"), address_in_words(facts.address, facts.city, facts.phone or facts.contact.phone)),
        (_("Cómo llegar"), facts.directions),
        (_("Teléfono del centro"), facts.phone if facts.address.strip() else ""),
        (_("Se presenta"), _presenter(facts)),
        (_("Código de la persona afiliada"), facts.affiliate_code),
        (_("Dependientes"), dependents),
        (_("Costo"), _("Ninguno: el trámite no tiene costo")),
    ]
    return [(label, value) for label, value in rows if value]


def _notes(facts: ConfirmationFacts) -> list[str]:
    notes = []
    if not facts.fits:
        notes.append(
            _(
                "No había espacios seguidos para toda la familia: se atiende a todas las personas. Traiga los "
                "documentos de todos sus dependientes: constan en este turno."
            )
        )
    return [*facts.first, *notes]


def _before() -> list[str]:
    return [
        _("Presente esta confirmación impresa o en su teléfono."),
        _("Si no puede venir, cancele el turno: otra persona lo necesita."),
    ]
