"""How a setting is written down: its type, its bounds, what it may be, and a line of help for docs/running.md."""

from typing import Any

from msgspec import Meta

FILE = "file"  # a file that is there
HIDDEN = "hidden"  # never shown, not even where it is wrong
KEYS = "keys"  # `id: key; id: key`, never shown
NAMED = "named"  # `code: words; code: words`
UNSEEN = (HIDDEN, KEYS)
ADDRESS = r"^https?://[^\s/]+[^\s]*$"


def whole(least: int, most: int, meaning: str, *, default: str = "") -> Meta:
    """Return what a whole number between two bounds is; `default` says in words what applies where none is given."""
    return Meta(ge=least, le=most, description=meaning, extra={"default": default})


def text(meaning: str, *, default: str = "", kind: str = "") -> Meta:
    """Return what a text, a yes or no, or one of several words is; its type says which."""
    return Meta(description=meaning, extra={"default": default, "kind": kind})


def url(meaning: str, *, default: str = "") -> Meta:
    """Return what an address of the web is."""
    return Meta(description=meaning, pattern=ADDRESS, extra={"default": default, "kind": "url"})


def database(meaning: str) -> Meta:
    """Return what the address of a PostgreSQL is, of several servers too; signs in a password are written with %."""
    pattern = r"^postgres(ql)?://[^/\s]*/[^/?\s]+(\?\S*)?$"
    return Meta(description=meaning, pattern=pattern, extra={"default": "", "kind": HIDDEN})


def merge(meta: Meta) -> dict[str, Any]:
    """Return what is said of a setting beside its bounds."""
    return {"default": "", "kind": ""} | (meta.extra or {})
