"""The part of an address that nobody can guess."""

from __future__ import annotations


class Token:
    """Matches what a private link may hold; anything else is not found before the database is asked."""

    regex = "[0-9A-Za-z]{1,64}"

    def to_python(self, value: str) -> str:
        """Return the text as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the text as it is."""
        return value
