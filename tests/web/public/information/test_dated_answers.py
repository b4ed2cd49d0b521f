"""What the public pages say of territories, consuls, translators, and whom the procedure does not cover (D24-D26)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests import cast
from tests.web.public.information.asking import GOOD, ask
from tests.web.shared.reading import by_id, text
from vinculo.queries.shared import reference_data
from vinculo.records.models import Citation, ConventionEntry, ModelText

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
CONFIRMS = "Apostilla, o legalización del consulado del Ecuador: el centro lo confirma."


def answer(client: Client, country: str) -> str:
    return text(by_id(ask(client, "/apostilla/", country=country), "respuesta"))


@pytest.mark.parametrize(
    ("country", "name", "sovereign"),
    [("PRI", "Puerto Rico", "Estados Unidos de América"), ("CUW", "Curazao", "Países Bajos")],
)
def test_d24_an_unconfirmed_place_says_that_the_centre_confirms_it(
    client: Client, country: str, name: str, sovereign: str
) -> None:
    said = answer(client, country)
    assert CONFIRMS in said
    assert f"{name} es territorio de {sovereign}, y no tenemos confirmado si la apostilla rige allí." in said
    assert "Territorio al que se extiende" in said


def test_d24_a_party_a_country_that_is_none_and_one_to_come_are_told_apart_with_their_source(client: Client) -> None:
    source = "Fuente: Tabla de estado del Convenio de La Haya de 5 de octubre de 1961"
    assert "Necesita apostilla." in answer(client, "COL")
    assert "Parte del Convenio, con el Ecuador desde el 2 de abril de 2005." in answer(client, "COL")
    assert source in answer(client, "COL")
    assert "No es parte. Fuente: No consta en la tabla de estado del Convenio" in answer(client, "CUB")
    assert "La apostilla será válida desde el 28 de febrero de 2027." in answer(client, "THA")
    assert all(CONFIRMS not in answer(client, each) for each in ("COL", "CUB", "THA", "HKG"))


def test_d24_an_accession_written_by_the_institution_is_told_at_once(client: Client) -> None:
    joins = cast.NOW.date() + timedelta(days=7)
    ConventionEntry.objects.create(
        code="CUB", standing="party", confirmed=True, instrument="Adhesión", valid_from=joins
    )
    assert "La apostilla será válida desde el 7 de diciembre de 2026." in answer(client, "CUB")


def test_d24_documents_of_consuls_and_who_may_translate_are_said_on_the_page_and_in_the_list(client: Client) -> None:
    ModelText.objects.create(key="translators", body="Traduce el perito que conste en la lista.")
    home = text(by_id(ask(client, "/"), "apostilla"))
    papers = text(ask(client, "/papeles/", **(GOOD | {"country": "FRA"})))
    for said in (home, papers):
        assert "Lo que firma un consulado o una embajada no lleva apostilla." in said
        assert "Traduce el perito que conste en la lista." in said


def test_d26_whom_the_procedure_does_not_cover_is_told_where_to_go(client: Client) -> None:
    said = text(by_id(ask(client, "/"), "dirigido"))
    assert "Este trámite no registra a hijastras ni hijastros" in said
    assert "Atención al Ciudadano" in said
    ModelText.objects.create(key="elsewhere", body="Vaya a Atención al Ciudadano, ventanilla 9.")
    assert "Vaya a Atención al Ciudadano, ventanilla 9." in text(by_id(ask(client, "/"), "dirigido"))


def test_d26_the_legal_basis_of_the_page_is_cited_as_it_stands_today(client: Client) -> None:
    Citation.objects.create(key="mobility", name="Ley nueva", articles="Artículo: 1.", instrument="Registro Oficial")
    said = text(by_id(ask(client, "/"), "base-legal"))
    assert "Ley nueva. Artículo: 1." in said
    assert "LEY ORGANICA DE MOVILIDAD HUMANA" not in said
    assert "Ley de Seguridad Social" in said


def test_d36_without_a_database_the_pages_show_what_was_read_last_or_what_was_delivered(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object, **_values: object) -> None:
        raise OperationalError("the database is away")

    ModelText.objects.create(key="elsewhere", body="Vaya a la ventanilla 9.")
    for known, said in ((True, "Vaya a la ventanilla 9."), (False, "Este trámite no registra a hijastras")):
        monkeypatch.setattr(reference_data._Kept, "published", None)
        if known:
            ask(client, "/")
        with monkeypatch.context() as patched:
            patched.setattr(reference_data, "rows", away)
            assert said in text(by_id(ask(client, "/"), "dirigido"))
            assert "Necesita apostilla." in answer(client, "COL")
            assert CONFIRMS in answer(client, "PRI")


def test_d36_what_was_read_is_read_again_after_some_seconds(settings: Any) -> None:
    settings.PUBLISHED_SECONDS = 30
    first = reference_data.get_published(cast.NOW)
    ModelText.objects.create(key="elsewhere", body="Vaya a la ventanilla 9.")
    assert reference_data.get_published(cast.NOW + timedelta(seconds=29)) is first
    assert reference_data.get_published(cast.NOW - timedelta(days=1)).texts["elsewhere"] == "Vaya a la ventanilla 9."
    assert (
        reference_data.get_published(cast.NOW + timedelta(seconds=30)).texts["elsewhere"] == "Vaya a la ventanilla 9."
    )
