"""One validator for what is typed, read from a document and imported: the same table through the three doors (D20)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django import forms

from tests import cast
from tests.stages.counter import td3
from vinculo.actions.operations.affiliates import ImportRefused, import_affiliates
from vinculo.documents.glyphs import printable
from vinculo.records.models import Affiliate, IdDocument, Solicitud
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.shared.countries import is_issuer
from vinculo.rules.shared.names import fold
from vinculo.web.desk.case.forms import FactsForm
from vinculo.web.desk.case.identity_form import IdentityForm
from vinculo.web.desk.case.sheet import Sheet
from vinculo.web.public.booking.forms import PassportForm
from vinculo.web.public.solicitud.forms import PeopleForm

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)
SURE = {"name": "Ana Gomez", "number": "AN123456", "country": "COL"}

NAMES_TAKEN = [
    "Ravi A/L Kumar",
    "Siti A/P Raman S/O Muthu D/O Devi",
    "Tan Ah Kow @ Lim",
    "Səbinə Məmmədova",
    "Ɔkɔnkwɔ Ɛdɛm Ɗanladi Ɓala",
    "Ŋala Ƴusuf Ǝmmanuel",
    "García, José (Pepe)",
    "Anne–Marie O’Brien-D´Souza",
    "Gal·la Puig",
    "Þórður Ægir Ðan Strauß",
    "Nguyễn Thị Ánh Tuyết",
    "Ọlábísí Ẹ́niọlá",
    "‘Alī Ka‘iulani ’t Hart",
]
NAMES_REFUSED = [
    '=HYPERLINK("x")',
    "Ana 2",
    "ANA2 GOMEZ",
    "@SUM(A)",
    "-Ana",
    "<b>Ana</b>",
    "Иван Петров",
    "Ana\u202eMaria",
]
NUMBERS_TAKEN = ["CZMGHTRKL", "AN123456", "G12345678", "1234"]
NUMBERS_REFUSED = [
    "NOTENGO",
    "B1",
    "AB1",
    "NINGUNO",
    "PENDIENTE",
    "SINNUMERO",
    "XXXXXXX",
    "0000000",
    "ABCDEF",
    "PASAPORTE",
]
COUNTRIES_TAKEN = {
    "COL": "COL",
    "D": "DEU",
    "RKS": "XKX",
    "XXB": "XXB",
    "XOM": "XOM",
    "SUN": "SUN",
    "ANT": "ANT",
    "BUR": "MMR",
}
COUNTRIES_REFUSED = ["UTO", "ZZZ", "AAA", "QQQ"]


def type_value(field: str, value: str) -> tuple[str, str]:
    """Return what the forms of the desk and of the public make of a typed value: the value, or what they say."""
    posted = {
        "dependent_names": SURE["name"],
        "document_number": SURE["number"],
        "dependent_document_number": SURE["number"],
        "nationality": SURE["country"],
    }
    names = {"name": ["dependent_names"], "number": ["document_number", "dependent_document_number"]}[field]
    answers = set()
    for form_class, own in ((FactsForm, names[0]), (PeopleForm, names[-1])):
        form: forms.Form = form_class({**posted, own: value}, today=TODAY)
        answers.add(
            (str(form.cleaned_data[own]), "")
            if form.is_valid() or own in form.cleaned_data
            else ("", words_beside(form, own))
        )
    assert len(answers) == 1, answers
    return answers.pop()


def words_beside(form: forms.Form, field: str) -> str:
    return " ".join(str(error) for error in form.errors.get(field, []))


def read(**values: str) -> IdentityForm:
    """Return the desk's form of a passport after its zone was read."""
    sure = SURE | {"in_zone": SURE["name"], "printed": ""} | values
    surname, _, given = sure["in_zone"].partition(" ")
    zone = td3(
        f"{surname}<<{given.replace(' ', '<')}", sure["number"], "900520", "F", "300101", sure["country"].ljust(3, "<")
    )
    posted = {"version": "0", "mrz": zone, "seen": "paper", "holder_names": sure["printed"]}
    sheet = Sheet(PaperKind.DEPENDENT_PASSPORT, TODAY, Affiliate(names="Ana"), Solicitud())
    form = IdentityForm(posted, sheet=sheet)
    form.is_valid()
    return form


def import_line(folder: Path, **values: str) -> str:
    """Import a line and return what is said of it, empty where it was taken."""
    sure = SURE | values
    line = ";".join(f'"{sure[name].replace(chr(34), chr(34) * 2)}"' for name in ("name", "country", "number"))
    path = folder / "afiliados.csv"
    path.write_text(f"codigo;nombres;nacionalidad;pasaporte\nEXT5550001;{line}\n", encoding="utf-8")
    try:
        import_affiliates(path=path, now=cast.NOW)
    except ImportRefused as refused:
        return " ".join(error.reason for error in refused.report.errors)
    return ""


@pytest.mark.parametrize("name", NAMES_TAKEN)
def test_d20_a_name_as_passports_print_it_is_taken_by_all_three_and_printed(name: str, tmp_path: Path) -> None:
    assert type_value("name", name) == (name, "")
    form = read(in_zone=fold(name), printed=name)
    assert (form.errors, form.paper().holder_names) == ({}, name)
    assert import_line(tmp_path, name=name) == ""
    assert Affiliate.objects.get().names == name
    assert printable(name) == name
    assert printable(name.upper()) == name.upper()


@pytest.mark.parametrize("name", NAMES_REFUSED)
def test_d20_what_is_no_name_is_refused_by_all_three_with_the_same_words(name: str, tmp_path: Path) -> None:
    value, words = type_value("name", name)
    assert value == ""
    assert words
    assert words_beside(read(printed=name), "holder_names") == words
    assert import_line(tmp_path, name=name) == words
    assert not Affiliate.objects.exists()


def test_d20_a_digit_that_stands_in_the_zone_itself_is_no_second_door() -> None:
    form = read(in_zone="GOMEZ ANA2")
    assert words_beside(form, "holder_names") == type_value("name", "ANA2 GOMEZ")[1]


@pytest.mark.parametrize("number", NUMBERS_TAKEN)
def test_d20_a_number_as_passports_print_it_is_taken_by_all_three(number: str, tmp_path: Path) -> None:
    assert type_value("number", number) == (number, "")
    assert read(number=number).paper().number == number
    assert PassportForm({"number": number, "country": "DEU"}).is_valid()
    assert import_line(tmp_path, number=number) == ""
    assert IdDocument.objects.get().number_key == number


@pytest.mark.parametrize("number", [each for each in NUMBERS_REFUSED if len(each) <= 9])
def test_d20_a_word_for_want_of_a_number_is_refused_in_a_zone_too(number: str) -> None:
    assert words_beside(read(number=number), "number") == type_value("number", number)[1]


@pytest.mark.parametrize("number", NUMBERS_REFUSED)
def test_d20_a_word_for_want_of_a_number_is_refused_by_all_three_with_the_same_words(
    number: str, tmp_path: Path
) -> None:
    value, words = type_value("number", number)
    assert value == ""
    assert words
    assert words_beside(PassportForm({"number": number, "country": "DEU"}), "number") == words
    assert import_line(tmp_path, number=number) == words


@pytest.mark.parametrize("number", ["NOTENGO", "no tiene", "SIN NUMERO", "Pasaporte", "UNKNOWN", "0000000"])
def test_d20_who_writes_a_word_for_a_number_is_told_that_it_is_none(number: str) -> None:
    assert type_value("number", number)[1].startswith("Eso no es un número de documento. Escriba el del pasaporte")


@pytest.mark.parametrize(("code", "kept"), COUNTRIES_TAKEN.items())
def test_d20_issuers_and_nationalities_are_of_one_list_with_the_former_ones(
    code: str, kept: str, tmp_path: Path
) -> None:
    form = read(country=code)
    assert form.errors == {}
    assert (form.paper().country, form.paper().holder_nationality) == (kept, kept)
    assert import_line(tmp_path, country=code) == ""
    assert (Affiliate.objects.get().nationality, IdDocument.objects.get().country) == (kept, kept)
    offered = {choice for choice, _name in FactsForm(today=TODAY).fields["nationality"].choices}  # type: ignore[attr-defined]
    assert kept in offered


@pytest.mark.parametrize("code", COUNTRIES_REFUSED)
def test_d20_a_code_of_no_state_is_refused_by_all_three_with_the_same_words(code: str, tmp_path: Path) -> None:
    form = FactsForm({"nationality": code, "document_country": code}, today=TODAY)
    words = f"«{code}» no es un país ni otro emisor de documentos de viaje. Revise cómo consta en el documento."
    assert words_beside(form, "nationality") == words_beside(form, "document_country") == words
    errors = read(country=code)
    assert words_beside(errors, "country") == words_beside(errors, "holder_nationality") == words
    assert import_line(tmp_path, country=code) == f"{words} {words}"  # of the nationality, and of the passport
    assert not Affiliate.objects.exists()


def test_d20_what_the_lists_offer_is_what_is_taken() -> None:
    offered = [code for code, _name in FactsForm(today=TODAY).fields["nationality"].choices if code]  # type: ignore[attr-defined]
    assert len(offered) > 250
    assert [code for code in offered if not is_issuer(code)] == []
