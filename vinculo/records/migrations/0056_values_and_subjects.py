"""Digests of changed values with a secret for each row of a person (D32), and the account at the provider (D33).

Every column is added without making its table anew: the fences of the events stay, and the version before goes on.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

HOLDERS = ("affiliate", "person", "case", "solicitud", "power", "turno", "waitingentry")


class Migration(migrations.Migration):
    dependencies = [("records", "0055_links_and_requests")]
    operations = [
        migrations.AddField("event", "digests", models.JSONField(editable=False, null=True)),
        *(
            migrations.AddField(name, "value_secret", models.CharField(editable=False, max_length=32, null=True))
            for name in HOLDERS
        ),
        migrations.AddField(
            "staff", "provider_issuer", models.CharField(blank=True, db_default="", default="", max_length=200)
        ),
        migrations.AddField(
            "staff",
            "provider_subject",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=255,
                verbose_name="identificador en las cuentas del IESS",
            ),
        ),
        migrations.AddConstraint(
            "staff",
            models.UniqueConstraint(
                condition=~Q(provider_subject=""),
                fields=["provider_issuer", "provider_subject"],
                name="staff_provider_subject_once",
            ),
        ),
    ]
