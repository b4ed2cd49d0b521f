"""What a supervisor sees of a day and changes: report, CSV, reopened numbers, the centre's policy."""

from __future__ import annotations

import csv
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.stages.queue import at, call, finish, fresh, make_open_counter, officer, priority, serve, ticket
from tests.web.shared.reading import Node, by_class, by_id, by_tag, page, text
from vinculo.actions.operations.sealing import seal_days
from vinculo.actions.queue import calling, missed_calls
from vinculo.actions.queue.counters import pause_counter, resume_counter
from vinculo.queries.queue import day_report
from vinculo.records.models import Counter, QueuePolicy, Seal, Staff, Ticket, Turno
from vinculo.rules.queue.status import Origin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def where(day: str = "2026-11-30") -> str:
    return f"/supervision/dia/{cast.agency().pk}/{day}/"


def told_day() -> Ticket:
    """Return the number of the person who never came, after a day with two calls, a pause and two exceptions."""
    make_open_counter()
    same_day, first = ticket(-20), priority(-6)
    ticket(-10)
    serve(1, call(0))
    finish(5, first)
    calling.put_back(ticket=call(10), reason="papers", actor=cast.olga(), now=at(11))
    called = calling.call_out_of_order(
        counter=Counter.objects.get(number=1), number=3, reason="unwell", actor=cast.olga(), now=at(12)
    )
    for minutes in (15, 25, 35):
        missed_calls.record_missed_call(ticket=called, actor=cast.olga(), now=at(minutes))
        if minutes < 35:
            calling.call_out_of_order(
                counter=Counter.objects.get(number=1),
                number=3,
                reason="came_back",
                actor=cast.olga(),
                now=at(minutes + 5),
            )
    pause_counter(counter=Counter.objects.get(number=1), reason="meal", actor=cast.olga(), now=at(40))
    resume_counter(counter=Counter.objects.get(number=1), actor=cast.olga(), now=at(52))
    assert fresh(same_day).state == "waiting"
    return fresh(called)


def rows(root: Node, heading: str) -> list[list[str]]:
    """Return the cells of the table after a heading."""
    main = by_id(root, "contenido").children
    nodes = [node for node in main if isinstance(node, Node)]
    begins = next(index for index, node in enumerate(nodes) if node.name == "h2" and text(node) == heading)
    table = next(node for node in nodes[begins:] if by_class(node, "table") or "table-wrap" in node.get("class"))
    return [[text(cell) for cell in by_tag(row, "td")] for row in by_tag(table, "tr")][1:]


def test_the_report_has_waits_by_class_exceptions_with_reasons_pauses_and_who_is_gone() -> None:
    told_day()
    with time_machine.travel(at(60), tick=False):
        root = page(at_the_desk(cast.sara()).get(where()))
    assert text(by_tag(root, "h1")[0]) == "Centro de Atención Universal Quito: lunes 30 de noviembre de 2026"
    facts = {
        text(by_tag(div, "dt")[0]): text(by_tag(div, "dd")[0]) for div in by_tag(by_class(root, "brief")[0], "div")
    }
    assert facts == {
        "Llamadas": "5",
        "Atendidos": "1",
        "No estuvieron": "3",
        "Traslados": "0",
        "Fuera de orden o dejados": "4",
    }
    assert rows(root, "Esperas hasta la primera llamada") == [
        ["Prioridad", "1", "6,0", "6,0", "6,0"],
        ["Del mismo día", "2", "26,0", "30,0", "30,0"],
    ]
    assert rows(root, "Excepciones")[:2] == [
        ["09:11:00", "dejado para después", "1", "Salió por un papel o una copia", "Olga Paredes", "—"],
        ["09:12:00", "llamado fuera de orden", "3", "Se siente mal o está en riesgo", "Olga Paredes", "—"],
    ]
    assert rows(root, "Pausas") == [["09:40:00", "1", "Olga Paredes", "Almuerzo", "12"]]
    assert "Reabrir el 3" in text(root)
    idle = text(by_class(root, "notice-warn")[0])
    assert "Ventanilla 1 (Olga Paredes), 8 minutos: podría llamar a una persona." in idle


def test_a_day_without_anybody_is_told_plainly() -> None:
    root = page(at_the_desk(cast.sara()).get(where()))
    assert "Nadie fue llamado este día." in text(root)
    assert "Todas las llamadas siguieron la regla." in text(root)


def test_a_pause_that_lasts_counts_until_now() -> None:
    pause_counter(counter=make_open_counter(), reason="rest", actor=cast.olga(), now=at(1))
    with time_machine.travel(at(31), tick=False):
        assert rows(page(at_the_desk(cast.sara()).get(where())), "Pausas")[0][-1] == "30"


def test_nobody_is_idle_while_nobody_waits_whom_they_could_call() -> None:
    make_open_counter()
    with time_machine.travel(at(31), tick=False):
        assert by_class(page(at_the_desk(cast.sara()).get(where())), "notice-warn") == []
        ticket(30, accessible=True)
        assert by_class(page(at_the_desk(cast.sara()).get(where())), "notice-warn") == []


def test_every_entry_of_the_day_is_in_the_csv_and_no_formula() -> None:
    told_day()
    Staff.objects.filter(username="olga").update(first_name="=1+1", last_name="")
    answer = at_the_desk(cast.sara()).get(where() + "cola.csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert answer["Content-Disposition"].endswith('-2026-11-30.csv"')
    assert len(lines) == 17
    assert lines[5] == {
        "hora": "09:01:00",
        "acto": "atención empezada",
        "número": "2",
        "clase": "Prioridad",
        "ventanilla": "1",
        "funcionario": "'=1+1",
        "motivo": "",
        "adelantados": "",
    }
    assert [line["adelantados"] for line in lines if line["acto"] == "llamado"] == ["1", ""]


@pytest.mark.parametrize("people", [1, 30])
def test_the_report_costs_the_same_however_long_the_day(people: int) -> None:
    make_open_counter(1)
    make_open_counter(2)
    for index in range(people):
        ticket(-index)
    for index in range(people):
        finish(index + 2, serve(index + 1, call(index)))
    here = cast.agency()
    with CaptureQueriesContext(connection) as asked:
        report = day_report.report(here, cast.NOW.date(), at(100))
    assert (report.calls, len(asked)) == (people, 6)


def test_the_newest_seal_of_the_event_log_stands_on_the_report() -> None:
    client = at_the_desk(cast.sara())
    told_day()
    assert "Sello de la bitácora" not in text(page(client.get(where())))
    assert seal_days(now=at(24 * 60)) == 1
    seal = Seal.objects.get()
    assert f"Sello de la bitácora hasta el 30/11/2026: {seal.hash}" in text(page(client.get(where())))


def test_a_no_show_is_taken_back_by_one_press() -> None:
    own = told_day()
    client = at_the_desk(cast.sara())
    address = reverse("supervision:take_back", args=[cast.agency().pk, own.number])
    assert client.get(address).status_code == 405
    with time_machine.travel(at(60), tick=False):
        assert client.post(address)["Location"] == where()
        assert fresh(own).state == "waiting"
        assert "El 3 espera otra vez." in text(page(client.get(where())))
        Ticket.objects.filter(pk=own.pk).update(state="served", ended_at=at(61))
        client.post(address)
        assert "ya no se puede reabrir" in text(page(client.get(where())))
        assert client.post(reverse("supervision:take_back", args=[cast.agency().pk, 77])).status_code == 404


def test_somebody_who_has_another_turno_by_now_is_told_to_use_it() -> None:
    of = desk.turno()
    own = ticket(turno=of, case=desk.record_arrival(of), origin=Origin.TURNO)
    Ticket.objects.filter(pk=own.pk).update(state="no_show", ended_at=at(0))
    Turno.objects.filter(pk=of.pk).update(status="no_show")
    desk.turno(presenter_key=of.presenter_key)
    client = at_the_desk(cast.sara())
    client.post(reverse("supervision:take_back", args=[cast.agency().pk, own.number]))
    assert "La persona ya tiene otro turno" in text(page(client.get(where())))
    assert fresh(own).state == "no_show"


def test_a_supervisor_of_one_centre_lands_on_its_day_and_others_choose() -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    assert at_the_desk(cast.sara()).get("/supervision/dia/")["Location"] == where()
    nation = Staff.objects.create_user("sergio", role="supervisor", territory="nation")
    for staff in (nation, cast.alicia()):
        root = page(at_the_desk(staff).get("/supervision/dia/"))
        links = [text(link) for link in by_tag(by_id(root, "contenido"), "a")]
        assert links == [there.name, cast.agency().name]


@pytest.mark.parametrize("path", ["dia/{}/2026-11-30/", "dia/{}/2026-11-30/cola.csv", "politica/{}/"])
def test_another_centres_day_is_answered_like_one_that_is_not_there(path: str) -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    client = at_the_desk(cast.sara())
    answers = [client.get("/supervision/" + path.format(pk)) for pk in (there.pk, 999, 10**18)]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1
    for staff in (officer(1), cast.lucia()):
        assert at_the_desk(staff).get("/supervision/" + path.format(cast.agency().pk)).status_code == 403
    province = Staff.objects.create_user("sol", role="supervisor", province=there.province)
    assert at_the_desk(province).get("/supervision/" + path.format(there.pk)).status_code == 200


def test_a_day_that_is_none_is_not_there() -> None:
    assert at_the_desk(cast.sara()).get(where("2026-02-30")).status_code == 404


def form_values(root: Node) -> dict[str, str]:
    """Return what the form of the policy holds."""
    values = {}
    for node in by_tag(root, "input"):
        kind, name = node.get("type"), node.get("name")
        if name and (kind != "radio" or "checked" in node.attributes):
            values[name] = node.get("value")
    values.pop("csrfmiddlewaretoken", None)
    return values


def test_the_policy_is_edited_with_a_reason_and_each_edit_is_a_version() -> None:
    address = f"/supervision/politica/{cast.agency().pk}/"
    client = at_the_desk(cast.sara())
    root = page(client.get(address))
    values = form_values(root)
    assert (values["head_w"], values["mode"], values["admission"]) == ("150", "priority_first", "si")
    assert "Rigen los valores iniciales." in text(root)
    assert client.post(address, values | {"head_w": "160", "reason": "Feria"})["Location"] == address
    row = QueuePolicy.objects.get()
    assert (row.agency, row.settings, row.reason) == (cast.agency(), {"head_w": 160}, "Feria")
    assert "1 30/11/2026 09:00 Sara Villacís: Feria" in text(page(client.get(address)))
    stale = client.post(address, values | {"head_a": "40", "reason": "Otra"})
    assert stale.status_code == 422
    assert "Otra persona cambió la política" in text(page(stale))
    assert client.post(address, form_values(page(stale)))["Location"] == address
    assert QueuePolicy.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"head_w": ""}, "head_w"),
        ({"head_w": "x"}, "head_w"),
        ({"head_w": "9999"}, "head_w"),
        ({"head_a": "10"}, "head_a"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 161}, "reason"),
        ({"mode": "earliest_due", "admission": "no"}, "mode"),
        ({"mode": "random"}, "mode"),
        ({"admission": ""}, "admission"),
    ],
)
def test_a_policy_that_cannot_be_used_is_told_beside_its_field(change: dict[str, str], field: str) -> None:
    address = f"/supervision/politica/{cast.agency().pk}/"
    client = at_the_desk(cast.sara())
    good = form_values(page(client.get(address))) | {"reason": "Feria"}
    answer = client.post(address, good | change)
    assert answer.status_code == 422
    assert text(by_id(page(answer), f"id_{field}_error")).startswith("Error: ")
    assert not QueuePolicy.objects.exists()
