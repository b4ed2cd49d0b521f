"""The measurement of all public pages starts, finishes and sees what is beyond a bound: so it cannot rot unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from bench.public_pages import PageView, find_faults, open_all, write_table
from tests.journeys.conftest import House

LANGUAGES = ["es", "zh-hans"]
SAID = ("Lleve su pasaporte y una copia. La oficina abre a las ocho.",)
GOOD = PageView("/", "es", (), 9000, 15000, SAID)
HARD = " ".join(["La documentación identificativa correspondiente deberá presentarse obligatoriamente."] * 7)
BEYOND = {
    "an element that breaks a rule": (replace(GOOD, violations=("label <input>",)), "/: axe: label <input>"),
    "a heavy page": (replace(GOOD, page=12289), "/: the page weighs 12289 bytes, at most 12288"),
    "a heavy first view": (replace(GOOD, whole=40961), "/: the first view weighs 40961 bytes, at most 40960"),
    "a hard page": (replace(GOOD, pieces=(HARD,)), "/: index -85.0, at least 65"),
    "a long sentence": (replace(GOOD, pieces=("La casa " * 13,)), f"/: too long: {'La casa ' * 12}La casa"),
    "a long one in Chinese": (
        replace(GOOD, language="zh-hans", pieces=("家" * 51 + "。",)),
        f"/zh-hans/: 51 in a sentence: {'家' * 51}。",
    ),
}


@pytest.mark.browser
def test_d10_the_public_pages_are_measured_in_each_language(house: House, browser: Browser) -> None:
    views = list(open_all(browser, house.address, ["/apostilla/", "/papeles/correo/"], LANGUAGES))
    assert [(view.path, view.language) for view in views] == [("/apostilla/", language) for language in LANGUAGES]
    assert find_faults(views) == []
    row = write_table(views, LANGUAGES).splitlines()[-1]
    assert row == f"| `/apostilla/` | {' | '.join(view.cell for view in views)} |"


@pytest.mark.parametrize("name", BEYOND)
def test_d10_what_is_beyond_a_bound_is_told(name: str) -> None:
    view, fault = BEYOND[name]
    assert find_faults([GOOD]) == []
    assert find_faults([view]) == [fault]
