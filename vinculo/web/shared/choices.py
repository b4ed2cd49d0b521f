"""The lists that several forms offer."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vinculo.rules.shared.country_names import NAMES, OTHER_ISSUERS
from vinculo.rules.shared.languages import NAMES as LANGUAGES
from vinculo.rules.shared.names import fold


@cache
def _named(language: str | None, issuers: bool) -> list[tuple[str, str]]:
    names = NAMES | OTHER_ISSUERS if issuers else NAMES
    return sorted(((code, gettext(name)) for code, name in names.items()), key=lambda item: fold(item[1]))


def country_choices(*, issuers: bool = False) -> list[tuple[str, object]]:
    """Return the countries by name after an empty choice; with `issuers` also who only issues travel documents."""
    return [("", _("Elija un país")), *_named(get_language(), issuers)]


def language_choices() -> list[tuple[str, object]]:
    """Return the languages by name after an empty choice."""
    named = sorted(LANGUAGES.items(), key=lambda item: fold(item[1]))
    return [("", _("Elija un idioma")), *((code, _(name)) for code, name in named)]
