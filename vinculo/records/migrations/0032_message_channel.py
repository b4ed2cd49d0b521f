"""By which way a message reaches a person: by mail, or to a mobile (issue 10)."""

from __future__ import annotations

from django.db import migrations, models

CHANNELS = ["mail", "phone"]


class Migration(migrations.Migration):
    dependencies = [("records", "0031_search_index")]
    operations = [
        migrations.AddField(
            "message",
            "channel",
            models.CharField(max_length=5, choices=[(each, each) for each in CHANNELS], default="mail"),
        ),
        migrations.AlterField("message", "recipient", models.CharField(max_length=254)),
        migrations.AlterField("message", "subject", models.CharField(max_length=200, blank=True)),
        migrations.AddConstraint(
            "message", models.CheckConstraint(condition=models.Q(channel__in=CHANNELS), name="message_channel")
        ),
    ]
