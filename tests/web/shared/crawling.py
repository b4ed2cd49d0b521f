"""Asks what no browser asks, and takes back whatever came of it, so that each request meets the same house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from django.db import transaction
from django.test import Client

from tests import ROOT
from tests.web.shared.reading import Node, by_tag, every, page

FORM_TYPE = "application/x-www-form-urlencoded"
READ = re.compile(r"""GET(?:\.get\(|\.getlist\(|\[|, )"(\w+)\"""")


@dataclass(frozen=True)
class Form:
    """A form as a page shows it: where it sends what, and what stands in it."""

    method: str
    action: str
    values: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return what can be typed or forged, each name once."""
        return tuple(dict.fromkeys(name for name, _ in self.values if name != "csrfmiddlewaretoken"))

    def with_changed(self, changes: dict[str, str]) -> str:
        """Return the body with these values instead of what stands there."""
        return encode([(name, changes.get(name, value)) for name, value in self.values])


@dataclass
class Crawler:
    """One person's browser: counts what was asked, and keeps what was answered with a fault."""

    who: str
    client: Client
    asked: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False

    def ask(self, what: str, address: str, body: str | None = None, **more: Any) -> Any:
        """Send a request, take back what it did, and write down a fault with its cause."""
        cookies, method = deepcopy(self.client.cookies), "GET" if body is None else "POST"
        with transaction.atomic():
            if body is None:
                answer: Any = self.client.get(address, **more)
            else:
                answer = self.client.generic("POST", address, body, **{"content_type": FORM_TYPE, **more})
            read_to_end(answer)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        self.asked += 1
        if answer.status_code >= 500:
            cause = getattr(answer, "exc_info", None)
            self.faults.append(
                f"{self.who} {method} {address[:120]} {what}: {answer.status_code} {cause and cause[1]!r:.300}"
            )
        return answer


def read_to_end(answer: Any) -> None:
    """Read an answer to its end, a stream as well: a fault may come late."""
    if getattr(answer, "streaming", False) and not getattr(answer, "is_async", False):
        b"".join(answer.streaming_content)


def encode(pairs: list[tuple[str, str]]) -> str:
    """Return a body, or a query, with these pairs."""
    return urlencode(pairs, errors="surrogatepass")


def forms_of(answer: Any, address: str) -> Iterator[Form]:
    """Return the forms of a page; nothing of what is no page."""
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html") or answer.streaming:
        return
    for node in by_tag(page(answer), "form"):
        action = urljoin(address, node.get("action") or address)
        yield Form(node.get("method").upper() or "GET", action, tuple(_values(node)))


def _values(form: Node) -> Iterator[tuple[str, str]]:
    for node in every(form):
        if not node.get("name"):
            continue
        if node.name == "select":
            picked = [each.get("value") for each in by_tag(node, "option")]
            yield node.get("name"), next((value for value in picked if value), "")
        elif node.name in {"input", "textarea", "button"}:
            yield node.get("name"), node.get("value")


def names_of_queries() -> list[str]:
    """Return every name that a view reads from the query of an address."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "vinculo" / "web").rglob("*.py")]
    return sorted({name for text in texts for name in READ.findall(text)})


def with_parts_changed(address: str, parts: list[str], value: str) -> Iterator[str]:
    """Return the address with each of these parts of its path replaced, one at a time."""
    path, hostile = urlsplit(address).path, quote(value, safe="", errors="surrogatepass")
    for part in parts:
        changed = re.sub(rf"(?<=/){re.escape(part)}(?=[/.])", lambda _: hostile, path, count=1)
        if changed != path:
            yield changed
