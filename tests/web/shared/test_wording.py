"""The words that are left stand nowhere that anybody reads: every text of templates, modules and tables (D10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests import ROOT
from tools.translation.sources import DATA, Text, data_texts, module_texts, template_texts

QUOTED = {"vinculo/web/public/information/official.py"}  # the page itself, word by word
LEFT = {  # what is not said any more: what is said instead
    r"no es para usted": "No tiene permiso para ver esta página",
    r"[Cc]uán acertad": "¿Qué tan exacta …?",
    r"[Ll]a mitad de l[ao]s|nueve de cada diez": "casi siempre llamamos antes de …",
    r"[Ee]l mes (es el|del) día": "Se cuenta en el mes en que …",
    r"No entendimos": "No pudimos leer",
    r"\blenguas?\b": "idioma",
    r"laborable": "hábil",
    r"A nombre de quién": "En nombre de quién",
    r"precedencia": "atención prioritaria",
    r"(nombraba|publicó).* al revés": "En versiones anteriores de la página aparecían al revés",
    r"que le nombre": "que conste su nombre",
    r"tercera edad": "65 años o más",
    r"(?<!le )\b[Ss]irven?\b|\b[Vv]alen?\b": "es válido, rige",
    r"\bgrafía": "se registra como consta en el documento",
    r"Nadie elige": "La regla decide a quién se llama",
    r"antes del último día": "hasta el último día, inclusive",
    r"Requisito [SD]\d": "the step of the page and the legal basis",
    r"[Vv]entaja": "Minutos que se suman a la espera",
    r"turnos seguidos|(?<!espacios )(?<!días )\bseguidos": "espacios seguidos",
    r"Elija una respuesta\.": "Elija una respuesta: (the question)",
}


def texts() -> Iterator[Text]:
    """Yield every text that anybody reads, of the public and of the staff."""
    package = ROOT / "vinculo"
    for path in sorted(package.rglob("*.html")):
        yield from template_texts(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    for path in sorted(package.rglob("*.py")):
        if "migrations" not in path.parts and path.relative_to(ROOT).as_posix() not in QUOTED:
            yield from module_texts(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    for name, column in DATA:
        yield from data_texts(package / name, f"vinculo/{name}", column)


@pytest.fixture(scope="module")
def read() -> list[Text]:
    """All of them, read once for these tests."""
    return list(texts())


@pytest.mark.parametrize("left", LEFT)
def test_d10_what_is_not_said_any_more_stands_nowhere(left: str, read: list[Text]) -> None:
    pattern = re.compile(left)
    assert [f"{text.place}: {text.msgid}" for text in read if pattern.search(f"{text.msgid} {text.plural}")] == []


def test_the_texts_of_the_staff_are_among_them(read: list[Text]) -> None:
    assert len(read) > 2000
    rooms = {text.path.split("/")[2] for text in read if text.path.startswith("vinculo/web/")}
    assert {"templates", "desk", "supervision", "legal", "contingency", "public"} <= rooms


DATES = {  # how the staff reads a day: digits among other data, words where the day of the week helps (decision 0050)
    "d/m/Y",
    "d/m/Y H:i",
    "H:i",
    "H:i:s",
    r"l j \d\e F",
    r"l j \d\e F, H:i",
    r"l j \d\e F \d\e Y",
    "Y-m-d",  # in an address
}
STAFF = ("desk", "legal", "supervision", "contingency", "agreements", "accounts", "admin", "staff")


def test_the_staff_reads_days_in_one_way() -> None:
    folder = ROOT / "vinculo" / "web" / "templates"
    used = {
        (each, path.name)
        for room in STAFF
        for path in (folder / room).rglob("*.html")
        for each in re.findall(r'\|(?:date|time):"([^"]*)"', path.read_text(encoding="utf-8"))
    }
    assert {(each, name) for each, name in used if each not in DATES} == set()
    assert {"d/m/Y", "d/m/Y H:i"} <= {each for each, _ in used}
