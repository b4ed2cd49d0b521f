"""Who may see and do what at the desk: officers of the agency, and nobody else (S30, S39)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import Settings

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.stages.reception import waiting
from tests.web.shared.reading import by_tag, page, text
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.issuing import issue_code
from vinculo.records.models import Case, Certificate, Decision, Event, PaperRecord, Solicitud, Staff
from vinculo.web.desk.urls import urlpatterns

pytestmark = pytest.mark.django_db
OPEN = {"login", "logout"}
EVERYBODYS = {
    "home",
    "search",
    "powers",
    "calling",
    "waiting",
    "pause",
    "resume",
    "close_counter",
    "call_next",
    "finish_and_call",
    "recall",
    "start",
    "miss",
    "finish",
    "gone",
    "skip",
    "pass_on",
    "out_of_order",
    "walk_in",
    "extensions",
    "leaving",
    "open_counter",
    "work",
    "reception",
    "reception_priority",
    "reception_same_day",
    "reception_give",
    "reception_tickets",
}  # of any officer, with what is theirs
BY_EXACT_NUMBER = {
    "end_link",
    "certificate",
    "certificate_pdf",
    "correct_name",
    "replace",
    "supersede",
    "restore",
    "reprint",
    "reprint_pdf",
    "continue",
    "reception_turno",
    "reception_mismatch",
    "reception_exchange",
    "reception_return",
}
OF_TURNO = {
    "turno",
    "check_in",
    "reception_turno",
    "reception_receive",
    "reception_mismatch",
    "reception_exchange",
    "reception_given",
    "reception_confirmation",
}


@pytest.fixture(autouse=True)
def _at_nine() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def addresses() -> dict[str, str]:
    """Return every address of the desk, with things that are there: a case of Quito with Bruno and Carlos."""
    of = desk.turno(2)
    bruno, carlos = desk.bruno_at_home(of), desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    desk.papers_of_bruno(case, bruno)
    certificate = issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1)
    )
    carlos.refresh_from_db()
    waiting(1)
    decision = request_correction(solicitud=carlos, note="", version=carlos.version, actor=cast.olga(), now=cast.NOW)
    known: dict[str, object] = {
        "case": case.reference,
        "solicitud": carlos.reference,
        "kind": "solicitud",
        "turno": of.reference,
        "paper": PaperRecord.objects.first(),
        "person": certificate.code.person,
        "decision": decision,
        "code": certificate.code.value,
        "number": 1,
        "reprint": 1,
        "finding": "second_partner",
        "copy": 1,
        "affiliate": cast.ana(),
    }
    return {str(each.name): address(each, known) for each in urlpatterns if isinstance(each, URLPattern)}


def address(pattern: URLPattern, known: dict[str, object]) -> str:
    of_turno = str(pattern.name) in OF_TURNO
    values = {name: known.get(name, known["turno" if of_turno else "case"]) for name in pattern.pattern.converters}
    return reverse(f"desk:{pattern.name}", kwargs={name: getattr(value, "pk", value) for name, value in values.items()})


def test_s39_nobody_without_a_log_in_sees_anything(addresses: dict[str, str], client: Client) -> None:
    for name in addresses.keys() - OPEN:
        for answer in (client.get(addresses[name]), client.post(addresses[name])):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/ventanilla/ingreso/?next="), name


def test_s39_the_administrator_sees_and_decides_no_case(addresses: dict[str, str]) -> None:
    client = at_the_desk(cast.alicia())
    counted = Event.objects.count()
    for name in addresses.keys() - OPEN:
        assert client.get(addresses[name]).status_code == 403, name
        assert client.post(addresses[name]).status_code == 403, name
    assert Event.objects.count() == counted
    assert Certificate.objects.count() == 1


def test_s39_another_agencys_case_is_answered_like_one_that_is_not_there(addresses: dict[str, str]) -> None:
    place = cast.agency("CAU Guayaquil", "Guayas", "09")
    client = at_the_desk(Staff.objects.create_user("omar", role="officer", agency=place))
    before = (Decision.objects.count(), PaperRecord.objects.count(), Event.objects.count())
    for name in addresses.keys() - OPEN - EVERYBODYS - BY_EXACT_NUMBER:
        absent = addresses[name].replace("/C", "/CX").replace("/T", "/TX")
        for method in (client.get, client.post):
            there, nowhere = method(addresses[name]), method(absent)
            same = (there.status_code, there.content) == (404, nowhere.content)
            assert same or there.status_code == 405, name
    assert before == (Decision.objects.count(), PaperRecord.objects.count(), Event.objects.count())


def test_s39_an_officer_who_left_is_let_in_no_more() -> None:
    client = at_the_desk()
    Staff.objects.update(is_active=False)
    assert client.get("/ventanilla/").status_code == 302


def test_s30_log_in_wants_both_right_and_says_not_which_was_wrong(client: Client) -> None:
    cast.olga()
    answers = [
        client.post("/ventanilla/ingreso/", {"username": name, "password": word})
        for name, word in (("olga", "no"), ("nadie", cast.PASSWORD))
    ]
    told = "El usuario o la contraseña no son correctos. Revise las mayúsculas e intente otra vez."
    for answer in answers:
        assert answer.status_code == 422
        assert told in text(page(answer))
    right = client.post("/ventanilla/ingreso/", {"username": "olga", "password": cast.PASSWORD})
    assert (right.status_code, right["Location"]) == (302, "/ventanilla/")
    assert Event.objects.filter(act="logged_in", actor=cast.olga()).count() == 1


def test_s30_log_in_goes_on_to_a_page_of_this_house_only(client: Client) -> None:
    cast.olga()
    good = {"username": "olga", "password": cast.PASSWORD}
    for wanted, led in (("/ventanilla/buscar/", "/ventanilla/buscar/"), ("https://example.com/", "/ventanilla/")):
        client.logout()
        assert client.post("/ventanilla/ingreso/", {**good, "next": wanted})["Location"] == led


def test_s30_an_administrator_is_led_to_the_reference_data(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = []  # its pages have tests of their own
    cast.alicia()
    answer = client.post("/ventanilla/ingreso/", {"username": "alicia", "password": cast.PASSWORD})
    assert answer["Location"] == "/administracion/"


def test_s30_five_wrong_passwords_close_the_log_in_for_a_while(client: Client) -> None:
    cast.olga()
    for _ in range(5):
        answer = client.post("/ventanilla/ingreso/", {"username": "olga", "password": "no"})
    assert answer.status_code == 429
    assert "Ingreso detenido por unos minutos" in text(by_tag(page(answer), "h1")[0])
    right = client.post("/ventanilla/ingreso/", {"username": "olga", "password": cast.PASSWORD})
    assert right.status_code == 429


@pytest.mark.parametrize("field", ["username", "password"])
@pytest.mark.parametrize("value", ["", "a\x00b", "x" * 5000])
def test_s30_log_in_with_anything_typed_is_answered_beside_the_field(client: Client, field: str, value: str) -> None:
    cast.olga()
    answer = client.post("/ventanilla/ingreso/", {"username": "olga", "password": cast.PASSWORD, field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode() or "no son correctos" in answer.content.decode()


def test_s30_log_out_is_by_post_and_closes_the_session() -> None:
    client = at_the_desk()
    assert client.get("/ventanilla/salida/").status_code == 405
    assert client.get("/ventanilla/").status_code == 200
    client.post("/ventanilla/salida/")
    assert client.get("/ventanilla/").status_code == 302
    assert Event.objects.filter(act="logged_out").count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "caso/a%00b/",
        "caso/%F0%9F%98%80/",
        "turno/" + "9" * 300 + "/",
        "codigo/9/99999999999999999999/",
        "caso/../../etc/",
    ],
)
def test_s30_addresses_that_make_no_sense_are_not_there(path: str) -> None:
    assert at_the_desk().get(f"/ventanilla/{path}").status_code == 404


def test_s30_every_page_of_the_desk_is_well_formed_with_one_heading(addresses: dict[str, str]) -> None:
    client = at_the_desk()
    Case.objects.update(closed_at=None)
    Solicitud.objects.filter(status="correction_pending").update(status="in_review")
    answers = {name: client.get(where) for name, where in addresses.items()}
    assert {answer.status_code for answer in answers.values()} <= {200, 204, 302, 405, 404}
    shown_pages = {name: answer for name, answer in answers.items() if answer.status_code == 200}
    pages = {name: answer for name, answer in shown_pages.items() if answer["Content-Type"].startswith("text/html")}
    assert len(pages) > 15
    assert "company" in pages  # a part of the page of a case
    for name, answer in pages.items():
        assert len(by_tag(page(answer), "h1")) == (name != "company"), name
        assert "no-store" in answer["Cache-Control"], name
