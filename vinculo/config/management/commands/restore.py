"""manage.py restore FILE: puts a backup in the place of the embedded database, and the copies of papers back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from vinculo.config.embedded import COPIES, Refused, restore, restore_copies


class Command(BaseCommand):
    """Restores."""

    help = "Pone un respaldo en lugar de la base de datos incorporada; el sistema debe estar detenido."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="archivo del respaldo")
        parser.add_argument("--force", action="store_true", help="reemplaza la base de datos que hay")
        parser.add_argument("--only-copies", action="store_true", help="solo las copias escaneadas, de FILE.copies.tar")

    def handle(self, *args: object, file: Path, force: bool, only_copies: bool, **options: object) -> None:
        """Check the backup and put it in place; with PostgreSQL tell what to type instead."""
        if only_copies:
            self._copies(file)
            return
        if not settings.EMBEDDED:
            line = f'pg_restore --clean --if-exists --no-owner --dbname="$DATABASE_URL" "{file}"'
            raise CommandError(_("La base es PostgreSQL: se restaura con su propia herramienta:\n\n  %s") % line)
        migrations = MigrationLoader(None).disk_migrations
        known = set(migrations) | {old for migration in migrations.values() for old in migration.replaces}
        try:
            restore(
                source=file.absolute(), database=Path(settings.DATABASES["default"]["NAME"]), known=known, force=force
            )
        except Refused as error:
            raise CommandError(str(error)) from error
        self._copies(file)
        self.stdout.write(_("Se restauró %(file)s. Ejecute «manage.py migrate» antes de arrancar.") % {"file": file})

    def _copies(self, file: Path) -> None:
        """Put the copies of papers back, where the backup has any."""
        source = file.absolute().with_name(file.name + COPIES)
        if not source.exists():
            return
        try:
            count = restore_copies(source=source, folder=settings.COPY_FOLDER)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Copias escaneadas que volvieron a su carpeta: %(count)s.") % {"count": count})
