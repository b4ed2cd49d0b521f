"""The links of drafts, solicitudes, numbers of the queue and entries of the waiting list, as those of turnos (D34)."""

from __future__ import annotations

from django.db import migrations

from vinculo.records.links.hiding import operations as links_of


class Migration(migrations.Migration):
    dependencies = [("records", "0053_kept_days")]
    operations = [
        *links_of("draft"),
        *links_of("solicitud"),
        *links_of("ticket"),
        *links_of("waitingentry"),
    ]
