"""What the officer sees and presses, page by page (S33, S34, S35, S36, S37, S38, D5, D7, D8, D13, D15)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from tests import cast
from tests.documents.reading import text_of
from tests.stages import desk
from tests.stages.counter import at_the_desk, td3
from tests.web.desk.case.counter_pages import fields, home, read_page, version
from tests.web.shared.reading import by_class, by_id, by_tag, page, text
from vinculo.records.models import Code, Decision, PaperRecord, Staff, Turno
from vinculo.rules.cases.facts import Formality

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
BRUNO = td3("RESTREPO<GOMEZ<<BRUNO<ANDRES", cast.BRUNO_PASSPORT, "150314", "M", "290601")


@pytest.fixture
def client() -> Client:
    return at_the_desk()


@pytest.mark.parametrize(
    ("country", "language", "asked"),
    [
        ("COL", "es", ["formality", "seen"]),
        ("USA", "en", ["formality", "translation", "seen"]),
        ("CUB", "es", ["formality", "seen"]),
        ("ECU", "es", ["seen"]),
    ],
)
def test_d5_the_form_asks_only_for_what_the_country_and_the_language_need(
    client: Client, country: str, language: str, asked: list[str]
) -> None:
    case, bruno = desk.case_of_bruno()
    answer = client.post(
        f"{home(case)}{bruno.reference}/papel/birth/campos/", {"country": country, "language": language}
    )
    part = by_id(page(answer), "segun")
    assert list(dict.fromkeys(node.get("name") for node in by_tag(part, "input"))) == asked
    offered = {node.get("value") for node in by_tag(part, "input") if node.get("name") == "formality"}
    any_seen = {"apostille", "legalisation", "none"}  # D24: whatever the rule expects
    assert offered == (set() if country == "ECU" else any_seen)


def test_d5_another_language_chosen_without_javascript_is_asked_about_its_translation(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    posted = {
        "version": version(bruno),
        "issuing_authority": "City Clerk",
        "country": "USA",
        "issued_on": "03/02/2020",
        "language": "en",
        "formality": "apostille",
        "names_affiliate": "si",
        "names_dependent": "si",
        "seen": "paper",
    }
    where = f"{home(case)}{bruno.reference}/papel/birth/"
    answer = client.post(where, posted)
    assert answer.status_code == 422
    assert "Elija una respuesta: Trae traducción al español." in text(by_id(page(answer), "id_translation_error"))
    assert client.post(where, posted | {"translation": "si"}).status_code == 302
    assert PaperRecord.objects.get().translation_seen


def test_d13_the_form_begins_with_the_country_and_language_of_the_nationality(client: Client) -> None:
    case, bruno = desk.case_of_bruno(nationality="BRA", dependent_document_country="BRA")
    root = read_page(client, f"{home(case)}?paso=birth&de={bruno.reference}")
    chosen = {node.get("value") for node in by_tag(root, "option") if "selected" in node.attributes}
    assert {"BRA", "pt"} <= chosen
    assert "translation" in fields(root)


def test_d13_each_name_is_confirmed_on_its_own_and_none_beforehand(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    root = read_page(client, f"{home(case)}?paso=birth&de={bruno.reference}")
    answers = [node for node in by_tag(root, "input") if node.get("type") == "radio"]
    chosen = {str(node.get("name")): node.get("value") for node in answers if "checked" in node.attributes}
    assert chosen == {"executed_by": "authority"}  # D24: the usual answer, and nothing that is confirmed
    assert {"names_affiliate", "names_dependent"} <= {node.get("name") for node in answers}
    shown = text(root)
    assert "¿Nombra a la persona afiliada? Ana María Restrepo Gómez" in shown
    assert "¿Nombra al dependiente? Bruno Andrés Restrepo Gómez, 14/03/2015" in shown


def test_s36_d1_the_swapped_certificate_is_one_click_and_is_told_kindly(client: Client) -> None:
    of = desk.turno()
    carlos = desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    client.post(f"{home(case)}{carlos.reference}/papel/birth/no-recibido/", {"otro": "1", "version": version(carlos)})
    shown = text(read_page(client, home(case)))
    assert "Trajo un certificado de nacimiento, pero para su cónyuge se necesita el de matrimonio." in shown


def test_s37_an_own_mistake_is_taken_back_with_one_button(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    paper = desk.record(case, desk.BIRTH, bruno)
    assert "Deshacer" in text(read_page(client, home(case)))
    client.post(f"{home(case)}registro/{paper.pk}/deshacer/")
    assert PaperRecord.objects.get().undone_at == cast.NOW
    assert "Notaría Primera de Cali" not in text(read_page(client, home(case)))


def test_s37_a_colleagues_record_has_no_such_button_and_the_post_changes_nothing() -> None:
    case, bruno = desk.case_of_bruno()
    paper = desk.record(case, desk.BIRTH, bruno)
    colleague = at_the_desk(Staff.objects.create_user("omar", role="officer", agency=cast.agency()))
    assert "Deshacer" not in text(read_page(colleague, home(case)))
    answer = colleague.post(f"{home(case)}registro/{paper.pk}/deshacer/", follow=True)
    assert "Solo quien registró un documento puede deshacerlo" in answer.content.decode()
    assert PaperRecord.objects.get().undone_at is None


def test_s38_through_a_proxy_the_case_waits_and_neither_issue_nor_refusal_is_offered(client: Client) -> None:
    of = desk.turno(by_proxy=True)
    bruno = desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    desk.papers_of_bruno(case, bruno)
    client.post(f"{home(case)}papel/power/", {"version": version(case), "copy": "paper"})
    client.post(
        f"{home(case)}papel/proxy_id/",
        {"version": version(case), "number": cast.PEDRO_CEDULA, "holder_names": "Pedro Mora"},
    )
    root = read_page(client, home(case))
    shown = text(root)
    assert "El poder notarial todavía no tiene la sumilla vigente" in shown
    assert "Queda en espera de Asesoría Jurídica" in shown
    assert "con el número del caso, sin otro turno. Los avisos llegan a ana@ejemplo.com." in shown
    pressed = [text(node) for node in by_tag(root, "a", "button")]
    assert not [word for word in pressed if word.startswith(("Emitir", "Negar", "Pedir corrección"))]
    answer = client.post(f"{home(case)}{bruno.reference}/emitir/", {"version": version(bruno)}, follow=True)
    assert "Este caso cambió mientras tanto" in answer.content.decode()
    assert not Code.objects.exists()
    client.post(f"{home(case)}fin/", {"reason": "legal"})
    of.refresh_from_db()
    assert of.status == "attended"


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("ana@ejemplo.com", "Los avisos llegan a ana@ejemplo.com."),
        ("", "No hay correo: entregue impreso cada aviso. Su celular es +593991234567."),
    ],
)
def test_d37_a_correction_says_how_the_person_is_told(client: Client, email: str, said: str) -> None:
    case, bruno = desk.case_of_bruno()
    Turno.objects.update(email=email)
    desk.record(case, desk.ANA_PASSPORT)
    desk.record(case, desk.SIGNED, bruno)
    confirm = read_page(client, f"{home(case)}{bruno.reference}/corregir/")
    (lead,) = [text(node) for node in by_tag(confirm, "p") if node.get("class") == "lead"]
    assert lead == f"El caso queda abierto. Esta lista se imprime, con el último día para traerlo. {said}"


def test_d7_the_correction_is_confirmed_printed_and_continued_by_its_number(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    desk.record(case, desk.ANA_PASSPORT)
    desk.record(case, desk.SIGNED, bruno)
    desk.record(case, desk.BRUNO_PASSPORT, bruno)
    desk.record(case, replace(desk.BIRTH, formality=Formality.NONE), bruno)
    confirm = text(read_page(client, f"{home(case)}{bruno.reference}/corregir/"))
    assert "Falta la apostilla del documento emitido en: Colombia" in confirm
    assert "Ley de Seguridad Social. Artículos: 16; 17; 18; 25; 244; 247; 248." in confirm
    answer = client.post(f"{home(case)}{bruno.reference}/corregir/", {"version": version(bruno), "note": "Vuelve"})
    decision = Decision.objects.get()
    assert answer["Location"] == f"{home(case)}notificacion/{decision.pk}/"
    assert "Último día: lunes 14 de diciembre de 2026." in text(read_page(client, answer["Location"]))
    pdf = client.get(f"{answer['Location']}notificacion.pdf")
    assert "Falta la apostilla" in text_of(pdf.content)
    waiting = read_page(client, home(case))
    assert "Espera la corrección hasta el 14/12/2026." in text(waiting)
    client.post(f"{home(case)}continuar/")
    desk.record(case, desk.BIRTH, bruno)
    assert "Emitir código" in text(read_page(client, home(case)))


def test_s03_a_refusal_is_confirmed_with_its_reasons_and_printed(client: Client) -> None:
    case, bruno = desk.case_of_bruno(has_cedula=True)
    assert "La persona dependiente tiene cédula ecuatoriana" in text(
        read_page(client, f"{home(case)}{bruno.reference}/negar/")
    )
    answer = client.post(f"{home(case)}{bruno.reference}/negar/", {"version": version(bruno), "note": ""})
    printed = text_of(client.get(f"{answer['Location']}notificacion.pdf").content)
    assert "La persona dependiente tiene cédula ecuatoriana" in printed
    assert "LEY ORGANICA DE MOVILIDAD HUMANA" in printed
    bruno.refresh_from_db()
    assert bruno.status == "refused"


def test_d15_refusal_is_not_offered_for_a_missing_paper(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    answer = client.post(f"{home(case)}{bruno.reference}/negar/", {"version": version(bruno), "note": ""})
    assert answer["Location"] == home(case)
    bruno.refresh_from_db()
    assert bruno.status == "in_review"


def test_s32_of_somebody_new_the_document_and_the_facts_make_the_checklist(client: Client) -> None:
    case = desk.record_arrival(desk.turno())
    new = case.solicitudes.get()
    desk.record(case, desk.ANA_PASSPORT)
    assert fields(read_page(client, home(case)))[0] == "signature"  # the form lies on top, then the passport
    desk.record(case, desk.SIGNED, new)
    assert fields(read_page(client, home(case)))[0] == "mrz"
    client.post(
        f"{home(case)}{new.reference}/papel/dependent_passport/",
        {"version": version(new), "mrz": BRUNO, "seen": "paper"},
    )
    root = read_page(client, home(case))
    assert fields(root)[:2] == ["link", "dependent_names"]
    assert by_id(root, "id_dependent_names").get("value") == "BRUNO ANDRES RESTREPO GOMEZ"
    facts = {
        "version": version(new),
        "link": "child",
        "dependent_names": "Bruno Andrés Restrepo Gómez",
        "document_kind": "passport",
        "document_number": cast.BRUNO_PASSPORT,
        "document_country": "COL",
        "nationality": "COL",
        "birth_date": "14/03/2015",
        "sex": "M",
        "resides": "si",
        "has_cedula": "no",
        "ecuadorian_origin": "no",
    }
    client.post(f"{home(case)}{new.reference}/datos/", facts)
    assert "Certificado o acta de nacimiento" in text(read_page(client, home(case)))


def test_d37_a_case_that_must_be_refused_opens_no_paper_and_leads_to_the_refusal(client: Client) -> None:
    case, bruno = desk.case_of_bruno(has_cedula=True)
    shown = page(client.get(home(case)))
    assert (by_class(shown, "check-form"), by_class(shown, "step")) == ([], [])
    focused = [node.get("href") for node in by_tag(shown, "a") if "autofocus" in node.attributes]
    assert focused == [f"{home(case)}{bruno.reference}/negar/"]


def test_d37_beside_one_who_must_be_refused_the_papers_of_the_other_go_on(client: Client) -> None:
    of = desk.turno(2)
    desk.bruno_at_home(of, has_cedula=True)
    carlos = desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    desk.record(case, desk.ANA_PASSPORT)
    shown = page(client.get(home(case)))
    (form,) = by_class(shown, "check-form")
    assert carlos.reference in by_tag(form, "form")[0].get("action")
