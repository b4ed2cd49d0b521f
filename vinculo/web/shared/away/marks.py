"""What a view says of itself for the time without a database (D36)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def without_data(view: View) -> View:
    """Mark a view that answers without a database: it never waits behind those that ask one."""
    view.without_data = True  # type: ignore[attr-defined]
    return view


def tried_again(view: View) -> View:
    """Mark a view whose act is done once however often it is sent: after a lost connection it is tried once more."""
    view.tried_again = True  # type: ignore[attr-defined]
    return view
