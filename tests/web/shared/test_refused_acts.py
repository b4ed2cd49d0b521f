"""A refused act leads by a redirect to a page that tells why: a reload or the way back sends nothing (D10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from tests import cast
from tests.actions.closures.test_rebooking import make_moved_turno
from tests.stages import desk
from tests.stages.voice import make_attended_turno
from tests.web.acting import public_scenes
from tests.web.public.booking.booking_pages import (
    DAY,
    book_turno,
    confirm,
    hour_url,
    place,
    read_review,
    somewhere,
    steps,
    url,
    version,
)
from tests.web.public.turno.test_turno_change import link, undo_closing
from tests.web.public.waiting_list.test_waiting_list import WISH, answer_url, join_url, offer_hour
from tests.web.shared.reading import page, text
from vinculo.records.models import Draft, Seat, Slot, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
CHANGED = "Algo cambió mientras lo leía"
Refused = tuple[str, dict[str, Any], int, str]  # the address, what is sent, and status and words of the page then shown


def stage() -> None:
    cast.ana()
    cast.slots(cast.agency(), DAY, times=3, counters=1)


def ready(client: Client) -> Draft:
    stage()
    return place(client, steps(client))


def open_review(client: Client) -> tuple[Draft, dict[str, str]]:
    draft = ready(client)
    client.post(hour_url(draft), {"asientos": "1"})
    return draft, read_review(client, draft)


def hour_taken(client: Client) -> Refused:
    draft = ready(client)
    where = hour_url(draft)
    Seat.objects.filter(pk=Seat.objects.order_by("slot__starts")[0].pk).update(state="blocked")
    return where, {"asientos": "1"}, 409, "Esa hora acaba de ser tomada"


def taken_with_the_day(client: Client) -> Refused:
    draft = ready(client)
    Seat.objects.update(state="blocked")
    return hour_url(draft), {"asientos": "1"}, 409, "Esa hora acaba de ser tomada"


def already_at_the_hour(client: Client) -> Refused:
    first, second = ready(client), place(client, steps(client))
    client.post(hour_url(first), {"asientos": "1"})
    confirm(client, first)
    return hour_url(second, 1), {"asientos": "1"}, 409, "Ver mi turno"


def already_at_the_place(client: Client) -> Refused:
    draft = ready(client)
    book_turno(client)
    return url("place", draft), somewhere(), 409, "Ver mi turno"


def already_on_the_list(client: Client) -> Refused:
    draft = ready(client)
    book_turno(client)
    return join_url(draft), WISH, 409, "Ver mi turno"


def too_many_seats_at_the_place(client: Client) -> Refused:
    """With one dependent there is room, with two there is none: the page asks with what was wanted."""
    stage()
    cast.slots(cast.agency(), DAY + timedelta(days=1), times=4, counters=1)
    other = Client()
    draft = steps(other, cast.PEDRO_CEDULA, "pedro@example.com")
    other.post(url("affiliate", draft), {"affiliate_code": cast.ANA_CODE})
    other.post(hour_url(place(other, draft, 4), 3), {"asientos": "4"})
    confirm(other, draft)
    draft = steps(client, email="otra@example.com")
    return url("place", draft), somewhere(2), 409, "Para esta persona afiliada ya hay turnos pedidos"


def service_ended(client: Client) -> Refused:
    return url("switch", ready(client)), {"agency": ""}, 422, "Ese centro ya no atiende este trámite"


def read_otherwise(client: Client) -> Refused:
    draft, _ = open_review(client)
    return url("review", draft), {"leido": "x"}, 409, CHANGED


def hold_lost(client: Client) -> Refused:
    draft, read = open_review(client)
    Seat.objects.filter(state="held").update(state="blocked", turno=None, held_until=None)
    return url("review", draft), read, 409, "ya no está reservada para usted"


def late(name: str) -> Callable[[Client], Refused]:
    def make(client: Client) -> Refused:
        turno = desk.turno()
        read = version(turno)
        Turno.objects.filter(pk=turno.pk).update(status="attended", arrived_at=cast.NOW, ended_at=cast.NOW)
        return reverse(f"public:turno_{name}", args=[turno.token]), read, 409, "Este turno ya no se puede cambiar"

    return make


def closing_unanswered(client: Client) -> Refused:
    turno = make_moved_turno()
    return link(turno), version(turno) | {"respuesta": "quizás"}, 422, "Presione uno de los botones."


def old_hour_gone(client: Client) -> Refused:
    turno = make_moved_turno()
    undo_closing()
    Seat.objects.filter(slot=Slot.objects.order_by("starts")[0]).update(state="blocked", free_from=None)
    return link(turno), version(turno) | {"respuesta": "volver"}, 409, "Su hora de antes ya no está libre"


def offer_over(client: Client) -> Refused:
    stage()
    entry, offer = offer_hour(client)
    client.post(answer_url("decline", entry, offer))
    return answer_url("accept", entry, offer), {}, 409, "Ese ofrecimiento ya terminó"


def no_mark(client: Client) -> Refused:
    address = f"/mi-turno/{make_attended_turno().token}/opinion/"
    return address, {"about": "service", "value": "9"}, 422, "No pudimos leer la respuesta."


def no_answer(client: Client) -> Refused:
    return (
        f"/mi-turno/{make_attended_turno().token}/opinion/",
        {"volver": "quizás"},
        422,
        "No pudimos leer la respuesta.",
    )


def mark_too_early(client: Client) -> Refused:
    address = f"/mi-turno/{make_attended_turno(status='arrived').token}/opinion/"
    return address, {"about": "service", "value": "4"}, 409, "Todavía no consta su atención."


REFUSED: dict[str, Callable[[Client], Refused]] = {
    each.__name__: each
    for each in (
        hour_taken,
        taken_with_the_day,
        already_at_the_hour,
        already_at_the_place,
        already_on_the_list,
        too_many_seats_at_the_place,
        service_ended,
        read_otherwise,
        hold_lost,
        closing_unanswered,
        old_hour_gone,
        offer_over,
        no_mark,
        no_answer,
        mark_too_early,
    )
} | {"late to cancel": late("cancel"), "late to move": late("move")}


@pytest.mark.parametrize("name", REFUSED)
def test_d10_a_refused_act_leads_to_a_page_that_says_why_and_can_be_reloaded(client: Client, name: str) -> None:
    address, sent, status, words = REFUSED[name](client)
    answer = client.post(address, sent)
    assert (answer.status_code, answer.content) == (303, b"")
    for shown in (client.get(answer["Location"]), client.get(answer["Location"])):
        assert (shown.status_code, words in text(page(shown))) == (status, True)
    assert client.get(f"/en{answer['Location']}").status_code == status


@pytest.mark.parametrize(
    "name", sorted(public_scenes.SCENES.keys() - {"join", "edit", "account", "sheet", "answer_before_annulment"})
)  # those are forms, whose answers are kept: test_wrong_answers.py
def test_d10_d30_an_old_form_of_a_button_is_refused_at_an_address(name: str) -> None:
    scene = public_scenes.SCENES[name]()
    sent = scene.read_hidden_fields() | scene.values
    scene.meanwhile()
    answer = scene.client.post(scene.address, sent)
    assert (answer.status_code, answer.content) == (303, b"")
    for shown in (scene.client.get(answer["Location"]), scene.client.get(answer["Location"])):
        assert (shown.status_code, scene.client.get(shown.request["PATH_INFO"]).status_code) == (409, 200)


@pytest.mark.parametrize("name", ["send_code_again", "send_booking_code_again"])
def test_d17_too_many_codes_are_told_on_the_page_where_the_code_is_typed(name: str) -> None:
    scene = public_scenes.SCENES[name]()
    sent = scene.read_hidden_fields()
    with override_settings(
        LIMITS=settings.LIMITS | {"send": dict.fromkeys(("address", "device", "email", "number"), (1, 60))}
    ):
        answer = scene.client.post(scene.address, sent)
    assert (answer.status_code, answer["Location"], answer.content) == (303, scene.page, b"")
    shown = scene.client.get(scene.page)
    assert (shown.status_code, "Retry-After" in shown) == (429, True)
    with time_machine.travel(cast.NOW + timedelta(hours=2), tick=False):
        assert scene.client.get(scene.page).status_code in {200, 404}  # a code that waited too long is gone


def test_d28_where_there_is_room_again_the_page_leads_on(client: Client) -> None:
    address, sent, *_ = already_at_the_hour(client)
    answer = client.post(address, sent)
    Turno.objects.filter(status="confirmed").update(status="cancelled")
    assert client.get(answer["Location"])["Location"] == url("place", Draft.objects.latest("id"))


@pytest.mark.parametrize("said", ["?tramite=x&dependientes=-1&limite=x", "?dependientes=99999999999", "?tramite=٤"])
def test_d10_an_address_that_nobody_was_led_to_shows_nothing_of_anybody(client: Client, said: str) -> None:
    draft = ready(client)
    assert client.get(f"{url('held', draft)}{said}")["Location"] == url("place", draft)
    assert client.get(f"{url('day', draft)}?aviso=otra-cosa").status_code == 200
