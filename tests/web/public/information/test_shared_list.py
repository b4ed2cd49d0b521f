"""The list of papers without a turno: several people, a link, a mail, and the turno that takes it over (D31)."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.web.posting import send
from tests.web.public.booking.booking_pages import book_turno
from tests.web.public.information.asking import GOOD, ask, list_papers
from tests.web.shared.reading import Node, by_id, by_tag, page, text
from vinculo.records.models import BringAnswer, Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]
SPOUSE = {**GOOD, "link": "spouse", "affiliate_until": "2030-01-02", "country": "CUB"}
CHILD, PARTNER = "child.1..1..20200506.COL", "partner.1..0...CUB"


def query_of(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def read_shared_link(root: Node) -> str:
    return query_of(by_id(root, "enlace").get("href"))


def test_d31_another_person_is_added_and_the_affiliate_is_not_asked_again(client: Client) -> None:
    first = ask(client, "/papeles/", **SPOUSE)
    (more,) = [link.get("href") for link in by_tag(first, "a") if text(link) == "Agregar otra persona"]
    questions = page(client.get(more))
    assert by_id(questions, "id_affiliate_until").get("value") == "2030-01-02"
    kept = [node.get("value") for node in by_tag(questions, "input") if node.get("name") == "p"]
    both = page(client.get("/papeles/", {**GOOD, "p": kept}))
    solicitud = "Solicitud firmada a mano por la persona afiliada"
    assert list_papers(both) == [
        f"Dependiente 1, cónyuge: {solicitud}",
        f"Dependiente 2, hija o hijo: {solicitud}",
        "El código de identificación de la persona afiliada, escrito en la solicitud",
        "Pasaporte vigente de la persona afiliada",
        "Dependiente 1, cónyuge: Pasaporte de la persona dependiente",
        "Dependiente 2, hija o hijo: Pasaporte de la persona dependiente",
        "Dependiente 1, cónyuge: Certificado o acta de matrimonio",
        "Dependiente 2, hija o hijo: Certificado o acta de nacimiento",
    ]


def test_d31_the_link_opens_the_same_list_elsewhere_without_personal_data(client: Client) -> None:
    root = ask(client, "/papeles/", **SPOUSE)
    assert read_shared_link(root) == "/papeles/lista/?p=spouse.1..1..20200506.CUB&quien=affiliate"
    elsewhere = page(Client().get(read_shared_link(root)))
    assert list_papers(elsewhere) == list_papers(root)
    assert read_shared_link(elsewhere) == read_shared_link(root)


@pytest.mark.parametrize("word", ["x", "child.1..1..20200506.ZZZ", f"{CHILD}.more", "<script>"])
def test_d31_a_broken_link_asks_the_questions(client: Client, word: str) -> None:
    for address in ("/papeles/lista/", "/papeles/"):
        answer = client.get(address, {"p": word})
        assert answer.status_code == 422
        assert "El enlace de la lista está incompleto." in text(page(answer))


def mail_list(client: Client, email: str = "luz@example.com", word: str = CHILD) -> int:
    return client.post(reverse("public:papers_mail"), {"email": email, "p": word, "quien": "proxy"}).status_code


def test_d31_the_list_is_sent_to_oneself(client: Client) -> None:
    assert mail_list(client) == 302
    message = Message.objects.get(kind="bring_list")
    assert message.recipient == "luz@example.com"
    body = message.body
    assert body.index("Primero, la sumilla del poder:") < body.index("Qué debe traer:") < body.index("[ ] ")
    assert f"{settings.PUBLIC_URL}/papeles/lista/?p={CHILD}&quien=proxy" in body
    assert "Necesita apostilla." in body


def test_d31_d17_d29_the_list_is_mailed_as_often_as_any_other_mail(client: Client) -> None:
    answers = [mail_list(client) for _ in range(7)]
    assert answers == [302] * 6 + [429]
    assert Message.objects.filter(kind="bring_list").count() == 6


def test_d31_an_address_that_is_none_is_told_beside_the_field_with_the_list_kept(client: Client) -> None:
    answer = send(client, reverse("public:papers_mail"), {"email": "nobody", "p": CHILD, "quien": "affiliate"})
    assert answer.status_code == 422
    root = page(answer)
    assert by_id(root, "id_email").get("value") == "nobody"
    assert list_papers(root)[-1] == "Certificado o acta de nacimiento"
    assert Message.objects.count() == 0


def test_d31_a_turno_booked_in_the_same_browser_takes_the_answers_over_once(client: Client) -> None:
    ask(client, "/papeles/", **SPOUSE)
    turno = book_turno(client)
    root = page(client.get(reverse("public:turno", args=[turno.token])))
    assert list_papers(root)[-1] == "Certificado o acta de matrimonio"
    row = BringAnswer.objects.get()
    assert (row.turno, row.position, row.link, row.country) == (turno, 1, "spouse", "CUB")
    assert row.affiliate_until is not None
    assert "papeles" not in {name for name, kept in client.cookies.items() if kept.value}


def test_d31_the_answers_of_another_browser_are_not_taken(client: Client) -> None:
    ask(Client(), "/papeles/", **SPOUSE)
    book_turno(client)
    assert BringAnswer.objects.count() == 0


def test_d31_answers_of_more_people_than_the_turno_has_are_left_out(client: Client) -> None:
    client.get("/papeles/lista/", {"p": [CHILD, PARTNER], "quien": "affiliate"})
    assert book_turno(client).dependents == 1
    assert list(BringAnswer.objects.values_list("position", "link")) == [(1, "child")]
