"""The short questions of the information pages, asked as a browser asks them."""

from __future__ import annotations

from django.test import Client

from tests.web.shared.reading import Node, by_class, by_id, page, text

GOOD = {
    "link": "child",
    "affiliate_passport": "si",
    "dependent_passport": "si",
    "country": "COL",
    "issued_on": "2020-05-06",
    "who": "affiliate",
}


def ask(client: Client, path: str, **answers: str) -> Node:
    answer = client.get(path, answers)
    assert answer.status_code == 200
    return page(answer)


def list_papers(root: Node) -> list[str]:
    return [text(node) for node in by_class(by_id(root, "lista"), "check-title")]
