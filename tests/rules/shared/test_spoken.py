"""Names and orders in the six languages of the public side (D10)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, override

from vinculo.rules.shared.countries import NAMES, CountryName
from vinculo.rules.shared.languages import LANGUAGE_NAMES, OWN_NAMES, LanguageName, Spoken, offered_languages, tag_of
from vinculo.rules.shared.names import sorting_key
from vinculo.web.shared.choices import country_choices

MOMENT = datetime(2026, 11, 28, 8, 30, tzinfo=UTC)
WRITTEN = {
    "es": ("sábado 28 de noviembre de 2026", "sábado 28 de noviembre, 08:30", "28 de noviembre", "noviembre de 2026"),
    "en": ("Saturday, November 28, 2026", "Saturday, November 28, 08:30", "November 28", "November 2026"),
    "pt-br": ("sábado, 28 de novembro de 2026", "sábado, 28 de novembro, 08:30", "28 de novembro", "novembro de 2026"),
    "fr": ("samedi 28 novembre 2026", "samedi 28 novembre, 08:30", "28 novembre", "novembre 2026"),
    "zh-hans": ("2026年11月28日（星期六）", "11月28日（星期六） 08:30", "11月28日", "2026年11月"),
    "ht": ("samdi 28 novanm 2026", "samdi 28 novanm, 08:30", "28 novanm", "novanm 2026"),
}
FORMATS = ("WEEKDAY_DATE", "WEEKDAY_DAY_HOUR", "DAY_OF_MONTH", "MONTH_OF_YEAR")


@pytest.mark.parametrize("language", Spoken)
def test_d10_dates_are_written_as_in_the_language(language: str) -> None:
    with override(language):
        written = tuple(date_format(MOMENT, name) for name in FORMATS)
    assert written == WRITTEN[language]


NUMBERS = {"es": "1\xa0234,5", "en": "1,234.5", "pt-br": "1.234,5", "fr": "1\xa0234,5", "zh-hans": "1,234.5"}


@pytest.mark.parametrize("language", Spoken)
def test_d10_numbers_are_written_as_in_the_language(language: str) -> None:
    with override(language):
        assert number_format("1234.5", force_grouping=True) == NUMBERS.get(language, "1\xa0234,5")


COUNTRIES = {
    "es": ("Haití", "China", "Cuba"),
    "en": ("Haiti", "China", "Cuba"),
    "pt-br": ("Haiti", "China", "Cuba"),
    "fr": ("Haïti", "Chine", "Cuba"),
    "zh-hans": ("海地", "中国", "古巴"),
    "ht": ("Ayiti", "Lachin", "Kiba"),
}


@pytest.mark.parametrize("language", Spoken)
def test_d10_countries_and_languages_have_a_name_in_each_language(language: str) -> None:
    assert tuple(CountryName(code, language) for code in ("HTI", "CHN", "CUB")) == COUNTRIES[language]
    assert [code for code in NAMES if not CountryName(code, language)] == []
    assert [code for code in LANGUAGE_NAMES if not LanguageName(code, language)] == []


def test_d10_a_country_without_a_name_in_creole_keeps_the_spanish_one() -> None:
    assert CountryName("JPN", "ht") == "Japón"


def test_d10_a_language_of_papers_has_its_creole_name_or_else_the_spanish_one() -> None:
    assert [LanguageName(code, "ht") for code in ("fr", "es", "ht", "sv")] == [
        "franse",
        "panyòl",
        "kreyòl ayisyen",
        "sueco",
    ]


@pytest.mark.parametrize("language", Spoken)
def test_d10_the_countries_of_a_form_stand_in_the_order_of_the_language(language: str) -> None:
    with override(language):
        names = [str(name) for _, name in country_choices()][1:]
    assert names == sorted(names, key=lambda name: sorting_key(name, language))


def test_d10_chinese_names_are_ordered_by_their_sound() -> None:
    assert sorted(["中国", "巴西", "海地", "古巴"], key=lambda name: sorting_key(name, "zh-hans")) == [
        "巴西",
        "古巴",
        "海地",
        "中国",
    ]


def test_d10_django_speaks_creole_by_our_own_catalogue() -> None:
    with override("ht"):
        assert gettext("This field is required.") == "Fòk ou ranpli pati sa a."


def test_d10_spanish_is_always_offered_and_the_others_once_they_have_a_reader() -> None:
    assert offered_languages({"ht": "Jean Joseph", "de": "x"}, all_of_them=False) == ["es", "ht"]
    assert offered_languages({}, all_of_them=True) == list(Spoken)
    assert [tag_of(code) for code in Spoken] == ["es", "en", "pt-BR", "fr", "zh-Hans", "ht"]
    assert list(OWN_NAMES) == list(Spoken)
