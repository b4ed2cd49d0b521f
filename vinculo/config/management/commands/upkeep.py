"""`manage.py upkeep`: frees, offers, reminds, expires holds, cools seats, announces waits, opens days."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import suppress
from datetime import datetime
from random import SystemRandom
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.booking.opening_days import open_days
from vinculo.actions.control.copies import tidy_copies
from vinculo.actions.feedback.keeping import keep_figures, keep_published
from vinculo.actions.operations.accounts import forget_log_ins
from vinculo.actions.operations.chaining import chain_events
from vinculo.actions.operations.chores import Chore, ChoresFailed, do_each
from vinculo.actions.operations.disposal import carry_out_disposals
from vinculo.actions.operations.sealing import seal_days
from vinculo.actions.operations.upkeep import list_rounds, list_upkeep
from vinculo.actions.queue.predictions import predict_everywhere, settle_predictions
from vinculo.actions.rights.retention import apply_daily
from vinculo.config.management.rounds import go_on
from vinculo.gateways.heads import keep_head
from vinculo.gateways.last_runs import note_chores
from vinculo.queries.shared.seal_head import chain_head, head_stands

PAUSE = 60  # seconds between two rounds
HOURLY = 60  # rounds: a new day to open comes once a day, and each look at days and copies costs half a second


class Command(BaseCommand):
    """Tidies once, for a timer (deploy/), or for ever, as a child of `./run`."""

    help = "Ordena: libera reservas vencidas, olvida borradores y abre los días siguientes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to leave the days alone and whether to go on."""
        parser.add_argument("--no-days", action="store_true", help="no abrir días")
        parser.add_argument("--forever", action="store_true", help="repetir cada minuto hasta que se detenga")
        parser.add_argument("--every", type=float, default=PAUSE, help="segundos entre dos rondas")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and print the counts; when it goes on, only of the rounds that changed something.

        One line for each chore that failed; of a single round the exit status tells.
        """
        if not options["forever"]:
            if not self._round(days=not options["no_days"], hourly=True, quiet=False):
                sys.exit(1)
            return

        def work(number: int) -> None:
            hourly = number % HOURLY == 0
            self._round(days=not options["no_days"] and hourly, hourly=hourly, quiet=True)

        go_on("upkeep", work, Event(), options["every"])

    def _round(self, *, days: bool, hourly: bool, quiet: bool) -> bool:
        """Do each chore and return whether all were done."""
        faults: dict[str, str] = {}
        try:
            counts = do_each(_chores(days=days, hourly=hourly))
        except ChoresFailed as error:
            counts, faults = error.counts, error.faults()
        failed = [f"{name}: {fault}" for name, fault in faults.items()]
        with suppress(OSError):  # a folder that is full is no reason to leave the round
            note_chores(folder=settings.DATA, done=counts, failed=faults, now=timezone.now())
        for line in failed:
            self.stderr.write(_("mantenimiento: no se hizo %(chore)s") % {"chore": line})
        if not quiet or any(counts.values()):
            self.stdout.write(_line(counts))
        if counts.get("sealed"):
            self.stdout.write(_("bitácora: cabeza %(head)s") % {"head": chain_head()})
        return not failed


def _chores(*, days: bool, hourly: bool) -> dict[str, Chore]:
    now, chance = timezone.now(), SystemRandom()
    chores: dict[str, Chore] = {
        **list_rounds(now=now, random_source=chance),
        **list_upkeep(now=now),
        "announced": lambda: predict_everywhere(now=now),
        "settled": lambda: settle_predictions(now=now),
        "chained": lambda: chain_events(now=now),
        "sealed": lambda: seal_days(now=now),
        "heads": lambda: _keep_head(now),
        "kept": lambda: keep_figures(now=now),
        "published": lambda: keep_published(now=now),
    }
    if hourly:
        chores["copies"] = lambda: tidy_copies(now=now)
        chores["log_ins"] = lambda: forget_log_ins(now=now)
        chores["retention"] = lambda: apply_daily(now=now)
        chores["disposals"] = lambda: carry_out_disposals(now=now)
    if days:
        chores["opened"] = lambda: open_days(now=now, random_source=chance)
    return chores


def _keep_head(now: datetime) -> int:
    """Keep what the log came to outside the database; nothing that a round tells of."""
    if (head := chain_head()) is not None:
        keep_head(path=settings.LOG_HEADS, head=head, stands=head_stands, now=now)
    return 0


def _line(counts: dict[str, int]) -> str:
    return "mantenimiento: " + " ".join(f"{name}={count}" for name, count in counts.items())
