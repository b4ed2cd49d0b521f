"""The person who lost the mail finds the turno again with number, e-mail and a code, and nobody else does (D17)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.web.posting import send
from tests.web.public.booking.booking_pages import code_of, text
from vinculo.actions.mail.outbox import record_sent, take_due
from vinculo.queries.booking import recovery
from vinculo.records.models import Draft, Message, Turno

pytestmark = pytest.mark.django_db
EMAIL = "ana@ejemplo.com"
WRONG = [("otra@ejemplo.com", cast.ANA_CODE), (EMAIL, "EXT9999999"), ("otra@ejemplo.com", "1710034065")]


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(cast.NOW, tick=False):
        yield


def ask(client: Client, email: str = EMAIL, number: str = cast.ANA_CODE) -> Any:
    return client.post(reverse("public:recovery"), {"number": number, "email": email}, follow=True)


def whole(client: Client, email: str = EMAIL, number: str = cast.ANA_CODE) -> Any:
    ask(client, email, number)
    draft = Draft.objects.latest("pk")
    return client.post(reverse("public:recovery_code", args=[draft.token]), {"code": code_of(draft)}, follow=True)


def links(answer: Any) -> list[str]:
    return re.findall(r"/mi-turno/([0-9a-f]{32})/", answer.content.decode())


def test_d17_number_and_email_and_the_code_lead_back_to_the_turno(client: Client) -> None:
    of = desk.turno()
    answer = whole(client, EMAIL.upper(), "ext 100-2003")
    assert links(answer) == [of.token]
    assert of.reference in text(answer.content)
    assert Message.objects.get(kind="recovery").subject == "Recuperar IESS turno online"
    assert client.get(reverse("public:turno", args=[of.token])).status_code == 200


def test_d17_three_turnos_are_all_there_the_next_first_and_ended_or_past_ones_are_not(client: Client) -> None:
    turnos = [
        desk.turno(starts=cast.NOW + timedelta(days=day), ends=cast.NOW + timedelta(days=day, hours=1))
        for day in (3, 1, 2)
    ]
    desk.turno(status="cancelled")
    desk.turno(starts=cast.NOW - timedelta(days=2), ends=cast.NOW - timedelta(days=2) + timedelta(hours=1))
    assert links(whole(client)) == [turnos[1].token, turnos[2].token, turnos[0].token]


@pytest.mark.parametrize(("email", "number"), WRONG)
def test_d17_a_wrong_pair_is_answered_like_a_right_one_until_the_email_is_verified(
    client: Client, email: str, number: str
) -> None:
    desk.turno()
    right, wrong = ask(client), ask(Client(), email, number)
    assert right.status_code == wrong.status_code == 200

    def text_without(answer: Any, own: str) -> str:
        return text(answer.content).replace(own, "…")

    assert text_without(right, EMAIL) == text_without(wrong, email)
    assert Message.objects.filter(kind="recovery").count() == 2
    assert links(right) == links(wrong) == []


@pytest.mark.parametrize(("email", "number"), WRONG)
def test_d17_a_verified_mailbox_with_the_wrong_number_or_the_other_way_round_finds_nothing(
    client: Client, email: str, number: str
) -> None:
    of = desk.turno()
    answer = whole(client, email, number)
    assert links(answer) == []
    assert of.reference not in text(answer.content)
    assert "No encontramos un turno" in text(answer.content)


def test_d17_without_the_code_there_is_no_list(client: Client) -> None:
    desk.turno()
    ask(client)
    token = Draft.objects.latest("pk").token
    answer = client.get(reverse("public:recovery_list", args=[token]), follow=True)
    assert links(answer) == []
    assert answer.redirect_chain[-1][0] == reverse("public:recovery_code", args=[token])


def test_d17_before_the_code_nothing_is_looked_up_no_matter_who_asks(client: Client) -> None:
    of = desk.turno()
    ask(client)
    draft = Draft.objects.latest("pk")
    assert recovery.turnos(draft, cast.NOW) == []
    draft.verified_at = cast.NOW
    assert [each.token for each in recovery.turnos(draft, cast.NOW)] == [of.token]


def test_d17_in_another_browser_the_address_opens_nothing_and_it_books_nothing(client: Client) -> None:
    desk.turno()
    whole(client)
    token = Draft.objects.latest("pk").token
    assert Client().get(reverse("public:recovery_list", args=[token])).status_code == 404
    assert client.get(reverse("public:booking_place", args=[token])).status_code == 404


def test_s25_a_wrong_code_is_told_and_five_use_it_up(client: Client) -> None:
    desk.turno()
    ask(client)
    draft = Draft.objects.latest("pk")
    url, right = reverse("public:recovery_code", args=[draft.token]), code_of(draft)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert send(client, url, {"code": wrong}).status_code == 422
    assert send(client, url, {"code": right}).status_code == 422
    send(client, reverse("public:recovery_send_again", args=[draft.token]))
    assert send(client, url, {"code": code_of(draft)}).status_code == 302


def test_d17_too_many_codes_to_one_address_are_told_to_wait_with_everything_typed_kept(
    client: Client, settings: Any
) -> None:
    most = settings.LIMITS["send"]["email"][0]
    for _ in range(most):
        assert ask(client).status_code == 200
    answer = ask(client)
    assert answer.status_code == 429
    assert EMAIL in answer.content.decode()
    assert ask(client, "otra@ejemplo.com").status_code == 200


def test_d17_too_many_searches_of_one_number_are_told_to_wait(client: Client, settings: Any) -> None:
    settings.LIMITS = settings.LIMITS | {"search": {"address": (100, 60), "number": (2, 60)}}
    answers = [ask(client, f"a{index}@ejemplo.com").status_code for index in range(3)]
    assert answers == [200, 200, 429]


def test_s24_the_code_is_not_kept_once_it_is_sent(client: Client) -> None:
    ask(client)
    [message] = take_due(now=cast.NOW)
    record_sent(message=message, now=cast.NOW)
    message.refresh_from_db()
    assert message.body == ""


@pytest.mark.parametrize(
    ("data", "field"), [({"number": "", "email": EMAIL}, "number"), ({"number": "x", "email": "ana"}, "email")]
)
def test_what_is_wrong_is_told_beside_the_field(client: Client, data: dict[str, str], field: str) -> None:
    answer = send(client, reverse("public:recovery"), data)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Message.objects.count() == 0


def test_the_way_is_on_the_portal_and_on_the_page_of_the_code(client: Client) -> None:
    assert reverse("public:recovery") in client.get(reverse("public:booking")).content.decode()
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.latest("pk")
    client.post(reverse("public:booking_contact", args=[draft.token]), {"email": EMAIL, "mobile": "099 123 4567"})
    page = client.get(reverse("public:booking_code", args=[draft.token])).content.decode()
    assert reverse("public:recovery") in page
    assert Turno.objects.count() == 0
