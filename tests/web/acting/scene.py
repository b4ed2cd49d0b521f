"""One form that acts: who reads its page, what they send, and what somebody else changes meanwhile (D30)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.tables import Rows, read_tables
from tests.web.posting import send
from tests.web.shared.reading import Node, by_tag, page, text
from vinculo.records.models import Event

TOLD = (  # what a person is told whose page was old: what happened, and what to do
    "Algo cambió mientras lo leía",
    "cambió mientras tanto",
    "cambió mientras usted escribía",
    "cambió mientras lo leía",
    "Ese número ya no está así",
    "Esa adopción ya no espera",
    "Ya no se puede responder",
    "Ya se respondió",
    "Otra persona la respondió mientras usted escribía",
)
UNCOUNTED = {"Event", "Attempt", "Pause", "KnownBrowser", "Seal"}  # what reading and trying write
READING = ("_read", "_listed", "_found", "searched", "search_case", "search_certificate", "_printed")


@dataclass
class Scene:
    """A page that was read, the address of one form on it, and what is typed there."""

    client: Client
    address: str
    page: str = ""  # where the form is, if not at its own address
    values: dict[str, Any] = field(default_factory=dict)
    meanwhile: Callable[[], object] = lambda: None  # what somebody else does
    asked: dict[str, Any] | None = None  # posted to come to the page

    def read(self) -> HttpResponse:
        """Open the page."""
        where = self.page or self.address
        answer = self.client.get(where) if self.asked is None else send(self.client, where, self.asked)
        assert answer.status_code == 200, f"{where}: {answer.status_code}"
        return answer  # type: ignore[return-value]

    def read_hidden_fields(self) -> dict[str, str]:
        """Return what the form carries of the page, unseen."""
        shown = page(self.read())
        own = ("", self.address) if not self.page else (self.address,)
        form = next(node for node in by_tag(shown, "form") if node.get("action") in own and is_posted(node))
        hidden = [node for node in by_tag(form, "input") if node.get("type") == "hidden" and node.get("name")]
        return {node.get("name"): node.get("value") for node in hidden}

    def send(self, carried: dict[str, str]) -> Any:
        """Send the form as it was read."""
        return send(self.client, self.address, carried | self.values)

    def read_answer(self, answer: Any) -> str:
        """Return the words of the answer, or of the page to which it leads."""
        shown = self.client.get(answer["Location"]) if answer.status_code == 302 else answer
        return text(page(shown)) if shown["Content-Type"].startswith("text/html") else ""


def is_posted(form: Node) -> bool:
    return form.get("method") == "post"


def everything() -> dict[str, Rows]:
    """Return all that the service keeps, without what reading and trying write."""
    acts = Event.objects.order_by("pk").values_list("act", "subject_id")
    return read_tables(UNCOUNTED) | {"acts": [each for each in acts if not each[0].endswith(READING)]}
