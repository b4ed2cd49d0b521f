"""`manage.py back_up_night`: the backup of every night, which deploy/backup calls."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.config.backups.nightly import back_up_night
from vinculo.config.backups.programs import BackupFailed


class Command(BaseCommand):
    """Backs up into VINCULO_BACKUPS."""

    help = "Respalda la base y las copias en VINCULO_BACKUPS, cifradas para VINCULO_BACKUP_RECIPIENT si está puesta."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the backup and print its files."""
        try:
            files = back_up_night(
                folder=settings.BACKUPS,
                recipient=settings.BACKUP_RECIPIENT,
                keep_days=settings.BACKUP_DAYS,
                now=timezone.now(),
            )
        except (BackupFailed, psycopg.OperationalError, OSError) as error:
            raise CommandError(_("No se hizo el respaldo. %(reason)s") % {"reason": error}) from error
        for file in files:
            self.stdout.write(str(file))
