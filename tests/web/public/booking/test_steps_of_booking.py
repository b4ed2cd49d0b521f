"""Each step has its name, a way back that works, and one thing to do (S20-S28, D16, D30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.posting import send
from tests.web.public.booking.booking_pages import (
    DAY,
    book_turno,
    code_of,
    confirm,
    hour_url,
    place,
    set_contact,
    start_draft,
    steps,
    url,
    version,
)
from tests.web.shared.reading import Node, by_class, by_id, by_tag, facts, page, text
from vinculo.records.models import Draft, Seat, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]
PASSPORT = reverse("public:booking_passport")


def acting(client: Client) -> Draft:
    draft = steps(client, cast.PEDRO_CEDULA, "pedro@example.com")
    client.post(f"{url('affiliate', draft)}?apoderado=1", {"affiliate_code": cast.ANA_CODE})
    return draft


def hold_seat(client: Client) -> Draft:
    draft = place(client, steps(client))
    client.post(hour_url(draft), {"asientos": "1"})
    return draft


def moving(client: Client) -> Draft:
    turno = book_turno(client)
    client.post(reverse("public:turno_move", args=[turno.token]), version(turno))
    return Draft.objects.latest("pk")


def days(draft: Draft) -> str:
    return f"{url('day', draft)}?dia={DAY}#horas"


Where = Callable[[Draft], str]
STEPS: dict[str, tuple[Callable[[Client], Draft], Where, Where, str]] = {
    "number again": (
        start_draft,
        lambda draft: url("change_number", draft),
        lambda _: reverse("public:booking"),
        "Paso 1 de 6: Su número",
    ),
    "contact": (
        start_draft,
        lambda draft: url("contact", draft),
        lambda draft: url("change_number", draft),
        "Paso 2 de 6: Su contacto",
    ),
    "code": (
        set_contact,
        lambda draft: url("code", draft),
        lambda draft: url("contact", draft),
        "Paso 3 de 6: Verificación del correo",
    ),
    "who": (
        lambda client: steps(client, cast.PEDRO_CEDULA, "pedro@example.com"),
        lambda draft: url("affiliate", draft),
        lambda draft: url("contact", draft),
        "Paso 4 de 6: Persona afiliada",
    ),
    "affiliate": (
        lambda client: steps(client, cast.PEDRO_CEDULA, "pedro@example.com"),
        lambda draft: f"{url('affiliate', draft)}?apoderado=1",
        lambda draft: url("affiliate", draft),
        "Paso 4 de 6: Persona afiliada",
    ),
    "own": (
        lambda client: steps(client, cast.PEDRO_CEDULA, "pedro@example.com"),
        lambda draft: url("own", draft),
        lambda draft: url("affiliate", draft),
        "Paso 4 de 6: Persona afiliada",
    ),
    "place": (steps, lambda draft: url("place", draft), lambda draft: url("contact", draft), "Paso 4 de 6: Centro"),
    "place of a proxy": (
        acting,
        lambda draft: url("place", draft),
        lambda draft: f"{url('affiliate', draft)}?apoderado=1",
        "Paso 4 de 6: Centro",
    ),
    "day": (
        lambda client: place(client, steps(client)),
        lambda draft: url("day", draft),
        lambda draft: url("place", draft),
        "Paso 5 de 6: Día y hora",
    ),
    "day while moving": (
        moving,
        lambda draft: url("day", draft),
        lambda draft: reverse("public:turno", args=[draft.moves.token if draft.moves else ""]),
        "Paso 5 de 6: Día y hora",
    ),
    "hour": (lambda client: place(client, steps(client)), hour_url, days, "Paso 5 de 6: Día y hora"),
    "waiting list": (
        lambda client: place(client, steps(client)),
        lambda draft: reverse("public:waiting_join", args=[draft.token]),
        lambda draft: url("day", draft),
        "Paso 5 de 6: Día y hora",
    ),
    "review": (hold_seat, lambda draft: url("review", draft), lambda draft: url("day", draft), "Paso 6 de 6: Revisión"),
}


def back(root: Node) -> str:
    """Return where the way back leads: it comes first on the page."""
    (link,) = by_class(root, "back")
    assert by_tag(by_id(root, "contenido"), "a")[0] is link
    assert text(link) == "Volver"
    return link.get("href")


@pytest.mark.parametrize("name", STEPS)
def test_s20_each_step_has_its_name_and_a_way_back_that_works(client: Client, name: str) -> None:
    come, here, there, step = STEPS[name]
    draft = come(client)
    root = page(client.get(here(draft)))
    assert (back(root), text(by_tag(by_class(root, "steps")[0], "p")[0])) == (there(draft), step)
    assert by_tag(root, "nav") == by_class(root, "languages")  # no navigation within the transaction
    assert client.get(there(draft)).status_code == 200


def test_s20_the_first_steps_lead_back_to_the_portal_and_to_the_number(client: Client) -> None:
    number = reverse("public:booking_number")
    assert back(page(client.get(number))) == reverse("public:booking")
    assert back(page(client.get(PASSPORT))) == number


def test_s22_a_verified_mailbox_is_led_on_from_the_number_and_not_back_to_the_code(client: Client) -> None:
    draft = hold_seat(client)
    there = back(page(client.get(url("change_number", draft))))
    assert client.get(there, follow=True).redirect_chain == [(url("review", draft), 302)]


def test_d16_a_family_of_five_reads_that_all_are_attended_in_one_visit(client: Client) -> None:
    cast.slots(cast.agency(), DAY + timedelta(days=1), times=8)
    draft = place(client, steps(client), 5)
    day = text(page(client.get(url("day", draft), {"dia": str(DAY + timedelta(days=1))})))
    assert "Se atiende a sus 5 dependientes en una sola visita, en la misma ventanilla." in day
    slot = Seat.objects.filter(slot__starts__date=DAY + timedelta(days=1)).order_by("slot__starts")[0].slot_id
    hour = reverse("public:booking_hour", args=[draft.token, slot])
    said = "5 (4 espacios seguidos; se atiende a todas las personas en una sola visita)"
    assert facts(page(client.get(hour)))["Dependientes"] == said
    client.post(hour, {"asientos": "4"})
    assert facts(page(client.get(url("review", draft))))["Dependientes"] == said
    confirm(client, draft)
    assert (Turno.objects.get().dependents, Turno.objects.get().seats_count) == (5, 4)


def test_s28_the_review_of_a_move_says_so_and_shows_the_old_hour_beside_the_new(client: Client) -> None:
    draft = moving(client)
    client.post(hour_url(draft, 2), {"asientos": "1"})
    answer = client.get(url("review", draft))
    root = page(answer)
    assert "Mover el turno: revise y confirme" in answer.content.decode().split("</title>")[0]
    assert text(by_tag(root, "h1")[0]) == "Verifique el cambio de su turno"
    assert [text(each) for each in by_tag(by_class(root, "moving")[0], "div")[1:]] == [
        "Su turno actual martes 1 de diciembre de 2026, 10:00 Centro de Atención Universal Quito",
        "Su turno nuevo martes 1 de diciembre de 2026, 10:30 Centro de Atención Universal Quito",
    ]
    assert "Día y hora" not in facts(root)  # said once
    confirm(client, draft)
    assert Turno.objects.get(status="confirmed").starts.minute == 30


def test_s28_the_review_of_a_first_turno_speaks_of_no_move(client: Client) -> None:
    root = page(client.get(url("review", hold_seat(client))))
    assert by_class(root, "moving") == []
    assert "Día y hora" in facts(root)


def test_s23_a_browser_can_fill_in_ones_own_name_mailbox_number_and_code(client: Client) -> None:
    draft = set_contact(client)
    pages = (url("contact", draft), url("code", draft), reverse("public:solicitud_new"))
    tokens = {
        each.get("name"): each.get("autocomplete")
        for address in pages
        for each in by_tag(page(client.get(address)), "input")
        if each.get("autocomplete") not in {"", "off"}
    }
    assert tokens == {"email": "email", "mobile": "tel", "code": "one-time-code", "applicant_names": "name"}


def test_d30_a_double_click_on_another_code_sends_one_and_a_later_one_another(client: Client) -> None:
    draft = set_contact(client)
    address = url("send_again", draft)
    (mark,) = (
        each.get("value")
        for each in by_tag(page(client.get(url("code", draft))), "input")
        if each.get("name") == "read"
    )
    first = code_of(draft)
    assert [client.post(address, {"read": mark})["Location"] for _ in range(2)] == [url("code", draft)] * 2
    assert draft.messages.count() == 2
    assert code_of(draft) != first
    send(client, url("code", draft), {"code": "000000"})  # a wrong code does not make the button stale
    again = send(client, url("code", draft), {"code": "000001"})
    (mark,) = (each.get("value") for each in by_tag(page(again), "input") if each.get("name") == "read")
    assert client.post(address, {"read": mark}).status_code == 302
    assert draft.messages.count() == 3
