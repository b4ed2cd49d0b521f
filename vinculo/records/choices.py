"""Database choices with the labels of `rules.shared.labels`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy


def choices(labels: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Return the choices of a field: each value with its label, translated when it is shown."""
    return [(str(value), gettext_lazy(label)) for value, label in labels.items()]
