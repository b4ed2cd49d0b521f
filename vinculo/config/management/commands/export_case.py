"""`manage.py export_case REFERENCE FILE`: one case for the archive, in a package with its digests."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.operations.archive import export_case
from vinculo.actions.shared.restrictions import Restricted
from vinculo.records.models import Case


class Command(BaseCommand):
    """Writes the package, readable by its owner alone, and never over another file."""

    help = "Escribe un expediente completo para el archivo: un ZIP según BagIt con sus sumas SHA-256."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of the case and where the package goes."""
        parser.add_argument("reference", help="número del caso, C-…")
        parser.add_argument("file", type=Path, help="archivo que se escribe")

    def handle(self, *args: Any, reference: str, file: Path, **options: Any) -> None:
        """Write the package; nothing where the case is not there or may not be used."""
        case = Case.objects.select_related("agency").filter(reference=reference.strip().upper()).first()
        if case is None:
            raise CommandError(_("No hay ningún caso %(reference)s.") % {"reference": reference})
        if file.exists():
            raise CommandError(_("%(file)s ya existe.") % {"file": file})
        try:
            content = export_case(case=case, actor=None, now=timezone.now())
        except Restricted as error:
            raise CommandError(_("El uso de estos datos está suspendido (protección de datos).")) from error
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            target.write(content)
        self.stdout.write(_("%(file)s: %(size)d bytes") % {"file": file, "size": len(content)})
