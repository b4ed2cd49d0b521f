"""Who asks for a number without a turno, and has something to go on with: one person, one visit (D37)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.stages.reception import groups, open_counter
from tests.web.desk.reception.reception_pages import buttons, panel, send
from tests.web.shared.reading import by_id, by_tag, facts, page, text
from vinculo.records.models import Affiliate, Case, Ticket, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
SAID = "Esta persona ya tiene un turno o un caso: siga con él. Si no corresponde, dé el número sin su documento."
DOORS = {"reception_priority": {"categories": ["embarazo"]}, "reception_same_day": {}}


@pytest.fixture
def client() -> Client:
    groups()
    open_counter()
    cast.ana()
    return at_the_desk()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("typed", [cast.ANA_CODE, cast.ANA_PASSPORT, cast.PEDRO_CEDULA, f"{cast.PEDRO_CEDULA}001"])
def test_d37_a_walk_in_with_a_turno_of_today_is_received_with_it(client: Client, door: str, typed: str) -> None:
    of = desk.turno()
    Affiliate.objects.update(cedula=cast.PEDRO_CEDULA)
    answer = send(client, door, {**DOORS[door], "person": typed})
    assert (answer.status_code, Ticket.objects.count()) == (200, 0)
    assert (facts(panel(answer))["Turno"], SAID in text(page(answer))) == (of.reference, True)
    assert "Coincide: dar número" in buttons(answer)


def test_d37_the_group_that_was_said_is_kept_when_the_turno_is_received(client: Client) -> None:
    of = desk.turno()
    answer = send(client, "reception_priority", {"categories": ["embarazo"], "person": cast.ANA_CODE})
    ticked = [node.get("value") for node in by_tag(panel(answer), "input") if "checked" in node.attributes]
    assert ticked == ["embarazo"]
    where = f"/ventanilla/recepcion/turno/{of.reference}/"
    send(client, "reception_receive", {"categories": ticked}, of.reference, start=where)
    own = Ticket.objects.get()
    assert (own.turno, own.klass, Case.objects.count()) == (of, "P", 1)


@pytest.mark.parametrize("door", DOORS)
def test_d37_a_walk_in_with_an_open_case_goes_on_with_it(client: Client, door: str) -> None:
    case, _bruno = desk.case_of_bruno()
    Turno.objects.update(status="attended")
    answer = send(client, door, {**DOORS[door], "person": cast.BRUNO_PASSPORT})
    assert (Ticket.objects.count(), case.reference in text(panel(answer))) == (0, True)
    assert "Dar número de regreso" in buttons(answer)


@pytest.mark.parametrize(("days", "elsewhere"), [(1, False), (0, True)])
def test_d37_another_day_or_agency_is_told_with_what_can_be_done(client: Client, days: int, elsewhere: bool) -> None:
    starts = cast.NOW + timedelta(days=days, hours=1)
    at = cast.agency("CAU Guayaquil", "Guayas", "09") if elsewhere else cast.agency()
    desk.turno(starts=starts, ends=starts + timedelta(minutes=15), agency=at)
    answer = send(client, "reception_same_day", {"person": cast.ANA_CODE})
    assert (Ticket.objects.count(), SAID in text(page(answer))) == (0, True)
    assert ("Coincide: ver horas aquí" if elsewhere else "Coincide: dar número") in buttons(answer)


@pytest.mark.parametrize("status", ["", "cancelled", "attended"])
def test_d37_who_has_nothing_to_go_on_with_gets_the_number(client: Client, status: str) -> None:
    for each in filter(None, [status]):
        desk.turno(status=each)
    assert send(client, "reception_same_day", {"person": cast.ANA_CODE}).status_code == 302
    assert (Ticket.objects.get().turno, Ticket.objects.get().klass) == (None, "W")


def test_s29_a_priority_person_gets_the_number_on_their_word_without_any_document(client: Client) -> None:
    desk.turno()
    assert send(client, "reception_priority", DOORS["reception_priority"]).status_code == 302
    assert Ticket.objects.get().klass == "P"


def test_d37_the_field_of_the_person_is_optional_and_labelled(client: Client) -> None:
    root = page(client.get("/ventanilla/recepcion/"))
    labels = {
        each: text(node) for node in by_tag(root, "label") if (each := node.get("for")) in {"p_person", "d_person"}
    }
    assert labels == {"p_person": "Código o documento (opcional)", "d_person": "Código o documento (opcional)"}
    assert by_id(root, "p_person").get("autocomplete") == "off"
