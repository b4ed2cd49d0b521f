"""`manage.py deliver_mail [--forever]`: sends what waits in the outbox."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from random import SystemRandom
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from vinculo.actions.delivery import configured_gateway, deliver_due
from vinculo.config.signals import stop_on_signals

logger = logging.getLogger("vinculo.mail")
EVERY = 0.5  # seconds: somebody waits for the code


class Command(BaseCommand):
    """Sends once, or for ever; several may run side by side."""

    help = "Envía los correos pendientes; con --forever sigue hasta que se detenga."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to go on and how often to look."""
        parser.add_argument("--forever", action="store_true")
        parser.add_argument("--every", type=float, default=EVERY, help="segundos entre dos miradas")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send what is due; go on when asked, whatever happens to the database or the mail server."""
        if not options["forever"]:
            self.stdout.write(f"sent={_round()}")
            return
        stop = Event()
        stop_on_signals(stop)
        while not stop.is_set():
            try:
                handled = _round()
            except DatabaseError as error:
                logger.warning("outbox out of reach: %s", type(error).__name__)
                connection.close()
                handled = 0
            close_old_connections()
            if not handled:
                stop.wait(options["every"])


def _round() -> int:
    with configured_gateway() as gateway:
        return deliver_due(gateway=gateway, clock=timezone.now, random_source=SystemRandom())
