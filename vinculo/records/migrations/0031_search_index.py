"""One index for the search for the same person in the place of five: it answers the sounds by itself (D19)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

FORMER = {
    "affiliate": ("affiliate_birth", "affiliate_sound", "affiliate_other_sound"),
    "person": ("person_sound", "person_other_sound"),
}
SEARCHED = ["birth_date", "sound_key", "other_sound_key", "id"]


class Migration(migrations.Migration):
    """Index birth date and sounds together, with the row, and drop what it makes needless."""

    dependencies: ClassVar = [("records", "0030_empty_texts")]
    operations: ClassVar = [
        *(
            migrations.AddIndex(model_name=model, index=models.Index(fields=SEARCHED, name=f"{model}_search"))
            for model in FORMER
        ),
        *(migrations.RemoveIndex(model_name=model, name=name) for model, names in FORMER.items() for name in names),
    ]
