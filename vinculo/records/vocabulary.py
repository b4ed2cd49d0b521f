"""How a column holds one word of a vocabulary of `rules`: its choices, and the CHECK that refuses every other word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy

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
