"""What a closing did, who has answered, and reopening it: shown first, with the reason, once."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, WHY, book_turno, close_days
from tests.actions.closures.test_rebooking import make_kept_turno
from tests.web.public.booking.booking_pages import buttons, text
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import by_tag, facts, page
from tests.web.shared.reading import text as words
from tests.web.supervision.test_closing import CHOOSE, CONFIRM, fields_of_closing
from vinculo.actions.booking.turnos import cancel_turno
from vinculo.actions.closures import rebooking
from vinculo.records.models import Agency, CalendarDay, Closing, Message, Province, Seat, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


@pytest.fixture
def quito(client: Client) -> Agency:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    return cast.agency()


def closed_with(turnos: int) -> Closing:
    slots = cast.slots(cast.agency(), TUESDAY)
    cast.slots(cast.agency(), WEDNESDAY)
    for index in range(turnos):
        book_turno(index + 1, slots[index])
    close_days(cast.agency())
    return Closing.objects.get()


def address(closing: Closing, name: str = "closed") -> str:
    return reverse(f"supervision:{name}", args=[closing.pk])


def rows(answer: object) -> list[str]:
    return [words(row) for row in by_tag(page(answer), "tr")][1:]  # type: ignore[arg-type]


def test_each_turno_with_its_answer_and_silence_is_named(client: Client, quito: Agency) -> None:
    closing = closed_with(4)
    first, second, third, fourth = Turno.objects.order_by("pk")
    rebooking.accept_change(turno=first, now=cast.NOW)
    rebooking.ask_other(turno=second, now=cast.NOW, random_source=Random(1))
    cancel_turno(turno=third, now=cast.NOW)
    answer = client.get(address(closing))
    name = quito.name
    assert rows(answer) == [
        f"{first.reference} 01/12/2026 10:00, {name} 02/12/2026 10:00, {name} aceptó",
        f"{second.reference} 01/12/2026 10:15, {name} 02/12/2026 10:15, {name} pidió otra hora",
        f"{third.reference} 01/12/2026 10:30, {name} cancelado la cambió",
        f"{fourth.reference} 01/12/2026 10:45, {name} 02/12/2026 10:45, {name} sin respuesta",
    ]
    assert "Aceptaron: 1. Pidieron otra hora: 1. Sin respuesta: 1." in text(answer.content)
    assert all(turno.email not in answer.content.decode() for turno in Turno.objects.all())
    assert rows(client.get(CHOOSE)) == [f"{name}: martes 1 de diciembre de 2026 {WHY} 4 1"]


@pytest.mark.parametrize("turnos", [1, 3])
def test_statements_do_not_grow_with_turnos(
    client: Client, quito: Agency, turnos: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    closing = closed_with(turnos)
    client.get(address(closing))
    with django_assert_num_queries(4):  # the session, the person, the closing, its turnos
        assert len(rows(client.get(address(closing)))) == turnos
    with django_assert_num_queries(6):  # the session, the person, cities, agencies to type and to choose, closings
        client.get(CHOOSE)


def test_reopening_says_what_it_does_asks_why_and_happens_once(client: Client, quito: Agency) -> None:
    closing = closed_with(2)
    answer = client.get(address(closing))
    assert "Reabrir…" in text(answer.content)
    answer = client.get(address(closing, "reopen"))
    shown = text(answer.content)
    assert "8 cupos bloqueados se abren poco a poco" in shown
    assert "2 turnos que cambiaron de hora se quedan donde están" in shown
    assert CalendarDay.objects.count() == 1
    Message.objects.all().delete()
    for _ in range(2):
        answer = client.post(address(closing, "reopen"), {"reason": "Volvió la energía"})
        assert (answer.status_code, answer["Location"]) == (302, address(closing))
    assert (CalendarDay.objects.count(), Message.objects.filter(kind="go_back").count()) == (0, 2)
    root = page(client.get(address(closing)))
    assert facts(root)["Lo reabrió"] == "Alicia Mora, 30/11/2026 09:00: Volvió la energía"
    assert "No hay cierres vigentes." in text(client.get(CHOOSE).content)


def test_a_kept_turno_is_said_to_stand_again(client: Client, quito: Agency) -> None:
    turno = make_kept_turno()
    closing = Closing.objects.get()
    assert rows(client.get(address(closing))) == [
        f"{turno.reference} 01/12/2026 10:00, {quito.name} sin otra hora, con prioridad sin respuesta"
    ]
    assert "1 turno que conservó la prioridad vuelve a valer" in text(client.get(address(closing, "reopen")).content)


@pytest.mark.parametrize(
    ("reason", "message"),
    [("", "Escriba el motivo."), (" \n", "Escriba el motivo."), ("a" * 161, "Como mucho 160 letras.")],
)
def test_a_reopening_needs_a_reason(client: Client, quito: Agency, reason: str, message: str) -> None:
    closing = closed_with(1)
    answer = client.post(address(closing, "reopen"), {"reason": reason})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason": [message]}
    assert Closing.objects.get().reopened_at is None


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_reasons_are_a_message_or_a_plain_text(client: Client, quito: Agency, kind: str) -> None:
    closing = closed_with(1)
    sent = HOSTILE[kind].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    assert client.post(address(closing, "reopen"), {"reason": sent}).status_code in {302, 400, 422}
    assert b"<script>alert" not in client.get(address(closing)).content


@pytest.mark.parametrize("name", ["closed", "reopen"])
def test_nobody_but_an_administrator_and_absent_is_not_found(client: Client, name: str) -> None:
    closing = closed_with(1)
    client.logout()
    answer = client.post(address(closing, name), {"reason": "Sí"})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("accounts:login"))
    client.force_login(cast.olga(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(address(closing, name), {"reason": "Sí"}).status_code == 403
    assert client.get(address(closing, name)).status_code == 403
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse(f"supervision:{name}", args=[closing.pk + 1])).status_code == 404
    assert Closing.objects.get().reopened_at is None


def test_a_province_a_city_and_the_nation(client: Client, quito: Agency) -> None:
    book_turno(1, cast.slots(quito, TUESDAY)[0])
    cast.slots(quito, WEDNESDAY)
    pichincha = Province.objects.get()
    wide = {"what": "province", "agency": "", "province": str(pichincha.pk)}
    answer = client.post(CHOOSE, fields_of_closing(quito, **wide))
    assert facts(page(answer)) == {
        "Dónde": "Provincia de Pichincha",
        "Qué se cierra": "martes 1 de diciembre de 2026",
        "Centros": f"1: {quito.name}",
        "Motivo": WHY,
    }
    assert buttons(answer.content) == ["Cerrar y avisar", "Corregir"]
    assert client.post(CONFIRM, fields_of_closing(quito, **wide)).status_code == 302
    assert "1 turno tiene otra hora." in text(client.get(CHOOSE).content)
    for what, shown in (("city", "Quito"), ("nation", "Todo el país")):
        answer = client.post(CHOOSE, fields_of_closing(quito, what=what, agency="", city="Quito", first="2026-12-03"))
        assert facts(page(answer))["Dónde"] == shown
        client.post(CONFIRM, fields_of_closing(quito, what=what, agency="", city="Quito", first="2026-12-03"))
    assert set(Closing.objects.values_list("city", flat=True)) == {"", "Quito"}
    assert set(
        Seat.objects.exclude(state="taken").filter(slot__starts__date=TUESDAY).values_list("state", flat=True)
    ) == {"blocked"}


@pytest.mark.parametrize(
    ("field", "sent", "message"),
    [
        ("province", "", "Elija la provincia."),
        ("province", "999", "Elija una provincia de la lista."),
        ("city", "", "Elija la ciudad."),
        ("city", "999", "Elija una ciudad de la lista."),
    ],
)
def test_a_wide_closing_names_its_place(client: Client, quito: Agency, field: str, sent: str, message: str) -> None:
    answer = client.post(CONFIRM, fields_of_closing(quito, what=field, agency="", **{field: sent}))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [message]}
    assert Closing.objects.count() == 0


def test_an_agency_closed_for_good_stays_on_the_list_and_days_that_are_over_do_not(
    client: Client, quito: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_days(quito)
    close_days(quito, TUESDAY, None)
    day = f"{quito.name}: martes 1 de diciembre de 2026 {WHY} 0 0"
    for_good = f"{quito.name}: todo el centro, hasta nuevo aviso {WHY} 0 0"
    assert rows(client.get(CHOOSE)) == [for_good, day]
    monkeypatch.setattr("vinculo.web.supervision.closing.now", lambda: cast.NOW + timedelta(days=3))
    assert rows(client.get(CHOOSE)) == [for_good]
