"""The words of the event log for dated reference data and for proposals of local days.

The lists are those of the vocabularies as they stand: whichever migration adds words last, each leaves all of them.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

from vinculo.rules.shared.acts import Act, Subject

fences = import_module("vinculo.records.migrations.0002_fences")
COLUMNS = [("act", Act, "event_act", 40), ("subject", Subject, "event_subject_kind", 20)]


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0019_reference_data'),
    ]

    operations = [
        migrations.RunPython(fences.take_down, fences.put_up),
        *(migrations.RemoveConstraint(model_name='event', name=name) for _, _, name, _ in COLUMNS),
        *(
            migrations.AlterField(
                model_name='event',
                name=column,
                field=models.CharField(choices=[(word.value, word.value) for word in words], max_length=length),
            )
            for column, words, _, length in COLUMNS
        ),
        *(
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(
                    condition=models.Q((f"{column}__in", [word.value for word in words])), name=name
                ),
            )
            for column, words, name, _ in COLUMNS
        ),
        migrations.RunPython(fences.put_up, fences.take_down),
    ]
