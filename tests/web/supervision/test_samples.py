"""The pages of the second look at issued codes (D35): the list with its age, and one page for each with its papers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests import cast
from tests.stages import control
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import every, page, text
from tests.web.supervision.test_reversing import reversed_by
from vinculo.actions.cases.entries import write_note
from vinculo.actions.control.samples import answer_sample
from vinculo.records.models import Event, PaperNotice, Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
LIST = "/supervision/muestra/"


def address(sample: Sample) -> str:
    return reverse("supervision:sample", args=[sample.pk])


def test_d35_the_list_says_how_many_wait_and_how_long_and_names_nobody() -> None:
    sample = control.draw_sample()
    with time_machine.travel(cast.NOW + timedelta(days=4), tick=False):
        answer = at_the_desk(cast.sara()).get(LIST)
    said = text(page(answer))
    assert [words in said for words in ("Días que espera el más antiguo", "Es de los primeros de este servidor")] == [
        True,
        True,
    ]
    assert sample.certificate.solicitud.reference in said
    assert ("Bruno" in said, sample.certificate.code.value in said, cast.ANA_CODE in said) == (False, False, False)
    home = text(page(at_the_desk(cast.sara()).get("/supervision/")))
    assert "1 código emitido por revisar" in home


def test_d35_the_list_says_until_when_the_person_may_answer_and_that_it_can_be_decided() -> None:
    control.open_annulment()
    client = at_the_desk(cast.sara())
    asked, can = "La persona puede responder hasta el 14/12/2026", "Ya se puede decidir."
    said = text(page(client.get(LIST)))
    assert (asked in said, can in said) == (True, False)
    with time_machine.travel(cast.NOW + timedelta(days=15), tick=False):
        said = text(page(at_the_desk(cast.sara()).get(LIST)))
    assert (asked in said, "El plazo terminó" in said, can in said) == (False, True, True)
    answer_sample(sample=Sample.objects.get(), words="El apellido es de mi madre.", now=cast.NOW)
    said = text(page(client.get(LIST)))
    assert (asked in said, "la persona respondió" in said, can in said) == (False, True, True)


def test_d35_the_list_and_the_plan_of_the_week_stand_in_the_navigation() -> None:
    client = at_the_desk(cast.sara())
    for here in (LIST, "/supervision/plan/"):
        shown = client.get(here, follow=True).content.decode()
        current = re.findall(r'<a href="([^"]+)"\s+aria-current="page"', shown)
        assert current == [here]


def test_d35_the_page_shows_papers_and_notes_and_the_reading_is_an_event() -> None:
    sample = control.draw_sample()
    said = text(page(at_the_desk(cast.sara()).get(address(sample))))
    shown = ("Notaría Primera de Cali", "Solicitud", "Firma", "Bruno Andrés Restrepo Gómez", cast.ANA_CODE)
    assert [words in said for words in shown[:2]] == [True, True]
    assert shown[3] in said
    assert shown[4] in said
    event = Event.objects.get(act="decision_read")
    assert (event.actor, event.subject_id) == (cast.sara(), sample.certificate.solicitud_id)


def test_d35_the_focus_is_on_the_name_above_the_papers_and_after_a_fault_on_what_is_wrong() -> None:
    sample = control.draw_sample()
    client = at_the_desk(cast.sara())
    fault = {"answer": "open", "reason": ""}
    named = [
        [each.name for each in every(page(answer)) if "data-focus" in each.attributes]
        for answer in (client.get(address(sample)), client.post(address(sample), fault))
    ]
    assert named == [["h1"], ["div"]]


def test_d35_the_notes_of_the_case_are_there() -> None:
    sample = control.draw_sample()
    case = sample.certificate.solicitud.case
    assert case is not None
    write_note(case=case, words="La madre trajo también la partida.", actor=cast.olga(), now=cast.NOW)
    said = text(page(at_the_desk(cast.sara()).get(address(sample))))
    assert "La madre trajo también la partida." in said


def test_d35_to_agree_is_one_click_and_the_code_leaves_the_list() -> None:
    sample = control.draw_sample()
    client = at_the_desk(cast.sara())
    answer = client.post(address(sample), {"answer": "agree", "reason": ""}, follow=True)
    assert "Registrado: usted está de acuerdo." in text(page(answer))
    assert "No hay códigos por revisar." in text(page(answer))
    sample.refresh_from_db()
    assert sample.state == "agreed"


def test_d35_to_open_asks_for_a_reason_beside_the_field_and_loses_nothing() -> None:
    sample = control.draw_sample()
    client = at_the_desk(cast.sara())
    refused = client.post(address(sample), {"answer": "open", "reason": ""})
    assert refused.status_code == 422
    assert "Escriba por qué se abre la anulación: la persona lo leerá." in text(page(refused))
    sample.refresh_from_db()
    assert sample.state == "waiting"
    shown = client.post(address(sample), {"answer": "open", "reason": control.WHY})
    said = text(page(shown))
    assert ("Lo que recibirá la persona" in said, control.WHY in said, "/revision/" in said) == (True, True, False)
    sample.refresh_from_db()
    assert sample.state == "waiting"  # the mail was shown, and nothing was done
    reversed_by(client, address(sample), {"answer": "open", "reason": control.WHY})
    sample.refresh_from_db()
    assert (sample.state, sample.reason) == ("opened", control.WHY)


def test_d35_that_a_code_stands_is_shown_before_it_is_told() -> None:
    sample = control.open_annulment()
    client = at_the_desk(cast.sara())
    asked = {"acto": "dejar", "reason": "La partida es correcta."}
    said = text(page(client.post(address(sample), asked)))
    assert "El código y su certificado siguen siendo válidos." in said
    sample.refresh_from_db()
    assert sample.state == "opened"
    reversed_by(client, address(sample), asked)
    sample.refresh_from_db()
    assert (sample.state, sample.note) == ("kept", "La partida es correcta.")


def test_d35_where_no_mailbox_is_known_a_notice_is_kept_to_be_handed_over() -> None:
    sample = control.drawn_without_mailbox()
    client = at_the_desk(cast.sara())
    asked = {"answer": "open", "reason": control.WHY}
    assert "se guarda un aviso para imprimir y entregar" in text(page(client.post(address(sample), asked)))
    answer = reversed_by(client, address(sample), asked)
    assert answer.status_code == 302
    assert "imprima el aviso y entréguelo con firma de recibido" in text(page(client.get(LIST)))
    said = text(page(client.get(address(sample))))
    assert "falta entregarle el aviso con firma de recibido" in said
    assert PaperNotice.objects.get(sample=sample).kind == "sample_opened"


def test_d35_annulling_waits_for_the_person_and_is_the_existing_act() -> None:
    sample = control.open_annulment()
    cast.remedy()
    client = at_the_desk(cast.sara())
    reversing = reverse("supervision:reverse_solicitud", args=[sample.certificate.solicitud.reference])
    assert "haya respondido o haya pasado el último día" in text(page(client.get(address(sample))))
    early = reversed_by(client, reversing, {"reason": "wrong_papers", "words": "Se valoró mal la partida."})
    assert early.status_code == 422
    assert "Anular sin escucharla: solo por un error de hoy o porque ella lo pidió" in text(page(early))
    answer_sample(sample=sample, words="El apellido es de mi madre.", now=cast.NOW)
    answered = client.get(address(sample))
    assert "El apellido es de mi madre." in text(page(answered))
    assert f'href="{reversing}"' in answered.content.decode()
    reversed_by(client, reversing, {"reason": "wrong_papers", "words": "Se valoró mal la partida."})
    sample.certificate.refresh_from_db()
    assert sample.certificate.state == "annulled"


def test_d35_the_page_of_annulling_says_first_until_when_the_person_answers_and_what_was_answered() -> None:
    sample = control.open_annulment()
    client = at_the_desk(cast.sara())
    reversing = reverse("supervision:reverse_solicitud", args=[sample.certificate.solicitud.reference])
    before, after = text(page(client.get(reversing))).split("Motivo", 1)
    assert "La anulación está abierta" in before
    assert "La persona puede responder hasta el 14/12/2026, ese día incluido. Todavía no respondió." in before
    assert "cuando la persona haya respondido o haya pasado el último día" in before
    answer_sample(sample=sample, words="El apellido es de mi madre.", now=cast.NOW)
    before, after = text(page(client.get(reversing))).split("Motivo", 1)
    assert "La persona respondió el" in before
    assert "El apellido es de mi madre." in before
    assert "El certificado se puede anular cuando" not in before + after


def test_d35_who_issued_the_code_sees_that_somebody_else_decides() -> None:
    sample = control.draw_sample()
    olga = cast.olga()
    type(olga).objects.filter(pk=olga.pk).update(role="supervisor")
    olga.refresh_from_db()
    client = at_the_desk(olga)
    assert "Usted emitió este código: lo revisa otra persona" in text(page(client.get(address(sample))))
    assert client.post(address(sample), {"answer": "agree", "reason": ""}).status_code == 404
    assert "No hay códigos por revisar." in text(page(client.get(LIST)))
