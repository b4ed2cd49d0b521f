"""The solicitud at home, without a turno: two steps, a private link, a PDF (S10, S31-S33, D14, D17)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import reverse
from pypdf import PdfReader

from tests import cast
from tests.actions.test_solicitudes import presented
from tests.prepared import ACCOUNT, TYPED, model, saved
from tests.web import reading
from tests.web.hostile import HOSTILE
from vinculo.records.models import Solicitud

pytestmark = pytest.mark.django_db
NEW = "/solicitud/nueva/"
TEXTS = [
    "applicant_names", "applicant_document_number", "applicant_code", "dependent_names", "dependent_document_number",
    "birth_date",
]  # fmt: skip
CHOICES = ["applicant_document_kind", "link", "dependent_document_kind", "nationality", "has_cedula"]
OPEN = {  # the brackets of the model text that the first step cannot know
    "Escriba la ciudad donde residen": "Quito",
    "Escriba el país que emitió el acta": "Colombia",
    "Escriba la autoridad que emitió el acta": "Registraduría Nacional",
    "Escriba la fecha de emisión del acta": "20/03/2015",
}


@pytest.fixture(autouse=True)
def stage() -> Iterator[None]:
    """Set the clock and the model text; Ana is in the registry."""
    with time_machine.travel(cast.NOW, tick=False):
        cast.ana()
        model()
        yield


def url(name: str, row: Solicitud) -> str:
    return reverse(f"public:solicitud_{name}", args=[row.token])


def begun(client: Client, **changes: str) -> Solicitud:
    """Post the first step and return the draft."""
    answer = client.post(NEW, TYPED | changes)
    assert answer.status_code == 302, beside(answer)
    row = Solicitud.objects.latest("id")
    assert answer["Location"] == url("account", row)
    return row


def beside(answer: reading.Answer) -> dict[str, str]:
    """Return the messages of a page, by the field that they stand beside."""
    found = [each for each in reading.every(reading.page(answer)) if each.get("id").endswith("_error")]
    return {each.get("id")[3:-6]: reading.text(each).replace("Error: ", "").strip() for each in found}


def shown(answer: reading.Answer) -> dict[str, str]:
    """Return what the form holds: as a browser would send it."""
    root = reading.page(answer)
    held: dict[str, str] = {}
    for each in reading.tagged(root, "input", "select", "textarea"):
        name, kind = each.get("name"), each.get("type")
        if each.name == "select":
            chosen = [option for option in reading.tagged(each, "option") if "selected" in option.attributes]
            held[name] = chosen[0].get("value") if chosen else ""
        elif each.name == "textarea":
            held[name] = "".join(str(child) for child in each.children)
        elif kind not in {"radio", "checkbox"} or "checked" in each.attributes:
            held[name] = each.get("value") or ("on" if kind == "checkbox" else "")
    return held


def test_s31_the_way_from_nothing_to_the_printed_solicitud(client: Client) -> None:
    start = client.get(reverse("public:solicitud"))
    assert NEW in start.content.decode()
    row = begun(client)
    form = shown(client.get(url("account", row)))
    opened = {name: value for name, value in form.items() if name.startswith("open_")}
    answer = client.post(url("account", row), {"account": ACCOUNT})
    assert (len(opened), answer["Location"]) == (len(OPEN), url("view", row))
    page = client.get(url("view", row))
    links = [
        each.get("href")
        for each in reading.tagged(reading.page(page), "a")
        if "Descargar la solicitud (PDF)" in reading.text(each)
    ]
    assert links == [url("pdf", row)]
    assert client.get(url("pdf", row))["Content-Type"] == "application/pdf"


def test_s32_the_form_asks_in_the_words_of_the_page(client: Client) -> None:
    root = reading.page(client.get(NEW))
    labels = {each.get("for"): reading.text(each) for each in reading.tagged(root, "label")}
    words = {
        "applicant_names": "Nombres y apellidos completos del solicitante",
        "applicant_document_number": "Número de documento de identidad del solicitante (pasaporte o visa)",
        "applicant_code": "Número del código de identificación para extranjero del solicitante",
        "dependent_names": "Nombres y apellidos completos del dependiente a registrar",
        "dependent_document_number": "Número de documento de identidad del dependiente a registrar (pasaporte o visa)",
    }
    assert {field: labels[f"id_{field}"] for field in words} == words
    root = reading.page(client.get(url("account", begun(client))))
    labels = {each.get("for"): reading.text(each) for each in reading.tagged(root, "label")}
    assert labels["id_account"] == "Narración detallada de la solicitud"


def pdf_text(client: Client, row: Solicitud) -> str:
    content = client.get(url("pdf", row)).content
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_s32_the_pdf_holds_the_seven_contents(client: Client) -> None:
    row = begun(client, applicant_names="Ána Lucía O'Higgins-Łem", dependent_names="Brunô Nguyễn Ñandú")
    account = "Pido el código para «Bruno» — mi hijo: ¿cuánto tarda? 100 % <b>$x #set</b> \\ _a_ *b*."
    assert client.post(url("account", row), {"account": account}).status_code == 302
    text = pdf_text(client, row)
    for content in [
        "Ána Lucía O'Higgins-Łem", f"Pasaporte, {cast.ANA_PASSPORT}", cast.ANA_CODE, "Brunô Nguyễn Ñandú",
        f"Pasaporte, {cast.BRUNO_PASSPORT}", account, "7. Firma manuscrita del solicitante",
    ]:  # fmt: skip
        assert content in text, content
    for other in [
        row.reference,
        "Hija o hijo menor de 18 años",
        "Colombia",
        "14 de marzo de 2015",
        "reside en el Ecuador",
        "Advertencia",
    ]:
        assert other in text, other


def test_s32_the_visa_is_named_where_there_is_no_passport(client: Client) -> None:
    row = begun(client, dependent_document_kind="visa", dependent_document_number="VI998877")
    client.post(url("account", row), {"account": ACCOUNT})
    assert "Visa, VI998877" in pdf_text(client, row)
    assert (row.dependent_document_kind, row.dependent_document_country) == ("visa", "")


def test_there_is_no_pdf_before_the_account(client: Client) -> None:
    row = begun(client)
    assert client.get(url("pdf", row))["Location"] == url("view", row)
    assert "Falta la narración" in reading.text(reading.page(client.get(url("view", row))))


def test_s32_the_account_is_proposed_with_what_is_known_and_asks_for_the_rest(client: Client) -> None:
    row = begun(client)
    answer = client.get(url("account", row))
    root, form = reading.page(answer), shown(answer)
    names = {reading.text(each): each.get("for")[3:] for each in reading.tagged(root, "label")}
    assert [label for label, name in names.items() if name.startswith("open_")] == list(OPEN)
    assert "Yo, Ana María Restrepo Gómez, afiliado" in form["account"]
    assert "a mi hijo o hija, Bruno Restrepo Ñuñez, nacional de Colombia" in form["account"]
    refused = client.post(url("account", row), form)
    assert refused.status_code == 422
    assert beside(refused) == {
        names[label]: f"{label}, aquí o en el texto, en lugar de los corchetes." for label in OPEN
    }
    typed = form | {names[label]: words for label, words in OPEN.items()}
    assert client.post(url("account", row), typed).status_code == 302
    row.refresh_from_db()
    assert "[" not in row.account
    assert "en Ecuador, en Quito, y no tiene" in row.account
    assert "emitida en Colombia por Registraduría Nacional el 20/03/2015" in row.account


@pytest.mark.parametrize("name", [*HOSTILE, "missing"])
def test_s32_a_bracket_filled_with_anything_is_taken_or_told_beside_it(client: Client, name: str) -> None:
    row = begun(client)
    form = shown(client.get(url("account", row)))
    field = next(each for each in form if each.startswith("open_"))
    form |= dict.fromkeys((each for each in form if each.startswith("open_")), "Quito")
    answer = client.post(url("account", row), form | {field: hostile(name)})
    taken = {"markup", "quotes", "format", "negative", "huge number", "not a number", "traversal", "newlines"}
    assert answer.status_code == (302 if name in taken else 422)
    if name not in taken:
        assert list(beside(answer)) == [field]
        assert shown(answer)["account"].strip() == form["account"].strip()


@pytest.mark.parametrize("name", [*HOSTILE, "missing", "blank"])
def test_s32_an_account_of_anything_is_printed_or_told_beside_it(client: Client, name: str) -> None:
    row = begun(client)
    answer = client.post(url("account", row), {"account": hostile(name)})
    taken = {"markup", "quotes", "format", "not a number", "traversal", "newlines"}
    assert answer.status_code == (302 if name in taken else 422)
    if name in taken:
        assert "".join(HOSTILE[name].split()) in pdf_text(client, row).replace(" ", "")
        assert "<script>alert" not in client.get(url("view", row)).content.decode()
    else:
        assert list(beside(answer)) == ["account"]
        assert shown(answer)["account"].strip() == visible(hostile(name)).strip()


def hostile(name: str) -> str:
    return {"missing": "", "blank": " \n "}.get(name) or HOSTILE.get(name, "").encode("utf-8", "surrogatepass").decode(
        "utf-8", "replace"
    )


def visible(text: str) -> str:
    """Return a text as a page can hold it: line ends of a form are line ends."""
    return text.replace("\r\n", "\n")


FITS = {("names", "not a number"), ("number", "digits of another script"), ("code", "digits of another script")}
BAD = [
    (field, name)
    for field in [*TEXTS, *CHOICES]
    for name in [*HOSTILE, "missing", "blank", "absent"]
    if (field.rpartition("_")[2], name) not in FITS  # NaN is a name, and digits of any script are digits
]


@pytest.mark.parametrize(("field", "name"), BAD)
def test_s32_every_field_with_anything_in_it_is_told_beside_it_and_nothing_is_lost(
    client: Client, field: str, name: str
) -> None:
    data = TYPED | {field: hostile(name)}
    if name == "absent":
        del data[field]
    answer = client.post(NEW, data)
    assert (answer.status_code, list(beside(answer))) == (422, [field])
    held = shown(answer)
    assert {key: held.get(key) for key in TYPED if key != field} == {
        key: value for key, value in TYPED.items() if key != field
    }
    if field in TEXTS and name not in {"null byte", "controls", "newlines"}:  # an input has no such signs
        assert held[field] == hostile(name)
    assert "<script>alert" not in answer.content.decode()
    assert Solicitud.objects.count() == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_the_country_of_the_document_is_one_of_the_list_or_the_nationality(client: Client, name: str) -> None:
    answer = client.post(NEW, TYPED | {"dependent_document_country": hostile(name)})
    assert (answer.status_code, list(beside(answer))) == (422, ["dependent_document_country"])
    assert begun(client).dependent_document_country == "COL"
    assert begun(client, dependent_document_country="VEN").dependent_document_country == "VEN"


def test_everything_wrong_at_once_is_told_field_by_field_and_on_top(client: Client) -> None:
    answer = client.post(NEW, {})
    assert answer.status_code == 422
    assert set(beside(answer)) == set(TYPED) - {"dependent_document_country"}
    lines = reading.tagged(reading.by_id(reading.page(answer), "errores"), "a")
    ids = {each.get("id") for each in reading.every(reading.page(answer))}
    assert len(lines) == len(TYPED) - 1
    assert {line.get("href")[1:] for line in lines} <= ids


def test_more_than_a_form_can_hold_is_refused_without_an_error_of_ours(client: Client) -> None:
    assert client.post(NEW, TYPED | {"dependent_names": "A" * 300_000}).status_code == 400


def test_s11_the_code_is_checked_for_its_form_only(client: Client) -> None:
    told = beside(client.post(NEW, TYPED | {"applicant_code": "EXT 1*"}))
    assert list(told) == ["applicant_code"]
    assert begun(client, applicant_code="ext-100 2003").applicant_code == "EXT1002003"
    assert begun(client, applicant_code="NOBODYS1").applicant_code == "NOBODYS1"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"nationality": "ECU"}, "nationality", "solo para personas extranjeras"),
        ({"has_cedula": "si"}, "has_cedula", "tiene cédula ecuatoriana"),
        ({"birth_date": "30/11/2008"}, "birth_date", "menores de 18 años"),
    ],
)
def test_s03_whoever_cannot_have_the_code_is_told_at_once_with_what_to_do_instead(
    client: Client, changes: dict[str, str], field: str, words: str
) -> None:
    answer = client.post(NEW, TYPED | changes)
    told = beside(answer)
    assert (answer.status_code, list(told)) == (422, [field])
    assert words in told[field]
    assert "Con estos datos el trámite no es para esta persona" in reading.text(reading.page(answer))
    assert shown(answer)["dependent_names"] == TYPED["dependent_names"]


def test_s37_one_day_under_18_is_a_child_and_a_spouse_may_be_of_any_age(client: Client) -> None:
    assert begun(client, birth_date="01/12/2008").link == "child"
    assert begun(client, birth_date="02/07/1988", link="spouse").link == "spouse"


def test_d14_residence_is_declared_and_no_paper_is_asked_for_it(client: Client) -> None:
    answer = client.post(NEW, {key: value for key, value in TYPED.items() if key != "resides"})
    told = beside(answer)
    assert list(told) == ["resides"]
    assert "No se pide ningún documento para esto." in told["resides"]
    assert "Con estos datos el trámite no es" not in reading.text(reading.page(answer))
    row = begun(client)
    assert row.resides is True
    client.post(url("account", row), {"account": ACCOUNT})
    assert "Declaro que la persona dependiente reside en el Ecuador." in pdf_text(client, row)


def test_s33_every_page_says_signed_by_hand_never_electronically_never_by_the_proxy(client: Client) -> None:
    row = begun(client)
    client.post(url("account", row), {"account": ACCOUNT})
    start, view = (
        reading.text(reading.page(client.get(each))) for each in (reverse("public:solicitud"), url("view", row))
    )
    assert "No se reciben solicitudes con firma electrónica. El apoderado no puede firmarla" in start
    assert "Nunca con firma electrónica: no se recibe. Tampoco puede firmarla el apoderado." in view
    text = pdf_text(client, row)
    assert "No se recibirán solicitudes con firma electrónica." in text
    assert "Su apoderado no puede firmar por ella." in text


def test_s10_the_next_dependent_takes_the_applicant_and_nothing_else(client: Client) -> None:
    row = begun(client)
    client.post(url("account", row), {"account": ACCOUNT})
    form = shown(client.get(url("another", row)))
    applicant = {key: value for key, value in form.items() if key.startswith("applicant_")}
    assert applicant == {key: value for key, value in TYPED.items() if key.startswith("applicant_")}
    assert {form.get(key, "") for key in TYPED if key not in {*applicant, "dependent_document_kind"}} == {""}
    answer = client.post(url("another", row), TYPED | {"key": form["key"], "dependent_names": "Lucía Restrepo"})
    assert answer.status_code == 302
    assert list(Solicitud.objects.order_by("id").values_list("dependent_names", "account")) == [
        (TYPED["dependent_names"], ACCOUNT),
        ("Lucía Restrepo", ""),
    ]


def test_a_double_click_and_the_back_button_write_one_solicitud(client: Client) -> None:
    key = shown(client.get(NEW))["key"]
    first = client.post(NEW, TYPED | {"key": key})
    second = client.post(NEW, TYPED | {"key": key, "dependent_names": "Bruno"})
    assert first["Location"] == second["Location"]
    assert list(Solicitud.objects.values_list("dependent_names", flat=True)) == ["Bruno"]


@pytest.mark.parametrize("key", ["", "x", "a" * 32, f"{'a' * 32}:forged", "a" * 100_000])
def test_a_key_that_is_not_ours_opens_nobodys_solicitud(client: Client, key: str) -> None:
    row = begun(client)
    answer = client.post(NEW, TYPED | {"key": key if key != "x" else row.token, "dependent_names": "Otro"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.dependent_names, Solicitud.objects.count()) == (TYPED["dependent_names"], 2)


def test_what_was_typed_is_there_to_be_changed(client: Client) -> None:
    row = begun(client)
    form = shown(client.get(url("edit", row)))
    assert {key: form[key] for key in TYPED} == TYPED | {"dependent_document_country": "COL", "resides": "on"}
    refused = client.post(url("edit", row), TYPED | {"dependent_names": "2"})
    assert (refused.status_code, list(beside(refused))) == (422, ["dependent_names"])
    assert client.post(url("edit", row), TYPED | {"dependent_names": "Bruno"})["Location"] == url("account", row)
    assert list(Solicitud.objects.values_list("dependent_names", flat=True)) == ["Bruno"]


def test_an_own_account_is_shown_again_after_a_change_and_the_model_is_one_click_away(client: Client) -> None:
    row = begun(client)
    client.post(url("account", row), {"account": ACCOUNT})
    client.post(url("edit", row), TYPED | {"dependent_names": "Lucía"})
    assert shown(client.get(url("account", row)))["account"].strip() == ACCOUNT
    assert "Lucía" in shown(client.get(url("account", row) + "?modelo=1"))["account"]


PAGES = ["view", "edit", "account", "pdf", "another", "discard"]


@pytest.mark.parametrize("token", ["0" * 32, "x", "nadie", "9" * 2000, "%00", "..%2f", "👩"])
@pytest.mark.parametrize("name", PAGES)
def test_a_private_link_that_is_nobodys_is_not_found(client: Client, name: str, token: str) -> None:
    begun(client)
    where = reverse(f"public:solicitud_{name}", args=["T"]).replace("/T/", f"/{token}/")
    assert client.get(where).status_code == 404
    if name not in {"view", "pdf"}:
        assert client.post(where, TYPED).status_code == 404


def test_a_get_changes_nothing_and_a_post_deletes_what_was_typed(client: Client) -> None:
    row = begun(client)
    for name in PAGES:
        client.get(url(name, row))
    row.refresh_from_db()
    assert (row.version, row.status) == (1, "draft")
    assert client.post(url("discard", row))["Location"] == reverse("public:solicitud")
    assert client.get(url("view", row)).status_code == 404
    assert client.post(url("discard", row)).status_code == 404


def test_once_handed_in_the_link_shows_neither_the_data_nor_a_way_to_change_them(client: Client) -> None:
    row = presented(saved())
    page = client.get(url("view", row)).content.decode()
    assert "ya se presentó" in page
    for secret in (row.applicant_names, row.dependent_names, row.applicant_code, row.dependent_document_number):
        assert secret not in page
    for name in ("edit", "account", "pdf", "discard"):
        assert client.get(url(name, row))["Location"] == url("view", row)
    for name in ("edit", "account", "discard"):
        assert client.post(url(name, row), TYPED | {"account": "Otra"})["Location"] == url("view", row)
    assert TYPED["applicant_names"] not in client.get(url("another", row)).content.decode()
    assert Solicitud.objects.get().dependent_names == row.dependent_names


def test_d17_nothing_of_the_registry_is_shown_to_whoever_types_a_code(client: Client) -> None:
    ana = cast.ana()
    ana.names, ana.email = "Zenobia Registrada Secreta", "zenobia@example.com"
    ana.save()
    known = begun(client, applicant_names="Alguien Cualquiera", applicant_document_number="XX99887")
    unknown = begun(
        client, applicant_names="Alguien Cualquiera", applicant_document_number="XX99887", applicant_code="EXT9999999"
    )
    pages = []
    for row in (known, unknown):
        told = client.get(url("account", row)).content.decode()
        client.post(url("account", row), {"account": ACCOUNT})
        told += "".join(client.get(url(name, row)).content.decode() for name in ("view", "edit", "another"))
        told += pdf_text(client, row)
        for secret in ("Zenobia", "zenobia", cast.ANA_PASSPORT):
            assert secret not in unquote(told)
        pages.append(
            re.sub(r'value="[^"]{40,}"', "", told)
            .replace(row.token, "")
            .replace(row.reference, "")
            .replace(row.applicant_code, "")
        )
    assert pages[0] == pages[1]


def test_d17_too_many_from_one_address_wait_and_lose_nothing(client: Client) -> None:
    with override_settings(LIMITS={"search": {"address": (1, 60), "number": (20, 60)}}):
        begun(client)
        answer = client.post(NEW, TYPED)
    assert answer.status_code == 429
    held = shown(answer)
    assert {key: held[key] for key in TYPED} == TYPED
    assert "dentro de 61 minutos" in reading.text(reading.page(answer))
