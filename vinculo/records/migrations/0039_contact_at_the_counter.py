"""What a person said at the counter of how they can be reached (docs/decisions/0043)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep e-mail and mobile of a case, or that there is neither."""

    dependencies: ClassVar = [("records", "0038_case_entries")]
    operations: ClassVar = [
        migrations.AddField("case", "email", models.EmailField(blank=True, default="", db_default="", max_length=254)),
        migrations.AddField("case", "mobile", models.CharField(blank=True, default="", db_default="", max_length=20)),
        migrations.AddField("case", "no_contact", models.BooleanField(default=False, db_default=False)),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(no_contact=False) | models.Q(email="", mobile=""), name="case_contact_or_none"
            ),
        ),
    ]
