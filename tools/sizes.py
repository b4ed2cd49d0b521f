#!/usr/bin/env python3
"""Hold the code to its sizes: functions of at most 50 lines and 10 in the median, modules of at most 400.

Templates have lines of at most 140 characters.

Usage: sizes.py [PROJECT]

Exit status 1, and one line for each that is too long. Migrations do not count: a program writes them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

LONGEST_FUNCTION = 50
LONGEST_MODULE = 400
HIGHEST_MEDIAN = 10
LONGEST_TEMPLATE_LINE = 140
PACKAGES = ("vinculo", "launch", "tools", "tests", "bench")
PRODUCT = ("vinculo", "launch", "tools")


def modules(project: Path) -> Iterator[Path]:
    """Yield every module that a person wrote."""
    for package in PACKAGES:
        for path in sorted((project / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yield name, first line and number of lines of every function in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1


def long_template_lines(project: Path) -> Iterator[str]:
    """Yield one line for each line of a template that is too long."""
    for path in sorted((project / "vinculo").rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if len(line) > LONGEST_TEMPLATE_LINE:
                place = path.relative_to(project)
                yield f"{place}:{number}: {len(line)} characters, at most {LONGEST_TEMPLATE_LINE}"


def complaints(project: Path) -> list[str]:
    """Return one line for each bound that is broken."""
    messages: list[str] = []
    sizes: list[int] = []
    for path in modules(project):
        place = path.relative_to(project)
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_MODULE:
            messages.append(f"{place}: {lines} lines, at most {LONGEST_MODULE}")
        for name, line, size in functions(path):
            if size > LONGEST_FUNCTION:
                messages.append(f"{place}:{line}: {name} has {size} lines, at most {LONGEST_FUNCTION}")
            if place.parts[0] in PRODUCT:
                sizes.append(size)
    messages += long_template_lines(project)
    if sizes and median(sizes) > HIGHEST_MEDIAN:
        messages.append(f"the median function has {median(sizes):g} lines, at most {HIGHEST_MEDIAN}")
    print(f"{len(sizes)} functions, {median(sizes or [0]):g} lines in the median, {max(sizes, default=0)} at most")
    return messages


def main() -> int:
    """Print the complaints and return the exit status."""
    messages = complaints(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(messages), end="\n" if messages else "")
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main())
