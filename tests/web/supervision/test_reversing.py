"""The pages on which a supervisor takes a wrong state back, and what everybody sees of it afterwards."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.control import UNHEARD_TODAY
from tests.stages.counter import at_the_desk
from tests.web.public.booking.booking_pages import text
from tests.web.shared.reading import by_tag, page
from tests.web.shared.reading import text as text_of_node
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.cases.reversals import restore_turno
from vinculo.actions.control.samples import answer_sample, open_sample
from vinculo.records.models import (
    Case,
    Certificate,
    Event,
    Message,
    PaperNotice,
    Reversal,
    Role,
    Sample,
    Solicitud,
    Staff,
    Turno,
)

pytestmark = pytest.mark.django_db
SEARCH = reverse("supervision:reverse")
WHY = {"reason": "wrong_papers", "words": "El acta era de otra persona."} | UNHEARD_TODAY


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def sara() -> Client:
    return at_the_desk(cast.sara())


def issue_certificate() -> tuple[Case, Solicitud, Certificate]:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    made = issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1)
    )
    return case, bruno, made


def reversed_by(client: Client, address: str, values: dict[str, str]) -> HttpResponse:
    """Fill the form in, read the mail that it shows, and confirm."""
    shown = client.post(address, values)
    seen = [node.get("value") for node in by_tag(page(shown), "input") if node.get("name") == "visto"]
    return client.post(address, values | {"visto": seen[0]}) if seen else shown  # type: ignore[return-value]


def of_solicitud(solicitud: Solicitud) -> str:
    return reverse("supervision:reverse_solicitud", args=[solicitud.reference])


def test_from_the_number_of_the_case_to_the_annulled_certificate(sara: Client, client: Client) -> None:
    case, bruno, certificate = issue_certificate()
    address = sara.post(SEARCH, {"q": case.reference.lower()})["Location"]
    assert address == reverse("supervision:reverse_case", args=[case.reference])
    assert bruno.reference in text(sara.get(address).content)
    page = text(sara.get(of_solicitud(bruno)).content)
    assert "El código no se borra: es de la persona para siempre" in page
    answer = reversed_by(sara, of_solicitud(bruno), WHY)
    assert answer["Location"] == of_solicitud(bruno)
    after = text(sara.get(of_solicitud(bruno)).content)
    assert "Revertido por Sara Villacís" in after
    assert "En este estado no hay nada que revertir." in after
    assert "Anulado" in text(client.get(f"/verificar/{certificate.token}/").content)
    at_case = text(at_the_desk().get(reverse("desk:case", args=[case.reference])).content)
    assert "Revertido por Sara Villacís" in at_case
    assert WHY["words"] in at_case
    assert Message.objects.filter(kind="reversal_solicitud").count() == 1


def test_an_annulled_certificate_is_printed_no_more(sara: Client) -> None:
    _, bruno, certificate = issue_certificate()
    officer, where = at_the_desk(), [certificate.code.value, certificate.number]
    assert officer.get(reverse("desk:certificate_pdf", args=where)).status_code == 200
    reversed_by(sara, of_solicitud(bruno), WHY)
    page = officer.get(reverse("desk:certificate", args=where))
    assert "Este certificado fue anulado y ya no se imprime." in text(page.content)
    assert "<iframe" not in page.content.decode()
    assert "Reimprimir" not in text(page.content)
    assert officer.get(reverse("desk:certificate_pdf", args=where)).status_code == 404
    assert officer.post(reverse("desk:reprint", args=where), {"reason": "se dañó", "after": 0}).status_code == 404


@pytest.mark.parametrize("of", ["turno", "solicitud"])
def test_each_kind_of_number_leads_to_its_page(sara: Client, of: str) -> None:
    case, bruno, _ = issue_certificate()
    assert case.turno is not None
    reference = case.turno.reference if of == "turno" else bruno.reference
    answer = sara.post(SEARCH, {"q": reference})
    assert answer["Location"] == reverse(f"supervision:reverse_{of}", args=[reference])


def test_a_turno_is_restored_and_then_its_arrival_undone(sara: Client) -> None:
    of = desk.turno(status="attended")
    page = reverse("supervision:reverse_turno", args=[of.reference])
    for act, status in (("restaurar", "arrived"), ("deshacer", "no_show")):
        reversed_by(sara, page, {**WHY, "acto": act})
        of.refresh_from_db()
        assert of.status == status
    assert text(sara.get(page).content).count("Revertido por Sara Villacís") == 2


def test_a_form_that_does_not_say_which_of_the_two_changes_nothing(sara: Client) -> None:
    of = desk.turno(status="arrived", arrived_at=cast.NOW)
    answer = sara.post(reverse("supervision:reverse_turno", args=[of.reference]), {**WHY})
    of.refresh_from_db()
    assert (answer.status_code, of.status) == (422, "arrived")


def test_a_turno_taken_back_is_shown_on_its_case(sara: Client) -> None:
    case, _ = desk.case_of_bruno()
    assert case.turno is not None
    page = reverse("desk:case", args=[case.reference])
    assert "Revertido" not in text(at_the_desk().get(page).content)
    at_the_desk().post(reverse("desk:end_visit", args=[case.reference]), {"reason": "papers"})
    reversed_by(sara, reverse("supervision:reverse_turno", args=[case.turno.reference]), {**WHY, "acto": "restaurar"})
    assert "Turno: Revertido por Sara Villacís" in text(at_the_desk().get(page).content)


def test_without_a_reason_nothing_happens_and_nothing_typed_is_lost(sara: Client) -> None:
    _, bruno, certificate = issue_certificate()
    answer = sara.post(of_solicitud(bruno), UNHEARD_TODAY | {"reason": "", "words": "El acta era de otra persona."})
    assert answer.status_code == 422
    assert "Elija el motivo." in text(answer.content)
    assert "El acta era de otra persona." in answer.content.decode()
    assert sara.post(of_solicitud(bruno), {"reason": "slip", "words": " \u200b "}).status_code == 422
    certificate.refresh_from_db()
    assert (certificate.state, Reversal.objects.count()) == ("in_force", 0)


def test_d37_the_mail_is_shown_before_it_goes_in_the_persons_language_and_in_spanish(sara: Client) -> None:
    case, bruno, certificate = issue_certificate()
    Turno.objects.filter(case=case).update(language="en")
    shown = sara.post(of_solicitud(bruno), WHY)
    sections = [text_of_node(node) for node in by_tag(page(shown), "section") if node.get("aria-label")]
    certificate.refresh_from_db()
    told = Message.objects.filter(kind="reversal_solicitud").count()
    assert (shown.status_code, certificate.state, told) == (200, "in_force", 0)
    assert [each.split()[0] for each in sections] == ["English", "Español"]
    assert all(WHY["words"] in each and bruno.reference in each for each in sections)
    assert "Se valoró mal un documento" in sections[1]
    reversed_by(sara, of_solicitud(bruno), WHY)
    sent = Message.objects.get(kind="reversal_solicitud")
    assert " ".join(f"{sent.subject} {sent.body}".split()) in sections[0]


def test_d37_in_spanish_the_mail_is_shown_once_and_without_an_address_a_notice_is_kept(sara: Client) -> None:
    case, bruno, _ = issue_certificate()
    shown = page(sara.post(of_solicitud(bruno), WHY))
    assert len([node for node in by_tag(shown, "section") if node.get("aria-label")]) == 1
    Turno.objects.filter(case=case).update(email="")
    assert "se guarda un aviso para imprimir y entregar" in text(sara.post(of_solicitud(bruno), WHY).content)
    told = sara.get(reversed_by(sara, of_solicitud(bruno), WHY)["Location"])
    assert "No consta ningún correo de la persona: imprima el aviso y entréguelo" in text(told.content)
    notice = PaperNotice.objects.get()
    assert (notice.kind, "Base legal: " in notice.body, notice.delivered_at) == ("reversal_solicitud", True, None)


def test_d37_other_words_than_those_that_were_shown_are_shown_again(sara: Client) -> None:
    _, bruno, certificate = issue_certificate()
    seen = [each.get("value") for each in by_tag(page(sara.post(of_solicitud(bruno), WHY)), "input")]
    answer = sara.post(of_solicitud(bruno), {**WHY, "words": "Otra cosa.", "visto": seen[-1]})
    certificate.refresh_from_db()
    assert (answer.status_code, "Otra cosa." in text(answer.content), certificate.state) == (200, True, "in_force")


def test_d37_a_misspelt_name_is_a_reason_that_leads_to_another_certificate_with_the_same_code(sara: Client) -> None:
    _, bruno, certificate = issue_certificate()
    cast.remedy()
    misspelt = {"reason": "misspelt", "words": "Falta una letra."}
    assert sara.post(of_solicitud(bruno), misspelt | UNHEARD_TODAY).status_code == 422  # it is corrected, not annulled
    sample = open_sample(
        sample=Sample.objects.get(certificate=certificate), reason="El nombre.", actor=cast.sara(), now=cast.NOW
    )
    answer_sample(sample=sample, words="Falta una letra.", now=cast.NOW)
    shown = text(sara.post(of_solicitud(bruno), misspelt).content)
    assert "recibirá otro certificado con el nombre correcto, sin un turno nuevo." in shown
    assert "la ventanilla puede corregirlo desde el certificado, sin anular la decisión" in shown
    reversed_by(sara, of_solicitud(bruno), misspelt)
    certificate.refresh_from_db()
    assert (certificate.state, Reversal.objects.get().reason) == ("annulled", "misspelt")


def test_d37_of_what_was_not_issued_no_name_was_misspelt(sara: Client) -> None:
    of = desk.turno(status="attended")
    offered = page(sara.get(reverse("supervision:reverse_turno", args=[of.reference])))
    assert "misspelt" not in [node.get("value") for node in by_tag(offered, "option")]
    with pytest.raises(ValueError, match="a reason is kept"):
        restore_turno(turno=of, reason="misspelt", words="Falta una letra.", actor=cast.sara(), now=cast.NOW)


def test_a_second_press_is_told_that_the_state_changed(sara: Client) -> None:
    _, bruno, _ = issue_certificate()
    reversed_by(sara, of_solicitud(bruno), WHY)
    answer = reversed_by(sara, of_solicitud(bruno), WHY)
    assert answer.status_code == 422
    assert "el estado cambió mientras tanto" in text(answer.content)
    assert Reversal.objects.count() == 1


def test_with_something_recorded_the_page_says_what_to_do_instead(sara: Client) -> None:
    of = desk.turno()
    case = desk.record_arrival(of)
    desk.record(case, desk.ANA_PASSPORT)
    answer = reversed_by(sara, reverse("supervision:reverse_turno", args=[of.reference]), {**WHY, "acto": "deshacer"})
    assert answer.status_code == 422
    assert "termine la visita en la ventanilla y deje el caso abierto" in text(answer.content)


def test_what_is_elsewhere_is_answered_like_what_is_not_there() -> None:
    case, bruno, _ = issue_certificate()
    assert case.turno is not None
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    other = at_the_desk(Staff.objects.create_user("sofia", role=Role.SUPERVISOR, agency=there))
    counted = Event.objects.count()
    for kind, reference in (("turno", case.turno.reference), ("case", case.reference), ("solicitud", bruno.reference)):
        answers = [
            (answer.status_code, answer.content)
            for address in (reference, f"{reference[:1]}00000000Z")
            for answer in [other.get(reverse(f"supervision:reverse_{kind}", args=[address]))]
        ]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
        texts = [text(other.post(SEARCH, {"q": each}).content).replace(each, "") for each in (reference, "T00000000Z")]
        assert texts[0] == texts[1]
    assert Event.objects.count() == counted


@pytest.mark.parametrize("who", [cast.olga, cast.alicia, cast.lucia])
def test_nobody_but_a_supervisor_is_let_in(who: object) -> None:
    _, bruno, _ = issue_certificate()
    other = at_the_desk(who())  # type: ignore[operator]
    for address in (SEARCH, of_solicitud(bruno)):
        assert (other.get(address).status_code, other.post(address, WHY).status_code) == (403, 403)
    assert Reversal.objects.count() == 0


def test_a_look_at_a_case_is_written_down(sara: Client) -> None:
    case, bruno, _ = issue_certificate()
    sara.get(reverse("supervision:reverse_case", args=[case.reference]))
    sara.get(of_solicitud(bruno))
    acts = Event.objects.filter(actor=cast.sara()).order_by("pk").values_list("act", "subject_id")
    assert list(acts) == [("case_read", case.pk), ("solicitud_read", bruno.pk)]


@pytest.mark.parametrize("typed", [cast.ANA_CODE, cast.BRUNO_PASSPORT, "Restrepo", "ana gómez"])
def test_d37_what_people_bring_leads_to_the_turno_and_the_case(sara: Client, typed: str) -> None:
    case, _bruno = desk.case_of_bruno()
    assert case.turno is not None
    shown = sara.post(SEARCH, {"q": typed})
    links = {node.get("href") for node in by_tag(page(shown), "a")}
    assert shown.status_code == 200
    assert {
        reverse("supervision:reverse_turno", args=[case.turno.reference]),
        reverse("supervision:reverse_case", args=[case.reference]),
    } <= links
