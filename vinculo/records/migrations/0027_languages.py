"""The language of each person, kept with what is kept of them (D10).

On SQLite a CHECK makes its table anew, without its triggers: they are dropped before and made again afterwards.
"""

from importlib import import_module

from django.db import migrations, models

from vinculo.records.vocabulary import present_language
from vinculo.rules.shared.acts import Act

fences = import_module("vinculo.records.migrations.0002_fences")
agreement_fences = import_module("vinculo.records.migrations.0010_agreements")

LANGUAGES = [
    ("es", "Español"),
    ("en", "English"),
    ("pt-br", "Português"),
    ("fr", "Français"),
    ("zh-hans", "简体中文"),
    ("ht", "Kreyòl ayisyen"),
]
TABLES = {
    "complaint": "complaint",
    "draft": "draft",
    "solicitud": "solicitud",
    "turno": "turno",
    "waitingentry": "waiting",
}


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0026_return_answer'),
    ]

    operations = [
        migrations.RunPython(fences.take_down, fences.put_up),
        migrations.RunPython(agreement_fences.take_down, agreement_fences.put_up),
        migrations.RemoveConstraint(model_name='event', name='event_act'),
        migrations.AlterField(
            model_name='event',
            name='act',
            field=models.CharField(choices=[(act.value, act.value) for act in Act], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(
                condition=models.Q(('act__in', [act.value for act in Act])), name='event_act'
            ),
        ),
        *(
            migrations.AddField(
                model_name=table,
                name='language',
                field=models.CharField(choices=LANGUAGES, default=present_language, max_length=8),
            )
            for table in TABLES
        ),
        *(
            migrations.AddConstraint(
                model_name=table,
                constraint=models.CheckConstraint(
                    condition=models.Q(('language__in', [code for code, _ in LANGUAGES])), name=f'{name}_language'
                ),
            )
            for table, name in TABLES.items()
        ),
        migrations.RunPython(agreement_fences.put_up, agreement_fences.take_down),
        migrations.RunPython(fences.put_up, fences.take_down),
    ]
