"""The first page of each door says what waits, in numbers, and its header leads to what its people need daily."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.actions.cases.test_corrections import one
from tests.stages import desk, legal
from tests.stages.counter import at_the_desk
from tests.stages.queue import make_open_counter, ticket
from tests.stages.voice import complaint
from tests.web.legal.legal_pages import at_the_unit
from tests.web.shared.reading import Node, by_class, by_tag, page, text
from vinculo.actions.cases.corrections import ask_extension
from vinculo.queries.operations import work_counts
from vinculo.records.models import Case, Event, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
Queries = Callable[[int], AbstractContextManager[object]]


def todo(root: Node) -> list[str]:
    return [text(link) for each in by_class(root, "todo") for link in by_tag(each, "a")]


def follow_header(client: Client, address: str) -> list[str]:
    """Return where the header leads; every one of these pages is there for the person who sees the link."""
    nav = by_tag(page(client.get(address)), "nav")[0]
    links = by_tag(nav, "a")
    assert [client.get(link.get("href")).status_code in (200, 302) for link in links] == [True] * len(links)
    return [_words(link) for link in links]


def _words(link: Node) -> str:
    """Return the words of a link as a wide window shows them, without its key."""
    shorter = "".join(text(each) for each in by_class(link, "short"))
    return text(link).partition(" Alt ")[0].removesuffix(shorter)


def with_pedro() -> Case:
    """Return a case of Pedro's that waits."""
    of = legal.of_pedro()
    desk.bruno_at_home(of)
    return desk.record_arrival(of)


def test_the_header_of_each_door_leads_to_its_daily_pages() -> None:
    assert follow_header(at_the_desk(), "/ventanilla/") == [
        "Agenda",
        "Recepción",
        "Llamar",
        "Buscar",
        "Casos",
        "Poderes",
        "Prórrogas",
        "Confirmaciones",
        "Días sin sistema",
    ]
    assert follow_header(at_the_unit(), "/juridica/") == [
        "Poderes",
        "Buscar",
        "Recibir un poder",
        "Adopciones",
        "Confirmaciones",
    ]
    supervision = ["Inicio", "Día", "Cifras", "Quejas", "Confirmaciones", "Códigos", "Casos", "Revertir"]
    supervision += ["Plan de la semana", "Política de la cola", "Días sin sistema"]
    assert follow_header(at_the_desk(cast.sara()), "/supervision/") == supervision
    administration = ["Inicio", "Día", "Cifras", "Plan de la semana", "Política de la cola", "Cierres"]
    administration += ["Registro de afiliados", "Operación", "Datos de referencia"]
    assert follow_header(at_the_desk(cast.alicia()), "/supervision/") == administration


def test_no_key_of_a_header_is_used_twice_on_a_page() -> None:
    make_open_counter()
    for client, address in (
        (at_the_desk(), "/ventanilla/llamar/"),
        (at_the_unit(), "/juridica/"),
        (at_the_desk(cast.sara()), "/supervision/"),
    ):
        keys = [node.get("accesskey") for node in by_tag(page(client.get(address)), "a", "button")]
        used = [key for key in keys if key]
        assert (address, len(used)) == (address, len(set(used)))


def test_s38_the_officer_sees_how_many_cases_of_proxies_wait_and_can_go_on_and_nobody_is_read() -> None:
    cast.ana()
    client = at_the_desk()
    assert todo(page(client.get("/ventanilla/"))) == []
    with_pedro()
    assert todo(page(client.get("/ventanilla/"))) == ["1 caso espera la sumilla"]
    legal.make_endorsed_power()
    assert todo(page(client.get("/ventanilla/"))) == ["1 caso de apoderado ya tiene la sumilla"]
    assert not Event.objects.filter(act="waiting_read").exists()


def test_d7_the_officer_sees_that_an_extension_was_asked_for() -> None:
    _, _, correction = one()
    ask_extension(correction=correction, now=cast.NOW)
    assert todo(page(at_the_desk().get("/ventanilla/"))) == ["1 caso abierto a su cargo", "1 prórroga pedida"]
    assert not Event.objects.filter(act="extensions_read").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_officers_numbers_cost_the_same_for_one_and_three(django_assert_num_queries: Queries, count: int) -> None:
    cast.ana()
    case = with_pedro()
    for number in range(1, count):
        copy = Case.objects.get(pk=case.pk)
        copy.pk, copy.reference, copy.turno = None, f"CZZZZZZZZ{number}", None
        copy.save()
        bruno = case.solicitudes.get()
        bruno.pk, bruno.case, bruno.turno, bruno.reference = None, copy, None, f"SZZZZZZZZ{number}"
        bruno.token = f"{number:032x}"
        bruno.save()
    staff = cast.olga()
    with django_assert_num_queries(4):  # the agency, its cases, powers, extensions
        assert work_counts.of_officer(staff, cast.NOW) == work_counts.OfficerWork(0, count, 0)


def test_a_supervisor_sees_complaints_and_the_waiting_room_of_the_own_centre_alone() -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    for made in (cast.NOW, cast.NOW - timedelta(days=16)):
        complaint(now=made, agency=cast.agency())
    complaint(agency=there)
    make_open_counter()
    ticket(-20)
    ticket(-5)
    ticket(-40, agency=there)
    root = page(at_the_desk(cast.sara()).get("/supervision/"))
    assert todo(root) == ["2 mensajes por responder 1 vencido"]
    rows = [[text(cell) for cell in by_tag(row, "td")] for row in by_tag(root, "tr")][1:]
    assert rows == [[cast.agency().name, "2", "20 min", "1"]]
    root = page(at_the_desk(cast.alicia()).get("/supervision/"))
    assert todo(root) == []
    assert [text(by_tag(row, "td")[0]) for row in by_tag(root, "tr")[1:]] == [there.name, cast.agency().name]


@pytest.mark.parametrize("count", [1, 3])
def test_the_supervisors_numbers_cost_the_same_for_one_and_three(
    django_assert_num_queries: Queries, count: int
) -> None:
    for number in range(count):
        ticket(agency=cast.agency(f"CAU {number}"))
        complaint(agency=cast.agency(f"CAU {number}"))
    staff = Staff.objects.create_user("sergio", role="supervisor", territory="nation")
    with django_assert_num_queries(4):  # agencies, tickets, counters, complaints
        told = work_counts.of_supervisor(staff, cast.NOW)
    assert (told.complaints, len(told.centres)) == (count, count)


def test_the_policy_of_the_queue_is_one_step_away() -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    address = reverse("supervision:policies")
    mine = reverse("supervision:policy", args=[cast.agency().pk])
    assert at_the_desk(cast.sara()).get(address)["Location"] == mine
    root = page(at_the_desk(cast.alicia()).get(address))
    places = [link.get("href") for each in by_class(root, "provinces") for link in by_tag(each, "a")]
    assert places == [reverse("supervision:policy", args=[there.pk]), mine]


@pytest.mark.parametrize(
    ("day", "status"), [("2000-01-01", 200), ("1999-12-31", 404), ("2199-12-31", 200), ("9999-12-31", 404)]
)
def test_a_day_of_another_age_is_not_there(day: str, status: int) -> None:
    client = at_the_desk(cast.sara())
    assert client.get(f"/supervision/dia/{cast.agency().pk}/{day}/").status_code == status
