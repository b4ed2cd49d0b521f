"""The person sees the fate of the mail and has it sent again (S24, S25)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.actions.mail.test_delivery import deliver, nobody
from tests.actions.mail.test_outbox import book_turno
from tests.smtp import post_office
from tests.web.public.booking.booking_pages import text
from vinculo.records.models import Draft, Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage() -> Iterator[None]:
    """Set the clock and the stage."""
    with time_machine.travel(cast.NOW, tick=False):
        cast.ana()
        yield


@pytest.fixture
def draft(client: Client) -> Draft:
    """Ana has typed her e-mail and waits for the code."""
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    latest_draft = Draft.objects.latest("id")
    client.post(
        reverse("public:booking_contact", args=[latest_draft.token]),
        {"email": "ana@example.com", "mobile": "0991234567"},
    )
    return latest_draft


def state(client: Client, draft: Draft) -> str:
    page = text(client.get(reverse("public:booking_code", args=[draft.token])).content)
    match = re.search(r"Estado del correo: (.*?) (?:Código|$)", page)
    assert match, page
    return match.group(1).strip()


DOWN = "El servidor de correo no respondió todavía; lo seguimos intentando. No hace falta que haga nada."


def test_s24_while_the_mail_server_is_down_the_page_says_so_and_then_that_it_was_sent(
    client: Client, draft: Draft
) -> None:
    assert state(client, draft).startswith("en camino")
    with nobody() as gateway:
        deliver(gateway)
    assert DOWN in state(client, draft)
    with post_office() as (letters, gateway):
        deliver(gateway, Message.objects.get().next_at)
    assert letters.subjects == ["Verificar IESS turno online"]
    assert state(client, draft).startswith("enviado")


def test_s24_an_address_that_does_not_exist_is_told_and_corrected(client: Client, draft: Draft) -> None:
    with post_office() as (letters, gateway):
        letters.answers = ["550 5.1.1 no such user"]
        deliver(gateway)
        assert "Ese correo no se puede entregar: revise la dirección." in state(client, draft)
        contact = reverse("public:booking_contact", args=[draft.token])
        client.post(contact, {"email": "ana.r@example.com", "mobile": "0991234567"})
        deliver(gateway)
    assert [letter["To"] for letter in letters.arrived] == ["ana.r@example.com"]


def test_s25_a_code_sent_again_after_an_outage_is_the_only_one_that_arrives_and_it_works(
    client: Client, draft: Draft
) -> None:
    with nobody() as gateway:
        deliver(gateway)
    client.post(reverse("public:booking_send_again", args=[draft.token]))
    with post_office() as (letters, gateway):
        deliver(gateway, Message.objects.order_by("pk")[0].next_at)
    (letter,) = letters.arrived
    text = letter.get_body(("plain",))
    assert text is not None
    code = re.search(r"\b\d{6}\b", text.get_content())
    assert code
    client.post(reverse("public:booking_code", args=[draft.token]), {"code": code.group()})
    draft.refresh_from_db()
    assert draft.verified_at is not None


def test_s30_the_confirmation_is_sent_again_when_asked(client: Client) -> None:
    turno = book_turno()
    with post_office() as (letters, gateway):
        deliver(gateway)
        client.post(reverse("public:turno_mail_again", args=[turno.token]))
        deliver(gateway)
    assert letters.subjects == ["Confirmación del Turno en Línea"] * 2
    page = text(client.get(reverse("public:turno", args=[turno.token])).content)
    assert "ana@example.com: enviado" in page
