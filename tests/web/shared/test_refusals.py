"""What is refused at the door, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override

from tests import cast
from tests.web.posting import title_of
from tests.web.public.booking.booking_pages import steps, url
from tests.web.shared.reading import by_id, by_tag, page, text
from vinculo.rules.cases.bringing.codec import encode
from vinculo.rules.cases.bringing.model import Answers
from vinculo.rules.cases.facts import Link
from vinculo.rules.shared.languages import tag_of
from vinculo.rules.shared.limits import LimitedAct, LimitedBy

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
ADDRESSES = [
    "/mi-turno/%00/",
    "/turnos/%00/lugar/",
    "/solicitud/%00/",
    "/verificar/%00/",
    "/ventanilla/caso/%00/",
    "/demo/correo/%00/",
    "/administracion/records/agency/%00/change/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_nul_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("door", ["/ventanilla/ingreso/", "/administracion/login/"])
@pytest.mark.parametrize("field", ["username", "password"])
def test_an_enormous_credential_is_only_wrong(client: Client, door: str, field: str) -> None:
    cast.olga()
    answer = client.post(door, {"username": "olga", "password": "x", field: "x" * 100_000})
    assert answer.status_code in {200, 422}
    assert "no son correctos" in answer.content.decode()


LANGUAGES = [code for code, _ in settings.LANGUAGES]
BIG = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)


def break_page(client: Client, error: Exception) -> Any:
    """Return the answer of a page that fails on an error."""
    client.raise_request_exception = False
    with patch("vinculo.web.public.booking.start.render", side_effect=error):
        return client.get(reverse("public:booking"))


REFUSALS: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "not read": (400, lambda client: client.get(reverse("public:apostille"), QUERY_STRING="&".join(["a=1"] * 999))),
    "not allowed here": (403, lambda _: Client(enforce_csrf_checks=True).post(reverse("public:booking_number"))),
    "absent": (404, lambda client: client.get(reverse("public:turno", args=["0" * 32]))),
    "only by a button": (405, lambda client: client.post(reverse("public:home"))),
    "only by a button, without the guard of a form": (
        405,
        lambda _: Client(enforce_csrf_checks=True).post(reverse("public:home")),
    ),
    "too large": (413, lambda client: client.post(reverse("public:complaints"), BIG, content_type=FORM)),
    "fault of ours": (500, lambda client: break_page(client, ValueError())),
    "database away": (503, lambda client: break_page(client, OperationalError())),
    "database gone": (503, lambda client: break_page(client, InterfaceError())),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REFUSALS)
def test_d10_every_refusal_is_a_page_of_ours_with_a_way_on(client: Client, name: str, language: str) -> None:
    status, act = REFUSALS[name]
    with override(language):
        answer = act(client)
        tag = tag_of(language)
    root = page(answer)
    assert (answer.status_code, by_tag(root, "html")[0].get("lang")) == (status, tag)
    heading, title = text(by_tag(root, "h1")[0]), title_of(answer)
    assert len(heading) > 3
    assert title.endswith("· IESS")
    assert len([link for link in by_tag(by_id(root, "contenido"), "a") if link.get("href").startswith("/")]) >= 1
    assert "593 23945666" in text(by_id(root, "contenido"))


def test_d36_a_refusal_says_what_is_allowed_and_when_to_come_again(client: Client) -> None:
    refused = client.post(reverse("public:home"))
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert client.head(reverse("public:home")).status_code == 200
    away = break_page(client, OperationalError())
    root = page(away)
    assert (away.status_code, away["Retry-After"]) == (503, "5")
    again = [link for link in by_tag(root, "a") if text(link) == "Intentar de nuevo"]
    assert [link.get("href") for link in again] == [reverse("public:booking")]


def test_a_database_that_takes_nothing_now_is_no_fault_of_ours(client: Client) -> None:
    taken_over = InternalError()
    taken_over.__cause__ = ReadOnly()
    assert break_page(client, taken_over).status_code == 503
    assert break_page(client, InternalError()).status_code == 500


class ReadOnly(Exception):
    """What the driver raises of a node that takes nothing."""

    sqlstate = "25006"


@pytest.mark.usefixtures("seats_tomorrow")
def test_d29_who_must_wait_has_a_button_that_does_it_again(client: Client) -> None:
    draft = steps(client, email="ana@example.com")
    turno_mail = reverse("public:papers_mail")
    sent = {"email": "ana@example.com", "p": encode(Answers(link=Link.CHILD, country="COL")), "quien": "affiliate"}
    few = settings.LIMITS[LimitedAct.SEND] | {LimitedBy.DEVICE: (1, 60)}
    with override_settings(LIMITS=settings.LIMITS | {LimitedAct.SEND: few}):
        client.post(url("send_again", draft))
        client.post(turno_mail, sent)
        refused = client.post(turno_mail, sent)
    root = page(refused)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    form = next(node for node in by_tag(by_id(root, "contenido"), "form"))
    carried = {node.get("name"): node.get("value") for node in by_tag(form, "input")}
    assert {name: carried[name] for name in sent} == sent
    assert [text(node) for node in by_tag(form, "button")] == ["Intentar de nuevo"]
