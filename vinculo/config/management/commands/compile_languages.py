"""Compile the catalogues of the languages into what gettext reads (D10)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.management.base import BaseCommand

PACKAGE = Path(__file__).resolve().parent.parent.parent.parent


class Command(BaseCommand):
    """Compile what changed since the last time."""

    help = "Compila los catálogos de los idiomas que cambiaron desde la última vez."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile and say how many files were written."""
        self.stdout.write(f"{len(compile_catalogues(PACKAGE))} catálogos compilados.")


def compile_catalogues(package: Path) -> list[Path]:
    """Write a compiled file beside each catalogue that is newer, and return those written.

    Babel compiles, which the program has anyway: a bare machine has no gettext. A file takes its place whole, so that
    a process that reads meanwhile finds the old one or the new one.
    """
    written = []
    for source in sorted(package.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open(encoding="utf-8") as file:
            catalogue = read_po(file)
        half = target.with_suffix(f".{os.getpid()}")
        with half.open("wb") as compiled:
            write_mo(compiled, catalogue)
        half.replace(target)
        written.append(target)
    return written
