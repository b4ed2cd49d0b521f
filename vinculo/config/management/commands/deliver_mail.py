"""`manage.py deliver_mail [--forever]`: sends what waits in the outbox, by mail and to mobiles."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from random import SystemRandom
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from vinculo.actions.mail.delivery import configured_gateway, configured_phone, deliver_due
from vinculo.config.management.rounds import SteadyClock
from vinculo.config.signals import Signals, Stopping

logger = logging.getLogger("vinculo.mail")
EVERY = 0.5  # seconds: somebody waits for the code


class Command(BaseCommand):
    """Sends once, or for ever; several may run side by side."""

    help = "Envía los correos pendientes; con --forever sigue hasta que se detenga."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to go on and how often to look."""
        how_long = parser.add_mutually_exclusive_group()
        how_long.add_argument("--forever", action="store_true", help="seguir hasta que se detenga")
        how_long.add_argument("--once", action="store_true", help="una sola vez (así es también sin opciones)")
        parser.add_argument("--every", type=float, default=EVERY, help="segundos entre dos miradas")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send what is due; go on when asked, whatever happens to the database or the mail server."""
        if options["forever"]:
            Worker(Signals(), options["every"]).run()
        else:
            self.stdout.write(f"handled={_round(lambda: False)}")


class Worker:
    """Looks into the outbox again and again until it is told to stop."""

    def __init__(self, stop: Stopping, every: float) -> None:
        self.stop = stop
        self.every = every
        self.reachable = True
        self.clock = SteadyClock()
        self.right = True

    def run(self) -> None:
        """Send what is due at once, one batch after the other; wait only when there is nothing."""
        logger.info("mail worker ready")
        while not self.stop.is_set():
            if not self.look():
                self.stop.wait(self.every)
        logger.info("mail worker stopped")

    def look(self) -> int:
        """Return how many messages were handled; a database that is away is told once, and waited for."""
        if not self._is_clock_right():
            return 0
        close_old_connections()
        try:
            handled = _round(self.stop.is_set)
        except Error as error:
            self._tell(reachable=False, why=type(error).__name__)
            connection.close()
            return 0
        self._tell(reachable=True)
        return handled

    def _is_clock_right(self) -> bool:
        """Return whether mails can be judged by the clock: weeks ahead, each would be given up or untrue (D36)."""
        right = not self.clock.is_ahead()
        if self.right and not right:
            logger.warning("the clock was set ahead; no mail is sent until it is right or this starts anew")
        self.right = right
        return right

    def _tell(self, *, reachable: bool, why: str = "") -> None:
        if self.reachable != reachable:
            logger.warning("outbox back" if reachable else "outbox out of reach error=%s", *([why] if why else []))
        self.reachable = reachable


def _round(stopped: Callable[[], bool]) -> int:
    with configured_gateway() as gateway, ExitStack() as stack:
        service = configured_phone()
        return deliver_due(
            gateway=gateway,
            phone=stack.enter_context(service) if service else None,
            clock=timezone.now,
            random_source=SystemRandom(),
            stopped=stopped,
        )
