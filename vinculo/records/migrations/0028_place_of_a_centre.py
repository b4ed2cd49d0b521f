"""How to get to a centre, its telephone, and where it lies: all of it empty until an administrator types it (S06)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0025_message_language")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="directions",
            field=models.CharField(blank=True, max_length=300, verbose_name="cómo llegar"),
        ),
        migrations.AddField(
            model_name="agency", name="latitude", field=models.FloatField(blank=True, null=True, verbose_name="latitud")
        ),
        migrations.AddField(
            model_name="agency",
            name="longitude",
            field=models.FloatField(blank=True, null=True, verbose_name="longitud"),
        ),
        migrations.AddField(
            model_name="agency",
            name="phone",
            field=models.CharField(blank=True, max_length=20, verbose_name="teléfono"),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__gte", -5.1),
                        ("latitude__isnull", False),
                        ("latitude__lte", 1.8),
                        ("longitude__gte", -92.1),
                        ("longitude__isnull", False),
                        ("longitude__lte", -75.1),
                    ),
                    _connector="OR",
                ),
                name="agency_position_in_ecuador",
            ),
        ),
    ]
