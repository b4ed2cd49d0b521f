"""manage.py import_affiliates FILE: fills the registry of affiliates from a CSV file (docs/registry.md)."""

from __future__ import annotations

import gc
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from vinculo.actions.operations.affiliate_file import UnreadableFile, count_lines
from vinculo.actions.operations.affiliates import ImportRefused, check_affiliates, import_affiliates
from vinculo.actions.shared.affiliate_rows import OPTIONAL, REQUIRED, LineError
from vinculo.actions.shared.affiliates import Report


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the collector of garbage still: nothing of a line points to itself, and it looked through all of them."""
    gc.freeze()  # what was loaded stays to the end
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Command(BaseCommand):
    """Imports affiliates."""

    help = (
        "Importa el registro de afiliados de un CSV en UTF-8, con columnas separadas por ; o ,. "
        f"Columnas obligatorias: {', '.join(REQUIRED)}. Opcionales: {', '.join(OPTIONAL)}. "
        "Si una línea tiene un error no se importa nada, salvo con --partial."
    )
    requires_system_checks: list[str] = []  # what they ask of the web is no part of an import

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and how to treat it."""
        parser.add_argument("file", type=Path, help="archivo CSV")
        parser.add_argument("--partial", action="store_true", help="importa las líneas buenas aunque otras fallen")
        parser.add_argument("--check", action="store_true", help="revisa el archivo y no escribe nada")
        parser.add_argument("--progress", action="store_true", help="muestra la barra aunque no haya terminal")

    def handle(self, *args: object, file: Path, check: bool, partial: bool, progress: bool, **options: object) -> None:
        """Import, and say what changed and which lines were not taken."""
        shown = progress or sys.stderr.isatty()
        try:
            passes = 1 if check or partial else 2
            with tqdm(total=passes * count_lines(file), unit=" líneas", file=sys.stderr, disable=not shown) as bar:
                report = self._run(file, check, partial, bar)
        except OSError as error:
            raise CommandError(_("No se puede abrir el archivo: %(error)s.") % {"error": error.strerror}) from error
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        except ImportRefused as error:
            self._tell(error.report.errors)
            raise CommandError(_("No se importó nada: corrija las líneas indicadas o use --partial.")) from error
        self._finish(report, check)

    @without_collector()
    def _run(self, file: Path, check: bool, partial: bool, bar: tqdm) -> Report:
        if check:
            return check_affiliates(path=file, now=timezone.now(), progress=bar.update, ahead=True)
        return import_affiliates(path=file, now=timezone.now(), partial=partial, progress=bar.update, ahead=True)

    def _tell(self, lines: list[LineError]) -> None:
        for each in lines:
            self.stderr.write(_("Línea %(line)d: %(reason)s") % {"line": each.line, "reason": each.reason})

    def _finish(self, report: Report, check: bool) -> None:
        self._tell(report.warnings)
        self._tell(report.errors)
        message = _(
            "%(added)d afiliados nuevos, %(changed)d con cambios, %(unchanged)d sin cambios, %(documents)d documentos "
            "nuevos, %(errors)d errores."
        )
        self.stdout.write(message % {**vars(report), "errors": len(report.errors)})
        if report.errors:
            raise CommandError(_("Hay líneas con errores.") if check else _("Las líneas con errores no se importaron."))
