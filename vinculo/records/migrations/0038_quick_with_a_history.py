"""Indexes for what is asked every minute over the history of a country (docs/decisions/0048)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Index who presents a turno or a case, the document of a dependent, and the open cases of an agency."""

    dependencies: ClassVar = [("records", "0032_message_channel")]
    operations: ClassVar = [
        migrations.AddIndex("turno", models.Index(fields=["presenter_number"], name="turno_presenter")),
        migrations.AddIndex("case", models.Index(fields=["presenter_number"], name="case_presenter")),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["agency", "opened_at"], condition=models.Q(closed_at__isnull=True), name="case_open"
            ),
        ),
        migrations.AddIndex(
            "solicitud", models.Index(fields=["dependent_document_number"], name="solicitud_document")
        ),
    ]
