"""Powers of attorney whose grantor died, whose proxy was substituted, of several proxies; what they carry (S38, D24)."""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act

fences = import_module("vinculo.records.migrations.0002_fences")
Fence = fences.Fence

DECIDED = fences.POWER_DECIDED
PARTS = (
    "NEW.acting <> OLD.acting OR NEW.deed <> OLD.deed "
    "OR COALESCE(NEW.substitutes_id, 0) <> COALESCE(OLD.substitutes_id, 0)"
)
FENCES = [Fence("power_proxies_for_ever", "records_power", "UPDATE", f"{DECIDED} AND ({PARTS})")]
CHECKED = [
    ("event", "act", [act.value for act in Act], "event_act", 40),
    ("message", "kind", [kind.value for kind in MailKind], "message_kind", 20),
]


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the trigger of this migration."""
    for name, table, when, condition in FENCES:
        if editor.connection.vendor != "postgresql":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
            continue
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()"
        )


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the trigger of this migration."""
    for fence in FENCES:
        cascade = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP FUNCTION {fence.name}() CASCADE" if cascade else f"DROP TRIGGER {fence.name}")


def name_deeds(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give each power that is there the key of its deed, as the unit writes it from now on."""
    for power in apps.get_model("records", "Power").objects.all():
        power.deed = f"{power.country} {power.made_on} {power.number_key}"
        power.save(update_fields=["deed"])


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0023_code_restored'),
    ]

    operations = [
        migrations.RunPython(fences.take_down, fences.put_up),
        *(migrations.RemoveConstraint(model_name=model, name=name) for model, _, _, name, _ in CHECKED),
        *(
            migrations.AlterField(
                model_name=model,
                name=column,
                field=models.CharField(choices=[(word, word) for word in words], max_length=length),
            )
            for model, column, words, _, length in CHECKED
        ),
        *(
            migrations.AddConstraint(
                model_name=model,
                constraint=models.CheckConstraint(condition=models.Q((f"{column}__in", words)), name=name),
            )
            for model, column, words, name, _ in CHECKED
        ),
        migrations.RemoveConstraint(
            model_name='power',
            name='power_state',
        ),
        migrations.RemoveConstraint(
            model_name='power',
            name='power_made_before',
        ),
        migrations.RemoveConstraint(
            model_name='powerdecision',
            name='power_decided_once',
        ),
        migrations.RemoveConstraint(
            model_name='powerdecision',
            name='power_decision_kind',
        ),
        migrations.AddField(
            model_name='paperrecord',
            name='of_parent',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='power',
            name='acting',
            field=models.CharField(choices=[('alone', 'alone'), ('each', 'each'), ('together', 'together')], default='alone', max_length=8),
        ),
        migrations.AddField(
            model_name='power',
            name='apostille_address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='power',
            name='apostille_authority',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='power',
            name='apostille_number',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='power',
            name='apostille_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='power',
            name='deed',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='power',
            name='ended_by',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='power',
            name='ended_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='power',
            name='formality_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='power',
            name='language_name',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='power',
            name='may_substitute',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='power',
            name='minor_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='power',
            name='proxy_birth_date',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='power',
            name='spanish_too',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='power',
            name='substitutes',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substituted_by', to='records.power'),
        ),
        migrations.AlterField(
            model_name='power',
            name='made_before',
            field=models.CharField(choices=[('notary', 'notary'), ('consul', 'consul'), ('foreign_consul', 'foreign_consul')], max_length=14),
        ),
        migrations.AlterField(
            model_name='power',
            name='state',
            field=models.CharField(choices=[('received', 'received'), ('observed', 'observed'), ('endorsed', 'endorsed'), ('refused', 'refused'), ('revoked', 'revoked'), ('substituted', 'substituted'), ('ended', 'ended')], default='received', max_length=12),
        ),
        migrations.AlterField(
            model_name='powerdecision',
            name='kind',
            field=models.CharField(choices=[('observe', 'Observación'), ('endorse', 'Sumilla'), ('refuse', 'Negativa'), ('revoke', 'Revocatoria'), ('substitute', 'Sustitución'), ('death', 'Fin por fallecimiento')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='power',
            index=models.Index(fields=['affiliate', 'deed'], name='power_deed'),
        ),
        migrations.AddConstraint(
            model_name='paperrecord',
            constraint=models.CheckConstraint(condition=models.Q(('of_parent', False), ('kind', 'dependent_passport'), _connector='OR'), name='paper_of_parent'),
        ),
        migrations.AddConstraint(
            model_name='power',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['received', 'observed', 'refused']), ('sumilla', '')), models.Q(('state__in', ['endorsed', 'revoked', 'substituted']), models.Q(('sumilla', ''), _negated=True)), ('state', 'ended'), _connector='OR'), name='power_state'),
        ),
        migrations.AddConstraint(
            model_name='power',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('state', 'ended'), models.Q(('ended_by', ''), _negated=True)), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_by', ''), ('ended_on__isnull', True)), _connector='OR'), name='power_ended_by_a_source'),
        ),
        migrations.AddConstraint(
            model_name='power',
            constraint=models.CheckConstraint(condition=models.Q(('made_before__in', ['notary', 'consul', 'foreign_consul'])), name='power_made_before'),
        ),
        migrations.AddConstraint(
            model_name='power',
            constraint=models.CheckConstraint(condition=models.Q(('acting__in', ['alone', 'each', 'together'])), name='power_acting'),
        ),
        migrations.AddConstraint(
            model_name='power',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('language', 'mis'), _negated=True), models.Q(('language_name', ''), _negated=True), _connector='OR'), name='power_language_named'),
        ),
        migrations.AddConstraint(
            model_name='powerdecision',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['endorse', 'refuse', 'revoke', 'substitute', 'death'])), fields=('power', 'kind'), name='power_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='powerdecision',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['observe', 'endorse', 'refuse', 'revoke', 'substitute', 'death'])), name='power_decision_kind'),
        ),
        migrations.RunPython(name_deeds, migrations.RunPython.noop),
        migrations.RunPython(put_up, take_down),
        migrations.RunPython(fences.put_up, fences.take_down),
    ]
