"""Sending a form as a browser does."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from django.test import Client


def send(client: Client, address: str, data: Mapping[str, Any] | None = None, **where: Any) -> Any:
    """Send a form and return the answer, of a wrong one the page to which it leads."""
    return follow(client, client.post(address, data, **where), **where)


def follow(client: Client, answer: Any, **where: Any) -> Any:
    """Return the page to which a refusal leads; any other answer is returned as it is."""
    return client.get(answer.headers["Location"], **where) if answer.status_code == 303 else answer


def title_of(answer: Any) -> str:
    """Return the title of a page."""
    match = re.search("<title>(.*?)</title>", answer.content.decode(), re.S)
    assert match
    return " ".join(html.unescape(match[1]).split())
