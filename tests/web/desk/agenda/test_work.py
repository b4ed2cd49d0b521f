"""The lists of cases at the desk, the end of a visit that asks, notes, and giving a case to a colleague (D37)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk, legal, queue
from tests.stages.agreements import nora
from tests.stages.control import SAME_DAY
from tests.stages.counter import at_the_desk
from tests.web.public.booking.booking_pages import text
from tests.web.shared.reading import by_tag, page
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.cases.reversals import reopen_solicitud
from vinculo.records.models import Case, CaseEntry, Solicitud
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db
WORK = reverse("desk:work")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def olga() -> Client:
    return at_the_desk()


def of_case(case: Case, name: str = "case") -> str:
    return reverse(f"desk:{name}", args=[case.reference])


def text_of(client: Client, address: str) -> str:
    return text(client.get(address).content)


def issue_certificate() -> tuple[Case, Solicitud]:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1))
    return case, bruno


def test_d37_the_end_of_a_visit_asks_what_becomes_of_the_case_and_the_answer_stands_in_the_list(olga: Client) -> None:
    case, _ = desk.case_of_bruno()
    asked = olga.post(of_case(case, "end_visit"))
    assert asked.status_code == 200
    assert "En este caso queda algo por decidir." in text(asked.content)
    assert case.entries.count() == 0
    nothing = olga.post(of_case(case, "end_visit"), {"reason": ""})
    assert (nothing.status_code, "Elija el motivo." in text(nothing.content)) == (422, True)
    silent = olga.post(of_case(case, "end_visit"), {"reason": "other", "words": " "})
    assert (silent.status_code, "Escriba el motivo." in text(silent.content)) == (422, True)
    answer = olga.post(of_case(case, "end_visit"), {"reason": "went", "words": "Vuelve el martes."})
    assert answer["Location"] == reverse("desk:home")
    listed = text_of(olga, WORK)
    assert f"{case.reference} Ana María Restrepo Gómez" in listed
    assert "La persona tuvo que irse. Vuelve el martes. (Olga Paredes, 30/11/2026 09:00) 07/12/2026" in listed


def test_d37_terminar_at_the_counter_asks_too_and_calls_the_next_one_after_the_answer(olga: Client) -> None:
    of = desk.turno()
    queue.make_open_counter()
    case = desk.record_arrival(of)
    mine = queue.ticket(turno=of, case=case, origin=Origin.TURNO)
    queue.serve(0, queue.call(0))
    other = queue.ticket()
    sent = {"ticket": mine.number, "key": "a" * 32}
    asked = olga.post(reverse("desk:finish_and_call"), sent)
    assert (asked.status_code, queue.fresh(mine).state) == (200, "serving")
    hidden = {node.get("name"): node.get("value") for node in by_tag(page(asked), "input")}
    assert (hidden["ticket"], hidden["key"]) == (str(mine.number), "a" * 32)
    olga.post(reverse("desk:finish_and_call"), sent | {"reason": "papers"})
    assert (queue.fresh(mine).state, queue.fresh(other).state) == ("served", "called")
    assert list(case.entries.values_list("reason", flat=True)) == ["papers"]
    served = queue.serve(0, queue.fresh(other))
    olga.post(reverse("desk:finish"), {"ticket": served.number})
    assert queue.fresh(other).state == "served"  # it has no case: nothing is asked


def test_d37_the_reason_that_the_case_itself_says_is_chosen_already(olga: Client) -> None:
    of = desk.turno(by_proxy=True)
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    asked = page(olga.post(of_case(case, "end_visit")))
    chosen = [node.get("value") for node in by_tag(asked, "input") if "checked" in node.attributes]
    assert chosen == ["legal"]


def test_d37_the_lists_are_reached_from_the_navigation_and_each_from_its_name(olga: Client) -> None:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    links = [node.get("href") for node in by_tag(page(olga.get(reverse("desk:home"))), "a")]
    assert WORK in links
    listed = page(olga.get(WORK))
    lists = [node.get("href") for node in by_tag(listed, "a") if node.get("href").startswith("?lista=")]
    assert lists == [
        f"?lista={code}" for code in ("abiertos", "mios", "hoy", "devueltos", "semana", "poderes", "copias")
    ]
    assert of_case(case) in [node.get("href") for node in by_tag(listed, "a")]
    assert "Ningún caso está en esta lista." in text_of(olga, f"{WORK}?lista=poderes")
    assert "Todos los abiertos" in text_of(olga, f"{WORK}?lista=otra&pagina=x")


def test_d37_a_case_that_was_returned_says_who_returned_it_and_why(olga: Client) -> None:
    case, bruno = issue_certificate()
    reopen_solicitud(
        solicitud=bruno, reason="slip", words="Fue un error.", actor=cast.sara(), now=cast.NOW, left_out=SAME_DAY
    )
    listed = text_of(olga, f"{WORK}?lista=devueltos")
    assert (
        "Devuelto por la supervisión Se registró por error. Fue un error. (Sara Villacís, 30/11/2026 09:00)" in listed
    )
    at_case = text_of(olga, of_case(case))
    assert "Lo devolvió la supervisión: Olga Paredes. Se registró por error. Fue un error. Sara Villacís" in at_case
    assert "Documentos registrados" not in at_case  # in review again: they stand in its lines


def test_d37_after_a_decision_the_papers_it_rests_on_stay_on_the_page_to_be_read(olga: Client) -> None:
    case, _ = issue_certificate()
    seen = text_of(olga, of_case(case))
    assert "Documentos registrados (3)" in seen
    for paper in ("Solicitud: firmada a mano", cast.BRUNO_PASSPORT, "Notaría Primera de Cali"):
        assert paper in seen
    assert "Deshacer" not in seen


def test_d37_a_note_is_written_at_any_status_and_no_print_has_it(olga: Client, client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    answer = olga.post(of_case(case, "note"), {"words": "Ana llamará mañana."})
    assert answer["Location"] == of_case(case)
    assert "Nota. Ana llamará mañana. Olga Paredes, 30/11/2026 09:00" in text_of(olga, of_case(case))
    made = request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    printed = text(olga.get(reverse("desk:notice", args=[case.reference, made.pk])).content)
    assert "Ana llamará" not in printed + str(made.facts) + str(made.items)
    assert case.turno is not None
    assert "Ana llamará" not in text(client.get(f"/turno/{case.turno.token}/").content)
    empty = olga.post(of_case(case, "note"), {"words": " "})
    assert (empty.status_code, "Escriba la nota." in text(empty.content)) == (422, True)
    long = olga.post(of_case(case, "note"), {"words": "a" * 1001})
    assert (long.status_code, "Escriba hasta 1000 letras." in text(long.content)) == (422, True)
    assert "a" * 1001 in long.content.decode()  # nothing typed is lost
    assert CaseEntry.objects.count() == 1


def test_d37_a_case_is_given_to_a_colleague_who_sees_it_among_theirs(olga: Client) -> None:
    case, _ = desk.case_of_bruno()
    offered = [node.get("value") for node in by_tag(page(olga.get(of_case(case, "hand"))), "option")]
    assert offered == ["", str(cast.olga().pk)]
    nora()
    answer = olga.post(of_case(case, "hand"), {"to": nora().pk, "words": "Falta la apostilla."}, follow=True)
    assert "El caso está ahora a cargo de Nora Báez y consta en su lista." in text(answer.content)
    assert "a cargo de Nora Báez" in text(answer.content)
    theirs = text_of(at_the_desk(nora()), f"{WORK}?lista=mios")
    assert case.reference in theirs
    assert case.reference not in text_of(olga, f"{WORK}?lista=mios")
    wrong = olga.post(of_case(case, "hand"), {"to": cast.sara().pk})
    assert (wrong.status_code, "Elija a una persona de la lista." in text(wrong.content)) == (422, True)


def test_d37_two_officers_on_one_case_see_each_other_before_they_write(olga: Client) -> None:
    case, _ = desk.case_of_bruno()
    hers = at_the_desk(nora())
    assert "también abrió este caso" not in text_of(hers, of_case(case))
    assert "Nora Báez también abrió este caso, a las 09:00." in text_of(olga, of_case(case))
    assert "Olga Paredes también abrió este caso, a las 09:00." in text_of(hers, of_case(case, "company"))
    with time_machine.travel(cast.NOW + timedelta(minutes=21), tick=False):
        assert "también abrió este caso" not in text_of(olga, of_case(case))


def test_d37_who_asks_for_company_writes_no_event_and_the_page_asks_once_a_minute(olga: Client) -> None:
    case, _ = desk.case_of_bruno()
    olga.get(of_case(case, "company"))
    assert "también abrió" not in text_of(at_the_desk(nora()), of_case(case))
    (part,) = [
        node
        for node in by_tag(page(olga.get(of_case(case))), "div")
        if node.get("data-renew") == of_case(case, "company")
    ]
    assert part.get("data-seconds") == "60"


def test_d37_a_power_that_waits_is_listed_with_its_case(olga: Client) -> None:
    legal.receive_power()
    of = desk.turno(by_proxy=True)
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    assert case.reference in text_of(olga, f"{WORK}?lista=poderes")
