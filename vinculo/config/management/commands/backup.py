"""manage.py backup FILE: copies the embedded database while the system runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from vinculo.config.embedded import Refused, back_up


class Command(BaseCommand):
    """Backs up."""

    help = "Copia la base de datos incorporada a un archivo, aunque el sistema esté en marcha."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="archivo del respaldo")
        parser.add_argument("--force", action="store_true", help="reemplaza el archivo si ya existe")

    def handle(self, *args: object, file: Path, force: bool, **options: object) -> None:
        """Copy, check the copy and tell its size; with PostgreSQL tell what to type instead."""
        if not settings.EMBEDDED:
            line = f'pg_dump --format=custom --file="{file}" "$DATABASE_URL"'
            raise CommandError(_("La base es PostgreSQL: se respalda con su propia herramienta:\n\n  %s") % line)
        try:
            size = back_up(database=Path(settings.DATABASES["default"]["NAME"]), target=file.absolute(), force=force)
        except Refused as error:
            raise CommandError(str(error)) from error
        told = {"file": file, "size": f"{size / 1e6:.1f}"}
        self.stdout.write(_("Respaldo revisado y completo: %(file)s (%(size)s MB).") % told)
