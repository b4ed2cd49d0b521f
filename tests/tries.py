"""How many orders of acts a state machine tries: all of them with `--all`, a share in every other whole run."""

from __future__ import annotations

from hypothesis import settings


def count_tries(most: int) -> int:
    """Return so many of `most` as the profile of this run tries of a hundred (tests/conftest.py)."""
    assert settings.default is not None
    return most * settings.default.max_examples // 100
