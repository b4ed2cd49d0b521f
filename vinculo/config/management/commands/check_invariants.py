"""manage.py check_invariants: says what in booking and queues is not as it must be; meant for every night."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from vinculo.queries.operations.invariants import breaches
from vinculo.queries.queue.invariants import queue_breaches


class Command(BaseCommand):
    """Checks booking and queues; meant for a timer that runs it every night."""

    help = "Comprueba que turnos, cupos y colas concuerden; termina con 1 si algo no concuerda."

    def handle(self, *args: object, **options: object) -> None:
        """Print one line for each breach and exit with 1, or say that there is none."""
        broken = breaches() + queue_breaches()
        for breach in broken:
            self.stdout.write(str(breach))
        if broken:
            sys.exit(1)
        self.stdout.write(_("Todo concuerda."))
