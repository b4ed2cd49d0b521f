"""The public page of how well the announced waits hold."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.waiting_room import waits
from tests.web.shared.reading import Node, by_tag, page, text
from vinculo.records.models import Prediction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def add_prediction(low: int, high: int, outcome: int) -> None:
    Prediction.objects.create(ticket=waits(), made_at=cast.NOW, low=low, high=high, outcome=outcome)


def rows(root: Node) -> list[list[str]]:
    body = by_tag(root, "tbody")
    return [[text(cell) for cell in row.children if isinstance(cell, Node)] for row in by_tag(body[0], "tr")]


def test_each_centre_has_its_counts_and_the_share_in_time(client: Client) -> None:
    for outcome in (1, 5, 9, 40):
        add_prediction(5, 10, outcome)
    root = page(client.get(reverse("public:waits")))
    assert rows(root) == [["Centro de Atención Universal Quito", "4", "1", "2", "1", "75 %"]]
    assert "Noviembre de 2026" in text(root)


def test_other_months_are_a_link_away_and_the_future_is_not(client: Client) -> None:
    root = page(client.get(reverse("public:waits"), {"mes": "2026-10"}))
    links = [node.get("href") for node in by_tag(root, "a") if node.get("href").startswith("?mes")]
    assert links == ["?mes=2026-09", "?mes=2026-11"]
    assert by_tag(root, "tbody") == []
    now = page(client.get(reverse("public:waits")))
    assert [node.get("href") for node in by_tag(now, "a") if node.get("href").startswith("?mes")] == ["?mes=2026-10"]


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-11-01", "0000-01", "0001-01", "9999-12", "99999-01"])
def test_a_month_that_is_none_is_told_and_the_present_one_shown(client: Client, month: str) -> None:
    answer = client.get(reverse("public:waits"), {"mes": month})
    assert (answer.status_code, "No pudimos leer el mes" in answer.content.decode()) == (422, True)
