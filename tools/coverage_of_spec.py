#!/usr/bin/env python3
"""List the rows of docs/spec/requirements.md that no acceptance test proves.

Usage: coverage_of_spec.py [PROJECT] [--except S09,S29]

A row (S01…, D1…) counts as proven when a function under tests/ whose name begins with `test` names it: in that name
(`test_s27_choosing_si_holds_the_seat`), in its docstring or in a decorator. Exit status 1 and one line for each row
that is unproven, and for each exception that names no row.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TABLE_ROW = re.compile(r"^\| ([SD]\d{1,2}) \|", re.MULTILINE)
MENTION = re.compile(r"(?<![A-Za-z0-9])([SsDd])_?0?(\d{1,2})(?![0-9])")


def rows(specification: str) -> list[str]:
    """Return the rows of the specification, in its order."""
    return TABLE_ROW.findall(specification)


def mentions(text: str) -> set[str]:
    """Return the rows that a text names, written as the specification writes them: `s7`, `S07` and `s_07` are S07."""
    return {f"S{int(digits):02d}" if letter in "sS" else f"D{int(digits)}" for letter, digits in MENTION.findall(text)}


def test_texts(source: str) -> Iterator[str]:
    """Yield for every test function of a module what may name rows: its name, docstring and decorators."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
            yield " ".join([node.name.replace("_", " "), ast.get_docstring(node) or "", *decorators])


def proven(project: Path) -> set[str]:
    """Return the rows that the tests of a project name."""
    sources = (path.read_text(encoding="utf-8") for path in sorted((project / "tests").rglob("*.py")))
    return {row for source in sources for text in test_texts(source) for row in mentions(text)}


def report(wanted: list[str], shown: set[str], spared: set[str]) -> list[str]:
    """Return one line for each row that is unproven and for each exception that names no row."""
    unproven = [f"unproven: {row}" for row in wanted if row not in shown | spared]
    unknown = [f"no such row: {row}" for row in sorted(spared - set(wanted))]
    return unproven + unknown


def main() -> int:
    """Print how many rows are proven and which are not; return the exit status."""
    parser = argparse.ArgumentParser(description="List the rows of the specification that no test proves.")
    parser.add_argument("project", nargs="?", type=Path, default=Path())
    parser.add_argument("--except", dest="spared", default="", help="rows, separated by commas")
    options = parser.parse_args()
    wanted = rows((options.project / "docs" / "spec" / "requirements.md").read_text(encoding="utf-8"))
    shown = proven(options.project)
    lines = report(wanted, shown, {row for row in options.spared.split(",") if row})
    print(f"{len(shown & set(wanted))} of {len(wanted)} rows proven", *lines, sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
