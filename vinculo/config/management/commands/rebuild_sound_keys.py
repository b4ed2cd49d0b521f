"""manage.py rebuild_sound_keys: writes the prepared keys of names anew, after the rules of sounds have changed."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from vinculo.actions.operations.sound_keys import rebuild_sound_keys


class Command(BaseCommand):
    """Rebuilds the keys by which a person is found whose birth date differs in one part."""

    help = "Escribe otra vez las claves de búsqueda de los nombres, si cambió la manera de calcularlas."

    def handle(self, *args: object, **options: object) -> None:
        """Rebuild and say how many were wrong."""
        count = rebuild_sound_keys()
        self.stdout.write(ngettext("Se corrigió %(count)d.", "Se corrigieron %(count)d.", count) % {"count": count})
