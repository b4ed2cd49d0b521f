"""Apostille, legalisation or neither; translation; countries and languages (D5)."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from tests import ROOT
from tests.rules.cases.situations import DELIVERED
from vinculo.rules.cases import apostille
from vinculo.rules.cases.apostille import formalities_accepted, formality_needed, in_force_since, translation_needed
from vinculo.rules.cases.facts import Formality
from vinculo.rules.shared import countries, languages
from vinculo.rules.shared.reference_data import Standing

DATA = ROOT / "vinculo" / "records" / "data" / "apostille_parties.csv"
TODAY = date(2026, 11, 30)
ONE_DAY = timedelta(days=1)
NO_PARTIES = [
    "CUB",
    "HTI",
    "EGY",
    "IRN",
    "IRQ",
    "SYR",
    "LBN",
    "NGA",
    "GHA",
    "CMR",
    "NPL",
    "LKA",
    "XKX",
    "RKS",
    "THA",
    "??",
]


def rows() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_d5_the_parties_are_those_of_the_data_file() -> None:
    entries = {row["alpha3"]: date.fromisoformat(row["entry_into_force"]) for row in rows()}
    assert entries.pop("ECU") == apostille.IN_FORCE_IN_ECUADOR
    own = {code: of for code, (of,) in DELIVERED.convention.items() if of.standing is Standing.PARTY}
    not_with_us = {row["alpha3"] for row in rows() if row["in_force_with_ecuador"] == "no"}
    assert not_with_us == {"XKX"}
    continued = {"HKG", "MAC"}  # bound through China
    assert {code: of.valid_from for code, of in own.items() if code != "ECU"} == {
        code: since for code, since in entries.items() if code not in not_with_us | continued
    }
    assert {DELIVERED.convention[code][0].valid_from for code in continued} == {entries[code] for code in continued}
    assert DELIVERED.convention["XKX"][0].standing is Standing.NOT_WITH_ECUADOR
    assert set(entries) <= set(countries.NAMES)


@pytest.mark.parametrize("country", sorted(row["alpha3"] for row in rows() if row["alpha3"] != "ECU"))
def test_d5_an_apostille_from_the_day_of_entry_into_force_and_legalisation_before(country: str) -> None:
    since = in_force_since(DELIVERED, country)
    assert (since is None) is (country == "XKX")
    day = since or TODAY
    assert day >= apostille.IN_FORCE_IN_ECUADOR
    assert formality_needed(DELIVERED, country, day) is (Formality.APOSTILLE if since else Formality.LEGALISATION)
    assert formality_needed(DELIVERED, country, day - ONE_DAY) is Formality.LEGALISATION


@pytest.mark.parametrize("country", NO_PARTIES)
def test_d5_a_document_of_another_country_is_legalised_by_the_consul(country: str) -> None:
    assert formality_needed(DELIVERED, country, TODAY) is Formality.LEGALISATION
    either = apostille.EITHER if country == "??" else {Formality.LEGALISATION}
    assert formalities_accepted(DELIVERED, country, date(2000, 1, 1), TODAY) == either


@pytest.mark.parametrize("code", ["ECU", "ecu", " ECU "])
def test_d5_a_document_issued_in_ecuador_needs_neither(code: str) -> None:
    assert formality_needed(DELIVERED, code, TODAY) is Formality.NONE
    assert formalities_accepted(DELIVERED, code, TODAY, TODAY) == frozenset()


def test_d5_an_old_document_serves_with_either_and_a_new_one_with_the_apostille_only() -> None:
    both = {Formality.APOSTILLE, Formality.LEGALISATION}
    assert formalities_accepted(DELIVERED, "CHN", date(2010, 1, 1), TODAY) == both
    assert formalities_accepted(DELIVERED, "CHN", date(2024, 1, 1), TODAY) == {Formality.APOSTILLE}
    assert formalities_accepted(DELIVERED, "CHN", date(2010, 1, 1), date(2011, 1, 1)) == {Formality.LEGALISATION}


@pytest.mark.parametrize(("language", "needed"), [("es", False), ("ES", False), (" es ", False), ("pt", True)])
def test_d5_every_language_but_spanish_is_translated(language: str, needed: bool) -> None:
    assert translation_needed(language) is needed


def test_d5_the_usual_language_of_a_country_is_a_known_one() -> None:
    usual = {countries.usual_language(code) for code in countries.NAMES} - {""}
    assert usual <= set(languages.LANGUAGE_NAMES)
    spanish = {code for code in countries.NAMES if countries.usual_language(code) == "es"}
    assert spanish == countries.SPANISH_SPEAKING
    assert len(spanish) == 20


def test_d5_germany_and_kosovo_are_known_by_the_codes_of_their_passports() -> None:
    codes = ("D", "D<<", "RKS", "GBN", "col", "")
    assert [countries.canonical(code) for code in codes] == ["DEU", "DEU", "XKX", "GBR", "COL", ""]
    assert countries.country_name("D") == "Alemania"
    assert (countries.is_country("XXB"), countries.is_issuer("XXB"), countries.is_issuer("ZZZ")) == (False, True, False)


def test_d5_every_country_of_iso_3166_has_a_name_of_its_own() -> None:
    assert len(countries.NAMES) == 250
    assert all(len(code) == 3 and code.isupper() for code in countries.NAMES)
    assert len(set(countries.NAMES.values())) == 250
    assert not set(countries.NAMES) & set(countries.OTHER_ISSUERS)


def test_d25_every_language_of_cldr_can_be_recorded_and_bears_a_spanish_name() -> None:
    assert languages.LANGUAGE_NAMES["ms"] == "malayo"
    assert languages.LANGUAGE_NAMES["is"] == "islandés"
    assert len(languages.LANGUAGE_NAMES) > 600
    assert all(name and 2 <= len(code) <= 3 for code, name in languages.LANGUAGE_NAMES.items())
    assert {code for code in languages.LANGUAGE_NAMES if not translation_needed(code)} == {"es"}
    assert not {languages.ANOTHER, "mul", "und", "zxx"} & set(languages.LANGUAGE_NAMES)
    assert translation_needed(languages.ANOTHER)


def test_d25_countries_and_languages_have_names_in_every_language_of_cldr() -> None:
    assert countries.country_name("DEU", "fr") == "Allemagne"
    assert countries.CountryName("XKX").in_language("en") == "Kosovo"
    assert languages.language_name("is", "en") == "Icelandic"
    assert countries.NAMES["USA"] == "Estados Unidos de América"
    assert countries.country_name("ANT") == "Antillas Neerlandesas (hasta 2010)"
