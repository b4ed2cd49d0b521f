"""`manage.py upkeep`: expires holds, cools seats, forgets drafts, opens the next days."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from vinculo.actions.days import open_days
from vinculo.actions.upkeep import tidy


class Command(BaseCommand):
    """Tidies once; a timer calls it (deploy/)."""

    help = "Ordena: libera reservas vencidas, olvida borradores y abre los días siguientes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to leave the days alone."""
        parser.add_argument("--no-days", action="store_true", help="no abrir días")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and print the counts."""
        now = timezone.now()
        counts = tidy(now=now)
        if not options["no_days"]:
            counts["opened"] = open_days(now=now)
        self.stdout.write(" ".join(f"{name}={count}" for name, count in counts.items()))
