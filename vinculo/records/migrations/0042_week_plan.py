"""The plan of a centre's week: how many counters attend turnos in which hours (D38)."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("records", "0041_recent_cases")]
    operations = [
        migrations.CreateModel(
            "PlannedHours",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(null=True)),
                ("since", models.TimeField()),
                ("until", models.TimeField()),
                ("counters", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan", to="records.agency"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.procedure",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "since", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=Q(since__lt=F("until")), name="planned_hours_in_order"),
                    models.CheckConstraint(
                        condition=Q(weekday__isnull=True) | Q(weekday__lte=4), name="planned_hours_weekday"
                    ),
                    models.CheckConstraint(condition=Q(counters__lte=60), name="planned_hours_counters"),
                ],
            },
        )
    ]
