"""Languages: the six that the public side speaks (D10), and those in which a document may be written (D25).

A document may be written in every language of CLDR, by Babel, and in another one, named in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from babel import Locale, UnknownLocaleError


class Spoken(StrEnum):
    """A language that the public side speaks, by its code in addresses, catalogues and columns (D10)."""

    SPANISH = "es"  # the source, and the default
    ENGLISH = "en"
    PORTUGUESE = "pt-br"
    FRENCH = "fr"
    CHINESE = "zh-hans"
    CREOLE = "ht"


OWN_NAMES: dict[str, str] = {  # as each language names itself; no flags: a language is no country
    Spoken.SPANISH: "Español",
    Spoken.ENGLISH: "English",
    Spoken.PORTUGUESE: "Português",
    Spoken.FRENCH: "Français",
    Spoken.CHINESE: "简体中文",
    Spoken.CREOLE: "Kreyòl ayisyen",
}
OFFERS: dict[str, str] = {  # said to a browser that asks for this language, on a page in another one
    Spoken.SPANISH: "Esta página está en español",
    Spoken.ENGLISH: "This page is available in English",
    Spoken.PORTUGUESE: "Esta página está disponível em português",
    Spoken.FRENCH: "Cette page est disponible en français",
    Spoken.CHINESE: "本页有简体中文版",
    Spoken.CREOLE: "Paj sa a disponib an kreyòl ayisyen",
}
_TAGS: dict[str, str] = {Spoken.PORTUGUESE: "pt-BR", Spoken.CHINESE: "zh-Hans"}


def tag_of(language: str) -> str:
    """Return the code of a language as pages, mails and prints declare it (BCP 47)."""
    return _TAGS.get(language, language)


def offered_languages(readers: Mapping[str, str], *, all_of_them: bool) -> list[str]:
    """Return the languages that are offered: Spanish, and those that somebody read for the institution (D10)."""
    return [code.value for code in Spoken if all_of_them or code == Spoken.SPANISH or code in readers]


SPANISH = Spoken.SPANISH.value
ANOTHER = "mis"  # ISO 639-2: a language without a code; its name is kept in words beside it
_NO_LANGUAGE = frozenset({"mul", "und", "zxx", "root", ANOTHER})
_CREOLE_NAMES = {
    "ar": "arab",
    "de": "alman",
    "en": "angle",
    "es": "panyòl",
    "fr": "franse",
    "ht": "kreyòl ayisyen",
    "it": "italyen",
    "ja": "japonè",
    "ko": "koreyen",
    "nl": "olandè",
    "pl": "polonè",
    "pt": "pòtigè",
    "ru": "ris",
    "zh": "chinwa",
}


def locale_of(language: str) -> Locale | None:
    """Return what CLDR knows of a language: of Haitian Creole nothing, or no more than its own name."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except UnknownLocaleError:
        return None


@cache
def language_names(language: str = SPANISH) -> dict[str, str]:
    """Return the languages of CLDR by code, named in a language; in English where that one has no name for them.

    In Haitian Creole, which has no names there, in Spanish but for those that are usual on papers. Without the
    spellings and varieties of a language: a translation is needed for each of them alike.
    """
    named_in = locale_of(language)
    if named_in is None or language == Spoken.CREOLE:
        return language_names(SPANISH) | _CREOLE_NAMES
    names = dict(Locale("en").languages) | dict(named_in.languages)
    return {code: name for code, name in names.items() if "_" not in code and code not in _NO_LANGUAGE}


LANGUAGE_NAMES = language_names()


def language_name(code: str, language: str = SPANISH) -> str:
    """Return the name of a language in a language, or the code itself where it is not known."""
    known = code.strip().lower()
    return LanguageName(known, language) if known in LANGUAGE_NAMES else code


class LanguageName(str):
    """The name of a language, which also knows it in other languages."""

    code: str

    def __new__(cls, code: str, language: str = SPANISH) -> LanguageName:
        """Return the name; where a language has none, the Spanish one."""
        named = super().__new__(cls, language_names(language).get(code) or LANGUAGE_NAMES[code])
        named.code = code
        return named

    def in_language(self, language: str) -> str:
        """Return the name in another language."""
        return LanguageName(self.code, language)


def is_language(code: str) -> bool:
    """Return whether this is the code of a language of the table, in whatever case."""
    return code.strip().lower() in LANGUAGE_NAMES
