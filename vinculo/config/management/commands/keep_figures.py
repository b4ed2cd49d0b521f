"""manage.py keep_figures: counts and keeps the figures of all days that are over; the upkeep does so by and by."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.feedback.keeping import keep_all_figures


class Command(BaseCommand):
    """Keeps everything that is not kept, for a new house and after an update, before anybody asks for it."""

    help = "Guarda las cifras de los días terminados, antes de que alguien las pida."

    def handle(self, *args: object, **options: object) -> None:
        """Keep them and print how many."""
        rows, months = keep_all_figures(now=timezone.now())
        self.stdout.write(
            _("Cifras guardadas: %(rows)d partes de días terminados y %(months)d meses de Transparencia.")
            % {"rows": rows, "months": months}
        )
