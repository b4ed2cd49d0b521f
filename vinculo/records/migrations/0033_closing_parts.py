"""Hours of a day, fewer counters, and changes of reference data among the closings (D38)."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("records", "0032_message_channel")]
    operations = [
        migrations.AddField("closing", "since", models.TimeField(null=True)),
        migrations.AddField("closing", "until", models.TimeField(null=True)),
        migrations.AddField("closing", "most", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("closing", "change", models.CharField(blank=True, default="", max_length=20), False),
        migrations.AddConstraint(
            "closing",
            models.CheckConstraint(
                condition=Q(since__isnull=True, until__isnull=True)
                | Q(since__isnull=False, until__isnull=False, since__lt=F("until")),
                name="closing_hours",
            ),
        ),
        migrations.AddConstraint(
            "closing",
            models.CheckConstraint(
                condition=Q(since__isnull=True, most__isnull=True)
                | Q(agency__isnull=False, last__isnull=False, change="")
                & (Q(counter__isnull=True) | Q(most__isnull=True)),
                name="closing_part",
            ),
        ),
        migrations.AddConstraint(
            "closing",
            models.CheckConstraint(condition=Q(change="") | Q(counter__isnull=True), name="closing_change"),
        ),
    ]
