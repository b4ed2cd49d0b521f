"""The list of what to bring: answers, ticks, its mail, and where the legal unit of a province is (D31, S38)."""

import django.db.models.deletion
from django.db import migrations, models

from vinculo.rules.mail.kinds import MailKind


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0024_powers'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='message', name='message_kind'),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[(word.value, word.value) for word in MailKind], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(
                condition=models.Q(('kind__in', [word.value for word in MailKind])), name='message_kind'
            ),
        ),
        migrations.AddField(
            model_name='province',
            name='legal_unit_address',
            field=models.CharField(blank=True, max_length=200, verbose_name='dirección de la unidad de Asesoría Jurídica'),
        ),
        migrations.AddField(
            model_name='province',
            name='legal_unit_hours',
            field=models.CharField(blank=True, max_length=100, verbose_name='horario de la unidad de Asesoría Jurídica'),
        ),
        migrations.CreateModel(
            name='BringAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('link', models.CharField(blank=True, choices=[('spouse', 'spouse'), ('partner', 'partner'), ('child', 'child')], max_length=10)),
                ('affiliate_passport', models.BooleanField(null=True)),
                ('affiliate_until', models.DateField(null=True)),
                ('dependent_passport', models.BooleanField(null=True)),
                ('dependent_until', models.DateField(null=True)),
                ('country', models.CharField(blank=True, max_length=3)),
                ('issued_on', models.DateField(null=True)),
                ('turno', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.turno')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('turno', 'position'), name='bring_answer_once'), models.CheckConstraint(condition=models.Q(('link__in', ['', 'spouse', 'partner', 'child'])), name='bring_answer_link'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='bring_answer_position')],
            },
        ),
        migrations.CreateModel(
            name='BringTick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=40)),
                ('ticked_at', models.DateTimeField()),
                ('turno', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.turno')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('turno', 'item'), name='bring_tick_once'), models.CheckConstraint(condition=models.Q(('item', ''), _negated=True), name='bring_tick_of_an_item')],
            },
        ),
    ]
