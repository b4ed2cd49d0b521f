"""What is posted after the session ended is not lost: log in, press once, and it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.web.public.booking.booking_pages import text
from vinculo.records.models import Solicitud
from vinculo.web.shared.kept import MOST

pytestmark = pytest.mark.django_db
KEPT = reverse("kept")
LOG_IN = "/ventanilla/ingreso/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


def facts(solicitud: Solicitud, **changes: str) -> dict[str, str]:
    return {
        "version": str(solicitud.version),
        "link": "child",
        "dependent_names": "Bruno Restrepo Gómez",
        "document_kind": "passport",
        "document_number": cast.BRUNO_PASSPORT,
        "document_country": "COL",
        "nationality": "COL",
        "birth_date": "14/03/2015",
        "sex": "M",
        "resides": "si",
        "has_cedula": "no",
        "ecuadorian_origin": "no",
    } | changes


def log_in(client: Client, follow: str, who: Any = None) -> Any:
    person = who or cast.olga()
    return client.post(LOG_IN, {"username": person.username, "password": cast.PASSWORD, "next": follow}, follow=True)


def send_without_session(client: Client, **changes: str) -> tuple[Solicitud, str]:
    """Send a form of Bruno's case without a session."""
    case, bruno = desk.case_of_bruno()
    bruno.refresh_from_db()
    address = reverse("desk:facts", args=[case.reference, bruno.reference])
    answer = client.post(address, facts(bruno, **changes))
    assert answer["Location"] == f"{LOG_IN}?next={KEPT}"
    return bruno, address


def test_after_the_log_in_one_press_saves_what_was_typed(client: Client) -> None:
    bruno, address = send_without_session(client)
    assert "Lo que escribió no se perdió" in text(client.get(f"{LOG_IN}?next={KEPT}").content)
    bruno.refresh_from_db()
    assert bruno.dependent_names == "Bruno Andrés Restrepo Gómez"
    page = log_in(client, KEPT)
    assert f'action="{address}"' in page.content.decode()
    for name, value in facts(bruno).items():
        assert f'name="{name}" value="{value}"' in page.content.decode()
    client.post(address, facts(bruno))
    bruno.refresh_from_db()
    assert bruno.dependent_names == "Bruno Restrepo Gómez"
    assert client.get(KEPT).status_code == 302


def test_what_was_wrong_comes_back_to_the_form_with_everything_typed(client: Client) -> None:
    bruno, address = send_without_session(client, birth_date="31/02/2015")
    log_in(client, KEPT)
    answer = client.post(address, facts(bruno, birth_date="31/02/2015"))
    assert answer.status_code == 422
    assert "31/02/2015" in answer.content.decode()


def test_looking_at_it_changes_nothing_and_it_stays_until_it_is_sent(client: Client) -> None:
    bruno, _ = send_without_session(client)
    log_in(client, KEPT)
    for _ in range(2):
        assert "Enviar lo que escribí" in text(client.get(KEPT).content)
    bruno.refresh_from_db()
    assert bruno.dependent_names == "Bruno Andrés Restrepo Gómez"


def test_somebody_who_may_not_do_it_cannot_do_it_with_it_either(client: Client) -> None:
    bruno, address = send_without_session(client)
    log_in(client, KEPT, cast.alicia())
    assert client.post(address, facts(bruno)).status_code == 403
    bruno.refresh_from_db()
    assert bruno.dependent_names == "Bruno Andrés Restrepo Gómez"


def test_nobody_sees_it_before_the_log_in_nor_in_another_browser(client: Client) -> None:
    send_without_session(client)
    answer = client.get(KEPT)
    assert (answer.status_code, answer["Location"]) == (302, f"{LOG_IN}?next={KEPT}")
    other = Client()
    assert "Bruno Restrepo" not in log_in(other, KEPT).content.decode()


def test_a_page_that_was_only_asked_for_is_led_back_to(client: Client) -> None:
    case, _ = desk.case_of_bruno()
    page = reverse("desk:case", args=[case.reference])
    assert client.get(page)["Location"] == f"{LOG_IN}?next={page}"
    assert log_in(client, page).request["PATH_INFO"] == page


def test_more_than_any_form_holds_is_not_kept(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    address = reverse("desk:facts", args=[case.reference, bruno.reference])
    client.post(address, facts(bruno, dependent_names="A" * MOST))
    assert "kept" not in client.session


def test_nobody_fills_the_tables_with_forms_that_nobody_will_send(client: Client, settings: Any) -> None:
    settings.LIMITS = settings.LIMITS | {"kept": {"address": (2, 60)}}
    address = reverse("desk:search")
    for index in range(4):
        answer = Client().post(address, {"q": "x"})
        kept = index < 2
        assert (answer["Location"] == f"{LOG_IN}?next={KEPT}", "sessionid" in answer.cookies) == (kept, kept)
