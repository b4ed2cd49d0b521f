#!/usr/bin/env python3
"""List the rows of docs/spec/requirements.md that no acceptance test proves, and what the list of proofs says wrongly.

Usage: coverage_of_spec.py [PROJECT] [--except S09,S29] [--proofs docs/proofs.md]

A row (S01…, D1…) counts as proven when a function under tests/ whose name begins with `test` names it: in that name
(`test_s27_choosing_si_holds_the_seat`), in its docstring or in a decorator. The list of proofs names the best of them:
a line for every row, each with a test that is there and has the row in its own name. Exit status 1 and one line for
each row that is unproven, for each exception that names no row, and for each fault of the list.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TABLE_ROW = re.compile(r"^\| ([SD]\d{1,2}) \|", re.MULTILINE)
PROOF = re.compile(r"^\| ([SD]\d{1,2}) \|.*\| `([^`|]+)` \|", re.MULTILINE)
Function = ast.FunctionDef | ast.AsyncFunctionDef
MENTION = re.compile(r"(?<![A-Za-z0-9])([SsDd])_?0?(\d{1,2})(?![0-9])")


def rows(specification: str) -> list[str]:
    """Return the rows of the specification, in its order."""
    return TABLE_ROW.findall(specification)


def mentions(text: str) -> set[str]:
    """Return the rows that a text names, written as the specification writes them: `s7`, `S07` and `s_07` are S07."""
    return {f"S{int(digits):02d}" if letter in "sS" else f"D{int(digits)}" for letter, digits in MENTION.findall(text)}


def test_functions(project: Path) -> Iterator[tuple[str, Function]]:
    """Yield the test functions of a project, each with the path of its module."""
    for path in sorted((project / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function) and node.name.startswith("test"):
                yield path.relative_to(project).as_posix(), node


def words(name: str) -> str:
    """Return the name of a function as words."""
    return name.replace("_", " ")


def test_text(node: Function) -> str:
    """Return what may name rows in a test function: its name, docstring and decorators."""
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    return " ".join([words(node.name), ast.get_docstring(node) or "", *decorators])


def proven(project: Path) -> set[str]:
    """Return the rows that the tests of a project name."""
    return {row for _path, node in test_functions(project) for row in mentions(test_text(node))}


def faults(project: Path, listed: list[tuple[str, str]], wanted: list[str], spared: set[str]) -> list[str]:
    """Return one line for each row that the list of proofs leaves out and for each line of it that proves nothing."""
    known = {f"{path}::{node.name}" for path, node in test_functions(project)}
    shown = {row for row, _test in listed}
    left_out = [f"no proof listed: {row}" for row in wanted if row not in shown | spared]
    strange = [f"proof of no row: {row}" for row in sorted(shown - set(wanted))]
    absent = [f"proof of {row}: no such test: {test}" for row, test in listed if test not in known]
    silent = [
        f"proof of {row}: not named by {test}"
        for row, test in listed
        if test in known and row not in mentions(words(test.partition("::")[2]))
    ]
    return left_out + strange + absent + silent


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
    parser.add_argument("--proofs", type=Path, help="the list of proofs, within the project")
    options = parser.parse_args()
    wanted = rows((options.project / "docs" / "spec" / "requirements.md").read_text(encoding="utf-8"))
    shown = proven(options.project)
    spared = {row for row in options.spared.split(",") if row}
    lines = report(wanted, shown, spared)
    if options.proofs:
        listed = PROOF.findall((options.project / options.proofs).read_text(encoding="utf-8"))
        lines += faults(options.project, listed, wanted, spared)
    print(f"{len(shown & set(wanted))} of {len(wanted)} rows proven", *lines, sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
