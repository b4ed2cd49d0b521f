"""`manage.py check_late`: a line for each thing that is late, for a timer or another program that watches."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.queries.operations.lateness import Watched, find_late


class Command(BaseCommand):
    """Tells what is late; exit status 1 when anything is."""

    help = "Dice qué está atrasado: correo, mantenimiento, sello, respaldo, ensayo de restauración, tareas de la noche."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what is not done on this machine."""
        parser.add_argument("--without", nargs="*", default=[], choices=list(Watched), help="lo que no corre aquí")

    def handle(self, *args: Any, without: list[str], **options: Any) -> None:
        """Print the lines; one that all is well where there are none."""
        late = find_late(now=timezone.now(), left_out=frozenset(map(Watched, without)))
        for each in late:
            self.stdout.write(each.line)
        if late:
            sys.exit(1)
        self.stdout.write(_("Nada está atrasado."))
