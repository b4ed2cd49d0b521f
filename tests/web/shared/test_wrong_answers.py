"""A wrong answer leads to its own page by a redirect, with what was typed and what is wrong (D10)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override

from tests import cast
from tests.web.posting import send, title_of
from tests.web.public.booking.booking_pages import book_turno, code_of, place, set_contact, start_draft, steps, url
from tests.web.shared.reading import by_id, by_tag, page, text
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.web.shared.wrong_answers import KEPT, KEY, MOST_PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]
LONG = "Me atendieron tarde. " * 2000


FORMS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "number": (lambda _: reverse("public:booking_number"), {"number": "no tengo"}, "no tengo"),
    "passport": (lambda _: reverse("public:booking_passport"), {"number": "AB1234567", "country": ""}, "AB1234567"),
    "change number": (lambda client: url("change_number", start_draft(client)), {"number": "ninguno"}, "ninguno"),
    "contact": (lambda client: url("contact", start_draft(client)), {"email": "ana@", "mobile": "12"}, "ana@"),
    "affiliate": (lambda client: url("affiliate", steps(client)), {"affiliate_code": "?!"}, "?!"),
    "place": (lambda client: url("place", steps(client)), {"dependents": "77"}, "77"),
    "waiting list": (
        lambda client: reverse("public:waiting_join", args=[place(client, steps(client)).token]),
        {"first": "el lunes"},
        "el lunes",
    ),
    "papers": (
        lambda client: reverse("public:turno_answers", args=[book_turno(client).token, 1]),
        {"issued_on": "ayer"},
        "ayer",
    ),
    "recovery": (lambda _: reverse("public:recovery"), {"number": "AB1234567", "email": "ana@"}, "ana@"),
    "complaint": (lambda _: reverse("public:complaints"), {"names": "Ana de Cali"}, "Ana de Cali"),
    "find a complaint": (lambda _: reverse("public:complaint_find"), {"reference": "Q123", "key": "x"}, "Q123"),
    "solicitud": (lambda _: reverse("public:solicitud_new"), {"applicant_names": "Ana de Cali"}, "Ana de Cali"),
}


def read_kept_pages(client: Client) -> list[Mapping[str, Any]]:
    return list(client.session.get(KEY, []))


@pytest.mark.parametrize("name", FORMS)
def test_d10_a_wrong_answer_leads_to_its_page_with_what_was_typed(client: Client, name: str) -> None:
    where, wrong, typed = FORMS[name]
    address = where(client)
    sent = client.post(address, wrong)
    assert (sent.status_code, sent["Location"], sent.content) == (303, address, b"")
    for answer in (client.get(address), client.get(address)):  # a reload shows it again
        root = page(answer)
        assert (answer.status_code, title_of(answer)[:7]) == (422, "Error: ")
        assert "data-focus" in by_id(root, "errores").attributes
        assert [node for node in by_tag(root, "input") if node.get("value") == typed]
    assert page(Client().get(address)).name  # another browser sees nothing of it
    assert f'value="{typed}"' not in Client().get(address, follow=True).content.decode()


def test_d10_a_good_answer_takes_what_was_kept_away(client: Client) -> None:
    address = reverse("public:booking_number")
    assert send(client, address, {"number": "no tengo"}).status_code == 422
    assert client.post(address, {"number": cast.ANA_CODE}).status_code == 302
    assert (read_kept_pages(client), client.get(address).status_code) == ([], 200)


def test_d10_another_page_of_the_same_browser_shows_nothing_of_it(client: Client) -> None:
    send(client, reverse("public:booking_number"), {"number": "no tengo"})
    assert "no tengo" not in client.get(reverse("public:recovery")).content.decode()
    own, other = start_draft(client), start_draft(client)
    send(client, url("contact", own), {"email": "ana@"})
    assert "ana@" not in client.get(url("contact", other)).content.decode()


def test_d10_after_some_minutes_the_page_is_empty_again(client: Client) -> None:
    address = reverse("public:booking_number")
    send(client, address, {"number": "no tengo"})
    with time_machine.travel(cast.NOW + KEPT, tick=False):
        answer = client.get(address)
    assert (answer.status_code, "no tengo" in answer.content.decode()) == (200, False)


def test_d10_the_same_page_in_another_language_says_what_is_wrong_in_it_and_keeps_what_was_typed(
    client: Client,
) -> None:
    address = reverse("public:booking_number")
    spanish = page(send(client, address, {"number": "no tengo"}))
    french = page(client.get(f"/fr{address}"))
    assert [node.get("value") for node in by_tag(french, "input") if node.get("name") == "number"] == ["no tengo"]
    said = [text(by_id(root, "id_number_error")) for root in (spanish, french)]
    with override("fr"):
        own = page(send(Client(), reverse("public:booking_number"), {"number": "no tengo"}))
    assert said[1] == text(by_id(own, "id_number_error")) != said[0]


def test_d10_a_wrong_code_is_told_in_another_language_too_and_costs_one_attempt(client: Client) -> None:
    draft = set_contact(client)
    wrong = "000000" if code_of(draft) != "000000" else "111111"
    address = url("code", draft)
    assert "Intentos que quedan: 4." in send(client, address, {"code": wrong}).content.decode()
    assert "Intentos que quedan: 4." in client.get(address).content.decode()
    french = text(by_id(page(client.get(f"/fr{address}")), "id_code_error"))
    draft.refresh_from_db()
    assert ("4" in french, "Intentos" in french, draft.code_attempts) == (True, False, 1)


@pytest.mark.parametrize("typed", ["000 00", "9" * 6])
def test_d10_a_code_is_never_kept(client: Client, typed: str) -> None:
    draft = set_contact(client)
    answer = send(client, url("code", draft), {"code": typed})
    assert (answer.status_code, typed in answer.content.decode()) == (422, False)
    send(client, reverse("public:complaint_find"), {"reference": "Q123", "key": typed})
    assert [typed in json.dumps(each["fields"]) for each in read_kept_pages(client)] == [False, False]


def test_d10_few_pages_are_kept_and_none_that_is_enormous(client: Client) -> None:
    for draft in [start_draft(client) for _ in range(MOST_PAGES + 2)]:
        send(client, url("contact", draft), {"email": "ana@"})
    assert len(read_kept_pages(client)) == MOST_PAGES
    answer = client.post(reverse("public:complaints"), {"text": LONG})
    assert (answer.status_code, LONG[:40] in answer.content.decode()) == (422, True)
    assert len(read_kept_pages(client)) == MOST_PAGES


def test_d29_a_stranger_cannot_fill_the_sessions(client: Client) -> None:
    with override_settings(LIMITS=settings.LIMITS | {"kept": {"address": (2, 60)}}):
        answers = [Client().post(reverse("public:booking_number"), {"number": "x!"}).status_code for _ in range(4)]
    assert (answers, Session.objects.count()) == ([303, 303, 422, 422], 2)


def test_d29_who_must_wait_finds_everything_there_and_then_goes_on(client: Client) -> None:
    address = reverse("public:recovery")
    typed = {"number": cast.ANA_CODE, "email": "ana@example.com"}
    few = settings.LIMITS[LimitedAct.SEARCH] | {LimitedBy.ADDRESS: (1, 60)}
    with override_settings(LIMITS=settings.LIMITS | {LimitedAct.SEARCH: few}):
        client.post(address, typed)
        waiting = send(client, address, typed)
    assert (waiting.status_code, waiting["Retry-After"]) == (429, str(settings.PAUSE_SECONDS))
    with time_machine.travel(cast.NOW + timedelta(seconds=settings.PAUSE_SECONDS), tick=False):
        over = client.get(address)
    assert (over.status_code, "Espere un momento" in over.content.decode()) == (200, False)
    assert 'value="ana@example.com"' in over.content.decode()
