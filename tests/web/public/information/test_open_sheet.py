"""The sheet of the procedure as open data says what the page says, in its documented shape (S01-S08)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import fastjsonschema
import pytest
from django.test import Client

from tests import ROOT
from tests.stages.marked import find_leaks, mark_language
from tests.web.shared.reading import by_class, by_id, by_tag, items, page, text
from vinculo.rules.shared.legal_basis import INSTRUMENTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
SCHEMA = json.loads((ROOT / "docs" / "service-sheet.schema.json").read_text(encoding="utf-8"))
LANGUAGES = {"": "es", "en/": "en", "pt-br/": "pt-BR", "fr/": "fr", "zh-hans/": "zh-Hans", "ht/": "ht"}
# What only machines read: the page says it by its links, its `lang` and its times.
FOR_MACHINES = {
    "idioma",
    "costo_usd",
    "formulario",
    "turno",
    "transparencia",
    "ultima_actualizacion",
    "pagina",
    "licencia",
    "numero",
}
# Words of schema.org and addresses.
OF_SCHEMA_ORG = {
    "@context",
    "@type",
    "@id",
    "url",
    "serviceUrl",
    "dayOfWeek",
    "opens",
    "closes",
    "price",
    "priceCurrency",
    "position",
    "inLanguage",
    "dateModified",
    "license",
    "alternateName",
    "areaServed",
    "telephone",
}


def sheet(client: Client, address: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(client.get(address).content)
    return data


def words(data: Any, skipped: set[str]) -> Iterator[str]:
    """Return every text of the data that a person reads."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from words(value, skipped) if name not in skipped else ()
    elif isinstance(data, list):
        for value in data:
            yield from words(value, skipped)
    elif data:
        yield str(data)


def flat(said: str) -> str:
    return " ".join(said.split())


@pytest.mark.parametrize(("prefix", "tag"), LANGUAGES.items())
def test_s01_s08_the_file_has_its_documented_shape_in_each_language(client: Client, prefix: str, tag: str) -> None:
    validate = fastjsonschema.compile(SCHEMA)
    data = sheet(client, f"/{prefix}ficha.json")
    assert validate(data) == data
    assert data["idioma"] == tag
    assert data["pagina"].endswith(f"/{prefix}")


def test_the_shape_is_strict(client: Client) -> None:
    validate = fastjsonschema.compile(SCHEMA)
    data = sheet(client, "/ficha.json")
    for wrong in ({**data, "costo_usd": 1}, {**data, "otro": "x"}, {**data, "pasos": data["pasos"][:7]}):
        with pytest.raises(fastjsonschema.JsonSchemaException):
            validate(wrong)
    without_cost = {name: value for name, value in data.items() if name != "costo"}
    with pytest.raises(fastjsonschema.JsonSchemaException):
        validate(without_cost)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_s01_s08_every_word_of_the_file_stands_on_the_page(client: Client, prefix: str) -> None:
    shown = flat(text(page(client.get(f"/{prefix}"))))
    data = sheet(client, f"/{prefix}ficha.json")
    # A detail may be two paragraphs of the page.
    said = [flat(part) for each in words(data, FOR_MACHINES) for part in re.split(r"(?<=[.:。：])\s", each)]
    assert [each for each in said if each not in shown] == []
    assert len(said) > 70


def test_s01_s08_the_file_is_in_the_order_of_the_page(client: Client) -> None:
    root = page(client.get("/"))
    data = sheet(client, "/ficha.json")
    titles = [text(node) for node in by_class(by_id(root, "requisitos-generales"), "check-title")]
    assert [each["requisito"] for each in data["requisitos_generales"]] == titles
    assert [each["titulo"] for each in data["pasos"]] == [text(node) for node in by_tag(by_id(root, "pasos"), "h3")]
    assert data["pasos"][0]["partes"] == items(by_id(root, "pasos-del-turno"))
    assert data["requisitos_alternativos"] == items(by_id(root, "requisitos-alternativos"))
    assert data["ultima_actualizacion"] == by_tag(root, "time")[0].get("datetime")


def test_s07_the_file_has_the_legal_basis_as_published(client: Client) -> None:
    basis = [{"norma": each.name, "articulos": each.articles} for each in INSTRUMENTS]
    assert sheet(client, "/ficha.json")["base_legal"] == basis


def test_s01_s08_the_linked_data_is_a_government_service_in_the_words_of_the_file(client: Client) -> None:
    linked, plain = sheet(client, "/ficha.jsonld"), sheet(client, "/ficha.json")
    how_to, form = linked["subjectOf"]
    assert (linked["@context"], linked["@type"]) == ("https://schema.org", "GovernmentService")
    assert (linked["name"], linked["description"]) == (plain["nombre"], plain["descripcion"])
    assert linked["provider"]["contactPoint"] == {
        "@type": "ContactPoint",
        "name": "Atención al Ciudadano",
        "email": "atencionalusuario@iess.gob.ec",
        "telephone": "+593 23945666",
    }
    assert linked["offers"] == {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "USD",
        "description": "El trámite no tiene costo",
    }
    assert (linked["hoursAvailable"]["opens"], linked["hoursAvailable"]["closes"]) == ("08:00", "17:00")
    assert len(linked["hoursAvailable"]["dayOfWeek"]) == 5
    assert [step["name"] for step in how_to["step"]] == [step["titulo"] for step in plain["pasos"]]
    assert [each["name"] for each in how_to["isBasedOn"]] == [each["norma"] for each in plain["base_legal"]]
    assert len(how_to["supply"]) == len(plain["requisitos_generales"]) + len(plain["requisitos_del_apoderado"])
    assert form["url"] == plain["formulario"]


def test_s01_s08_the_page_leads_to_both(client: Client) -> None:
    root = page(client.get("/fr/"))
    linked = [node.get("href") for node in by_tag(root, "link") if node.get("type") == "application/ld+json"]
    assert linked == ["/fr/ficha.jsonld"]
    files = [node for node in by_tag(root, "a") if "ficha.json" in node.get("href")]
    assert [node.get("href") for node in files] == ["/fr/ficha.json", "/fr/ficha.jsonld"]
    kinds = {each: client.get(each).headers["Content-Type"] for each in ("/ficha.json", "/ficha.jsonld")}
    assert kinds == {
        "/ficha.json": "application/json; charset=utf-8",
        "/ficha.jsonld": "application/ld+json; charset=utf-8",
    }
    saved = client.get("/ficha.json").headers["Content-Disposition"]
    assert saved == 'attachment; filename="ficha-del-tramite.json"'


@pytest.mark.parametrize("address", ["/fr/ficha.json", "/fr/ficha.jsonld"])
def test_d10_the_sheet_in_another_language_leaks_no_spanish(client: Client, address: str) -> None:
    names = ["Atención al Ciudadano", *(part for each in INSTRUMENTS for part in (each.name, each.articles))]
    with mark_language("fr"):
        said = list(words(sheet(client, address), FOR_MACHINES | OF_SCHEMA_ORG))
    assert find_leaks("\n".join(said), names) == []
