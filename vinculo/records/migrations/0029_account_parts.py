"""What the account of a solicitud is composed of, beside its text: kept with the draft (S32)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0028_place_of_a_centre'),
    ]

    operations = [
        migrations.AddField(
            model_name='solicitud',
            name='account_parts',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
