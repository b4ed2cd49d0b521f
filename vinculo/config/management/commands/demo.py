"""manage.py demo: makes the demo; with --show it only tells who is in it."""

from __future__ import annotations

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.demo import people
from vinculo.demo.history.loading import load_history


class Command(BaseCommand):
    """Makes the demo."""

    help = "Prepara la demostración: afiliados, cuentas del servicio y turnos. Solo con VINCULO_DEMO."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether only to tell."""
        parser.add_argument("--show", action="store_true", help="solo muestra las personas y qué probar con cada una")

    def handle(self, *args: object, show: bool, **options: object) -> None:
        """Make it, or tell; refuse where the demo is not wanted: its passwords are public."""
        if not settings.DEMO:
            raise CommandError(_("La demostración no está activada. Sus contraseñas son públicas: VINCULO_DEMO=1."))
        if not show:
            now = timezone.now()
            people.make_demo(now)
            load_history(people.centres_with_history(), now)
        self.stdout.write(people.demo_instructions())
