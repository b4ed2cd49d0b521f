"""The notice that is given by hand to a person whom no mail reaches, with the receipt that they sign (D35)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents import printing
from vinculo.documents.facts import HandNoticeFacts
from vinculo.documents.labels import contact_line, institution
from vinculo.documents.words import date_in_words, office_in_words


def render(facts: HandNoticeFacts, copy: int = 0) -> bytes:
    """Return the notice as PDF/UA, in Spanish; of a paper that is given again `copy` is which one."""
    return printing.pdf(printing.marked(page(facts), copy))


@override("es")
def page(facts: HandNoticeFacts) -> printing.Page:
    """Return what the notice prints; its QR holds the number with which the person is found at the desk."""
    rows = [
        (_("Dependiente"), facts.dependent_names),
        (_("Persona afiliada"), facts.affiliate_names),
        (_("Centro"), office_in_words(facts.office, facts.office_city)),
        (_("Fecha"), date_in_words(facts.issued_on)),
    ]
    data = {
        "institution": institution(),
        "service": _("Código para dependientes extranjeros"),
        "reference_label": _("Número del caso"),
        "reference": facts.reference,
        "rows": [(label, value) for label, value in rows if value],
        "paragraphs": [each for each in facts.text.split("\n\n") if each.strip()],
        "receipt": _("Recibí este aviso"),
        "to_sign": [_("Nombres de quien recibe"), _("Número de su documento"), _("Fecha y hora"), _("Firma")],
        "contact": contact_line(facts.contact),
        "footer": facts.title,
    }
    label = _("Código QR con el número del caso: %(reference)s") % {"reference": facts.reference}
    return printing.Page(template="hand_notice", title=facts.title, data=data, qr=facts.reference, qr_label=label)
