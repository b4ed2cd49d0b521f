"""Who holds how much: how a turno was proven, folded mailboxes, known browsers, pauses, releases (D28, D29).

On SQLite a CHECK makes its table anew, without its triggers: they are dropped before and made again afterwards.
"""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from vinculo.rules.booking.mailboxes import fold_mailbox

fences = import_module("vinculo.records.migrations.0002_fences")
LIVE = {"turno": ("status", ["holding", "confirmed", "arrived"]), "waitingentry": ("state", ["waiting", "offered"])}


def fold(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give what is live its folded mailbox, and its proof where it was booked from the registered one."""
    for name, (column, live) in LIVE.items():
        rows = apps.get_model("records", name).objects.filter(**{f"{column}__in": live}).exclude(email="")
        for row in rows.select_related("affiliate").iterator():
            row.mailbox = fold_mailbox(row.email)
            own = bool(row.affiliate.email) and fold_mailbox(row.affiliate.email) == row.mailbox
            row.proof = "own" if own else "unproven"
            row.save(update_fields=["mailbox", "proof"])


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0016_misread_paper'),
    ]

    operations = [
        migrations.RunPython(fences.take_down, fences.put_up),
        migrations.CreateModel(
            name='KnownBrowser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('device', models.CharField(max_length=64)),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='MailboxBound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.CharField(max_length=254, unique=True, verbose_name='correo electrónico')),
                ('most', models.PositiveSmallIntegerField(verbose_name='turnos vigentes a la vez')),
                ('reason', models.CharField(max_length=300, verbose_name='a quién representa y por qué')),
            ],
            options={
                'verbose_name': 'correo con un límite propio de turnos',
                'verbose_name_plural': 'correos con un límite propio de turnos',
                'ordering': ['mailbox'],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='TurnoRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('owner', 'owner'), ('power', 'power'), ('mailbox', 'mailbox'), ('desk', 'desk'), ('supervisor', 'supervisor')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='turno',
            name='turno_one_live',
        ),
        migrations.AddField(
            model_name='draft',
            name='device',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='draft',
            name='proof',
            field=models.CharField(choices=[('own', 'own'), ('power', 'power'), ('desk', 'desk'), ('unproven', 'unproven')], default='unproven', max_length=8),
        ),
        migrations.AddField(
            model_name='turno',
            name='mailbox',
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='turno',
            name='proof',
            field=models.CharField(choices=[('own', 'own'), ('power', 'power'), ('desk', 'desk'), ('unproven', 'unproven')], default='unproven', max_length=8),
        ),
        migrations.AddField(
            model_name='waitingentry',
            name='mailbox',
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='waitingentry',
            name='proof',
            field=models.CharField(choices=[('own', 'own'), ('power', 'power'), ('desk', 'desk'), ('unproven', 'unproven')], default='unproven', max_length=8),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(condition=models.Q(('device', ''), _negated=True), fields=['device'], name='draft_of_device'),
        ),
        migrations.AddIndex(
            model_name='turno',
            index=models.Index(condition=models.Q(('status__in', ['arrived', 'confirmed', 'holding'])), fields=['mailbox'], name='turno_of_mailbox'),
        ),
        migrations.AddIndex(
            model_name='waitingentry',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'offered'])), fields=['mailbox'], name='waiting_of_mailbox'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('proof__in', ['own', 'power', 'desk', 'unproven'])), name='draft_proof'),
        ),
        migrations.AddConstraint(
            model_name='turno',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['confirmed', 'arrived'])), fields=('presenter_key', 'affiliate', 'procedure'), name='turno_one_live'),
        ),
        migrations.AddConstraint(
            model_name='turno',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'holding')), fields=('presenter_key', 'affiliate', 'procedure', 'proof'), name='turno_one_held'),
        ),
        migrations.AddConstraint(
            model_name='turno',
            constraint=models.CheckConstraint(condition=models.Q(('proof__in', ['own', 'power', 'desk', 'unproven'])), name='turno_proof'),
        ),
        migrations.AddConstraint(
            model_name='waitingentry',
            constraint=models.CheckConstraint(condition=models.Q(('proof__in', ['own', 'power', 'desk', 'unproven'])), name='waiting_proof'),
        ),
        migrations.AddField(
            model_name='knownbrowser',
            name='affiliate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.affiliate'),
        ),
        migrations.AddConstraint(
            model_name='mailboxbound',
            constraint=models.CheckConstraint(condition=models.Q(('most__gte', 1)), name='mailbox_bound_allows_one'),
        ),
        migrations.AddConstraint(
            model_name='mailboxbound',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mailbox', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='mailbox_bound_is_said'),
        ),
        migrations.AddField(
            model_name='turnorelease',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='turnorelease',
            name='turno',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='release', to='records.turno'),
        ),
        migrations.AddConstraint(
            model_name='knownbrowser',
            constraint=models.UniqueConstraint(fields=('device', 'affiliate'), name='browser_once'),
        ),
        migrations.AddConstraint(
            model_name='turnorelease',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['owner', 'power', 'mailbox', 'desk', 'supervisor'])), name='release_way'),
        ),
        migrations.AddConstraint(
            model_name='turnorelease',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('way__in', ['desk', 'supervisor']), models.Q(('reason', ''), _negated=True)), models.Q(('by__isnull', True), ('way__in', ['owner', 'power', 'mailbox'])), _connector='OR'), name='release_by_staff_has_a_reason'),
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.RunPython(fences.put_up, fences.take_down),
    ]
