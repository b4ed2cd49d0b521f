"""What to bring, on the page of a turno and in all that leaves the house about it (D31)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests import cast
from tests.documents.reading import text_of
from tests.smtp import post_office
from tests.stages import desk
from tests.web.posting import send
from tests.web.public.booking.booking_pages import book_turno, confirm, hour_url, place, steps, url
from tests.web.shared.reading import Node, by_class, by_id, by_tag, items, page, text
from vinculo.actions.booking.reminders import write_reminders
from vinculo.actions.mail import delivery
from vinculo.records.models import BringAnswer, BringTick, Message, Province, Solicitud, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]
ANSWERS = {
    "link": "spouse",
    "affiliate_passport": "si",
    "affiliate_until": "2026-11-30",
    "dependent_passport": "no",
    "country": "CUB",
    "issued_on": "2020-05-06",
}
NEEDED = "Necesita legalización del consulado del Ecuador."


def turno_page(client: Client, turno: Turno) -> Node:
    return page(client.get(reverse("public:turno", args=[turno.token])))


def list_papers(root: Node) -> list[str]:
    return [text(node) for node in by_class(by_id(root, "lista"), "check-title")]


def list_shown_ticks(root: Node) -> list[str]:
    return [box.get("value") for box in by_tag(by_id(root, "lista"), "input") if "checked" in box.attributes]


def answer(client: Client, turno: Turno, position: int = 1, **changes: str) -> Any:
    return send(client, reverse("public:turno_answers", args=[turno.token, position]), ANSWERS | changes)


def tick(client: Client, turno: Turno, was: list[str], now: list[str]) -> Any:
    return client.post(reverse("public:turno_ticks", args=[turno.token]), {"was": was, "item": now})


EXACT = [
    "Una solicitud por cada persona dependiente, firmada a mano por la persona afiliada",
    "El código de identificación de la persona afiliada, escrito en la solicitud",
    "Pasaporte vigente de la persona afiliada",
    "Visa de la persona dependiente",
    "Certificado o acta de matrimonio",
]


def test_d31_the_page_asks_and_the_answers_make_the_list_exact(client: Client) -> None:
    turno = book_turno(client)
    before = turno_page(client, turno)
    assert [link.get("href") for link in by_tag(by_id(before, "preguntas"), "a")] == [
        reverse("public:turno_answers", args=[turno.token, 1])
    ]
    assert text(by_tag(by_id(before, "preguntas"), "a")[0]) == "Responder las preguntas"
    assert "Para el cónyuge: Certificado o acta de matrimonio" in list_papers(before)
    assert answer(client, turno).status_code == 302
    after = turno_page(client, turno)
    assert list_papers(after) == EXACT
    assert text(by_tag(by_class(by_id(after, "lista"), "formalities")[0], "strong")[0]) == NEEDED
    warned = (
        "El pasaporte de la persona afiliada vence el 30 de noviembre de 2026, antes de su turno, y debe estar vigente "
        "ese día. Renuévelo, o mueva el turno a un día anterior."
    )
    assert [line for line in items(by_id(after, "cuidado")) if "vence" in line] == [warned]


def test_d31_a_solicitud_typed_at_home_decides_for_its_dependent(client: Client) -> None:
    turno = book_turno(client)
    answer(client, turno)
    Solicitud.objects.create(
        reference="S1",
        **Solicitud.link_for("1" * 32),
        turno=turno,
        link="child",
        dependent_document_kind="passport",
        birth_date=date(2008, 12, 1),
        created_at=cast.NOW,
        updated_at=cast.NOW,
    )
    root = turno_page(client, turno)
    assert list_papers(root)[3:] == ["Pasaporte de la persona dependiente", "Certificado o acta de nacimiento"]
    assert "ya tendrá 18 años" in text(by_id(root, "cuidado"))


def test_d31_the_questions_name_the_dependent_where_the_name_was_typed(client: Client) -> None:
    turno = book_turno(client, 3)
    asked = [text(link) for link in by_tag(by_id(turno_page(client, turno), "preguntas"), "a")]
    assert asked == [f"Responder por el dependiente {position} de 3" for position in (1, 2, 3)]
    desk.carlos_at_home(turno)
    Solicitud.objects.update(link="")
    asked = [text(link) for link in by_tag(by_id(turno_page(client, turno), "preguntas"), "a")]
    assert asked[1] == "Responder por Carlos Peña Ruiz"
    answer(client, turno, 2)
    again = f'href="{reverse("public:turno_answers", args=[turno.token, 2])}">Cambiar las respuestas de Carlos'
    assert again in re.sub(r">\s+", ">", client.get(reverse("public:turno", args=[turno.token])).content.decode())


def test_d31_ticks_are_kept_and_two_phones_do_not_undo_each_other(client: Client) -> None:
    turno = book_turno(client)
    assert tick(client, turno, [], ["affiliate_identity-0"]).status_code == 302
    tick(Client(), turno, [], ["affiliate_code-0"])  # another phone that saw neither
    assert list_shown_ticks(turno_page(client, turno)) == ["affiliate_code-0", "affiliate_identity-0"]
    tick(client, turno, ["affiliate_identity-0"], [])
    tick(client, turno, [], ["affiliate_code-0", "affiliate_code-0", "something", ""])
    assert list_shown_ticks(turno_page(client, turno)) == ["affiliate_code-0"]


def test_d31_a_turno_that_is_over_keeps_its_ticks_and_takes_none(client: Client) -> None:
    turno = book_turno(client)
    tick(client, turno, [], ["affiliate_code-0"])
    Turno.objects.update(status="attended")
    assert tick(client, turno, ["affiliate_code-0"], []).status_code == 404
    assert answer(client, turno).status_code == 404
    assert (BringTick.objects.count(), BringAnswer.objects.count()) == (1, 0)


def test_d31_a_wrong_answer_is_told_with_what_was_typed_kept(client: Client) -> None:
    turno = book_turno(client)
    told = answer(client, turno, affiliate_passport="", country="")
    assert told.status_code == 422
    root = page(told)
    assert [text(line) for line in by_tag(by_id(root, "errores"), "li")] == [
        "Elija si la persona afiliada al IESS tiene pasaporte.",
        "Elija el país que emite el certificado del vínculo.",
    ]
    assert "checked" in by_id(root, "id_dependent_passport_1").attributes
    assert answer(client, turno, 2).status_code == 404


def proxy_turno(client: Client) -> Turno:
    draft = steps(client, cast.PEDRO_CEDULA)
    client.post(url("affiliate", draft), {"affiliate_code": cast.ANA_CODE})
    place(client, draft)
    client.post(hour_url(draft), {"asientos": "1"})
    confirm(client, draft)
    return Turno.objects.get(status="confirmed")


def test_s38_d31_a_proxy_reads_the_endorsement_first_with_address_and_hours_of_the_unit(client: Client) -> None:
    turno = proxy_turno(client)
    unit = "Coordinación/Unidad Provincial de Asesoría Jurídica de Pichincha."
    unknown = f"{unit} Dirección y horario por confirmar: llame a Atención al Ciudadano antes de ir."
    assert [text(line) for line in by_tag(by_id(turno_page(client, turno), "primero"), "p")][1:] == [unknown]
    Province.objects.update(legal_unit_address="Av. 10 de Agosto N20-68", legal_unit_hours="08:00 a 16:30")
    root = turno_page(client, turno)
    known = f"{unit} Dirección: Av. 10 de Agosto N20-68. Horario: 08:00 a 16:30."
    assert [text(line) for line in by_tag(by_id(root, "primero"), "p")][1:] == [known]
    assert list_papers(root)[-2:] == [
        "Copia del poder notarial, con la sumilla de Asesoría Jurídica del IESS",
        "Documento de identidad del apoderado",
    ]


def _at(moment: datetime) -> datetime:
    return moment


def text_part(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def in_pdf(client: Client, turno: Turno) -> str:
    return text_of(client.get(reverse("public:turno_pdf", args=[turno.token])).content)


def test_d31_page_pdf_mail_and_both_reminders_say_the_same_list_in_the_same_order(client: Client) -> None:
    turno = book_turno(client)
    answer(client, turno)
    for before in (timedelta(hours=23), timedelta(hours=1)):
        Turno.objects.update(confirmed_at=cast.NOW - timedelta(days=2))
        write_reminders(now=turno.starts - before)
    with post_office() as (letters, gateway):
        for moment in (cast.NOW, turno.starts - timedelta(hours=23), turno.starts - timedelta(hours=1)):
            delivery.deliver_due(gateway=gateway, clock=partial(_at, moment), random_source=Random(1))
    bodies = {letter["Subject"]: text_part(letter) for letter in letters.arrived}
    bodies.pop("Verificar IESS turno online", None)
    kinds = ["Confirmación del Turno en Línea", "Recordatorio: su turno es hoy", "Recordatorio: su turno es mañana"]
    assert sorted(bodies) == kinds
    for said in [in_pdf(client, turno), *bodies.values()]:
        flat = " ".join(said.split())
        assert [flat.find(title) for title in EXACT] == sorted(flat.find(title) for title in EXACT)
        assert min(flat.find(title) for title in EXACT) > 0
        assert NEEDED in flat
        assert "Ningún pago: el trámite no tiene costo." in flat
    assert all(body.rstrip().endswith("593 23945666") for body in bodies.values())


def test_d31_the_calendar_entry_leads_to_the_list(client: Client) -> None:
    turno = book_turno(client)
    entry = client.get(reverse("public:turno_ics", args=[turno.token])).content
    (event,) = Calendar.from_ical(entry).walk("VEVENT")
    assert f"/mi-turno/{turno.token}/#llevar" in str(event["description"])


def test_d31_a_mail_about_papers_names_nobody(client: Client) -> None:
    turno = book_turno(client)
    answer(client, turno)
    message = Message.objects.get(kind="confirmation")
    body = delivery.build_mail(message, cast.NOW).body
    assert cast.ANA_CODE not in body
    assert "Restrepo" not in body
