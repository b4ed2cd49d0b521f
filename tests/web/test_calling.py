"""The officer's counter in the browser: one press for each act, a key for each button, no person before the call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import cast, desk
from tests.counter import at_the_desk
from tests.queue import at, call, differences, fresh, officer, opened, priority, serve, ticket
from tests.web.reading import Node, by_id, classed, every, page, tagged, text
from vinculo.records.models import Affiliate, Case, Counter, Procedure, QueueEntry, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
HOME = "/ventanilla/llamar/"


@pytest.fixture(autouse=True)
def replayed() -> Iterator[None]:
    """Whatever was pressed, the rules make the same of the day's log."""
    yield
    assert differences() == []


def seen(client: Client) -> Node:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return page(answer)


def number(root: Node) -> str:
    return "".join(text(node) for node in classed(root, "called-number"))


def press(client: Client, words: str, **more: str) -> HttpResponse:
    """Press the button with these words, with what stands in its form."""
    for form in tagged(seen(client), "form"):
        buttons = tagged(form, "button")
        if buttons and text(buttons[0]).split(" Alt")[0] == words:
            hidden = {node.get("name"): node.get("value") for node in tagged(form, "input")}
            return client.post(form.get("action"), hidden | more)  # type: ignore[return-value]
    raise AssertionError(f"no button {words}: {text(seen(client))}")


def told(client: Client) -> str:
    return " ".join(text(node) for node in classed(seen(client), "messages"))


def moment(minutes: float) -> time_machine.travel:
    when: datetime = at(minutes)
    return time_machine.travel(when, tick=False)


def ana_with_a_number() -> tuple[Case, Ticket]:
    of = desk.turno()
    desk.bruno_at_home(of)
    case = desk.arrived(of)
    return case, ticket(turno=of, case=case, origin="turno")


def test_an_officer_chooses_a_counter_and_sits_down_at_it() -> None:
    cast.counter(1)
    cast.counter(3, accessible=True)
    opened(2)
    client = at_the_desk()
    assert [text(node) for node in classed(seen(client), "counter-number")] == ["1", "2", "3"]
    assert "Atiende Oficial 2" in text(seen(client))
    assert press(client, "Abrir la 3")["Location"] == HOME
    assert Counter.objects.get(number=3).staff == cast.olga()
    assert text(tagged(seen(client), "h1")[0]) == "Ventanilla 3 Abierta accesible"


def test_a_counter_that_somebody_took_a_moment_ago_is_said_to_be_taken() -> None:
    cast.counter(1)
    opened(2)
    client = at_the_desk()
    client.post(reverse("desk:open_counter", args=[2]))
    assert told(client) == "En la ventanilla 2 está Oficial 2. Elija otra, o pídale que la cierre."
    client.post(reverse("desk:open_counter", args=[1]))
    client.post(reverse("desk:open_counter", args=[2]))
    assert "Usted tiene abierta la ventanilla 1" in told(client)
    assert client.post(reverse("desk:open_counter", args=[9])).status_code == 404


def test_before_the_start_the_officer_sees_number_and_procedure_and_afterwards_the_case() -> None:
    opened()
    case, own = ana_with_a_number()
    client = at_the_desk()
    assert press(client, "Llamar al siguiente")["Location"] == HOME
    before = seen(client)
    assert (number(before), fresh(own).state) == (str(own.number), "called")
    assert cast.PROCEDURE_NAME in text(before)
    person = ["Restrepo", "Bruno", cast.ANA_CODE, case.reference, "ana@ejemplo.com"]
    assert [each for each in person if each in client.get(HOME).content.decode()] == []
    begun = press(client, "Empezar la atención")
    assert begun["Location"] == reverse("desk:case", args=[case.reference])
    shown = client.get(begun["Location"]).content.decode()
    assert [each for each in person if each not in shown] == ["ana@ejemplo.com"]


def test_from_the_number_to_the_next_one_without_a_step_between() -> None:
    opened()
    first, second = ticket(-2), ticket(-1)
    client = at_the_desk()
    press(client, "Llamar al siguiente")
    press(client, "Empezar la atención")
    assert press(client, "Terminar y llamar al siguiente")["Location"] == HOME
    assert (fresh(first).state, number(seen(client))) == ("served", str(second.number))
    press(client, "Empezar la atención")
    press(client, "Terminar y llamar al siguiente")
    assert told(client) == "La atención terminó. Nadie espera a quien se pueda llamar ahora a esta ventanilla."
    assert number(seen(client)) == ""


def test_a_double_click_calls_one_person() -> None:
    opened()
    ticket()
    ticket()
    client = at_the_desk()
    form = next(form for form in tagged(seen(client), "form") if form.get("action").endswith("/siguiente/"))
    values = {node.get("name"): node.get("value") for node in tagged(form, "input")}
    assert re.fullmatch(r"[0-9a-zA-Z]{10,32}", values["key"])
    for _ in range(2):
        assert client.post(form.get("action"), values)["Location"] == HOME
    assert QueueEntry.objects.filter(act="called").count() == 1
    assert told(client) == ""


def test_called_again_not_there_and_back_in_the_line() -> None:
    opened()
    own = ticket()
    client = at_the_desk()
    press(client, "Llamar al siguiente")
    with moment(2):
        press(client, "Llamar otra vez")
    assert fresh(own).called_at == at(2)
    for minutes, state in ((3, "waiting"), (9, "waiting"), (15, "no_show")):
        with moment(minutes):
            if minutes > 3:
                press(client, "Llamar al siguiente")
            press(client, "No está")
            assert fresh(own).state == state
    with moment(16):
        assert "no estuvo en tres llamadas" in told(client)


def test_a_call_that_time_has_missed_is_said_so_and_nothing_changes() -> None:
    opened()
    own = ticket()
    client = at_the_desk()
    press(client, "Llamar al siguiente")
    values = {"ticket": str(own.number)}
    Ticket.objects.filter(pk=own.pk).update(state="waiting", counter=None)
    for name in ("start", "recall", "miss", "finish", "gone"):
        client.post(reverse(f"desk:{name}"), values)
        assert "Ese número ya no está así" in told(client), name
    assert fresh(own).state == "waiting"
    Ticket.objects.filter(pk=own.pk).update(state="called", counter=Counter.objects.get())


@pytest.mark.parametrize("typed", ["", "x", "99", "9" * 30, "²"])
def test_a_number_that_is_not_there_is_not_found(typed: str) -> None:
    opened()
    client = at_the_desk()
    assert client.post(reverse("desk:start"), {"ticket": typed}).status_code == 404


def test_nobody_waits_is_said_kindly() -> None:
    opened()
    client = at_the_desk()
    press(client, "Llamar al siguiente")
    assert told(client) == "Nadie espera a quien se pueda llamar ahora a esta ventanilla."


def test_a_pause_wants_its_reason_and_nothing_is_called_meanwhile() -> None:
    opened()
    ticket()
    client = at_the_desk()
    answer = press(client, "Pausar")
    assert answer.status_code == 422
    assert text(by_id(page(answer), "id_reason_error")) == "Error: Elija el motivo."
    press(client, "Pausar", reason="meal")
    assert Counter.objects.get().pause_reason == "meal"
    client.post(reverse("desk:call_next"))
    assert told(client) == "Su ventanilla está en pausa. Reanude para llamar."
    press(client, "Reanudar")
    press(client, "Llamar al siguiente")
    assert number(seen(client)) == "1"
    client.post(reverse("desk:close_counter"))
    assert told(client) == "Primero termine con la persona que está en su ventanilla."


def test_a_counter_is_closed_and_the_choice_is_shown_again() -> None:
    opened()
    client = at_the_desk()
    press(client, "Cerrar la ventanilla")
    assert (Counter.objects.get().state, told(client)) == ("closed", "La ventanilla 1 está cerrada.")


def test_put_back_with_a_reason() -> None:
    opened()
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
    opened()
    client = at_the_desk()
    own = ticket()
    press(client, "Llamar al siguiente")
    where = reverse("desk:pass_on")
    assert "No hay otra ventanilla con alguien" in text(page(client.get(where)))
    two, closed = opened(2), cast.counter(3)
    pensions = Procedure.objects.create(code="pensiones", name="Pensiones")
    two.procedures.add(pensions)
    choices = [node.get("value") for node in tagged(page(client.get(where)), "input") if node.get("name") == "to"]
    assert choices == [f"v{two.pk}", f"t{pensions.pk}"]
    for wrong in ("", f"v{closed.pk}", "t0", "x"):
        assert client.post(where, {"to": wrong}).status_code == 422
    assert client.post(where, {"to": f"v{two.pk}"})["Location"] == HOME
    assert (fresh(own).state, fresh(own).officer) == ("waiting", officer(2))


def test_out_of_order_is_an_exception_with_its_reason() -> None:
    opened()
    ticket()
    late = ticket()
    client = at_the_desk()
    where = reverse("desk:out_of_order")
    wrong: list[tuple[dict[str, str], str]] = [
        ({"number": "x", "reason": "unwell"}, "id_number_error"), ({"number": "2"}, "id_reason_error"),
        ({"number": "77", "reason": "unwell"}, "id_number_error"), ({"number": "2", "reason": "x"}, "id_reason_error"),
    ]  # fmt: skip
    for values, error in wrong:
        answer = client.post(where, values)
        assert (answer.status_code, bool(text(by_id(page(answer), error)))) == (422, True)
    assert client.post(where, {"number": "2", "reason": "unwell", "key": "k" * 20})["Location"] == HOME
    assert client.post(where, {"number": "2", "reason": "unwell", "key": "k" * 20})["Location"] == HOME
    assert fresh(late).state == "called"
    assert QueueEntry.objects.get(act="called_apart").reason == "unwell"


WALK_IN = {"code": cast.ANA_CODE, "dependents": "2", "by_proxy": "no"}


def served_walk_in(client: Client) -> Ticket:
    opened()
    own = priority()
    press(client, "Llamar al siguiente")
    assert press(client, "Empezar la atención")["Location"] == reverse("desk:walk_in")
    return own


def test_s29_whoever_came_without_a_turno_gets_a_case_for_the_code_of_the_affiliate() -> None:
    cast.ana()
    client = at_the_desk()
    own = served_walk_in(client)
    answer = client.post(reverse("desk:walk_in"), WALK_IN | {"code": " ext 1002003 "})
    case = Case.objects.get()
    assert answer["Location"] == reverse("desk:case", args=[case.reference])
    assert (case.solicitudes.count(), fresh(own).case) == (2, case)
    assert client.get(reverse("desk:walk_in"))["Location"] == answer["Location"]


def test_d4_a_proxy_without_a_turno_is_written_down_with_number_and_names() -> None:
    cast.ana()
    client = at_the_desk()
    served_walk_in(client)
    proxy = WALK_IN | {"by_proxy": "si", "presenter_kind": "cedula", "presenter_number": "1710034066"}
    answer = client.post(reverse("desk:walk_in"), proxy)
    root = page(answer)
    assert answer.status_code == 422
    assert text(by_id(root, "id_presenter_number_error")).startswith("Error: Ese número de cédula no es correcto")
    assert text(by_id(root, "id_presenter_names_error")) == "Error: Escriba los nombres de la persona apoderada."
    assert by_id(root, "id_presenter_number").get("value") == "1710034066"
    right = proxy | {"presenter_number": cast.PEDRO_CEDULA, "presenter_names": "Pedro Paz"}
    assert client.post(reverse("desk:walk_in"), right).status_code == 302
    assert (Case.objects.get().by_proxy, Case.objects.get().presenter_names) == (True, "Pedro Paz")


def test_s38_a_proxy_with_a_passport_is_found_by_its_country_too() -> None:
    cast.ana()
    client = at_the_desk()
    served_walk_in(client)
    proxy = WALK_IN | {
        "by_proxy": "si", "presenter_kind": "passport", "presenter_number": "XY12345", "presenter_names": "Pedro Paz",
    }  # fmt: skip
    answer = client.post(reverse("desk:walk_in"), proxy)
    assert "Elija el país" in text(by_id(page(answer), "id_presenter_country_error"))
    assert client.post(reverse("desk:walk_in"), proxy | {"presenter_country": "COL"}).status_code == 302
    case = Case.objects.get()
    assert (case.presenter_country, case.presenter_key) == ("COL", "passport:COL:XY12345")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("code", "", "Escriba el código de la persona afiliada."),
        ("code", "EXT9", "Ninguna persona afiliada tiene ese código."),
        ("code", "x" * 300, "caracteres"),
        ("dependents", "0", "de 1 a 10"),
        ("dependents", "11", "de 1 a 10"),
        ("dependents", "dos", "de 1 a 10"),
        ("by_proxy", "", "Elija una respuesta."),
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


def test_people_wait_as_numbers_by_class() -> None:
    opened()
    ana_with_a_number()
    ticket(-10)
    ticket(-30)
    priority(-4)
    answer = at_the_desk().get(reverse("desk:waiting"))
    rows = [[text(cell) for cell in tagged(row, "td")] for row in tagged(page(answer), "tr")]
    assert rows[1:] == [["Prioridad", "1", "4 min"], ["Con turno", "1", "0 min"], ["Del mismo día", "2", "30 min"]]
    assert "La espera más larga de ahora: 30 minutos." in text(page(answer))
    assert at_the_desk(officer(2)).get(reverse("desk:waiting")).status_code == 204


def test_the_first_page_of_the_desk_leads_back_to_the_counter() -> None:
    client = at_the_desk()
    assert "No tiene una ventanilla abierta." in text(page(client.get("/ventanilla/")))
    opened()
    ticket()
    call()
    assert "El 1 está en su ventanilla." in text(page(client.get("/ventanilla/")))


@pytest.mark.parametrize("state", ["free", "called", "serving", "paused"])
def test_every_button_has_a_key_of_its_own_and_one_has_the_focus(state: str) -> None:
    counter = opened()
    if state in {"called", "serving"}:
        ticket()
        called = call()
        if state == "serving":
            serve(0, called)
    if state == "paused":
        Counter.objects.filter(pk=counter.pk).update(state="paused", pause_reason="meal")
    root = seen(at_the_desk())
    main = by_id(root, "contenido")
    keys = [node.get("accesskey") for node in every(root) if node.get("accesskey")]
    assert len(keys) == len(set(keys)), keys
    pressed = [node for node in every(main) if node.name in {"a", "button"} and "button" in node.get("class")]
    without = [text(node) for node in pressed if not node.get("accesskey")]
    assert without == (["Pausar"] if state == "free" else [])  # reached by Tab, after its reason
    assert [node.get("accesskey") for node in every(root) if "autofocus" in node.attributes] in (["s"], ["c"])


def test_looking_changes_nothing() -> None:
    opened()
    ticket()
    client = at_the_desk()
    for name in ("pause", "resume", "close_counter", "call_next", "finish_and_call", "recall", "start", "miss", "gone"):
        assert client.get(reverse(f"desk:{name}")).status_code == 405, name
    assert QueueEntry.objects.count() == 2


def test_who_sits_at_no_counter_is_led_to_choose_one() -> None:
    cast.counter(1)
    client = at_the_desk()
    for name in ("call_next", "start", "out_of_order", "skip", "pass_on", "walk_in"):
        assert client.post(reverse(f"desk:{name}"))["Location"] == HOME
