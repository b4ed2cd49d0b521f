"""The guided closing: whom it hits is shown first, nothing typed is lost, a second press changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, WHY, book_turno
from tests.web.public.booking.booking_pages import buttons, text
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import by_tag, facts, page
from tests.web.shared.reading import text as words
from vinculo.records.models import Agency, CalendarDay, Event, Message, Seat, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
CHOOSE = reverse("supervision:closing")
CONFIRM = reverse("supervision:closing_confirm")


@pytest.fixture
def quito(client: Client) -> Agency:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    return cast.agency()


def fields_of_closing(at: Agency, **changes: str) -> dict[str, str]:
    return {
        "what": "days",
        "agency": str(at.pk),
        "first": "2026-12-01",
        "last": "",
        "counter": "",
        "reason": WHY,
    } | changes


def test_first_whom_it_hits_then_the_closing_once(client: Client, quito: Agency) -> None:
    slots = cast.slots(quito, TUESDAY)
    cast.slots(quito, WEDNESDAY)
    turno = book_turno(1, slots[1])
    answer = client.post(CHOOSE, fields_of_closing(quito))
    root = page(answer)
    assert facts(root) == {"Centro": quito.name, "Qué se cierra": "martes 1 de diciembre de 2026", "Motivo": WHY}
    assert [words(row) for row in by_tag(root, "tr")][1:] == [f"{turno.reference} 01/12/2026 10:15 1"]
    assert "Afecta a 1 turno" in text(answer.content)
    assert buttons(answer.content) == ["Cerrar y avisar", "Corregir"]
    assert (CalendarDay.objects.count(), Seat.objects.filter(state="blocked").count()) == (0, 0)
    for expected in ("1 turno tiene otra hora.", "Nadie recibió otra hora."):
        answer = client.post(CONFIRM, fields_of_closing(quito))
        assert (answer.status_code, answer["Location"]) == (302, CHOOSE)
        assert f"Cerrado. {expected}" in text(client.get(CHOOSE).content)
    assert Message.objects.filter(kind="reseated").count() == 1
    assert Turno.objects.get().starts.astimezone(cast.GUAYAQUIL).date() == WEDNESDAY


def test_who_keeps_priority_is_named_by_reference_only(client: Client, quito: Agency) -> None:
    turno = book_turno(1, cast.slots(quito, TUESDAY)[0])
    client.post(CONFIRM, fields_of_closing(quito))
    shown = text(client.get(CHOOSE).content)
    assert f"Sin otra hora por ahora, con prioridad y avisados: {turno.reference}." in shown
    assert turno.email not in shown


def test_corregir_goes_back_with_everything_typed(client: Client, quito: Agency) -> None:
    answer = client.post(CHOOSE, fields_of_closing(quito, volver="1"))
    assert answer.status_code == 200
    assert answer.context["form"]["reason"].value() == WHY
    assert buttons(answer.content) == ["Ver a quién afecta"]


@pytest.mark.parametrize("address", [CHOOSE, CONFIRM])
def test_nobody_but_an_administrator(client: Client, address: str) -> None:
    data = fields_of_closing(cast.agency())
    answer = client.post(address, data)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("accounts:login"))
    client.force_login(cast.olga(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(address, data).status_code == 403
    assert (CalendarDay.objects.count(), Event.objects.count()) == (0, 0)


def test_a_get_never_closes(client: Client, quito: Agency) -> None:
    assert client.get(CONFIRM, fields_of_closing(quito)).status_code == 405
    assert client.get(CHOOSE, fields_of_closing(quito)).status_code == 200
    assert CalendarDay.objects.count() == 0


WRONG = [
    ({"what": ""}, "what", "Elija qué se cierra."),
    ({"agency": ""}, "agency", "Elija el centro."),
    ({"first": ""}, "first", "Elija el día."),
    ({"first": "2026-11-29"}, "first", "Ese día ya pasó."),
    ({"first": "3/12"}, "first", "Escriba el día con el calendario, o así: 03/12/2026."),
    ({"last": "2026-11-30"}, "last", "El último día no puede ser anterior al primero."),
    ({"last": "2027-01-30"}, "last", "Como mucho 60 días seguidos, y dentro de un año."),
    ({"first": "9999-12-31"}, "last", "Como mucho 60 días seguidos, y dentro de un año."),
    ({"what": "counter"}, "counter", "Escriba el número de la ventanilla, de 1 a 60."),
    ({"what": "counter", "counter": "0"}, "counter", "Escriba el número de la ventanilla, de 1 a 60."),
    ({"what": "counter", "counter": "uno"}, "counter", "Escriba el número de la ventanilla, de 1 a 60."),
    (
        {"what": "counter", "counter": "1", "last": "2027-01-04"},
        "last",
        "Una ventanilla se cierra en los días ya abiertos: hasta el 30/12/2026.",
    ),
    ({"what": "counter", "counter": "7"}, "counter", "Ese centro no tiene esa ventanilla en los días ya abiertos."),
    ({"reason": "  \n"}, "reason", "Escriba el motivo: lo leerán las personas."),
    ({"reason": "a" * 161}, "reason", "Como mucho 160 letras."),
]


@pytest.mark.parametrize("address", [CHOOSE, CONFIRM])
@pytest.mark.parametrize(("changes", "field", "message"), WRONG)
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, quito: Agency, address: str, changes: dict[str, str], field: str, message: str
) -> None:
    answer = client.post(address, fields_of_closing(quito, **changes))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [message]}
    assert answer.context["form"]["reason"].value() == changes.get("reason", WHY)
    assert CalendarDay.objects.count() == 0


@pytest.mark.parametrize("field", ["what", "agency", "first", "last", "counter", "reason"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_input_is_a_message_or_a_plain_text(client: Client, quito: Agency, field: str, kind: str) -> None:
    sent = HOSTILE[kind].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    changes = {"what": "counter", "counter": "1"} if field == "counter" else {}
    for address in (CHOOSE, CONFIRM):
        answer = client.post(address, fields_of_closing(quito, **(changes | {field: sent})))
        assert answer.status_code in {200, 302, 422} if field == "reason" else answer.status_code == 422
        assert b"<script>alert" not in answer.content
    assert all(day.name.isprintable() for day in CalendarDay.objects.all())


def test_a_closed_agency_is_no_choice(client: Client, quito: Agency) -> None:
    Agency.objects.update(active=False)
    answer = client.post(CHOOSE, fields_of_closing(quito))
    assert answer.context["form"].errors == {"agency": ["Elija un centro abierto de la lista."]}


def test_a_counter_and_an_agency_for_good(client: Client, quito: Agency) -> None:
    slots = cast.slots(quito, TUESDAY)
    turno = book_turno(1, slots[0])
    answer = client.post(CHOOSE, fields_of_closing(quito, what="counter", counter="1"))
    assert facts(page(answer))["Qué se cierra"] == "Ventanilla 1, martes 1 de diciembre de 2026"
    assert "Nadie tiene un turno ahí" in text(answer.content)  # the highest seat of each hour goes, and it is free
    client.post(CONFIRM, fields_of_closing(quito, what="counter", counter="1"))
    assert (turno.seats.get().number, {*Seat.objects.filter(state="blocked").values_list("number", flat=True)}) == (
        1,
        {2},
    )
    answer = client.post(CHOOSE, fields_of_closing(quito, what="agency", first=""))
    assert facts(page(answer))["Qué se cierra"] == "Todo el centro, hasta nuevo aviso"
    client.post(CONFIRM, fields_of_closing(quito, what="agency", first=""))
    quito.refresh_from_db()
    assert not quito.active
