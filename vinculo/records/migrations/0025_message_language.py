"""The language in which a mail is written: its HTML part declares it (D10)."""

from __future__ import annotations

from django.db import migrations, models

from vinculo.records import vocabulary

LANGUAGES = ["es", "en", "pt-br", "fr", "zh-hans", "ht"]
NAMES = ["Español", "English", "Português", "Français", "简体中文", "Kreyòl ayisyen"]


class Migration(migrations.Migration):
    dependencies = [("records", "0024_powers")]
    operations = [
        migrations.AddField(
            "message",
            "language",
            models.CharField(
                max_length=8,
                choices=list(zip(LANGUAGES, NAMES, strict=True)),
                default=vocabulary.present_language,
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="message_language"),
        ),
    ]
