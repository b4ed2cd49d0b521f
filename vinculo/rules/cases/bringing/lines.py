"""A sentence as the rules say it: marked Spanish and what stands in its named placeholders, translated by others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Line:
    """One whole sentence, or several that belong together; days and names are put into words where it is read."""

    text: str
    params: Mapping[str, str | int | date] = field(default_factory=dict)
