"""Find the solicitudes that are still to be decided by an index of their own: they are few, however many were."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

OPEN = models.Q(status__in=["correction_pending", "in_review"])


class Migration(migrations.Migration):
    """Write one index; it locks the solicitudes for as long as it takes to read them once."""

    dependencies: ClassVar = [("records", "0064_centres")]
    operations: ClassVar = [
        migrations.AddIndex("solicitud", models.Index(fields=["case"], condition=OPEN, name="solicitud_open")),
    ]
