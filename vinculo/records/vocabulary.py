"""How a column holds one word of a vocabulary of `rules`: choices, its CHECK, and its conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from django.db.models import CharField, CheckConstraint
from django.db.models.lookups import Exact, In
from django.utils.translation import get_language, gettext_lazy

from vinculo.records.tables.words import check_of_words
from vinculo.rules.shared.languages import OWN_NAMES, SPANISH, Spoken

# PostgreSQL plans a prepared statement for all values alike from its sixth use on a connection on: where the state that
# is asked for is a value, an index of the rows in this state serves nobody, and every state is taken to be as frequent
# as the others. A word of a vocabulary comes from the program and never from a person: it is written out, see
# docs/decisions/0048.
PLAIN = re.compile(r"[A-Za-z0-9_-]+")
NO_LABELS: Mapping[Any, Any] = {}


def words(vocabulary: Iterable[str]) -> list[str]:
    """Return the words as plain texts, in the order of the vocabulary."""
    return [str(word) for word in vocabulary]


def choices(vocabulary: Iterable[str], labels: Mapping[Any, Any] = NO_LABELS) -> list[tuple[str, Any]]:
    """Return the choices of a column: labels, translated when shown, or the words alone where nobody reads them."""
    return [(word, gettext_lazy(labels[word]) if labels else word) for word in words(vocabulary)]


def vocabulary_check(column: str, vocabulary: Iterable[str], name: str, *, blank: bool = False) -> CheckConstraint:
    """Return the CHECK that a column holds a word of the vocabulary, or nothing where it may be blank."""
    return check_of_words(column, [*[""] * blank, *words(vocabulary)], name)


def present_language() -> str:
    """Return the language in which this is asked: what is kept of a person is kept with it (D10)."""
    asked = get_language() or SPANISH
    return asked if asked in OWN_NAMES else SPANISH


def language_column() -> CharField[str, str]:
    """Return the column of a person's language; it has a CHECK by `vocabulary_check`."""
    return CharField(max_length=8, choices=choices(Spoken, OWN_NAMES), default=present_language)


def is_word(value: object) -> bool:
    """Return whether a value is a word of a vocabulary, of letters that need no care."""
    return isinstance(value, Enum) and isinstance(value, str) and PLAIN.fullmatch(value.value) is not None


def quote_words(words: Iterable[Any]) -> str:
    """Return words as constants of SQL."""
    return ", ".join(f"'{word.value}'" for word in words)


class IsWord(Exact):
    """`= 'waiting'` in the place of `= %s`."""

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Write a word out; leave everything else to Django."""
        if is_word(self.rhs):
            return quote_words([self.rhs]), []
        return super().process_rhs(compiler, connection)


class IsOneOfWords(In):
    """`IN ('called', 'serving')` in the place of `IN (%s, %s)`; the same words in the same order, each once."""

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Write words out; leave everything else to Django."""
        if isinstance(self.rhs, list) and self.rhs and all(map(is_word, self.rhs)):
            return f"({quote_words(sorted(set(self.rhs)))})", []
        return super().process_rhs(compiler, connection)


def write_words_out() -> None:
    """Have every column of words compared so."""
    CharField.register_lookup(IsWord)
    CharField.register_lookup(IsOneOfWords)
