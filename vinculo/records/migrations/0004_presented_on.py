"""The day of D12 belongs to each dependent: one who joins a case later is not judged on the day of the others."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0003_draft_seats")]
    operations = [
        migrations.AddField(model_name="solicitud", name="presented_on", field=models.DateField(null=True)),
    ]
