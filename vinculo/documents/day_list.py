"""The list of the turnos of a day, for a day without network: enough to check people in by hand, and no more.

No name and no whole number stands on it: anyone who comes shows the number of the turno; the last characters of their
document and two initials are enough to compare, and the person who finds the sheet learns of nobody.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from vinculo.documents import printing
from vinculo.documents.facts import DayListFacts, DayListRow
from vinculo.documents.labels import institution
from vinculo.documents.words import day_in_words, office_in_words


def render(facts: DayListFacts) -> bytes:
    """Return the list as PDF/UA, in Spanish, as many sheets as it needs."""
    return printing.pdf(page(facts))


@override("es")
def page(facts: DayListFacts) -> printing.Page:
    """Return what the list prints: a line for each turno, with room to write on by hand."""
    count = ngettext("%(count)d turno", "%(count)d turnos", len(facts.rows)) % {"count": len(facts.rows)}
    data = {
        "institution": institution(),
        "service": _("Código para dependientes extranjeros"),
        "where": office_in_words(facts.office, facts.office_city),
        "day": day_in_words(facts.day),
        "count": count,
        "how": [
            _("Compare el número del turno con el de la confirmación, y el final del documento con el documento."),
            _("Escriba la hora de llegada y el número del boleto de contingencia que entrega."),
            _("Cuando vuelva el sistema, digite cada boleto y destruya esta lista."),
        ],
        "head": [
            _("Hora"),
            _("Turno"),
            _("Documento termina en"),
            _("Iniciales"),
            _("Dependientes"),
            _("Apoderado"),
            _("Llegó a las"),
            _("Boleto"),
            _("Qué se hizo"),
        ],
        "rows": [_row(each) for each in facts.rows],
        "empty": _("No hay turnos en línea para este día."),
        "footer": _("Impresa el %(when)s · %(who)s") % {"when": facts.printed, "who": facts.printed_by},
    }
    return printing.Page(template="day_list", title=_("Turnos del día"), data=data)


def _row(each: DayListRow) -> list[str]:
    return [
        each.hour,
        each.reference,
        each.number_end,
        each.initials,
        str(each.dependents),
        _("sí") if each.by_proxy else "",
        _("ya llegó") if each.arrived else "",
        "",
        "",
    ]
