"""A request for a second is found by what it is about (D18)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0012_affiliate_read'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['subject'], name='agreement_subject'),
        ),
    ]
