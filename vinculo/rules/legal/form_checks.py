"""Checks of the form of a power of attorney: apostille, legalisation, language (D5, D24, D25), as of other papers."""

from __future__ import annotations

from datetime import date

from vinculo.rules.cases.requirements.faults import Fault
from vinculo.rules.cases.requirements.form_checks import ForeignDocument, FormChecks, FormFaults
from vinculo.rules.legal.facts import EXECUTED_BY, Power
from vinculo.rules.shared.marks import mark


def _form_of(power: Power, on: date) -> ForeignDocument:
    return ForeignDocument(
        reference=power.reference,
        judged_on=on,
        country=power.country,
        issued_on=power.made_on,
        executed_by=EXECUTED_BY[power.made_before],
        formality=power.formality,
        formality_reason=power.formality_reason,
        apostille_known=power.apostille_known,
        language=power.language,
        language_name=power.language_name,
        spanish_too=power.spanish_too,
        translation_seen=power.translation_seen,
    )


_APOSTILLE = Fault(
    code="power_apostille",
    rows=("S38", "D5"),
    text=mark("Falta la apostilla del poder otorgado en: %(country)s."),
    remedy=mark("Pida la apostilla a la autoridad del país en que se otorgó y traiga el poder apostillado."),
)
_LEGALISATION = Fault(
    code="power_legalisation",
    rows=("S38", "D5"),
    text=mark("Falta la legalización consular del poder otorgado en: %(country)s."),
    remedy=mark("Haga legalizar el poder en el consulado del Ecuador que corresponde a ese país."),
)
_MINISTRY = Fault(
    code="power_ministry",
    rows=("S38", "D24"),
    text=mark("Falta la legalización del poder otorgado ante un consulado o embajada de: %(country)s."),
    remedy=mark(
        "Los documentos que firma un consulado no llevan apostilla: haga legalizar el poder en el Ministerio de "
        "Relaciones Exteriores del Ecuador."
    ),
)
_EITHER = Fault(
    code="power_formality",
    rows=("S38", "D24"),
    text=mark("Falta la apostilla o la legalización del poder otorgado en: %(country)s."),
    remedy=mark(
        "Tráigalo con apostilla, o con la legalización del consulado del Ecuador: para ese lugar recibimos cualquiera "
        "de las dos."
    ),
)
_UNCONFIRMED = Fault(
    code="power_place_unconfirmed",
    rows=("S38", "D24"),
    text=mark("No está confirmado si en %(country)s corresponde apostilla o legalización."),
    remedy=mark("Puede recibir cualquiera de las dos: escriba el motivo junto a la que trae el poder."),
)
_APOSTILLE_DATA = Fault(
    code="power_apostille_data",
    rows=("S38", "D24"),
    text=mark("Faltan el número, la fecha o la autoridad de la apostilla del poder."),
    remedy=mark("Regístrelos como constan en la apostilla."),
)
_TRANSLATION = Fault(
    code="power_translation",
    rows=("S38", "D5"),
    text=mark("Falta la traducción al español del poder, escrito en: %(language)s."),
    remedy=mark("Traiga el poder con su traducción al español."),
)

FORM = FormChecks(
    _form_of,
    FormFaults(
        apostille=_APOSTILLE,
        legalisation=_LEGALISATION,
        ministry=_MINISTRY,
        either=_EITHER,
        unconfirmed=_UNCONFIRMED,
        apostille_data=_APOSTILLE_DATA,
        translation=_TRANSLATION,
    ),
)
