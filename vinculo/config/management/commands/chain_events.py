"""manage.py chain_events: puts what was written into the chain of the event log; the upkeep does so each minute."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.operations.chaining import chain_events
from vinculo.gateways.heads import keep_head
from vinculo.queries.shared.seal_head import chain_head, head_stands


class Command(BaseCommand):
    """Chains every event that has no place yet, also one that was committed long after others."""

    help = "Encadena los sucesos de la bitácora que todavía no lo están."

    def handle(self, *args: object, **options: object) -> None:
        """Chain them, keep the head outside the database and print how many."""
        now = timezone.now()
        count = chain_events(now=now, whole=True)
        if (head := chain_head()) is not None:
            keep_head(path=settings.LOG_HEADS, head=head, stands=head_stands, now=now)
        self.stdout.write(_("Sucesos encadenados: %(count)d.") % {"count": count})
