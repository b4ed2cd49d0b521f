"""A reading that failed its check digits and was typed over is kept on the paper (D20)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0015_candidates'),
    ]

    operations = [
        migrations.AddField(
            model_name='paperrecord',
            name='misread',
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
