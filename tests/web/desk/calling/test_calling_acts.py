"""What is done at a counter with a form: put back, pass on, out of order, a case for who has no turno (S29, D4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.stages.queue import at, call, differences, fresh, make_open_counter, officer, priority, serve, ticket
from tests.web.desk.calling.calling_pages import HOME, press
from tests.web.shared.reading import by_id, by_tag, page, text
from vinculo.records.models import Affiliate, Case, IdDocument, Procedure, QueueEntry, Ticket
from vinculo.rules.queue.reasons import OTHER_DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


@pytest.fixture(autouse=True)
def expect_replay() -> Iterator[None]:
    """Whatever was pressed, the rules make the same of the day's log."""
    yield
    assert differences() == []


def test_put_back_with_a_reason() -> None:
    make_open_counter()
    own = ticket()
    client = at_the_desk()
    press(client, "Llamar al siguiente")
    where = reverse("desk:skip")
    assert client.get(where).status_code == 200
    assert client.post(where, {"reason": "boredom"}).status_code == 422
    assert client.post(where, {"reason": "papers"})["Location"] == HOME
    assert (fresh(own).state, fresh(own).not_before) == ("waiting", at(5))
    assert client.get(where)["Location"] == HOME


def test_passed_on_to_a_counter_with_somebody_in_it_or_to_a_service_that_is_there() -> None:
    make_open_counter()
    client = at_the_desk()
    own = ticket()
    press(client, "Llamar al siguiente")
    where = reverse("desk:pass_on")
    offered = [node.get("value") for node in by_tag(page(client.get(where)), "input") if node.get("name") == "to"]
    assert offered == ["espera"]  # back to the queue of the same service
    two, closed = make_open_counter(2), cast.counter(3)
    pensions = Procedure.objects.create(code="pensiones", name="Pensiones")
    two.procedures.add(pensions)
    choices = [node.get("value") for node in by_tag(page(client.get(where)), "input") if node.get("name") == "to"]
    assert choices == [f"v{two.pk}", f"t{pensions.pk}", "espera"]
    for wrong in ("", f"v{closed.pk}", "t0", "x"):
        assert client.post(where, {"to": wrong}).status_code == 422
    assert client.post(where, {"to": f"v{two.pk}"})["Location"] == HOME
    assert (fresh(own).state, fresh(own).officer) == ("waiting", officer(2))


def test_out_of_order_is_an_exception_with_its_reason() -> None:
    make_open_counter()
    ticket()
    late = ticket()
    client = at_the_desk()
    where = reverse("desk:out_of_order")
    wrong: list[tuple[dict[str, str], str]] = [
        ({"number": "x", "reason": "unwell"}, "id_number_error"),
        ({"number": "2"}, "id_reason_error"),
        ({"number": "77", "reason": "unwell"}, "id_number_error"),
        ({"number": "2", "reason": "x"}, "id_reason_error"),
    ]
    for values, error in wrong:
        answer = client.post(where, values)
        assert (answer.status_code, bool(text(by_id(page(answer), error)))) == (422, True)
    assert client.post(where, {"number": "2", "reason": "unwell", "key": "k" * 20})["Location"] == HOME
    assert client.post(where, {"number": "2", "reason": "unwell", "key": "k" * 20})["Location"] == HOME
    assert fresh(late).state == "called"
    assert QueueEntry.objects.get(act="called_apart").reason == "unwell"


WALK_IN = {"code": cast.ANA_CODE, "dependents": "2", "by_proxy": "no", "no_contact": "on"}


def served_walk_in(client: Client) -> Ticket:
    make_open_counter()
    own = priority()
    press(client, "Llamar al siguiente")
    assert press(client, "Empezar la atención")["Location"] == reverse("desk:walk_in")
    return own


def test_s29_somebody_who_came_without_a_turno_gets_a_case_for_the_code_of_the_affiliate() -> None:
    cast.ana()
    client = at_the_desk()
    own = served_walk_in(client)
    answer = client.post(reverse("desk:walk_in"), WALK_IN | {"code": " ext 1002003 "})
    case = Case.objects.get()
    assert answer["Location"] == reverse("desk:case", args=[case.reference])
    assert (case.solicitudes.count(), fresh(own).case) == (2, case)
    assert client.get(reverse("desk:walk_in"))["Location"] == answer["Location"]
    shown = client.get(answer["Location"]).content.decode()
    assert (shown.count("Escribir los datos"), shown.count("Corregir los datos")) == (2, 0)
    assert shown.count("<dd>no</dd>") == 0  # nobody was asked yet


def test_d4_a_proxy_without_a_turno_is_written_down_with_number_and_names() -> None:
    cast.ana()
    client = at_the_desk()
    served_walk_in(client)
    proxy = WALK_IN | {"by_proxy": "si", "presenter_kind": "cedula", "presenter_number": "1710034066"}
    answer = client.post(reverse("desk:walk_in"), proxy)
    root = page(answer)
    assert answer.status_code == 422
    assert text(by_id(root, "id_presenter_number_error")).startswith("Error: Ese número de cédula no es correcto")
    assert text(by_id(root, "id_presenter_names_error")) == "Error: Escriba los nombres del apoderado."
    assert by_id(root, "id_presenter_number").get("value") == "1710034066"
    right = proxy | {"presenter_number": cast.PEDRO_CEDULA, "presenter_names": "Pedro Paz"}
    assert client.post(reverse("desk:walk_in"), right).status_code == 302
    assert (Case.objects.get().by_proxy, Case.objects.get().presenter_names) == (True, "Pedro Paz")


def test_s38_a_proxy_with_a_passport_is_found_by_its_country_too() -> None:
    cast.ana()
    client = at_the_desk()
    served_walk_in(client)
    proxy = WALK_IN | {
        "by_proxy": "si",
        "presenter_kind": "passport",
        "presenter_number": "XY12345",
        "presenter_names": "Pedro Paz",
    }
    answer = client.post(reverse("desk:walk_in"), proxy)
    assert "Elija el país" in text(by_id(page(answer), "id_presenter_country_error"))
    assert client.post(reverse("desk:walk_in"), proxy | {"presenter_country": "COL"}).status_code == 302
    case = Case.objects.get()
    assert (case.presenter_country, case.presenter_key) == ("COL", "passport:COL:XY12345")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("code", "", "Escriba el código o el número del documento."),
        ("code", "EXT9", "Ninguna persona afiliada tiene ese número."),
        ("code", "x" * 300, "caracteres"),
        ("dependents", "0", "de 1 a 10"),
        ("dependents", "11", "de 1 a 10"),
        ("dependents", "dos", "de 1 a 10"),
        ("by_proxy", "", "Elija una respuesta: Quién está en la ventanilla."),
    ],
)
def test_what_is_typed_wrong_is_told_beside_it_and_kept(field: str, value: str, told: str) -> None:
    cast.ana()
    client = at_the_desk()
    served_walk_in(client)
    answer = client.post(reverse("desk:walk_in"), WALK_IN | {field: value})
    assert answer.status_code == 422
    assert told in text(by_id(page(answer), f"id_{field}_error"))
    assert not Case.objects.exists()


def test_d14_an_affiliation_that_is_not_active_is_said_with_what_to_do() -> None:
    cast.ana()
    Affiliate.objects.update(active=False)
    client = at_the_desk()
    served_walk_in(client)
    answer = client.post(reverse("desk:walk_in"), WALK_IN)
    assert "no está activa" in text(by_id(page(answer), "id_code_error"))
    assert "termine la atención" in text(by_id(page(answer), "id_code_error"))


def test_d37_a_walk_in_with_a_turno_of_today_goes_on_with_it_and_the_page_says_so() -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    client = at_the_desk()
    own = served_walk_in(client)
    shown = client.post(reverse("desk:walk_in"), WALK_IN | {"code": cast.ANA_PASSPORT, "dependents": "1"}, follow=True)
    assert "Tenía un turno: se registró su llegada y el caso sigue con él." in text(page(shown))
    case = Case.objects.get()
    of.refresh_from_db()
    assert (case.turno, of.status, fresh(own).turno, case.solicitudes.get().dependent_document_number) == (
        of,
        "arrived",
        of,
        cast.BRUNO_PASSPORT,
    )
    home = text(page(client.get(reverse("desk:home"))))
    assert "una persona en el centro" in home  # nothing stays to arrive


def test_d37_a_turno_for_another_day_is_asked_about_beside_the_field_and_nothing_is_lost() -> None:
    starts = at(25 * 60)
    of = desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    client = at_the_desk()
    served_walk_in(client)
    answer = client.post(reverse("desk:walk_in"), WALK_IN)
    root = page(answer)
    assert (answer.status_code, text(by_id(root, "id_other_error"))) == (
        422,
        f"Error: Tiene un turno el 01/12/2026 10:00 en {cast.agency().name}. Diga qué se hace con él.",
    )
    offered = [node.get("value") for node in by_tag(by_id(root, "id_other"), "option")]
    assert offered == ["", "keep", *OTHER_DAY]
    assert by_id(root, "id_code").get("value") == cast.ANA_CODE
    assert client.post(reverse("desk:walk_in"), WALK_IN | {"other": "hardship"}).status_code == 302
    of.refresh_from_db()
    assert (of.status, Case.objects.get().turno) == ("arrived", of)


def test_d37_who_is_at_another_counter_is_named_there() -> None:
    cast.ana()
    client = at_the_desk()
    served_walk_in(client)
    client.post(reverse("desk:walk_in"), WALK_IN)
    make_open_counter(2)
    priority(2)
    serve(3, call(3, number=2), 2)
    answer = at_the_desk(officer(2)).post(reverse("desk:walk_in"), WALK_IN)
    assert text(by_id(page(answer), "id_code_error")) == (
        "Error: A esta persona se le atiende ahora en la ventanilla 1. Pida que se la pasen o que terminen allí."
    )


def test_d37_a_passport_that_two_people_have_asks_for_the_code() -> None:
    cast.ana()
    other = Affiliate.objects.create(code="EXT5", names="Olena", names_key="OLENA", updated_at=cast.NOW)
    document = {"number": cast.ANA_PASSPORT, "number_key": cast.ANA_PASSPORT, "seen_at": cast.NOW}
    IdDocument.objects.create(affiliate=other, kind="passport", country="UKR", **document)
    client = at_the_desk()
    served_walk_in(client)
    answer = client.post(reverse("desk:walk_in"), WALK_IN | {"code": cast.ANA_PASSPORT})
    assert "más de una persona afiliada" in text(by_id(page(answer), "id_code_error"))
    assert not Case.objects.exists()


def test_d37_the_contact_is_asked_beside_its_field_and_the_case_says_where_its_notices_go() -> None:
    cast.ana()
    client = at_the_desk()
    served_walk_in(client)
    silent = {**WALK_IN, "no_contact": ""}
    refused = client.post(reverse("desk:walk_in"), silent)
    assert (refused.status_code, text(by_id(page(refused), "id_email_error"))) == (
        422,
        "Error: Pregunte por un correo o un celular y escríbalo, o marque que no tiene.",
    )
    both = client.post(reverse("desk:walk_in"), {**WALK_IN, "email": "ana@ejemplo.ec"})
    assert "quite la marca" in text(by_id(page(both), "id_no_contact_error"))
    assert by_id(page(both), "id_email").get("value") == "ana@ejemplo.ec"
    shown = client.post(reverse("desk:walk_in"), {**silent, "email": "ana@ejemplo.ec"}, follow=True)
    assert "Los avisos llegan a ana@ejemplo.ec." in text(page(shown))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"no_contact": "on"}, "No hay correo ni celular: entregue impreso cada aviso."),
        (
            {"no_contact": "", "mobile": "0991234567"},
            "No hay correo: entregue impreso cada aviso. Su celular es +593991234567.",
        ),
    ],
)
def test_d37_without_an_email_the_page_says_that_each_notice_is_printed(values: dict[str, str], said: str) -> None:
    cast.ana()
    client = at_the_desk()
    served_walk_in(client)
    shown = client.post(reverse("desk:walk_in"), {**WALK_IN, **values}, follow=True)
    assert said in text(page(shown))
