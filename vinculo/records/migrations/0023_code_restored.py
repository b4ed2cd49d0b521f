"""A code that was superseded by mistake is used again, with a second who agrees (D27)."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

from vinculo.rules.cases.agreements import AgreementKind
from vinculo.rules.shared.acts import Act

# SQLite makes both tables anew without their triggers.
fences = import_module("vinculo.records.migrations.0002_fences")
agreement_fences = import_module("vinculo.records.migrations.0010_agreements")
COLUMNS = [
    ("event", "act", [act.value for act in Act], "event_act", 40),
    ("agreement", "kind", [kind.value for kind in AgreementKind], "agreement_kind", 24),
]


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0022_names_of_papers'),
    ]

    operations = [
        migrations.RunPython(fences.take_down, fences.put_up),
        migrations.RunPython(agreement_fences.take_down, agreement_fences.put_up),
        *(migrations.RemoveConstraint(model_name=model, name=name) for model, _, _, name, _ in COLUMNS),
        *(
            migrations.AlterField(
                model_name=model,
                name=column,
                field=models.CharField(choices=[(word, word) for word in words], max_length=length),
            )
            for model, column, words, _, length in COLUMNS
        ),
        *(
            migrations.AddConstraint(
                model_name=model,
                constraint=models.CheckConstraint(condition=models.Q((f"{column}__in", words)), name=name),
            )
            for model, column, words, name, _ in COLUMNS
        ),
        migrations.RunPython(agreement_fences.put_up, agreement_fences.take_down),
        migrations.RunPython(fences.put_up, fences.take_down),
    ]
