#!/usr/bin/env python3
"""Write the table of the settings in docs/running.md from the settings themselves, or compare the two.

Usage: table_of_settings.py write|check

Exit status 1 where the page says something else than vinculo/config/installation.
"""

from __future__ import annotations

import sys
import typing
from pathlib import Path

from msgspec import Meta

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # called as a file, from the project's folder

from vinculo.config.installation.kinds import FILE, KEYS, NAMED, merge
from vinculo.config.installation.reading import FIELDS, split_kind
from vinculo.config.installation.table import LIMITS, Given, setting_name

PAGE = Path(__file__).resolve().parent.parent / "docs" / "running.md"
START, END = "<!-- settings: written by tools/table_of_settings.py -->\n", "<!-- end of the settings -->\n"
KINDS = {FILE: "file", KEYS: "`id: key`", NAMED: "`code: words`", "url": "address"}


def rows() -> list[str]:
    """Return the table, a line for each setting."""
    lines = ["| variable | default | may be | meaning |", "|---|---|---|---|"]
    lines += [row(field) for field in FIELDS]
    limits = f"| `VINCULO_LIMIT_…` | see `vinculo/rules/shared/limits.py` | 1–1000000 | {LIMIT_MEANING} |"
    return [*lines, limits]


LIMIT_MEANING = (
    f"{len(LIMITS)} settings, `VINCULO_LIMIT_<ACT>_<BY>`: searches, mails, attempts, log-ins and entries of the"
    " waiting list per address, e-mail, number, browser and verified mailbox; those that anybody can name only make"
    " a pause (decision 0026)"
)


def row(field: str) -> str:
    """Return the line of one setting."""
    kind, meta = split_kind(FIELDS[field])
    default = merge(meta)["default"] or _show(getattr(Given(), field))
    return f"| `{setting_name(field)}` | {default} | {_bounds(kind, meta)} | {meta.description} |"


def _show(value: object) -> str:
    return "" if value in {"", None} else f"`{int(value) if isinstance(value, bool) else value}`"


def _bounds(kind: type, meta: Meta) -> str:
    if kind is int:
        return f"{meta.ge}–{meta.le}"
    if kind is bool:
        return "`1`, `0`"
    words = typing.get_args(kind)
    return ", ".join(f"`{word}`" for word in words) if words else KINDS.get(merge(meta)["kind"], "")


def page(text: str) -> str:
    """Return the page with the table of now in its place."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return "".join([before, START, "\n", "\n".join(rows()), "\n\n", END, after])


def main(words: list[str]) -> int:
    """Write the page, or say whether it is what it must be."""
    text = PAGE.read_text(encoding="utf-8")
    if words == ["write"]:
        PAGE.write_text(page(text), encoding="utf-8")
        return 0
    if text == page(text):
        return 0
    print("docs/running.md: la tabla de ajustes no es la del programa: tools/table_of_settings.py write")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
