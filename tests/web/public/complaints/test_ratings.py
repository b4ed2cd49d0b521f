"""The page with the two marks: one tap each, never by opening it, from the turno, the mail or the ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests import cast
from tests.stages.voice import make_attended_turno, make_served_ticket
from tests.web.posting import send
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import Node, by_id, by_tag, page, text
from vinculo.records.models import Event, Opinion, ReturnAnswer, Ticket, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def of(what: Turno | Ticket) -> str:
    return f"/{'mi-turno' if isinstance(what, Turno) else 'numero'}/{what.token}/opinion/"


def list_pressed_buttons(root: Node) -> list[str]:
    return [text(node) for node in by_tag(root, "button") if node.get("aria-pressed") == "true"]


@pytest.mark.parametrize("make", [make_attended_turno, make_served_ticket])
def test_one_tap_for_each_of_the_two(client: Client, make: type) -> None:
    address = of(make())
    root = page(client.get(address))
    assert [text(node) for node in by_tag(root, "legend")][1:] == [
        "¿Cómo fue el servicio?",
        "¿Cómo fue el trato de la persona que le atendió?",
    ]
    faces = [text(node) for node in by_tag(root, "button") if node.get("name") == "value"]
    assert faces == ["Muy mala", "Mala", "Regular", "Buena", "Muy buena"] * 2
    assert client.post(address, {"about": "service", "value": "4"}).headers["Location"] == address
    assert list_pressed_buttons(page(client.get(address))) == ["Buena"]
    client.post(address, {"about": "person", "value": "5"})
    client.post(address, {"about": "service", "value": "2"})
    root = page(client.get(address))
    assert list_pressed_buttons(root) == ["Mala", "Muy buena"]
    assert "Gracias. Sus dos respuestas están guardadas." in text(root)
    assert Opinion.objects.count() == 2


def test_opening_the_page_changes_nothing(client: Client) -> None:
    address = of(make_attended_turno())
    for query in ("", "?about=service&value=5"):
        assert client.get(address + query).status_code == 200
        client.head(address + query)
    assert Opinion.objects.count() == 0


def test_the_turno_leads_to_it_once_it_was_attended(client: Client) -> None:
    turno = make_attended_turno()
    before = make_attended_turno(status="confirmed", arrived_at=None, ended_at=None)
    shown = {what.pk: of(what) in client.get(f"/mi-turno/{what.token}/").content.decode() for what in (turno, before)}
    assert shown == {turno.pk: True, before.pk: False}


def test_after_the_visit_the_turno_asks_for_nothing_any_more(client: Client) -> None:
    """What is only for those who are still to come is gone; what was prepared can still be read."""
    done, to_come = make_attended_turno(), make_attended_turno(status="confirmed", arrived_at=None, ended_at=None)
    over, before = (client.get(f"/mi-turno/{what.token}/").content.decode() for what in (done, to_come))
    for words in ("Llegue 10 minutos antes", "Ahora: prepare las solicitudes", "Agregar a mi calendario"):
        assert (words in over, words in before) == (False, True), words
    assert "Ver las solicitudes" in over


def test_before_the_visit_is_over_it_says_so_and_takes_nothing(client: Client) -> None:
    address = of(make_attended_turno(status="arrived"))
    root = page(client.get(address))
    assert "Todavía no consta su atención." in text(root)
    assert [node for node in by_tag(root, "button") if node.get("name") == "value"] == []
    assert send(client, address, {"about": "service", "value": "4"}).status_code == 409
    assert Opinion.objects.count() == 0


def test_after_its_days_the_marks_stand_and_cannot_be_changed(client: Client) -> None:
    address = of(make_attended_turno())
    send(client, address, {"about": "service", "value": "4"})
    with time_machine.travel(cast.NOW + timedelta(days=8), tick=False):
        root = page(client.get(address))
        assert list_pressed_buttons(root) == ["Buena"]
        assert all("disabled" in node.attributes for node in by_tag(root, "button") if node.get("name") == "value")
        late = send(client, address, {"about": "service", "value": "1"})
    assert (late.status_code, Opinion.objects.get().value) == (409, 4)


@pytest.mark.parametrize("value", ["", "0", "6", "-1", "4.0", "٤", *HOSTILE.values()])
@pytest.mark.parametrize("field", ["about", "value"])
def test_what_is_no_mark_is_told_and_not_kept(client: Client, field: str, value: str) -> None:
    bad = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = send(client, of(make_attended_turno()), {"about": "service", "value": "4"} | {field: bad})
    assert (answer.status_code, "No pudimos leer la respuesta." in text(page(answer))) == (422, True)
    assert Opinion.objects.count() == 0


def test_an_unknown_link_is_not_found(client: Client) -> None:
    for address in ("/mi-turno/" + "0" * 32 + "/opinion/", "/numero/" + "0" * 32 + "/opinion/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"about": "service", "value": "4"}).status_code == 404


def test_the_page_names_nobody(client: Client) -> None:
    turno = make_attended_turno()
    shown = client.get(of(turno)).content.decode()
    assert [part in shown for part in (turno.presenter_number, turno.email, "Restrepo", turno.reference)] == [False] * 4


def list_return_answers(root: Node) -> list[str]:
    buttons = by_tag(by_id(root, "volver"), "button")
    return [text(button) for button in buttons if button.get("aria-pressed") == "true"]


def test_d39_whether_one_had_to_come_back_is_asked_in_one_tap_and_can_be_changed(client: Client) -> None:
    address = of(make_attended_turno())
    assert list_return_answers(page(client.get(address))) == []
    for tapped, shown, kept in [("no", ["No"], False), ("si", ["Sí"], True), ("si", ["Sí"], True)]:
        assert client.post(address, {"volver": tapped}).status_code == 302
        assert list_return_answers(page(client.get(address))) == shown
        assert ReturnAnswer.objects.get().came_back is kept
    assert list(Event.objects.filter(act__startswith="opinion").values_list("act", flat=True)) == [
        "opinion_given",
        "opinion_changed",
    ]


def test_d39_what_is_no_answer_is_told_and_an_answer_too_late_is_not_kept(client: Client) -> None:
    address = of(make_attended_turno())
    assert send(client, address, {"volver": "quizás"}).status_code == 422
    with time_machine.travel(cast.NOW + timedelta(days=8), tick=False):
        assert send(client, address, {"volver": "no"}).status_code == 409
    assert send(client, of(make_attended_turno(status="arrived")), {"volver": "no"}).status_code == 409
    assert ReturnAnswer.objects.count() == 0
