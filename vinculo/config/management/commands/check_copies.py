"""`manage.py check_copies`: whether each copy of a paper that is kept can be read with the keys of the settings."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from vinculo.gateways.files import Files, FileUnreadable


class Command(BaseCommand):
    """Reads each file once."""

    help = "Comprueba que cada copia escaneada se puede leer con las claves de VINCULO_COPY_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the names of those that cannot be read and end with 1, or how many there are."""
        files = Files(settings.COPY_FOLDER, settings.COPY_KEYS)
        count, broken = 0, False
        for name in sorted(files.names(before=float("inf"))):
            count += 1
            try:
                files.read(name)
            except FileUnreadable:
                broken = True
                self.stdout.write(_("no se puede leer: %(name)s") % {"name": name})
        if broken:
            sys.exit(1)
        self.stdout.write(_("Copias que se pueden leer: %(count)d") % {"count": count})
