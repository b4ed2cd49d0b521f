"""The solicitud and the identity papers at the counter: one click, one reading (S33, S34, S35, S15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from tests import cast
from tests.documents.reading import text_of
from tests.stages import desk
from tests.stages.counter import at_the_desk, td3
from tests.web.desk.case.counter_pages import home, read_page, version
from tests.web.shared.reading import by_id, by_tag, page, text
from vinculo.documents import notice
from vinculo.documents.facts import NoticeFacts
from vinculo.records.models import Affiliate, Decision, PaperRecord, Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
BRUNO = td3("RESTREPO<GOMEZ<<BRUNO<ANDRES", cast.BRUNO_PASSPORT, "150314", "M", "290601")


@pytest.fixture
def client() -> Client:
    return at_the_desk()


def test_s33_an_electronic_signature_is_one_click_and_its_reason_is_printed(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    desk.record(case, desk.ANA_PASSPORT)
    root = read_page(client, home(case))
    (button,) = [node for node in by_tag(root, "button") if text(node) == "No recibida: tiene firma electrónica"]
    assert button.get("name") == "electronica"
    client.post(
        f"{home(case)}{bruno.reference}/papel/solicitud/no-recibido/", {"electronica": "1", "version": version(bruno)}
    )
    shown = text(read_page(client, home(case)))
    assert "No se recibió la solicitud porque tiene firma electrónica." in shown
    client.post(f"{home(case)}{bruno.reference}/corregir/", {"version": version(bruno), "note": ""})
    printed = text_of(notice.render(NoticeFacts.from_json(Decision.objects.get().facts)))
    assert "No se recibió la solicitud porque tiene firma electrónica." in printed
    assert "14 de diciembre de 2026" in printed


def test_s33_no_form_of_the_desk_offers_to_take_an_electronic_signature(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    answer = client.post(
        f"{home(case)}{bruno.reference}/papel/solicitud/",
        {"version": version(bruno), "signature": "electronic", "complete": "si"},
    )
    assert answer.status_code == 422
    assert not PaperRecord.objects.exists()


def test_s34_the_number_is_compared_with_the_registered_one(client: Client) -> None:
    case, _ = desk.case_of_bruno()
    stranger = td3("PEREZ<<LUISA", "LU111222", "800101", "F", "300101")
    client.post(f"{home(case)}papel/affiliate_passport/", {"version": 0, "mrz": stranger, "seen": "paper"})
    assert "El documento LU111222 no corresponde al código de la persona afiliada" in text(
        read_page(client, home(case))
    )


def test_s34_an_expired_passport_of_the_affiliate_stops_and_says_what_to_bring(client: Client) -> None:
    case, _ = desk.case_of_bruno()
    expired = td3("RESTREPO<GOMEZ<<ANA<MARIA", cast.ANA_PASSPORT, "900520", "F", "261129")
    client.post(f"{home(case)}papel/affiliate_passport/", {"version": 0, "mrz": expired, "seen": "paper"})
    shown = text(read_page(client, home(case)))
    assert "El documento caducó el 29/11/2026" in shown
    assert "paso 4" in shown.lower()


def test_s34_a_renewed_passport_is_kept_with_one_button(client: Client) -> None:
    case, _ = desk.case_of_bruno()
    paper = desk.record(case, replace(desk.ANA_PASSPORT, number="AN999999"))
    root = read_page(client, home(case))
    assert "Actualizar el registro" in [text(node) for node in by_tag(root, "button")]
    client.post(f"{home(case)}registro/{paper.pk}/renovado/")
    numbers = Affiliate.objects.get(code=cast.ANA_CODE).documents.values_list("number", flat=True)
    assert sorted(numbers) == [cast.ANA_PASSPORT, "AN999999"]


def test_s35_reading_the_passport_fills_the_form_and_writes_nothing(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    answer = client.post(
        f"{home(case)}{bruno.reference}/papel/dependent_passport/",
        {"version": version(bruno), "mrz": BRUNO, "leer": "1"},
    )
    root = page(answer)
    values = {node.get("name"): node.get("value") for node in by_tag(root, "input") if node.get("value")}
    assert (values["number"], values["holder_names"]) == (cast.BRUNO_PASSPORT, "BRUNO ANDRES RESTREPO GOMEZ")
    assert (values["holder_birth_date"], values["valid_until"]) == ("14/03/2015", "01/06/2029")
    assert not PaperRecord.objects.exists()


def test_s35_the_reading_is_recorded_whole(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    client.post(
        f"{home(case)}{bruno.reference}/papel/dependent_passport/",
        {"version": version(bruno), "mrz": BRUNO.replace("<", ";"), "seen": "scan"},  # a Spanish keyboard's filler
    )
    paper = PaperRecord.objects.get()
    assert (paper.number, paper.holder_names) == (cast.BRUNO_PASSPORT, "BRUNO ANDRES RESTREPO GOMEZ")
    assert (paper.country, paper.holder_nationality, paper.holder_sex) == ("COL", "COL", "M")
    assert (paper.holder_birth_date, paper.valid_until) == (cast.BRUNO_BIRTH, date(2029, 6, 1))
    assert (paper.original_seen, paper.copy) == (True, "scan")


def test_d20_a_reading_that_fails_and_is_typed_over_leaves_its_warning_on_the_paper(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    address = f"{home(case)}{bruno.reference}/papel/dependent_passport/"
    misread = BRUNO.replace(cast.BRUNO_PASSPORT, "BR765433")
    wrong = page(client.post(address, {"version": version(bruno), "mrz": misread, "seen": "paper"}))
    assert "La lectura no cuadra en: número, línea completa." in text(by_id(wrong, "id_mrz_error"))
    (kept,) = [node.get("value") for node in by_tag(wrong, "input") if node.get("name") == "misread"]
    typed = {
        "version": version(bruno),
        "mrz": "",
        "misread": kept,
        "seen": "paper",
        "number": cast.BRUNO_PASSPORT,
        "holder_names": "Bruno Andrés Restrepo Gómez",
        "country": "COL",
    }
    client.post(address, typed)
    assert PaperRecord.objects.get().misread == "number,composite"
    assert "La lectura del documento no cuadraba en: número, línea completa." in text(read_page(client, home(case)))


def test_d20_a_reading_that_fails_and_is_saved_right_leaves_none(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    again = {"version": version(bruno), "mrz": BRUNO, "seen": "paper", "misread": "number"}
    client.post(f"{home(case)}{bruno.reference}/papel/dependent_passport/", again)
    assert PaperRecord.objects.get().misread == ""
    assert "no cuadraba" not in text(read_page(client, home(case)))


def test_d20_a_reading_that_fails_and_is_read_again_leaves_none(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    address = f"{home(case)}{bruno.reference}/papel/dependent_passport/"
    again = {"version": version(bruno), "mrz": BRUNO, "seen": "paper", "misread": "number"}
    read = page(client.post(address, again | {"leer": "1"}))
    (misread,) = [node.get("value") or "" for node in by_tag(read, "input") if node.get("name") == "misread"]
    assert misread == ""
    client.post(address, again | {"misread": misread})
    assert PaperRecord.objects.get().misread == ""
    assert "no cuadraba" not in text(read_page(client, home(case)))


def test_d20_nothing_but_a_field_of_a_zone_is_kept_as_misread(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    typed = {
        "version": version(bruno),
        "seen": "paper",
        "number": cast.BRUNO_PASSPORT,
        "holder_names": "Bruno Restrepo",
    }
    address = f"{home(case)}{bruno.reference}/papel/dependent_passport/"
    client.post(address, typed | {"country": "COL", "misread": "number,<b>,x"})
    assert PaperRecord.objects.get().misread == "number"


def test_d20_another_sex_in_the_zone_than_in_the_solicitud_is_told_and_stops_nothing(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    Solicitud.objects.filter(pk=bruno.pk).update(sex="F")
    address = f"{home(case)}{bruno.reference}/papel/dependent_passport/"
    client.post(address, {"version": version(bruno), "mrz": BRUNO, "seen": "paper"})
    shown = text(read_page(client, home(case)))
    assert "El documento dice «Masculino» en el sexo y la solicitud «Femenino»" in shown
    bruno.refresh_from_db()
    client.post(f"{home(case)}{bruno.reference}/corregir/", {"version": version(bruno), "note": ""})
    asked = {item["code"] for item in Decision.objects.get().items}
    assert "solicitud_missing" in asked
    assert "sex_differs" not in asked


def test_d20_an_identity_card_under_the_reader_is_named_with_what_is_needed(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    card = "I<COLD231458907<<<<<<<<<<<<<<<\n7408122F1204159COL<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
    address = f"{home(case)}{bruno.reference}/papel/dependent_passport/"
    told = text(
        by_id(page(client.post(address, {"version": version(bruno), "mrz": card, "leer": "1"})), "id_mrz_error")
    )
    assert (
        "Esta lectura es de una cédula o tarjeta de identidad, que aquí no es válida. Pida el pasaporte y léalo" in told
    )


def test_d20_control_characters_of_the_reader_around_the_zone_are_left_out(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    address = f"{home(case)}{bruno.reference}/papel/dependent_passport/"
    client.post(address, {"version": version(bruno), "mrz": f"\x02]Q1{BRUNO}\x03\x00", "seen": "paper"})
    assert PaperRecord.objects.get().number == cast.BRUNO_PASSPORT


@pytest.mark.parametrize("typed", ["CZMGHTRKL", "CZMGHTRKL1"])
def test_d20_a_number_printed_with_its_check_digit_is_that_of_the_zone(client: Client, typed: str) -> None:
    case, bruno = desk.case_of_bruno()
    zone = td3("RESTREPO<GOMEZ<<BRUNO<ANDRES", "CZMGHTRKL", "150314", "M", "290601", "D<<")
    digit = zone.split("\n")[1][9]
    number = typed.replace("1", digit)
    address = f"{home(case)}{bruno.reference}/papel/dependent_passport/"
    client.post(address, {"version": version(bruno), "mrz": zone, "seen": "paper", "number": number})
    assert PaperRecord.objects.get().number == "CZMGHTRKL"


def test_s35_what_was_typed_is_compared_with_the_reading(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    answer = client.post(
        f"{home(case)}{bruno.reference}/papel/dependent_passport/",
        {"version": version(bruno), "mrz": BRUNO, "seen": "paper", "number": "BR000000"},
    )
    assert answer.status_code == 422
    assert f"La lectura dice otra cosa: {cast.BRUNO_PASSPORT}" in text(by_id(page(answer), "id_number_error"))
    assert not PaperRecord.objects.exists()


def test_s35_typing_that_agrees_with_the_reading_in_another_spelling_is_taken(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    answer = client.post(
        f"{home(case)}{bruno.reference}/papel/dependent_passport/",
        {
            "version": version(bruno),
            "mrz": BRUNO,
            "seen": "paper",
            "number": "br-765432",
            "holder_names": "Bruno Andrés Restrepo Gómez",
        },
    )
    assert answer.status_code == 302
    assert PaperRecord.objects.get().holder_names == "Bruno Andrés Restrepo Gómez"


def test_s35_the_document_says_otherwise_than_the_solicitud_and_one_button_takes_it(client: Client) -> None:
    case, bruno = desk.case_of_bruno(dependent_document_number="BR000000")
    paper = desk.record(case, desk.BRUNO_PASSPORT, bruno)
    shown = text(read_page(client, home(case)))
    assert f"número: la solicitud dice «BR000000», el documento «{cast.BRUNO_PASSPORT}»" in shown
    client.post(f"{home(case)}registro/{paper.pk}/tomar/")
    bruno.refresh_from_db()
    assert bruno.dependent_document_number == cast.BRUNO_PASSPORT
    assert "la solicitud dice" not in text(read_page(client, home(case)))


def test_s15_d2_a_visa_serves_only_where_it_is_recorded_that_there_is_no_passport(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    visa = {"version": version(bruno), "number": "V1234567", "holder_names": "Bruno Restrepo", "seen": "not_needed"}
    where = f"{home(case)}{bruno.reference}/papel/dependent_visa/"
    client.post(where, visa | {"has_passport": "si"})
    assert "La visa se recibe solo cuando la persona no tiene pasaporte" in text(read_page(client, home(case)))
    client.post(where, visa | {"has_passport": "no", "version": version(bruno)})
    assert "La visa se recibe solo cuando la persona no tiene pasaporte" not in text(read_page(client, home(case)))


@pytest.mark.parametrize("kind", ["marriage", "union", "power", "affiliate_passport", "nothing", "__class__"])
def test_s34_s37_a_paper_that_the_case_does_not_ask_for_is_not_recorded(client: Client, kind: str) -> None:
    case, bruno = desk.case_of_bruno()
    for where in (
        f"{home(case)}{bruno.reference}/papel/{kind}/",
        f"{home(case)}{bruno.reference}/papel/{kind}/campos/",
    ):
        assert client.post(where, {"version": version(bruno)}).status_code == 404
    assert client.post(f"{home(case)}papel/birth/", {"version": version(case)}).status_code == 404
    assert not PaperRecord.objects.exists()
