"""A file of affiliates is read as spreadsheets and other systems write it (D6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import cast
from tests.actions.operations.test_affiliates import ANA, HEADER, THAO, list_refused_lines, write_file
from vinculo.actions.operations.affiliates import import_affiliates
from vinculo.actions.shared import demonyms
from vinculo.actions.shared.affiliates import Report
from vinculo.records.models import Affiliate
from vinculo.rules.shared.countries import is_country
from vinculo.rules.shared.names import fold

pytestmark = pytest.mark.django_db

SPREADSHEETS = [
    ("sep=;", "utf-8-sig", "sep=;\r\n{header}\r\n{ana}\r\n{thao}\r\n"),
    ("sep=, in quotes", "utf-8", '"sep=;"\n{header}\n{ana}\n{thao}\n'),
    ("UTF-16 with tabulators", "utf-16", "{header}\n{ana}\n{thao}\n"),
    ("emptied columns", "utf-8", "{header};;\n{ana};;\n{thao}; ;\n"),
    ("emptied columns in some lines", "utf-8", "{header}\n{ana};\n{thao}\n;;;;;;;;;;;\n"),
]


@pytest.mark.parametrize(
    ("encoding", "content"), [row[1:] for row in SPREADSHEETS], ids=[row[0] for row in SPREADSHEETS]
)
def test_d6_a_file_is_read_as_spreadsheets_write_it(tmp_path: Path, encoding: str, content: str) -> None:
    text = content.format(header=HEADER, ana=ANA, thao=THAO)
    path = tmp_path / "afiliados.csv"
    path.write_bytes((text.replace(";", "\t") if encoding == "utf-16" else text).encode(encoding))
    assert import_affiliates(path=path, now=cast.NOW) == Report(added=2, documents=2)
    assert set(Affiliate.objects.values_list("code", flat=True)) == {"EXT1002003", "EXT3004005"}


def test_a_line_after_an_instruction_of_a_spreadsheet_keeps_its_number(tmp_path: Path) -> None:
    path = tmp_path / "afiliados.csv"
    path.write_text(f"sep=;\n{HEADER}\n{ANA}\nX;;;;;;;;;\n", encoding="utf-8")
    assert {line for line, _ in list_refused_lines(path)} == {4}


COUNTRIES = [
    ("COL", "COL"),
    ("Colombia", "COL"),
    ("colombiana", "COL"),
    ("COLOMBIANO", "COL"),
    ("venezolana", "VEN"),
    ("haitiano", "HTI"),
    ("estadounidense", "USA"),
    ("Francesa", "FRA"),
    ("alemana", "DEU"),
    ("española", "ESP"),
    ("iraní", "IRN"),
    ("D", "DEU"),
]


@pytest.mark.parametrize(("written_as", "code"), COUNTRIES)
def test_d6_a_nationality_is_read_as_a_code_a_country_or_a_demonym(tmp_path: Path, written_as: str, code: str) -> None:
    path = write_file(tmp_path, f"EXT1002003;Ana Restrepo;{written_as}", header="codigo;nombres;nacionalidad")
    import_affiliates(path=path, now=cast.NOW)
    assert Affiliate.objects.get().nationality == code


def test_every_demonym_is_of_a_country_and_of_one_alone() -> None:
    assert {code for code in demonyms.COUNTRIES.values() if not is_country(code)} == set()
    words = [fold(word) for words in demonyms.MASCULINE.values() for word in words.split(", ")]
    assert len(words) == len(set(words))
