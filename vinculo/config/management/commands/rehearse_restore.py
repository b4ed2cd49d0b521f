"""`manage.py rehearse_restore`: restores the newest backup where it harms nothing, with the keys kept apart."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from vinculo.config.backups.programs import BackupFailed
from vinculo.config.backups.rehearsal import rehearse_restore


class Command(BaseCommand):
    """Rehearses."""

    help = "Ensaya la restauración del último respaldo en un lugar aparte, con las claves de la carpeta que se indica."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the keys are."""
        parser.add_argument(
            "--keys", type=Path, required=True, help="carpeta con log_keys, copy_keys, party_keys y age.key"
        )

    def handle(self, *args: Any, keys: Path, **options: Any) -> None:
        """Rehearse and print what the checks said."""
        try:
            said = rehearse_restore(folder=settings.BACKUPS, keys=keys)
        except (BackupFailed, OSError) as error:
            raise CommandError(_("El respaldo no se puede restaurar. %(reason)s") % {"reason": error}) from error
        self.stdout.write("\n".join([*said, _("El último respaldo se restauró y se comprobó.")]))
