"""manage.py verify_events: says whether the event log is what it was when it was written (D32)."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.config.management.tampering_lines import describe
from vinculo.gateways.heads import kept_heads
from vinculo.queries.operations.tampering import find_tampering
from vinculo.queries.shared.seal_head import chain_head, seal_head
from vinculo.rules.log.tampering import Head, read_heads


class Command(BaseCommand):
    """Checks every event, its place in the chain, every seal and every fence; meant for a timer of every night."""

    help = "Comprueba la bitácora de sucesos, su cadena, los sellos y los disparadores; termina con 1 si algo cambió."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the heads that were kept elsewhere."""
        parser.add_argument("--head", action="append", default=[], metavar="N:CABEZA", help="cabeza guardada fuera")
        parser.add_argument("--heads", type=Path, metavar="FILE", help="archivo con cabezas guardadas fuera")

    def handle(self, *args: object, head: list[str], heads: Path | None, **options: object) -> None:
        """Print one line for each thing that is not as it was and exit with 1, or print the newest head."""
        broken = False
        for finding in find_tampering(now=timezone.now(), heads=_read_all(head, heads)):
            broken = True
            self.stdout.write(describe(finding))
        if broken:
            sys.exit(1)
        newest, chain = seal_head(), chain_head()
        if newest is None:
            self.stdout.write(_("Todavía no hay ningún día sellado."))
        else:
            said = {"day": f"{newest.date:%Y-%m-%d}", "hash": newest.hash}
            self.stdout.write(_("Todo concuerda. Sello del %(day)s: %(hash)s") % said)
        if chain is not None:
            self.stdout.write(_("Cabeza de la cadena: %(head)s") % {"head": chain})


def _read_all(given: list[str], file: Path | None) -> list[Head]:
    """Return the heads of the command, of a file and of the folder of the data. Raises `CommandError`."""
    read = read_heads(given)
    if len(read) != len(given):
        raise CommandError(_("Una cabeza se escribe «número:64 cifras hexadecimales»."))
    if file is not None:
        if not (more := kept_heads(file)):
            raise CommandError(_("%(file)s no tiene ninguna cabeza.") % {"file": file})
        read += more
    return read + kept_heads(settings.LOG_HEADS)
