"""manage.py verify_events: says whether the event log is what it was when its days were sealed."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from vinculo.queries.operations.seals import Broken, find_tampering
from vinculo.queries.shared.seal_head import seal_head


class Command(BaseCommand):
    """Checks every event and every seal; meant for a timer that runs it every night."""

    help = "Comprueba la bitácora de sucesos y los sellos de sus días; termina con 1 si algo cambió."

    def handle(self, *args: object, **options: object) -> None:
        """Print one line for each event or day that changed and exit with 1, or print the newest seal."""
        broken = False
        for each in find_tampering():
            broken = True
            self.stdout.write(_line(each))
        if broken:
            sys.exit(1)
        newest = seal_head()
        if newest is None:
            self.stdout.write(_("Todavía no hay ningún día sellado."))
            return
        said = {"day": f"{newest.date:%Y-%m-%d}", "hash": newest.hash}
        self.stdout.write(_("Todo concuerda. Sello del %(day)s: %(hash)s") % said)


def _line(each: Broken) -> str:
    if each.event is None:
        return _("%(day)s: los sucesos del día no concuerdan con su sello.") % {"day": f"{each.date:%Y-%m-%d}"}
    return _("%(day)s: el suceso %(event)d cambió.") % {"day": f"{each.date:%Y-%m-%d}", "event": each.event}
