"""The pages of the second person (D18): the list, the two records, the answer; what the first sees meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests import cast
from tests.stages import desk
from tests.stages.agreements import asking, nora
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import by_tag, page, text
from vinculo.actions.cases import agreements
from vinculo.actions.cases.agreements import agree
from vinculo.records.models import Agreement, Event
from vinculo.rules.cases.agreements import AgreementKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
LIST = "/confirmaciones/"


@pytest.fixture(autouse=True)
def _whatever_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what a kind of agreement has to do with the rest: it has tests of its own."""
    monkeypatch.delitem(agreements.HANDLINGS, AgreementKind.CANDIDATE_DISMISSED)


def asked_by_olga() -> Agreement:
    return asking(desk.case_of_bruno()[0])


def words(client: Client, address: str) -> str:
    return text(page(client.get(address)))


def answer(client: Client, asked: Agreement, **values: str) -> str:
    posted = {"answer": "agree", "reason": "La misma fotografía"} | values
    return text(page(client.post(f"{LIST}{asked.pk}/", posted, follow=True)))


def test_d18_the_list_says_what_waits_and_names_nobody_of_the_case() -> None:
    asked = asked_by_olga()
    shown = words(at_the_desk(nora()), LIST)
    assert "No es la persona que ya tiene código" in shown
    assert asked.case.reference in shown
    assert "Olga Paredes" in shown
    assert "Restrepo" not in shown
    assert not Event.objects.filter(act="agreement_read").exists()


def test_d18_the_second_sees_both_records_as_the_first_saw_them_and_the_look_is_an_event() -> None:
    asked = asked_by_olga()
    root = page(at_the_desk(nora()).get(f"{LIST}{asked.pk}/"))
    rows = [[text(cell) for cell in by_tag(row, "th", "td")] for row in by_tag(root, "tr")]
    assert rows == [
        ["", "Ya tiene código", "En esta solicitud"],
        ["Nombres distinto", "Ana Restrepo", "ANA MARIA RESTREPO GOMEZ"],
        ["Fecha de nacimiento", "20/05/1990", "20/05/1990"],
    ]
    assert "Comparé la fotografía" in text(root)
    assert Event.objects.get(act="agreement_read").actor == nora()


def test_d18_the_second_answers_and_the_first_is_told_on_the_page_of_the_case() -> None:
    asked, olga = asked_by_olga(), at_the_desk()
    where = f"/ventanilla/caso/{asked.case.reference}/"
    before = page(olga.get(where))
    assert "Por confirmar" in text(before)
    polls = [node.get("data-renew") for node in by_tag(before, "div") if node.get("data-renew")]
    assert polls == [f"{where}compania/", f"{where}confirmaciones/"]
    polls = polls[1:]
    assert "Confirmado" in answer(at_the_desk(nora()), asked)
    for address in (where, polls[0], LIST):
        assert "Confirmada" in words(olga, address), address
    assert "La misma fotografía" in words(olga, polls[0])
    renewed = [node.get("data-renew") for node in by_tag(page(olga.get(where)), "div") if node.get("data-renew")]
    assert renewed == [f"{where}compania/"]


def test_d18_who_asked_has_no_answer_to_give_and_can_take_it_back() -> None:
    asked, olga = asked_by_olga(), at_the_desk()
    shown = page(olga.get(f"{LIST}{asked.pk}/"))
    assert not [node for node in by_tag(shown, "input") if node.get("name") == "answer"]
    assert olga.post(f"{LIST}{asked.pk}/", {"answer": "agree", "reason": "yo"}).status_code == 404
    olga.post(f"{LIST}{asked.pk}/retirar/")
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_d18_who_did_not_ask_takes_nothing_back() -> None:
    asked = asked_by_olga()
    assert at_the_desk(nora()).post(f"{LIST}{asked.pk}/retirar/").status_code == 404


def test_d18_a_page_that_is_old_writes_nothing_and_says_why() -> None:
    asked = asked_by_olga()
    agree(agreement=asked, reason="La vi", actor=cast.sara(), now=cast.NOW)
    assert "otra persona respondió" in answer(at_the_desk(nora()), asked, answer="disagree")
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("agreed", "La vi")


def test_d18_after_its_time_nobody_answers() -> None:
    asked, second = asked_by_olga(), at_the_desk(nora())
    with time_machine.travel(cast.NOW + timedelta(minutes=30), tick=False):
        assert "El tiempo terminó" in answer(second, asked)
    asked.refresh_from_db()
    assert asked.state == "waiting"


@pytest.mark.parametrize("missing", ["answer", "reason"])
def test_d18_the_form_asks_for_answer_and_reason(missing: str) -> None:
    asked = asked_by_olga()
    sent = at_the_desk(nora()).post(
        f"{LIST}{asked.pk}/", {"answer": "agree", "reason": "La misma fotografía", missing: ""}
    )
    assert sent.status_code == 422
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_d18_first_pages_say_how_many_wait() -> None:
    asked_by_olga()
    for staff, where in ((nora(), "/ventanilla/"), (cast.sara(), "/supervision/")):
        assert "1 confirmación espera" in words(at_the_desk(staff), where)
    assert "confirmación espera" not in words(at_the_desk(), "/ventanilla/")


def test_d18_the_supervisor_sees_how_many_were_asked_and_how_long_they_waited() -> None:
    asked = asked_by_olga()
    agree(agreement=asked, reason="La vi", actor=nora(), now=cast.NOW + timedelta(minutes=7))
    with time_machine.travel(cast.NOW + timedelta(minutes=8), tick=False):
        root = page(at_the_desk(cast.sara()).get(LIST))
    assert [text(cell) for cell in by_tag(by_tag(root, "tr")[-1], "td")] == [
        cast.agency().name,
        "1",
        "1",
        "0",
        "0",
        "7 min",
        "7 min",
    ]
