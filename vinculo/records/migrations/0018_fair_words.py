"""The words of a fair turno: a limit of wrong passwords, acts and kinds of mail of a release (D28, D29).

The lists are those of the vocabularies as they stand: whichever migration adds words last, each leaves all of them.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.limits import LimitedAct

fences = import_module("vinculo.records.migrations.0002_fences")
COLUMNS = [
    ("attempt", "act", LimitedAct, "attempt_act", 10),
    ("event", "act", Act, "event_act", 40),
    ("event", "subject", Subject, "event_subject_kind", 20),
    ("message", "kind", MailKind, "message_kind", 20),
]


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0017_fair_turno'),
    ]

    operations = [
        migrations.RunPython(fences.take_down, fences.put_up),
        *(migrations.RemoveConstraint(model_name=model, name=name) for model, _, _, name, _ in COLUMNS),
        *(
            migrations.AlterField(
                model_name=model,
                name=column,
                field=models.CharField(choices=[(word.value, word.value) for word in words], max_length=length),
            )
            for model, column, words, _, length in COLUMNS
        ),
        *(
            migrations.AddConstraint(
                model_name=model,
                constraint=models.CheckConstraint(
                    condition=models.Q((f"{column}__in", [word.value for word in words])), name=name
                ),
            )
            for model, column, words, name, _ in COLUMNS
        ),
        migrations.RunPython(fences.put_up, fences.take_down),
    ]
