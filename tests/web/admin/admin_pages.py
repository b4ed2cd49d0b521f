"""What the tests of the admin share."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

ROOT = "/administracion/"


def page(response: Response) -> str:
    return unescape(response.content.decode())


def errors(response: Response) -> dict[str, list[str]]:
    """Return the messages beside the fields of a form that was not taken."""
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)
