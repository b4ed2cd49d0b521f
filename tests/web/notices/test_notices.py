"""The notices that no mail takes to their person, and what a person says before a code is annulled (D35, D37)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import control, desk
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import page, text
from tests.web.supervision.test_reversing import reversed_by
from vinculo.actions.queue.returns import NothingWaits, return_ticket
from vinculo.queries.control.hearings import count_opened, list_opened
from vinculo.records.models import Case, Certificate, Event, HearingStatement, PaperNotice, Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
NOTICES, HEARINGS = "/avisos/", "/avisos/anulaciones/"
SAID = {"words": "Ese es el apellido de mi madre.", "papers": "Partida original", "said_on": "30/11/2026"}


def case_of(sample: Sample) -> Case:
    case = sample.certificate.solicitud.case
    assert case is not None
    return case


def read_text(client: Client, address: str) -> str:
    return text(page(client.get(address)))


# notices


def test_d37_who_has_no_mailbox_stands_in_the_list_until_the_notice_was_handed_over() -> None:
    control.opened_on_paper()
    notice, olga = PaperNotice.objects.get(), at_the_desk()
    assert "1 aviso por entregar" in read_text(olga, "/ventanilla/")
    shown = read_text(olga, NOTICES)
    assert [words in shown for words in ("Ana María Restrepo Gómez", "07/12/2026", "vencido")] == [True, True, False]
    with time_machine.travel(cast.NOW + timedelta(days=8), tick=False):
        assert "vencido" in read_text(at_the_desk(), NOTICES)
    address = reverse("notices:one", args=[notice.pk])
    by_phone = olga.post(address, {"by": "phone", "words": "Se le leyó"})
    assert (by_phone.status_code, "entréguelo con firma de recibido" in text(page(by_phone))) == (422, True)
    olga.post(address, {"by": "hand", "words": "Ana Restrepo, firmó"})
    assert "No hay avisos por entregar." in read_text(olga, NOTICES)
    assert "Ana Restrepo, firmó" in read_text(olga, address)
    assert Sample.objects.get().answer_until == date(2026, 12, 14)


def test_d37_a_reversal_of_a_turno_without_a_mailbox_is_a_notice_that_may_be_read_by_phone() -> None:
    turno = desk.turno(status="no_show", email="")
    sara = at_the_desk(cast.sara())
    values = {"reason": "was_there", "words": "Sí estuvo.", "acto": "restaurar"}
    reversed_by(sara, reverse("supervision:reverse_turno", args=[turno.reference]), values)
    notice = PaperNotice.objects.get()
    assert (notice.kind, notice.turno, "Sí estuvo." in notice.body) == ("reversal_turno", turno, True)
    assert "1 aviso por entregar" in read_text(sara, "/supervision/")
    sara.post(reverse("notices:one", args=[notice.pk]), {"by": "phone", "words": "Con ella, a las 10:00"})
    notice.refresh_from_db()
    assert (notice.handed_by, notice.delivered_by) == ("phone", cast.sara())


def test_s39_the_notice_is_printed_with_a_line_to_sign_and_a_second_print_is_a_copy() -> None:
    control.opened_on_paper()
    address, olga = reverse("notices:paper", args=[PaperNotice.objects.get().pk]), at_the_desk()
    first, second = olga.get(address), olga.get(address)
    assert [each["Content-Type"] for each in (first, second)] == ["application/pdf"] * 2
    assert first.content != second.content
    assert Event.objects.filter(act="notice_printed").count() == 2


def test_d37_the_list_says_in_how_many_statements_it_is_read(django_assert_num_queries: Any) -> None:
    control.opened_on_paper()
    olga = at_the_desk()
    olga.get(NOTICES)
    with django_assert_num_queries(QUERIES_OF_LIST):
        olga.get(NOTICES)
    notice = PaperNotice.objects.get()
    for _each in range(2):
        notice.pk, notice.sample = None, None
        notice.save(force_insert=True)
    with django_assert_num_queries(QUERIES_OF_LIST):
        olga.get(NOTICES)


QUERIES_OF_LIST = 5


# what the person says


def test_d35_opened_codes_stand_in_a_list_with_who_since_when_until_when_and_whether_heard() -> None:
    sample = control.open_annulment()
    sara = at_the_desk(cast.sara())
    assert "1 anulación abierta" in read_text(sara, "/supervision/")
    shown = read_text(sara, HEARINGS)
    told = (case_of(sample).reference, "Sara Villacís", "30/11/2026", "14/12/2026", "se espera su respuesta")
    assert [words in shown for words in told] == [True] * 5
    assert ("Bruno" in shown, sample.certificate.code.value in shown) == (False, False)
    sara.post(reverse("notices:hearing", args=[sample.pk]), SAID)
    assert (
        "la persona habló" in read_text(sara, HEARINGS),
        "1 se puede decidir" in read_text(sara, "/supervision/"),
    ) == (True, True)
    with time_machine.travel(cast.NOW + timedelta(days=15), tick=False):
        assert "la persona habló" in read_text(at_the_desk(cast.sara()), HEARINGS)


def test_d35_a_code_that_was_let_stand_is_in_the_list_no_more() -> None:
    sample = control.open_annulment()
    assert [line.sample for line in list_opened(cast.sara(), cast.NOW)] == [sample]
    Sample.objects.filter(pk=sample.pk).update(state="kept", decided_by=cast.sara(), decided_at=cast.NOW)
    assert (list_opened(cast.sara(), cast.NOW), count_opened(cast.sara(), cast.NOW)) == ([], (0, 0))


def test_d35_who_comes_to_be_heard_gets_a_number_and_the_counter_writes_down_what_they_say() -> None:
    sample = control.open_annulment()
    case = case_of(sample)
    assert case.closed_at is not None
    olga = at_the_desk()
    for typed in (case.reference, sample.certificate.solicitud.reference, cast.ANA_CODE):
        shown = text(page(olga.post("/ventanilla/recepcion/", {"q": typed}, follow=True)))
        assert "anulación abierta: viene a ser escuchada" in shown
    ticket = return_ticket(case=case, actor=cast.olga(), now=cast.NOW, random_source=control.LUCK)
    assert (ticket.case, ticket.origin) == (case, "return")
    case.refresh_from_db()
    assert case.closed_at is not None  # nothing of it is open to be changed
    at_case = read_text(olga, reverse("desk:case", args=[case.reference]))
    assert "Si la persona está aquí, registre lo que dice." in at_case
    olga.post(reverse("notices:hearing", args=[sample.pk]), SAID)
    for address in (
        reverse("supervision:sample", args=[sample.pk]),
        reverse("supervision:reverse_solicitud", args=[sample.certificate.solicitud.reference]),
    ):
        decides = read_text(at_the_desk(cast.sara()), address)
        assert [each in decides for each in (SAID["words"], "Mostró: Partida original", "Olga Paredes")] == [True] * 3
    assert Event.objects.get(act="sample_heard").actor == cast.olga()


def test_d35_of_a_closed_case_without_an_opening_nothing_waits() -> None:
    case = case_of(Sample(certificate=control.issue_certificate()))
    with pytest.raises(NothingWaits):
        return_ticket(case=case, actor=cast.olga(), now=cast.NOW, random_source=control.LUCK)


@pytest.mark.parametrize(
    "wrong", [{"words": ""}, {"said_on": ""}, {"said_on": "01/12/2026"}, {"said_on": "29/11/2026"}]
)
def test_d35_a_statement_that_says_nothing_or_of_a_wrong_day_is_refused_beside_the_field(wrong: dict[str, str]) -> None:
    sample = control.open_annulment()
    answer = at_the_desk().post(reverse("notices:hearing", args=[sample.pk]), SAID | wrong)
    assert (answer.status_code, HearingStatement.objects.count()) == (422, 0)


# opening any code


def test_d35_any_code_is_opened_from_the_page_of_its_solicitud_once_the_mail_was_seen() -> None:
    certificate = control.not_drawn()
    sara, reference = at_the_desk(cast.sara()), certificate.solicitud.reference
    page_of = reverse("supervision:reverse_solicitud", args=[reference])
    opening = reverse("supervision:open_annulment", args=[reference])
    assert opening in sara.get(page_of).content.decode()
    asked = {"what": "else", "reason": control.WHY}
    shown = text(page(sara.post(opening, asked)))
    assert ("Lo que recibirá la persona" in shown, control.WHY in shown, Sample.objects.count()) == (True, True, 0)
    reversed_by(sara, opening, asked)
    sample = Sample.objects.get()
    assert (sample.why, sample.state) == ("supervisor", "opened")
    assert "La persona puede responder hasta el 14/12/2026" in read_text(sara, page_of)


def test_d35_for_a_misspelt_name_the_correction_is_offered_first_and_nothing_is_opened() -> None:
    certificate = control.not_drawn()
    opening = reverse("supervision:open_annulment", args=[certificate.solicitud.reference])
    shown = text(page(at_the_desk(cast.sara()).post(opening, {"what": "name", "reason": ""})))
    assert ("Un nombre mal escrito no se anula: se corrige." in shown, Sample.objects.count()) == (True, 0)


def test_d35_without_a_hearing_the_page_takes_one_of_two_reasons_with_words() -> None:
    certificate = control.not_drawn()
    sara = at_the_desk(cast.sara())
    address = reverse("supervision:reverse_solicitud", args=[certificate.solicitud.reference])
    why = {"reason": "wrong_papers", "words": "Se valoró mal la partida."}
    refused = reversed_by(sara, address, why)
    assert (refused.status_code, Certificate.objects.get().state) == (422, "in_force")
    with time_machine.travel(cast.NOW + timedelta(days=1), tick=False):
        sara = at_the_desk(cast.sara())
        late = reversed_by(sara, address, why | control.UNHEARD_TODAY)
        assert "El código no se emitió hoy" in text(page(late))
        assert Certificate.objects.get().state == "in_force"
        reversed_by(sara, address, why | control.UNHEARD_TODAY | {"unheard": "own_request"})
    assert Certificate.objects.get().state == "annulled"
