"""The page behind the link of the re-seating mail: it asks, and two buttons answer (S27)."""

from __future__ import annotations

from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.actions.closures.test_rebooking import make_kept_turno, make_moved_turno
from tests.actions.closures.test_reopening import BACK
from tests.web.posting import send
from tests.web.public.booking.booking_pages import buttons, text, version
from tests.web.shared.reading import facts, page
from vinculo.actions.closures.reopening import reopen_closing
from vinculo.records.models import Closing, Draft, Reseating, Seat, Slot, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def link(turno: Turno) -> str:
    return reverse("public:turno_change", args=[turno.token])


def turno_address(turno: Turno) -> str:
    return reverse("public:turno", args=[turno.token])


def undo_closing() -> None:
    reopen_closing(
        closing=Closing.objects.get(), reason=BACK, actor=cast.alicia(), now=cast.NOW, random_source=Random(1)
    )


def answers() -> list[str]:
    return list(Reseating.objects.values_list("answer", flat=True))


def test_a_get_shows_what_was_what_is_and_both_buttons_and_changes_nothing(client: Client) -> None:
    turno = make_moved_turno()
    before = Reseating.objects.values().get()
    answer = client.get(link(turno))
    quito = cast.agency()
    maps = f"Ver en el mapa: {quito.name} · Abrir en la aplicación de mapas: {quito.name}"
    assert facts(page(answer)) == {
        "Antes": f"martes 1 de diciembre de 2026, 10:00, {quito.name}",
        "Ahora": f"miércoles 2 de diciembre de 2026, 10:00, {quito.name} {quito.address} Quito {maps}",
        "Motivo": "Corte de energía",
    }
    assert buttons(answer.content) == ["Aceptar esta hora", "Elegir otra hora"]
    assert answer.headers["Cache-Control"] == client.get(turno_address(turno)).headers["Cache-Control"]
    client.get(link(turno), {"respuesta": "aceptar"})
    client.head(link(turno))
    assert Reseating.objects.values().get() == before


def test_the_page_of_the_turno_offers_the_same(client: Client) -> None:
    turno = make_moved_turno()
    answer = client.get(turno_address(turno))
    assert "Cambiamos su turno" in text(answer.content)
    assert {"Aceptar esta hora", "Elegir otra hora"} <= set(buttons(answer.content))
    client.post(link(turno), version(turno) | {"respuesta": "aceptar"})
    answer = client.get(turno_address(turno))
    assert "Usted aceptó esta hora." in text(answer.content)
    assert "Aceptar esta hora" not in buttons(answer.content)


def test_accepting_leads_to_the_turno_and_twice_is_once(client: Client) -> None:
    turno = make_moved_turno()
    for _ in range(2):
        answer = client.post(link(turno), version(turno) | {"respuesta": "aceptar"})
        assert (answer.status_code, answer["Location"]) == (302, turno_address(turno))
    assert answers() == ["accepted"]


def test_another_hour_leads_to_the_days_with_everything_known(client: Client) -> None:
    turno = make_moved_turno()
    answer = client.post(link(turno), version(turno) | {"respuesta": "otra"})
    draft = Draft.objects.get(moves=turno)
    assert (answer.status_code, answer["Location"]) == (302, reverse("public:booking_day", args=[draft.token]))
    assert client.get(answer["Location"]).status_code == 200
    assert answers() == ["other"]


@pytest.mark.parametrize("sent", [{}, {"respuesta": ""}, {"respuesta": "cancelar"}, {"respuesta": "\x00"}])
def test_anything_else_is_asked_again(client: Client, sent: dict[str, str]) -> None:
    turno = make_moved_turno()
    answer = send(client, link(turno), version(turno) | sent)
    assert answer.status_code in {400, 422}
    assert answers() == [""]


def test_nothing_to_answer_leads_to_the_turno_and_no_turno_is_not_found(client: Client) -> None:
    turno = make_moved_turno()
    Turno.objects.update(status="cancelled")
    for answer in (client.get(link(turno)), client.post(link(turno), version(turno) | {"respuesta": "aceptar"})):
        assert (answer.status_code, answer["Location"]) == (302, turno_address(turno))
    assert answers() == [""]
    assert client.get(reverse("public:turno_change", args=["0" * 32])).status_code == 404


def test_a_kept_turno_says_so_and_can_be_kept_or_moved(client: Client) -> None:
    turno = make_kept_turno()
    answer = client.get(link(turno))
    assert "Ese día no podremos atenderle" in text(answer.content)
    assert buttons(answer.content) == ["Conservarlo con prioridad", "Elegir otra hora"]
    client.post(link(turno), version(turno) | {"respuesta": "aceptar"})
    assert "Nos dijo que lo conserva con prioridad." in text(client.get(link(turno)).content)


def test_after_a_reopening_the_old_hour_can_be_had_again(client: Client) -> None:
    turno = make_moved_turno()
    undo_closing()
    answer = client.get(link(turno))
    assert buttons(answer.content) == ["Volver a mi hora de antes", "Quedarme con la hora de ahora", "Elegir otra hora"]
    answer = client.post(link(turno), version(turno) | {"respuesta": "volver"})
    assert (answer.status_code, answer["Location"]) == (302, turno_address(turno))
    turno.refresh_from_db()
    assert f"{turno.starts.astimezone(cast.GUAYAQUIL):%d %H:%M}" == "01 10:00"
    assert "Su hora de antes" not in text(client.get(turno_address(turno)).content)


def test_an_old_hour_that_is_gone_is_said_and_the_new_one_stays(client: Client) -> None:
    turno = make_moved_turno()
    undo_closing()
    old = Slot.objects.order_by("starts")[0]
    Seat.objects.filter(slot=old).update(state="blocked", free_from=None)
    answer = send(client, link(turno), version(turno) | {"respuesta": "volver"})
    assert answer.status_code == 409
    assert "Su hora de antes ya no está libre" in text(answer.content)


def test_the_page_of_the_turno_costs_no_more_for_it(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    turno = make_moved_turno()
    client.get(turno_address(turno))
    # the turno with its last mail, what a closing did with it, and twice the two of the dated data, which are kept for
    # some seconds elsewhere; it has no number and nothing was prepared
    with django_assert_num_queries(6):
        client.get(turno_address(turno))
