"""manage.py load_reference: fills the reference data."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.operations.reference import load_reference


class Command(BaseCommand):
    """Loads what is missing of the reference data."""

    help = "Carga provincias, centros, trámites, calendario y textos que falten; no cambia lo que ya existe."

    def handle(self, *args: object, **options: object) -> None:
        """Load, and say what was added."""
        loaded = load_reference(now=timezone.now())
        if loaded.held:
            held = _(
                "%(held)d días del calendario esperan: hay turnos confirmados. Ciérrelos en /supervision/cierres/."
            )
            self.stderr.write(held % {"held": loaded.held})
        if not loaded.anything:
            self.stdout.write(_("Los datos de referencia ya estaban cargados."))
            return
        self.stdout.write(
            _(
                "Se agregaron %(provinces)d provincias, %(agencies)d centros, %(procedures)d trámites, "
                "%(services)d servicios y %(days)d días del calendario."
            )
            % vars(loaded)
        )
