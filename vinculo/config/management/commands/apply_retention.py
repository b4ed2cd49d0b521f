"""`manage.py apply_retention`: lets go of what is kept no longer, and says of each kind how many (D34)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from vinculo.actions.rights.retention import Proof, apply_retention
from vinculo.rules.rights.words import RETENTION_KINDS


class Command(BaseCommand):
    """Does it at once; the upkeep does it by itself once a day."""

    help = "Suelta los datos cuyo plazo de conservación terminó e informa de cada clase."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether only to say what would go."""
        parser.add_argument("--dry-run", action="store_true", help="solo informar, sin cambiar nada")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and print a line for each kind."""
        for proof in apply_retention(now=timezone.now(), dry_run=options["dry_run"]):
            self.stdout.write(_line(proof))


def _line(proof: Proof) -> str:
    kept = "sin plazo" if proof.term.days is None else f"{proof.term.days} días"
    basis = proof.term.row.instrument if proof.term.row else "valor del programa"
    oldest = timezone.localtime(proof.oldest).strftime("%Y-%m-%d") if proof.oldest else "nada"
    by = "" if proof.by_itself else " (lo hace otra tarea o la institución)"
    counts = f"vencidos={proof.past} soltados={proof.cleared} lo más antiguo que queda={oldest}{by}"
    return f"{RETENTION_KINDS[proof.term.kind]}: {kept}, {basis}; {counts}"
