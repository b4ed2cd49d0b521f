"""How a column holds one word of a vocabulary of `rules`: its choices, and the CHECK that refuses every other word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.db.models import CheckConstraint, Q

NO_LABELS: Mapping[Any, Any] = {}


def words(vocabulary: Iterable[StrEnum]) -> list[str]:
    """Return the words as plain texts, in the order of the vocabulary."""
    return [member.value for member in vocabulary]


def choices(vocabulary: Iterable[StrEnum], labels: Mapping[Any, Any] = NO_LABELS) -> list[tuple[str, Any]]:
    """Return the choices of a column, each with its label or, where nobody reads it, with the word itself."""
    return [(word, labels[word] if labels else word) for word in words(vocabulary)]


def known(column: str, vocabulary: Iterable[StrEnum], name: str, *, blank: bool = False) -> CheckConstraint:
    """Return the CHECK that a column holds a word of the vocabulary, or nothing where it may be blank."""
    return CheckConstraint(condition=Q(**{f"{column}__in": [*[""] * blank, *words(vocabulary)]}), name=name)
