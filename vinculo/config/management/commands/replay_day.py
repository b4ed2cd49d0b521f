"""manage.py replay_day AGENCY DATE: calls a day's people again by the rule and says where the log differs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from vinculo.queries.queue import replay
from vinculo.queries.shared.places import AgencyUnclear, agency_named


class Command(BaseCommand):
    """Replays the queue of a centre's day; for the person who doubts an order, and for every night."""

    help = "Repite la cola de un día con la regla y dice en qué difiere el registro; termina con 1 si difiere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agency and the day."""
        parser.add_argument("agency", metavar="CENTRO", help="nombre del centro, o una parte que lo distinga")
        parser.add_argument("date", metavar="FECHA", help="día, como 2026-11-30")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each difference and exit with 1, or say that there is none."""
        try:
            agency, on = agency_named(options["agency"]), date.fromisoformat(options["date"])
        except AgencyUnclear as error:
            raise CommandError(_("No hay un solo centro con ese nombre.")) from error
        except ValueError as error:
            raise CommandError(_("Escriba el día así: 2026-11-30.")) from error
        differences = replay.replay_day(agency, on)
        for line in differences:
            self.stdout.write(line)
        if differences:
            sys.exit(1)
        self.stdout.write(_("La regla llama a las mismas personas, en el mismo orden."))
