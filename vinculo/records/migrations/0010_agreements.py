"""What an officer confirmed and a second agrees to or not (D18), append-only once it is decided."""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

Fence = import_module("vinculo.records.migrations.0002_fences").Fence

SAID = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ("kind", "subject", "reason", "asked_by_id"))
FENCES = [
    Fence("agreement_no_delete", "records_agreement", "DELETE"),
    Fence(
        "agreement_decided_for_ever",
        "records_agreement",
        "UPDATE",
        f"OLD.state <> 'waiting' OR {SAID} OR NEW.compared{{text}} <> OLD.compared{{text}}",
    ),
]


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this table."""
    for name, table, when, condition in FENCES:
        if editor.connection.vendor != "postgresql":
            guard = f"WHEN {condition.format(text='')} " if condition else ""
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} {guard}BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
            continue
        guard = f"WHEN ({condition.format(text='::text')}) " if condition else ""
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW {guard}EXECUTE FUNCTION {name}()"
        )


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of this table."""
    for fence in FENCES:
        cascade = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP FUNCTION {fence.name}() CASCADE" if cascade else f"DROP TRIGGER {fence.name}")


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0009_cedula_of_affiliate'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('affiliate_identity', 'affiliate_identity'), ('identity_explained', 'identity_explained'), ('candidate_dismissed', 'candidate_dismissed'), ('name_corrected', 'name_corrected')], max_length=24)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('agreed', 'agreed'), ('disagreed', 'disagreed'), ('lapsed', 'lapsed'), ('withdrawn', 'withdrawn')], default='waiting', max_length=10)),
                ('for_supervisor', models.BooleanField(default=False)),
                ('subject', models.CharField(max_length=80)),
                ('compared', models.JSONField()),
                ('reason', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='agreement',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.agency'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agreement',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='records.case'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['agency', 'state', 'asked_at'], name='agreement_list'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['affiliate_identity', 'identity_explained', 'candidate_dismissed', 'name_corrected'])), name='agreement_kind'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'agreed', 'disagreed', 'lapsed', 'withdrawn'])), name='agreement_state'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='agreement_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='agreement_by_a_second'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('state__in', ['agreed', 'disagreed']), models.Q(('answer', ''), _negated=True)), models.Q(models.Q(('state__in', ['agreed', 'disagreed']), _negated=True), ('answer', ''), ('decided_by__isnull', True)), _connector='OR'), name='agreement_decided_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='agreement_decided_at'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('lapses_at__gt', models.F('asked_at'))), name='agreement_bounded'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('kind', 'subject'), name='agreement_waits_once'),
        ),
        migrations.RunPython(put_up, take_down),
    ]
