"""Reception, read and used through its pages as an officer does."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.web.shared.reading import Node, by_class, by_tag, page, text

Answered = Any  # what the test client returns is a response with more
HOME = "/ventanilla/recepcion/"


def scan(client: Client, typed: str) -> Answered:
    """Let a reader type into the one field; follow to the number of a ticket."""
    answer: Answered = client.post(HOME, {"q": typed}, follow=True)
    return answer


def panel(answer: Answered) -> Node:
    """Return the answer below the field."""
    (node,) = by_class(page(answer), "panel")
    return node


def sentence_of(answer: Answered) -> str:
    """Return the one sentence of the answer."""
    return next(text(node) for node in by_tag(panel(answer), "p", "div") if node.get("role") == "status")


def buttons(answer: Answered) -> list[str]:
    """Return what can be pressed in the answer, without the keys written beside."""
    shown = [node for node in by_tag(panel(answer), "a", "button") if "button" in node.get("class").split()]
    return [re.sub(r" (Enter|F\d+)$", "", text(node)) for node in shown]


def in_focus(answer: Answered) -> list[str]:
    """Return what has the focus when the page opens, by its name or text."""
    focused = [node for node in by_tag(page(answer), "a", "button", "input") if "autofocus" in node.attributes]
    return [node.get("name") or re.sub(r" (Enter|F\d+)$", "", text(node)) for node in focused]


def key_in(answer: Answered, action: str) -> str:
    """Return the key that the form for an address carries."""
    form = next(node for node in by_tag(page(answer), "form") if node.get("action") == action)
    return next(node.get("value") for node in by_tag(form, "input") if node.get("name") == "key")


def send(client: Client, name: str, values: dict[str, Any], *where: object, start: str = HOME) -> Answered:
    """Send a form as the page has it: with its key and its procedure."""
    action = reverse(f"desk:{name}", args=where)
    answer = client.get(start)
    form = next(node for node in by_tag(page(answer), "form") if node.get("action") == action)
    hidden = {
        n.get("name"): n.get("value") for n in by_tag(form, "input") if n.get("type") == "hidden" and n.get("name")
    }
    hidden.pop("csrfmiddlewaretoken", None)
    sent: Answered = client.post(action, hidden | values)
    return sent


def number(answer: Answered) -> str:
    """Return the number that is shown big."""
    (node,) = by_class(page(answer), "huge")
    return text(node)
