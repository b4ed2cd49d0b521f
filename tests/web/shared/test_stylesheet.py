"""The stylesheet is whole: a brace that is lost puts all that follows under one condition, and no page says so."""

from __future__ import annotations

import re

import pytest

from tests import ROOT

FOLDER = ROOT / "vinculo" / "web" / "static"
SHEETS = sorted(path.name for path in FOLDER.glob("*.css"))


def faults(css: str) -> list[str]:
    """Return where a brace is lost, and each condition that stands within another."""
    bare = re.sub(r"/\*.*?\*/", lambda comment: re.sub(r"[^\n]", " ", comment.group()), css, flags=re.DOTALL)
    open_braces, told = 0, []
    for number, line in enumerate(bare.splitlines(), start=1):
        if line.startswith("@media") and open_braces:
            told.append(f"line {number}: a condition within another")
        open_braces += line.count("{") - line.count("}")
        if open_braces < 0:
            told.append(f"line {number}: closes what is not open")
    return told if open_braces == 0 else [*told, "something is not closed"]


@pytest.mark.parametrize("name", SHEETS)
def test_no_brace_of_a_stylesheet_is_lost(name: str) -> None:
    assert faults((FOLDER / name).read_text(encoding="utf-8")) == []


def test_a_lost_brace_is_told() -> None:
    lost = "@media (max-width: 22rem) {\n  a { color: red; }\n@media print {\n  a { color: black; }\n}\n"
    assert faults(lost) == ["line 3: a condition within another", "something is not closed"]
    assert faults("a { color: red; } }\n") == ["line 1: closes what is not open", "something is not closed"]
