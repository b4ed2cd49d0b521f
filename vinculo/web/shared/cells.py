"""The cells of a CSV: a spreadsheet must never read one as a formula, no matter who wrote the text in it."""

from __future__ import annotations

from collections.abc import Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(cells: Sequence[object]) -> list[object]:
    """Return a row in which no text begins a formula; numbers stay numbers."""
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in cells]
