"""The names of limits are one list."""

from __future__ import annotations

from django.db import migrations, models

ACTS = ["search", "send", "attempt", "wait", "kept", "complaint"]


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_paper_kinds'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ACTS)), name='attempt_act'),
        ),
    ]
