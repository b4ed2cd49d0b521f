"""The languages in which a document may be written: every language of CLDR, by Babel, and another in words (D25)."""

from __future__ import annotations

from functools import cache

from babel import Locale

SPANISH = "es"
ANOTHER = "mis"  # ISO 639-2: a language without a code; its name is kept in words beside it
_NO_LANGUAGE = frozenset({"mul", "und", "zxx", "root", ANOTHER})


@cache
def language_names(language: str = SPANISH) -> dict[str, str]:
    """Return the languages of CLDR by code, named in a language; in English where that one has no name for them.

    Without the spellings and varieties of a language: a translation is needed for each of them alike.
    """
    names = dict(Locale("en").languages) | dict(Locale.parse(language.replace("-", "_")).languages)
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
