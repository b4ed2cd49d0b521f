"""Codes that a person reads from paper and types: without letters that are taken for others."""

from __future__ import annotations

from random import Random

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
GROUP, GROUPS = 4, 3  # 58 bits


def draw_code(random_source: Random) -> str:
    """Return a new code in groups, as it is printed."""
    return "-".join("".join(random_source.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def typed_code(text: str) -> str:
    """Return a code as it is kept, however it was typed."""
    letters = [each for each in text.upper() if each in LETTERS]
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, len(letters), GROUP))
