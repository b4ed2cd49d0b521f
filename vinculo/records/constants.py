"""Words of a vocabulary stand in a statement as constants, so that the database sees which rows are meant.

PostgreSQL plans a prepared statement for all values alike from its sixth use on a connection on: where the state that is
asked for is a value, an index of the rows in this state serves nobody, and every state is taken to be as frequent as the
others. A word of a vocabulary comes from the program and never from a person: it is written out (docs/decisions/0048).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import Any

from django.db.models import CharField
from django.db.models.lookups import Exact, In

PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def is_word(value: object) -> bool:
    """Return whether a value is a word of a vocabulary, of letters that need no care."""
    return isinstance(value, Enum) and isinstance(value, str) and PLAIN.fullmatch(value.value) is not None


def written(words: Iterable[Any]) -> str:
    """Return words as constants of SQL."""
    return ", ".join(f"'{word.value}'" for word in words)


class IsWord(Exact):
    """`= 'waiting'` in the place of `= %s`."""

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Write a word out; leave everything else to Django."""
        if is_word(self.rhs):
            return written([self.rhs]), []
        return super().process_rhs(compiler, connection)


class IsOneOfWords(In):
    """`IN ('called', 'serving')` in the place of `IN (%s, %s)`; the same words in the same order, each once."""

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Write words out; leave everything else to Django."""
        if isinstance(self.rhs, list) and self.rhs and all(map(is_word, self.rhs)):
            return f"({written(sorted(set(self.rhs)))})", []
        return super().process_rhs(compiler, connection)


def write_words_out() -> None:
    """Have every column of words compared so."""
    CharField.register_lookup(IsWord)
    CharField.register_lookup(IsOneOfWords)
