"""What the figures of the service search by where nothing else serves them: calls, refusals, failed mails, reseatings."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

CALLS = ["called", "called_apart"]


class Migration(migrations.Migration):
    """Add four indexes; no table is made anew, so the triggers stay."""

    dependencies: ClassVar = [("records", "0036_parties")]
    operations: ClassVar = [
        migrations.AddIndex(
            "queueentry",
            models.Index(fields=["day", "ticket", "at"], condition=Q(act__in=CALLS), name="queue_calls"),
        ),
        migrations.AddIndex(
            "event", models.Index(fields=["agency", "at"], condition=Q(act="not_admitted"), name="event_not_admitted")
        ),
        migrations.AddIndex(
            "message", models.Index(fields=["created_at"], condition=Q(state="failed"), name="message_failed")
        ),
        migrations.AddIndex(
            "reseating", models.Index(fields=["old_agency", "old_starts"], name="reseating_of_day")
        ),
    ]
