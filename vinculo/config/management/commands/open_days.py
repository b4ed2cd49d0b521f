"""manage.py open_days: opens the days of the horizon for booking."""

from __future__ import annotations

from argparse import ArgumentParser
from random import SystemRandom

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.booking.opening_days import open_days


class Command(BaseCommand):
    """Opens days; a timer runs it every night (deploy/)."""

    help = "Abre para turnos los días que falten hasta el horizonte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another horizon."""
        parser.add_argument("--days", type=int, default=None, help="días hacia adelante (VINCULO_HORIZON_DAYS)")

    def handle(self, *args: object, days: int | None = None, **options: object) -> None:
        """Open the days and say how many seats that made."""
        seats = open_days(now=timezone.now(), random_source=SystemRandom(), horizon_days=days)
        self.stdout.write(_("Se abrieron %(seats)d cupos.") % {"seats": seats})
