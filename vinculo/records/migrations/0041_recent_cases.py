"""The recent cases of an agency by an index: a name is looked for among them (docs/decisions/0043)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Index the cases of an agency by the day on which they were opened."""

    dependencies: ClassVar = [("records", "0040_copies")]
    operations: ClassVar = [
        migrations.AddIndex("case", models.Index(fields=["agency", "opened_at"], name="case_of_agency")),
    ]
