"""manage.py backup FILE: copies the embedded database and the copies of papers while the system runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from vinculo.config.embedded import COPIES, Refused, back_up, back_up_copies


class Command(BaseCommand):
    """Backs up."""

    help = "Copia la base de datos incorporada a un archivo, aunque el sistema esté en marcha."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="archivo del respaldo")
        parser.add_argument("--force", action="store_true", help="reemplaza el archivo si ya existe")
        parser.add_argument("--only-copies", action="store_true", help="solo las copias escaneadas, a FILE.copies.tar")

    def handle(self, *args: object, file: Path, force: bool, only_copies: bool, **options: object) -> None:
        """Copy, check the copy and tell its size; with PostgreSQL tell what to type instead."""
        if only_copies:
            self._copies(file, force)
            return
        if not settings.EMBEDDED:
            line = f'pg_dump --format=custom --file="{file}" "$DATABASE_URL"'
            raise CommandError(_("La base es PostgreSQL: se respalda con su propia herramienta:\n\n  %s") % line)
        try:
            size = back_up(database=Path(settings.DATABASES["default"]["NAME"]), target=file.absolute(), force=force)
        except Refused as error:
            raise CommandError(str(error)) from error
        told = {"file": file, "size": f"{size / 1e6:.1f}"}
        self.stdout.write(_("Respaldo revisado y completo: %(file)s (%(size)s MB).") % told)
        self._copies(file, force)

    def _copies(self, file: Path, force: bool) -> None:
        """Archive the copies of papers beside the file."""
        target = file.absolute().with_name(file.name + COPIES)
        try:
            count = back_up_copies(folder=settings.COPY_FOLDER, target=target, force=force)
        except Refused as error:
            raise CommandError(str(error)) from error
        told = {"file": target, "count": count}
        self.stdout.write(_("Copias escaneadas: %(file)s (%(count)s archivos, cifrados).") % told)
