"""`manage.py upkeep`: frees, offers, reminds, expires holds, cools seats, announces waits, opens days."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import count
from random import SystemRandom
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from vinculo.actions.booking.opening_days import open_days
from vinculo.actions.control.copies import tidy_copies
from vinculo.actions.operations.sealing import seal_days
from vinculo.actions.operations.upkeep import feed_waiting_list, run_upkeep
from vinculo.actions.queue.predictions import predict_everywhere, settle_predictions

PAUSE = 60  # seconds between two rounds
HOURLY = 60  # rounds: a new day to open comes once a day, and each look at days and copies costs half a second


class Command(BaseCommand):
    """Tidies once, for a timer (deploy/), or for ever, as a child of `./run`."""

    help = "Ordena: libera reservas vencidas, olvida borradores y abre los días siguientes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to leave the days alone and whether to go on."""
        parser.add_argument("--no-days", action="store_true", help="no abrir días")
        parser.add_argument("--forever", action="store_true", help="repetir cada minuto hasta que se detenga")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and print the counts; when it goes on, only of the rounds that changed something."""
        if not options["forever"]:
            self.stdout.write(_line(_round(days=not options["no_days"], hourly=True)))
            return
        clock = Event()
        for number in count():
            hourly = number % HOURLY == 0
            counts = _round(days=not options["no_days"] and hourly, hourly=hourly)
            if any(counts.values()):
                self.stdout.write(_line(counts))
            close_old_connections()
            clock.wait(PAUSE)


def _round(*, days: bool, hourly: bool) -> dict[str, int]:
    now, chance = timezone.now(), SystemRandom()
    done = feed_waiting_list(now=now, random_source=chance) | run_upkeep(now=now)
    done |= {
        "announced": predict_everywhere(now=now),
        "settled": settle_predictions(now=now),
        "sealed": seal_days(now=now),
    }
    if hourly:
        done["copies"] = tidy_copies(now=now)
    return done | ({"opened": open_days(now=now, random_source=chance)} if days else {})


def _line(counts: dict[str, int]) -> str:
    return "mantenimiento: " + " ".join(f"{name}={count}" for name, count in counts.items())
