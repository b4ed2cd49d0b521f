"""The lists that several forms offer, and how a long one is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vinculo.queries.shared.names import country_in_words, language_in_words
from vinculo.rules.shared import labels
from vinculo.rules.shared.countries import NAMES, OTHER_ISSUERS
from vinculo.rules.shared.languages import ANOTHER, LANGUAGE_NAMES
from vinculo.rules.shared.names import sorting_key

YES, NO = "si", "no"
YES_NO = [(YES, _("Sí")), (NO, _("No"))]
ORIGIN_HELP = _(  # D22: to the third degree (Constitution art. 7)
    "Responda «Sí» si nació en el Ecuador, o si nació aquí su madre, su padre, una abuela, un abuelo, una bisabuela "
    "o un bisabuelo."
)
CHOOSE = {"required": _("Elija una respuesta."), "invalid_choice": _("Elija una de las respuestas.")}


def choices_of(words: Mapping[str, str], *values: str) -> list[tuple[str, Any]]:
    """Return the answers of a question: the values of a vocabulary with their labels, all of them or those named."""
    return [(value, _(words[value])) for value in values or words]


BY_PROXY = [(NO, _(labels.PRESENTED_BY["affiliate"])), (YES, _(labels.PRESENTED_BY["proxy"]))]


@cache
def _sorted_countries(language: str | None, issuers: bool) -> list[tuple[str, str]]:
    codes = [*NAMES, *OTHER_ISSUERS] if issuers else list(NAMES)
    return sorted(((code, country_in_words(code)) for code in codes), key=lambda item: sorting_key(item[1], language))


def country_choices(*, issuers: bool = False) -> list[tuple[str, object]]:
    """Return the countries by name after an empty choice; with `issuers` also who only issues travel documents."""
    return [("", _("Elija un país")), *_sorted_countries(get_language(), issuers)]


@cache
def _languages(language: str | None) -> list[tuple[str, str]]:
    named = ((code, language_in_words(code)) for code in LANGUAGE_NAMES)
    return sorted(named, key=lambda item: sorting_key(item[1], language))


def language_choices(*, another: bool = False) -> list[tuple[str, object]]:
    """Return the languages by name after an empty choice; with `another` last one that is written in words (D25)."""
    last = [(ANOTHER, _("Otro idioma: se escribe cuál"))] if another else []
    return [("", _("Elija un idioma")), *_languages(get_language()), *last]


class LongSelect(forms.Select):
    """A select written as one string: a template for each choice costs more than the rest of the page.

    It writes what Django's own writes, groups included.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the element with all its choices."""
        chosen = self.format_value(value)[0]
        options = format_html_join("\n", "{}", ((each,) for each in _options(self.choices, chosen)))
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


def _options(choices: Iterable[tuple[Any, Any]], chosen: str) -> Iterator[SafeString]:
    """Yield the choices in their order, each group as one piece."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            inside = format_html_join("\n", "{}", ((each,) for each in _options(label, chosen)))
            yield format_html('<optgroup label="{}">\n{}\n</optgroup>', key, inside)
        else:
            value = "" if key is None else str(key)
            yield _option(value, str(label), value == chosen)


@lru_cache(maxsize=4096, typed=True)  # a safe label is not the same as a plain one
def _option(key: str, label: str, chosen: bool) -> SafeString:
    """Write a choice; the same few hundred are on many pages."""
    return format_html('<option value="{}"{}>{}</option>', key, " selected" if chosen else "", label)
