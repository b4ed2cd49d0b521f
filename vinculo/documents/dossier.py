"""The data of one person as they are handed over to them: all that is kept, section by section (D34)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents import printing
from vinculo.documents.facts import CONTACT
from vinculo.documents.labels import contact_line, institution


@dataclass(frozen=True)
class DossierSection:
    """What one kind of record says of the person; each row is label and value."""

    title: str
    kept: str
    rows: list[list[tuple[str, str]]]


def render_dossier(*, whose: str, sections: list[DossierSection], at: datetime) -> bytes:
    """Return the data as PDF/UA, in Spanish."""
    return printing.pdf(page(whose=whose, sections=sections, at=at))


@override("es")
def page(*, whose: str, sections: list[DossierSection], at: datetime) -> printing.Page:
    """Return what is printed: whose data, and each section with its rows."""
    when = date_format(timezone.localtime(at), "d/m/Y H:i")
    data = {
        "institution": institution(),
        "service": _("Código para dependientes extranjeros"),
        "opening": _(
            "Este documento reúne los datos personales que el sistema conserva de la persona indicada, en la fecha y "
            "hora indicadas. Entréguelo solo a esa persona o a quien la representa."
        ),
        "rows": [(_("De quién"), whose), (_("Reunido el"), when)],
        "kept_label": _("Plazo de conservación según:"),
        "empty": _("El sistema no conserva datos de esta persona."),
        "sections": [
            {"title": section.title, "kept": section.kept, "rows": [list(map(list, row)) for row in section.rows]}
            for section in sections
        ],
        "contact": contact_line(CONTACT),
        "footer": _("Datos personales · %(when)s") % {"when": when},
    }
    return printing.Page(template="dossier", title=_("Sus datos personales"), data=data)
