"""Checks of the form of a power of attorney: apostille, legalisation, language (D5, D24, D25), as of other papers."""

from __future__ import annotations

from datetime import date

from vinculo.rules.cases.apostille import EITHER, translation_needed
from vinculo.rules.cases.facts import Formality
from vinculo.rules.cases.requirements.faults import Fault
from vinculo.rules.legal.facts import Power, formalities_of, is_place_confirmed
from vinculo.rules.shared.countries import country_name
from vinculo.rules.shared.languages import language_name
from vinculo.rules.shared.marks import mark


def carries_its_formality(power: Power, on: date) -> Fault | None:
    """Return a fault while the apostille or the legalisation is missing (D5, D24)."""
    accepted = formalities_of(power.reference, power.made_before, power.country, power.made_on, on)
    if not accepted or power.formality in accepted:
        return None
    return _formality_fault(power, accepted, on).having(country=country_name(power.country))


def _formality_fault(power: Power, accepted: frozenset[Formality], on: date) -> Fault:
    if Formality.MINISTRY in accepted:
        return _MINISTRY
    if not _is_sure(power, on):
        return _EITHER
    return _APOSTILLE if Formality.APOSTILLE in accepted else _LEGALISATION


def has_reason_where_unconfirmed(power: Power, on: date) -> Fault | None:
    """Return a fault while nobody wrote why a formality is taken whose place the table is not sure of (D24)."""
    if power.formality not in EITHER or power.formality_reason.strip() or _is_sure(power, on):
        return None
    return _UNCONFIRMED.having(country=country_name(power.country))


def _is_sure(power: Power, on: date) -> bool:
    return is_place_confirmed(power.reference, power.made_before, power.country, power.made_on, on)


def has_apostille_data(power: Power, _on: date) -> Fault | None:
    """Return a fault while number, date or authority of an apostille are missing where they are demanded (D24)."""
    demanded = power.reference.apostille_data_demanded and power.formality is Formality.APOSTILLE
    return _APOSTILLE_DATA if demanded and not power.apostille_known else None


def is_in_spanish(power: Power, _on: date) -> Fault | None:
    """Return a fault while the translation of a power in another language is missing (D5, D25)."""
    if power.spanish_too or power.translation_seen or not translation_needed(power.language):
        return None
    return _TRANSLATION.having(language=power.language_name or language_name(power.language))


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
