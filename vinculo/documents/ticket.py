"""The number of the queue on a roll of 80 mm, for the person who wants it on paper (S29, S30)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents import printing
from vinculo.documents.facts import TicketFacts
from vinculo.documents.labels import institution
from vinculo.documents.words import date_in_words, hour_in_words, wait_in_words, zone_in_words
from vinculo.rules.shared.languages import SPANISH


def render(facts: TicketFacts) -> bytes:
    """Return the number as PDF/UA, in Spanish, 80 mm wide and as long as it needs to be."""
    return printing.pdf(page(facts))


def render_in(language: str, facts: TicketFacts, copy: int = 0) -> bytes:
    """Return the number with its few words in Spanish, and beneath in the language of the person (D10).

    Of a paper that is given again `copy` is which one.
    """
    return printing.pdf(printing.number_copy(page_in(language, facts), copy))


def page_in(language: str, facts: TicketFacts) -> printing.Page:
    """Return what is printed in both languages; in Spanish alone for the person who speaks it."""
    return page(facts) if language == SPANISH else printing.with_help(page(facts), language, _page, facts)


@override("es")
def page(facts: TicketFacts) -> printing.Page:
    """Return what is printed: the number, what for, where and when; its QR opens the person's own phone page."""
    return _page(facts)


def _page(facts: TicketFacts) -> printing.Page:
    local_day = facts.given_at.astimezone(ZoneInfo(facts.timezone)).date()
    zone = zone_in_words(facts.timezone)
    hour = hour_in_words(facts.given_at, facts.timezone) + (f" ({zone})" if zone else "")
    data = {
        "institution": institution(),
        "label": _("Su número"),
        "number": str(facts.number),
        "agency": facts.agency,
        "procedure": _(facts.procedure),
        "given": _("%(day)s, %(hour)s") % {"day": date_in_words(local_day), "hour": hour},
        "notes": _notes(facts),
        "phone": _("Vea en su teléfono cuántas personas van antes:"),
    }
    title = _("Número %(number)s") % {"number": facts.number}
    label = _("Código QR con la página de su número")
    return printing.Page(template="ticket", title=title, data=data, qr=facts.url, qr_label=label)


def _notes(facts: TicketFacts) -> list[str]:
    late = hour_in_words(facts.called_by, facts.timezone) if facts.called_by else ""
    notes = [_("Quédese cerca: el número se llama en la pantalla y en voz alta. Nunca se llama por el nombre.")]
    if late:
        notes.insert(0, wait_in_words(late))
    if facts.accessible:
        notes.insert(0, _("Se le llama a una ventanilla accesible."))
    return notes
