"""On a small screen a table has no head: each cell says itself what it is, or two values stand without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT

TEMPLATES = sorted((ROOT / "vinculo").rglob("templates/**/*.html"))
TABLE = re.compile(r'<table class="table[^>]*>.*?</table>', re.DOTALL)
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh]\b[^>]*>", re.DOTALL)
HEAD = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL)


def find_unnamed_cells(source: str) -> Iterator[str]:
    """Yield the cells of the rows that stand under a heading and do not repeat it.

    The first names its row; what stands under a heading for readers aloud alone says itself what it does.
    """
    for table in TABLE.findall(source):
        head, _, body = table.partition("</thead>")
        headings = [each.strip() for each in HEAD.findall(head)]
        for row in ROW.findall(body):
            for heading, cell in list(zip(headings, CELL.findall(row), strict=False))[1:]:
                if heading and "visually-hidden" not in heading and "data-label" not in cell:
                    yield cell


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(Path(path).relative_to(ROOT)))
def test_every_cell_names_itself_where_the_head_of_its_table_is_hidden(path: Path) -> None:
    assert list(find_unnamed_cells(path.read_text(encoding="utf-8"))) == []


def test_a_cell_without_its_name_is_seen() -> None:
    head = '<table class="table"><thead><tr><th></th><th>Ya</th><th>Ahora</th></tr></thead>'
    assert list(find_unnamed_cells(f"{head}<tr><th>Sexo</th><td data-label='Ya'>F</td><td>M</td></tr></table>")) == [
        "<td>"
    ]
