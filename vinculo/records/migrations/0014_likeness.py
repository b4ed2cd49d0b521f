"""What the search for the same person rests on (D19): two sounds of each name, indexes, an affiliate as a candidate.

Filled here for whoever is there already; `rebuild_sound_keys` fills it anew after the rules of sounds have changed.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from vinculo.rules.cases.likeness import kept_sounds

BATCH = 2000


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the sounds of every name that is there."""
    for name in ("Person", "Affiliate"):
        rows = apps.get_model("records", name).objects
        last = 0
        while batch := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "names")[:BATCH]):
            for each in batch:
                each.sound_key, each.other_sound_key = kept_sounds(each.names)
            rows.bulk_update(batch, ["sound_key", "other_sound_key"])
            last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0013_subject_of_agreement'),
    ]

    operations = [
        migrations.AddField(
            model_name='affiliate',
            name='sound_key',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='affiliate',
            name='other_sound_key',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='person',
            name='sound_key',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='person',
            name='other_sound_key',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
