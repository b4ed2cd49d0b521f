"""The administration says *centro* of a place where people are served, as the house does; nothing else changes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT


def of_agency(**more: Any) -> models.ForeignKey[Any, Any]:
    """Return the field that names a centre."""
    return models.ForeignKey(to="records.agency", verbose_name="centro", **more)


class Migration(migrations.Migration):
    """Change names that people read; no statement is sent."""

    dependencies: ClassVar = [("records", "0056_values_and_subjects")]
    operations: ClassVar = [
        migrations.AlterModelOptions(
            "agency", options={"ordering": ["name"], "verbose_name": "centro", "verbose_name_plural": "centros"}
        ),
        migrations.AlterModelOptions(
            "service",
            options={"verbose_name": "servicio de un centro", "verbose_name_plural": "servicios de los centros"},
        ),
        migrations.AlterField("agency", "active", models.BooleanField(default=True, verbose_name="abierto")),
        migrations.AlterField("calendarday", "agency", of_agency(blank=True, null=True, on_delete=CASCADE)),
        migrations.AlterField("counter", "agency", of_agency(on_delete=CASCADE, related_name="counters")),
        migrations.AlterField("localday", "agency", of_agency(on_delete=CASCADE, related_name="local_days")),
        migrations.AlterField("service", "agency", of_agency(on_delete=CASCADE, related_name="services")),
        migrations.AlterField(
            "staff", "agency", of_agency(blank=True, null=True, on_delete=PROTECT, related_name="staff")
        ),
    ]
