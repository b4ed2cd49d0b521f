"""Pre-numbered tickets for a day without network: 24 on a sheet, to be cut."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents import printing
from vinculo.documents.facts import ContingencyFacts
from vinculo.documents.labels import institution
from vinculo.documents.words import day_in_words, office_in_words
from vinculo.rules.queue.contingency import paper_number


def render(facts: ContingencyFacts) -> bytes:
    """Return the tickets as PDF/UA, in Spanish."""
    return printing.pdf(page(facts))


@override("es")
def page(facts: ContingencyFacts) -> printing.Page:
    """Return what the tickets print: the number, where and on which day it counts, and room for the hour."""
    data = {
        "institution": institution(),
        "where": office_in_words(facts.office, facts.office_city),
        "day": day_in_words(facts.day),
        "keep": _("Guarde este boleto: es su lugar en la fila."),
        "hour": _("Hora de llegada"),
        "turno": _("Turno"),
        "numbers": [paper_number(number) for number in range(facts.first, facts.last + 1)],
    }
    return printing.Page(template="contingency", title=_("Boletos de contingencia"), data=data)
