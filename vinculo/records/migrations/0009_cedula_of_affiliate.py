"""The registry may know the cédula of an affiliate: who types it is that affiliate (D21)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0008_affiliate_sex'),
    ]

    operations = [
        migrations.AddField(
            model_name='affiliate',
            name='cedula',
            field=models.CharField(blank=True, max_length=10, null=True, unique=True, verbose_name='cédula'),
        ),
        migrations.AddConstraint(
            model_name='affiliate',
            constraint=models.CheckConstraint(
                condition=models.Q(('cedula', ''), _negated=True), name='affiliate_cedula_not_empty'
            ),
        ),
    ]
