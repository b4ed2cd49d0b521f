"""What was counted of days that are over is kept (decision 0064), and three indexes for what the figures search by."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

SOURCES = [
    "numbers",
    "turnos",
    "first_visits",
    "first_visit_reasons",
    "decisions",
    "findings",
    "seats",
    "forecasts",
    "public",
    "watch",
]


class Migration(migrations.Migration):
    """Make one table and three indexes; no other table is made anew, so the triggers stay."""

    dependencies: ClassVar = [("records", "0049_private_links")]
    operations: ClassVar = [
        migrations.CreateModel(
            "KeptDays",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(choices=[(each, each) for each in SOURCES], max_length=20)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("rule", models.CharField(max_length=12)),
                ("counted_at", models.DateTimeField()),
                ("touched", models.BooleanField(default=False)),
                ("counts", models.JSONField(default=list)),
                ("minutes", models.JSONField(default=list)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.agency",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.province",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(source__in=SOURCES), name="kept_days_source"),
                    models.CheckConstraint(condition=Q(agency=None) | Q(province=None), name="kept_days_one_place"),
                    models.CheckConstraint(condition=Q(first__lte=F("last")), name="kept_days_in_order"),
                    models.UniqueConstraint(
                        fields=["source", "first", "last", "agency"],
                        condition=Q(agency__isnull=False),
                        name="kept_days_of_centre",
                    ),
                    models.UniqueConstraint(
                        fields=["source", "first", "last", "province"],
                        condition=Q(province__isnull=False),
                        name="kept_days_of_province",
                    ),
                    models.UniqueConstraint(
                        fields=["source", "first", "last"],
                        condition=Q(agency=None, province=None),
                        name="kept_days_of_nation",
                    ),
                ]
            },
        ),
        migrations.AddIndex(
            "case", models.Index(fields=["first_presented_on", "agency"], name="case_first_presented")
        ),
        migrations.AddIndex(
            "solicitud",
            models.Index(fields=["presented_on"], condition=Q(presented_on__isnull=False), name="solicitud_presented"),
        ),
        migrations.AddIndex(
            "decision", models.Index(fields=["agency", "decided_at"], name="decision_of_agency")
        ),
    ]
