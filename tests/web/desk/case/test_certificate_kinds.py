"""What the desk records of a certificate: formality as seen, who executed it, language, apostille (D24, D25)."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast
from tests.web.desk.case.counter_pages import BIRTH, MARRIAGE, Visit, all_but, home, with_bruno, with_carlos
from tests.web.shared.reading import by_id, by_tag, page, text
from vinculo.records.models import PaperRecord, Remedy, Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
PUERTO_RICO = {"country": "PRI", "formality_reason": "La apostilla es del Departamento de Estado de Puerto Rico"}


def ask_fields(visit: Visit, of: Solicitud, **posted: str) -> dict[str, set[str]]:
    """Return the fields that depend on what was chosen, each with the answers that it offers."""
    answer = visit.client.post(f"{home(visit.case)}{of.reference}/papel/birth/campos/", posted)
    part = by_id(page(answer), "segun")
    offered: dict[str, set[str]] = {}
    for node in by_tag(part, "input"):
        offered.setdefault(str(node.get("name")), set()).add(str(node.get("value") or ""))
    return offered


def birth(visit: Visit, of: Solicitud, **changes: Any) -> PaperRecord:
    """Record Bruno's birth certificate and return what was kept."""
    answer = visit.record("birth", BIRTH | changes, of)
    assert answer.status_code == 302, text(page(answer))
    return PaperRecord.objects.latest("pk")


@pytest.mark.parametrize("country", ["COL", "CUB", "PRI", "GRL", "VNM"])
def test_d24_both_formalities_can_be_recorded_whatever_the_rule_expects(country: str) -> None:
    visit, bruno = with_bruno()
    offered = ask_fields(visit, bruno, country=country, language="es")
    assert offered["formality"] == {"apostille", "legalisation", "none"}
    assert ("formality_reason" in offered) is (country in {"PRI", "GRL"})


@pytest.mark.parametrize(("country", "name"), [("PRI", "Puerto Rico"), ("CUW", "Curazao"), ("ABW", "Aruba")])
def test_d24_an_apostille_of_a_territory_ends_in_a_code_at_the_counter(country: str, name: str) -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno, birth=BIRTH | PUERTO_RICO | {"country": country})
    assert name in text(visit.part(bruno))
    assert visit.issue(bruno) is not None


def test_d24_the_formality_of_an_unconfirmed_place_asks_for_a_reason() -> None:
    visit, bruno = with_bruno()
    answer = visit.record("birth", BIRTH | {"country": "PRI"}, bruno)
    assert answer.status_code == 422
    assert "Escriba por qué recibe esta formalidad." in text(page(answer))
    assert not PaperRecord.objects.filter(kind="birth").exists()
    assert birth(visit, bruno, **PUERTO_RICO).formality_reason == PUERTO_RICO["formality_reason"]


def test_d24_a_certificate_of_a_foreign_consulate_is_recorded_and_waits_for_the_ministry() -> None:
    visit, bruno = with_bruno()
    assert (
        "ministry" in ask_fields(visit, bruno, country="COL", language="es", executed_by="foreign_consul")["formality"]
    )
    all_but(visit, bruno, birth=BIRTH | {"executed_by": "foreign_consul"})
    assert visit.stops(bruno)[0].startswith(
        "Falta la legalización del documento de un consulado o embajada de: Colombia"
    )
    assert visit.issue(bruno) is None
    birth(visit, bruno, executed_by="foreign_consul", formality="ministry")
    assert visit.issue(bruno) is not None


def test_d24_of_a_certificate_of_an_ecuadorian_consulate_nothing_is_asked() -> None:
    visit, bruno = with_bruno()
    offered = ask_fields(visit, bruno, country="ESP", language="es", executed_by="ecuadorian_consul")
    assert "formality" not in offered
    assert "not_needed" in offered["seen"]


def test_d24_a_certificate_of_an_ecuadorian_consulate_needs_nothing() -> None:
    visit, carlos = with_carlos()
    all_but(visit, carlos, marriage=MARRIAGE | {"country": "ESP", "executed_by": "ecuadorian_consul"})
    assert visit.issue(carlos) is not None


def test_d25_a_language_without_a_code_is_kept_in_words() -> None:
    visit, bruno = with_bruno()
    assert {"language_name", "translation"} <= set(ask_fields(visit, bruno, country="PER", language="mis"))
    posted = {"country": "PER", "language": "mis", "translation": "si"}
    assert visit.record("birth", BIRTH | posted, bruno).status_code == 422
    kept = birth(visit, bruno, **posted, language_name="asháninka")
    assert (kept.language, kept.language_name, kept.translation_seen) == ("mis", "asháninka", True)
    assert "asháninka, con traducción" in text(visit.part(bruno))


@pytest.mark.parametrize(("language", "name"), [("ms", "malayo"), ("is", "islandés")])
def test_d25_malay_and_icelandic_can_be_recorded(language: str, name: str) -> None:
    visit, bruno = with_bruno()
    kept = birth(visit, bruno, language=language, translation="si")
    assert kept.language == language
    assert f"{name}, con traducción" in text(visit.part(bruno))


def test_d25_an_extract_that_is_in_spanish_too_needs_no_translation() -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno, birth=BIRTH | {"country": "FRA", "language": "fr", "translation": "spanish_too"})
    kept = PaperRecord.objects.get(kind="birth")
    assert (kept.spanish_too, kept.translation_seen) == (True, False)
    assert visit.issue(bruno) is not None


APOSTILLE = {
    "apostille_number": "2020-1234",
    "apostille_on": "05/03/2020",
    "apostille_authority": "Cancillería de Colombia",
    "apostille_address": "https://apostilla.example/2020-1234",
}


def test_d24_number_date_authority_and_address_of_an_apostille_can_be_recorded() -> None:
    visit, bruno = with_bruno()
    kept = birth(visit, bruno, **APOSTILLE)
    assert kept.apostille_number == "2020-1234"
    assert kept.apostille_on is not None
    assert (kept.apostille_authority, kept.apostille_address) == (
        "Cancillería de Colombia",
        APOSTILLE["apostille_address"],
    )
    assert "con apostilla (2020-1234, 05/03/2020, Cancillería de Colombia)" in text(visit.part(bruno))


def test_d24_they_are_demanded_by_a_setting_only(settings: Any) -> None:
    visit, bruno = with_bruno()
    settings.APOSTILLE_DATA_DEMANDED = True
    assert visit.record("birth", BIRTH, bruno).status_code == 422
    assert birth(visit, bruno, **APOSTILLE).apostille_number == "2020-1234"
    settings.APOSTILLE_DATA_DEMANDED = False
    assert birth(visit, bruno).apostille_number == ""


def test_d26_the_desk_says_why_nothing_can_be_refused_yet() -> None:
    visit, bruno = with_bruno(has_cedula=True)
    all_but(visit, bruno)
    Remedy.objects.all().delete()
    answer = visit.decide("negar", bruno)
    assert answer.status_code == 302
    said = text(page(visit.client.get(visit.home)))
    assert "Todavía no se puede negar: falta registrar el recurso contra una negativa" in said
    bruno.refresh_from_db()
    assert bruno.status == "in_review"
    cast.remedy()
    visit.decide("negar", bruno)
    bruno.refresh_from_db()
    assert bruno.status == "refused"


def test_d25_who_may_translate_is_said_beside_the_question() -> None:
    visit, bruno = with_bruno(nationality="FRA", dependent_document_country="FRA")
    answer = visit.client.get(visit.home, {"paso": "birth", "de": bruno.reference})
    assert "Un documento bilingüe, o un extracto plurilingüe que incluya el español" in text(page(answer))
