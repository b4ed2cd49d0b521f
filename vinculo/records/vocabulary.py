"""How a column holds one word of a vocabulary of `rules`: its choices, and the CHECK that refuses every other word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import CharField, CheckConstraint, Q
from django.utils.translation import get_language, gettext_lazy

from vinculo.rules.shared.languages import OWN_NAMES, SPANISH, Spoken

NO_LABELS: Mapping[Any, Any] = {}


def words(vocabulary: Iterable[str]) -> list[str]:
    """Return the words as plain texts, in the order of the vocabulary."""
    return [str(word) for word in vocabulary]


def choices(vocabulary: Iterable[str], labels: Mapping[Any, Any] = NO_LABELS) -> list[tuple[str, Any]]:
    """Return the choices of a column: labels, translated when shown, or the words alone where nobody reads them."""
    return [(word, gettext_lazy(labels[word]) if labels else word) for word in words(vocabulary)]


def vocabulary_check(column: str, vocabulary: Iterable[str], name: str, *, blank: bool = False) -> CheckConstraint:
    """Return the CHECK that a column holds a word of the vocabulary, or nothing where it may be blank."""
    return CheckConstraint(condition=Q(**{f"{column}__in": [*[""] * blank, *words(vocabulary)]}), name=name)


def present_language() -> str:
    """Return the language in which this is asked: what is kept of a person is kept with it (D10)."""
    asked = get_language() or SPANISH
    return asked if asked in words(Spoken) else SPANISH


def language_column() -> CharField[str, str]:
    """Return the column of a person's language; it has a CHECK by `vocabulary_check`."""
    return CharField(max_length=8, choices=choices(Spoken, OWN_NAMES), default=present_language)
