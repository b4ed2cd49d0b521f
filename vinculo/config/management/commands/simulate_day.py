"""manage.py simulate_day: runs days at centres through the real acts and prints what they were like."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from vinculo.actions.operations.reference import load_reference
from vinculo.queries.shared.places import AgencyUnclear, agency_named
from vinculo.records.models import Agency, Procedure, Turno
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.simulation.days import NoFreeCounter, simulate
from vinculo.simulation.report import report_lines


class Command(BaseCommand):
    """Simulates; it writes people that do not exist, so it runs in a demo or an empty database only."""

    help = "Simula días en los centros con los actos reales, dice las esperas y comprueba los invariantes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much and from which seed."""
        parser.add_argument("--people", type=int, default=60, help="personas por centro y día (60)")
        parser.add_argument("--centres", type=int, default=1, help="centros (1), los primeros que haya")
        parser.add_argument("--centre", action="append", help="un centro, por su nombre o una parte; se puede repetir")
        parser.add_argument("--days", type=int, default=1, help="días hábiles, sin sábados, domingos ni feriados (1)")
        parser.add_argument("--first", type=date.fromisoformat, help="primer día, como 2026-11-30 (mañana)")
        parser.add_argument("--seed", type=int, default=1, help="semilla (1): la misma da los mismos días")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, print, and exit with 1 when something is wrong afterwards."""
        if not settings.DEMO and Turno.objects.exists():
            raise CommandError(_("Aquí hay turnos de verdad: la simulación solo corre en una demostración o vacía."))
        now = timezone.now()
        load_reference(now=now)
        procedure = Procedure.objects.get(code=FOREIGN_DEPENDENTS)
        chosen = _centres(procedure, options)
        total = options["people"] * len(chosen) * options["days"]
        with tqdm(total=total, unit=" personas", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:
            try:
                outcome = simulate(
                    agencies=chosen,
                    procedure=procedure,
                    first=options["first"] or now.date() + timedelta(days=1),
                    days=options["days"],
                    people=options["people"],
                    seed=options["seed"],
                    progress=bar.update,
                )
            except NoFreeCounter as error:
                raise CommandError(
                    _("En %(centre)s hay alguien en cada ventanilla. Cierre una, o nombre otro centro con --centre.")
                    % {"centre": error.agency.name}
                ) from error
        for line in report_lines(outcome):
            self.stdout.write(line)
        if outcome.wrong:
            sys.exit(1)


def _centres(procedure: Procedure, options: dict[str, Any]) -> list[Agency]:
    """Return the centres that were named, else the first ones that serve the procedure. Raises `CommandError`."""
    serving = Agency.objects.filter(services__procedure=procedure, services__active=True, active=True).order_by("pk")
    if not options["centre"]:
        return list(serving[: options["centres"]])
    named = []
    for text in options["centre"]:
        try:
            agency = agency_named(text)
        except AgencyUnclear as error:
            known = ", ".join(error.candidates)
            raise CommandError(
                _("Ningún centro o más de uno se llama «%(name)s». Nombre uno de estos: %(known)s")
                % {"name": text, "known": known}
            ) from error
        if not serving.filter(pk=agency.pk).exists():
            raise CommandError(_("%(centre)s no atiende este trámite.") % {"centre": agency.name})
        named.append(agency)
    return list(dict.fromkeys(named))
