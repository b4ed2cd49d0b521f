"""The officer's counter in the browser: one press for each act, a key for each button, no person before the call."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.queue import at, call, differences, fresh, make_open_counter, officer, priority, serve, ticket
from tests.web.desk.calling.calling_pages import (
    HOME,
    ana_with_a_number,
    calling_page,
    messages_of,
    moment,
    number,
    press,
)
from tests.web.shared.reading import by_class, by_id, by_tag, every, page, text
from vinculo.records.models import Counter, QueueEntry, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


@pytest.fixture(autouse=True)
def expect_replay() -> Iterator[None]:
    """Whatever was pressed, the rules make the same of the day's log."""
    yield
    assert differences() == []


def test_an_officer_chooses_a_counter_and_sits_down_at_it() -> None:
    cast.counter(1)
    cast.counter(3, accessible=True)
    make_open_counter(2)
    client = at_the_desk()
    assert [text(node) for node in by_class(calling_page(client), "counter-number")] == ["1", "2", "3"]
    assert "Atiende Oficial 2" in text(calling_page(client))
    assert press(client, "Abrir la 3")["Location"] == HOME
    assert Counter.objects.get(number=3).staff == cast.olga()
    assert text(by_tag(calling_page(client), "h1")[0]) == "Ventanilla 3 Abierta accesible"


def test_a_counter_that_somebody_took_a_moment_ago_is_said_to_be_taken() -> None:
    cast.counter(1)
    make_open_counter(2)
    client = at_the_desk()
    client.post(reverse("desk:open_counter", args=[2]))
    assert (
        messages_of(client)
        == "En la ventanilla 2 está Oficial 2. Elija otra; si ya no está, la supervisión puede liberarla."
    )
    client.post(reverse("desk:open_counter", args=[1]))
    client.post(reverse("desk:open_counter", args=[2]))
    assert "Usted tiene abierta la ventanilla 1" in messages_of(client)
    assert client.post(reverse("desk:open_counter", args=[9])).status_code == 404


def test_before_the_start_the_officer_sees_number_and_procedure_and_afterwards_the_case() -> None:
    make_open_counter()
    case, own = ana_with_a_number()
    client = at_the_desk()
    assert press(client, "Llamar al siguiente")["Location"] == HOME
    before = calling_page(client)
    assert (number(before), fresh(own).state) == (str(own.number), "called")
    assert cast.PROCEDURE_NAME in text(before)
    person = ["Restrepo", "Bruno", cast.ANA_CODE, case.reference, "ana@ejemplo.com"]
    assert [each for each in person if each in client.get(HOME).content.decode()] == []
    begun = press(client, "Empezar la atención")
    assert begun["Location"] == reverse("desk:case", args=[case.reference])
    shown = client.get(begun["Location"]).content.decode()
    assert [each for each in person if each not in shown] == []


def test_from_the_number_to_the_next_one_without_a_step_between() -> None:
    make_open_counter()
    first, second = ticket(-2), ticket(-1)
    client = at_the_desk()
    press(client, "Llamar al siguiente")
    press(client, "Empezar la atención")
    assert press(client, "Terminar y llamar al siguiente")["Location"] == HOME
    assert (fresh(first).state, number(calling_page(client))) == ("served", str(second.number))
    press(client, "Empezar la atención")
    press(client, "Terminar y llamar al siguiente")
    assert messages_of(client) == "La atención terminó. Nadie espera a quien se pueda llamar ahora a esta ventanilla."
    assert number(calling_page(client)) == ""


def test_a_double_click_calls_one_person() -> None:
    make_open_counter()
    ticket()
    ticket()
    client = at_the_desk()
    form = next(form for form in by_tag(calling_page(client), "form") if form.get("action").endswith("/siguiente/"))
    values = {node.get("name"): node.get("value") for node in by_tag(form, "input")}
    assert re.fullmatch(r"[0-9a-zA-Z]{10,32}", values["key"])
    for _ in range(2):
        assert client.post(form.get("action"), values)["Location"] == HOME
    assert QueueEntry.objects.filter(act="called").count() == 1
    assert messages_of(client) == ""


def test_called_again_not_there_and_back_in_the_line() -> None:
    make_open_counter()
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
        assert "no estuvo en tres llamadas" in messages_of(client)


def test_a_call_that_time_has_missed_is_said_so_and_nothing_changes() -> None:
    make_open_counter()
    own = ticket()
    client = at_the_desk()
    press(client, "Llamar al siguiente")
    values = {"ticket": str(own.number)}
    Ticket.objects.filter(pk=own.pk).update(state="waiting", counter=None)
    for name in ("start", "recall", "miss", "finish", "gone"):
        client.post(reverse(f"desk:{name}"), values)
        assert "Ese número ya no está así" in messages_of(client), name
    assert fresh(own).state == "waiting"
    Ticket.objects.filter(pk=own.pk).update(state="called", counter=Counter.objects.get(number=1))


@pytest.mark.parametrize("typed", ["", "x", "99", "9" * 30, "²"])
def test_a_number_that_is_not_there_is_not_found(typed: str) -> None:
    make_open_counter()
    client = at_the_desk()
    assert client.post(reverse("desk:start"), {"ticket": typed}).status_code == 404


def test_nobody_waits_is_said_kindly() -> None:
    make_open_counter()
    client = at_the_desk()
    press(client, "Llamar al siguiente")
    assert messages_of(client) == "Nadie espera a quien se pueda llamar ahora a esta ventanilla."


def test_a_pause_wants_its_reason_and_nothing_is_called_meanwhile() -> None:
    make_open_counter()
    ticket()
    client = at_the_desk()
    answer = press(client, "Pausar")
    assert answer.status_code == 422
    assert text(by_id(page(answer), "id_reason_error")) == "Error: Elija el motivo."
    press(client, "Pausar", reason="meal")
    assert Counter.objects.get(number=1).pause_reason == "meal"
    client.post(reverse("desk:call_next"))
    assert messages_of(client) == "Su ventanilla está en pausa. Reanude para llamar."
    press(client, "Reanudar")
    press(client, "Llamar al siguiente")
    assert number(calling_page(client)) == "1"
    client.post(reverse("desk:close_counter"))
    assert messages_of(client) == "Primero termine con la persona que está en su ventanilla."


def test_a_counter_is_closed_and_the_choice_is_shown_again() -> None:
    make_open_counter()
    client = at_the_desk()
    press(client, "Cerrar la ventanilla")
    assert (Counter.objects.get(number=1).state, messages_of(client)) == ("closed", "La ventanilla 1 está cerrada.")


def test_people_wait_as_numbers_by_class() -> None:
    make_open_counter()
    ana_with_a_number()
    ticket(-10)
    ticket(-30)
    priority(-4)
    answer = at_the_desk().get(reverse("desk:waiting"))
    rows = [[text(cell) for cell in by_tag(row, "td")] for row in by_tag(page(answer), "tr")]
    assert rows[1:] == [["Prioridad", "1", "4 min"], ["Con turno", "1", "0 min"], ["Del mismo día", "2", "30 min"]]
    assert "La espera más larga de ahora: 30 minutos." in text(page(answer))
    assert at_the_desk(officer(2)).get(reverse("desk:waiting")).status_code == 204


def test_the_first_page_of_the_desk_leads_back_to_the_counter() -> None:
    client = at_the_desk()
    assert "No tiene una ventanilla abierta." in text(page(client.get("/ventanilla/")))
    make_open_counter()
    ticket()
    call()
    assert "El 1 está en su ventanilla." in text(page(client.get("/ventanilla/")))


@pytest.mark.parametrize("state", ["free", "called", "serving", "paused"])
def test_every_button_has_a_key_of_its_own_and_one_has_the_focus(state: str) -> None:
    counter = make_open_counter()
    if state in {"called", "serving"}:
        ticket()
        called = call()
        if state == "serving":
            serve(0, called)
    if state == "paused":
        Counter.objects.filter(pk=counter.pk).update(state="paused", pause_reason="meal")
    root = calling_page(at_the_desk())
    main = by_id(root, "contenido")
    keys = [node.get("accesskey") for node in every(root) if node.get("accesskey")]
    assert len(keys) == len(set(keys)), keys
    pressed = [node for node in every(main) if node.name in {"a", "button"} and "button" in node.get("class")]
    without = [text(node) for node in pressed if not node.get("accesskey")]
    assert without == (["Pausar"] if state == "free" else [])  # reached by Tab, after its reason
    assert [node.get("accesskey") for node in every(root) if "autofocus" in node.attributes] in (["s"], ["c"])


def test_looking_changes_nothing() -> None:
    make_open_counter()
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
