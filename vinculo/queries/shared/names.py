"""Names of countries and languages in the language of the person who reads: those of CLDR, or else of our catalogue."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vinculo.documents.words import date_in_words
from vinculo.rules.cases.bringing.lines import Line
from vinculo.rules.shared.countries import CountryName, country_name
from vinculo.rules.shared.languages import ANOTHER, SPANISH, LanguageName, language_name


def in_words(value: str) -> str:
    """Return a word of the rules in the present language; an empty one stays empty."""
    if isinstance(value, CountryName | LanguageName):
        return value.in_language(get_language() or SPANISH)
    return _(value) if value else value


def country_in_words(code: str) -> str:
    """Return the name of a country or another issuer in the present language."""
    return in_words(country_name(code))


def language_in_words(code: str, written: str = "") -> str:
    """Return the name of a language in the present language, or the one that the desk wrote down (D25)."""
    return written if code == ANOTHER else in_words(language_name(code))


def line_in_words(line: Line) -> str:
    """Return a sentence of the rules in the present language, with its names and days in words."""
    params = {name: _param_in_words(value) for name, value in line.params.items()}
    return _(line.text) % params if params else _(line.text).replace("%%", "%")


def _param_in_words(value: str | int | date) -> str:
    if isinstance(value, date):
        return date_in_words(value)
    return in_words(value) if isinstance(value, str) else str(value)
