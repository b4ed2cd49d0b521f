"""The officer sees in which language a person is written to, and can change it (D10)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.web.shared.reading import facts, page
from vinculo.records.models import Event

pytestmark = pytest.mark.django_db
PLACES = [("desk:turno", ""), ("desk:reception_turno", "reception")]


@pytest.fixture(autouse=True)
def olga(client: Client) -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        client.force_login(cast.olga(), backend="django.contrib.auth.backends.ModelBackend")
        yield


@pytest.mark.parametrize(("where", "back"), PLACES)
def test_d10_the_language_stands_beside_the_turno_and_is_changed_there(client: Client, where: str, back: str) -> None:
    turno = desk.turno(language="fr")
    here = reverse(where, args=[turno.reference])
    assert facts(page(client.get(here)))["Idioma de la persona"].startswith("Français ")
    answer = client.post(reverse("desk:turno_language", args=[turno.reference]), {"language": "ht", "back": back})
    assert answer["Location"] == here
    turno.refresh_from_db()
    assert (turno.language, Event.objects.filter(act="language_changed").count()) == ("ht", 1)


@pytest.mark.parametrize("value", ["", "de", "FR", "fr\x00", "🙂"])
def test_d10_a_language_that_is_not_offered_changes_nothing_and_is_told(client: Client, value: str) -> None:
    turno = desk.turno(language="en")
    where = reverse("desk:turno_language", args=[turno.reference])
    answer = client.post(where, {"language": value}, follow=True)
    assert answer.status_code in {200, 400}
    turno.refresh_from_db()
    assert (turno.language, Event.objects.filter(act="language_changed").count()) == ("en", 0)


def test_d10_nobody_changes_the_language_of_a_turno_of_another_centre(client: Client) -> None:
    other = desk.turno(agency=cast.agency("CAU Loja", "Loja", "11"))
    answer = client.post(reverse("desk:turno_language", args=[other.reference]), {"language": "ht"})
    other.refresh_from_db()
    assert (answer.status_code, other.language) == (404, "es")
