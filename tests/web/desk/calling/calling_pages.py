"""The officer's counter as the tests press it: by the words of its buttons."""

from __future__ import annotations

from datetime import datetime

import time_machine
from django.http import HttpResponse
from django.test import Client

from tests.stages import desk
from tests.stages.queue import at, ticket
from tests.web.shared.reading import Node, by_class, by_tag, page, text
from vinculo.records.models import Case, Ticket
from vinculo.rules.queue.status import Origin

HOME = "/ventanilla/llamar/"


def calling_page(client: Client) -> Node:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return page(answer)


def number(root: Node) -> str:
    return "".join(text(node) for node in by_class(root, "called-number"))


def press(client: Client, words: str, **more: str) -> HttpResponse:
    """Press the button with these words, with what stands in its form."""
    for form in by_tag(calling_page(client), "form"):
        buttons = by_tag(form, "button")
        if buttons and text(buttons[0]).split(" Alt")[0] == words:
            hidden = {node.get("name"): node.get("value") for node in by_tag(form, "input")}
            return client.post(form.get("action"), hidden | more)  # type: ignore[return-value]
    raise AssertionError(f"no button {words}: {text(calling_page(client))}")


def messages_of(client: Client) -> str:
    return " ".join(text(node) for node in by_class(calling_page(client), "messages"))


def moment(minutes: float) -> time_machine.travel:
    when: datetime = at(minutes)
    return time_machine.travel(when, tick=False)


def ana_with_a_number() -> tuple[Case, Ticket]:
    of = desk.turno()
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    return case, ticket(turno=of, case=case, origin=Origin.TURNO)
