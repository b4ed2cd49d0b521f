"""Dated reference data (D24, D26), proposals of local days, and what a certificate tells of its formality and language."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0018_fair_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='desde')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='hasta, inclusive')),
                ('instrument', models.CharField(max_length=400, verbose_name='norma o fuente')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='cambiado el')),
                ('key', models.SlugField(max_length=40, verbose_name='clave')),
                ('name', models.CharField(max_length=200, verbose_name='nombre')),
                ('articles', models.CharField(max_length=400, verbose_name='artículos')),
            ],
            options={
                'verbose_name': 'norma citada',
                'verbose_name_plural': 'normas citadas',
                'ordering': ['id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConventionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='desde')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='hasta, inclusive')),
                ('instrument', models.CharField(max_length=400, verbose_name='norma o fuente')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='cambiado el')),
                ('code', models.CharField(max_length=3, verbose_name='país o territorio')),
                ('standing', models.CharField(choices=[('party', 'Parte del Convenio'), ('not_party', 'No es parte'), ('not_with_ecuador', 'Parte, pero no rige con el Ecuador'), ('extended', 'Territorio al que se extiende'), ('not_extended', 'Territorio al que no se extiende')], max_length=16, verbose_name='situación')),
                ('sovereign', models.CharField(blank=True, max_length=3, verbose_name='territorio de')),
                ('confirmed', models.BooleanField(default=False, verbose_name='confirmado')),
            ],
            options={
                'verbose_name': 'país del Convenio de la Apostilla',
                'verbose_name_plural': 'países del Convenio de la Apostilla',
                'ordering': ['code', 'valid_from'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='desde')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='hasta, inclusive')),
                ('instrument', models.CharField(max_length=400, verbose_name='norma o fuente')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='cambiado el')),
                ('nationality', models.CharField(max_length=3, verbose_name='nacionalidad')),
                ('document', models.CharField(choices=[('passport', 'Pasaporte'), ('visa', 'Visa')], max_length=10, verbose_name='documento')),
                ('waives', models.CharField(choices=[('validity', 'Que el documento esté vigente'), ('passport', 'Que no haya pasaporte: el permiso o la visa identifica')], max_length=10, verbose_name='qué se dispensa')),
                ('years_after_expiry', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='años después de caducar')),
            ],
            options={
                'verbose_name': 'excepción por decreto',
                'verbose_name_plural': 'excepciones por decreto',
                'ordering': ['nationality', 'valid_from'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LegalTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='desde')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='hasta, inclusive')),
                ('instrument', models.CharField(max_length=400, verbose_name='norma o fuente')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='cambiado el')),
                ('kind', models.CharField(choices=[('correction', 'Corrección'), ('extension', 'Prórroga, una sola vez')], max_length=12, verbose_name='plazo')),
                ('days', models.PositiveSmallIntegerField(verbose_name='días hábiles')),
            ],
            options={
                'verbose_name': 'plazo',
                'verbose_name_plural': 'plazos',
                'ordering': ['kind', 'valid_from'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LocalDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='desde')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='hasta, inclusive')),
                ('instrument', models.CharField(max_length=400, verbose_name='norma o fuente')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='cambiado el')),
                ('month', models.PositiveSmallIntegerField(verbose_name='mes')),
                ('day', models.PositiveSmallIntegerField(verbose_name='día')),
                ('name', models.CharField(max_length=160, verbose_name='motivo')),
                ('state', models.CharField(choices=[('proposed', 'Propuesto'), ('accepted', 'Aceptado'), ('rejected', 'Rechazado')], default='proposed', max_length=10, verbose_name='estado')),
            ],
            options={
                'verbose_name': 'día cantonal por confirmar',
                'verbose_name_plural': 'días cantonales por confirmar',
                'ordering': ['agency__name', 'month', 'day'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='desde')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='hasta, inclusive')),
                ('instrument', models.CharField(max_length=400, verbose_name='norma o fuente')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='cambiado el')),
                ('name', models.CharField(max_length=160, verbose_name='recurso')),
                ('body', models.CharField(max_length=200, verbose_name='ante quién se presenta')),
                ('term', models.CharField(max_length=200, verbose_name='en qué plazo')),
            ],
            options={
                'verbose_name': 'recurso contra una negativa',
                'verbose_name_plural': 'recursos contra una negativa',
                'ordering': ['valid_from'],
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='paperrecord',
            name='paper_formality',
        ),
        migrations.AddField(
            model_name='paperrecord',
            name='apostille_address',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='paperrecord',
            name='apostille_authority',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='paperrecord',
            name='apostille_number',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='paperrecord',
            name='apostille_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='paperrecord',
            name='executed_by',
            field=models.CharField(choices=[('authority', 'Una autoridad de ese país'), ('foreign_consul', 'Un consulado o embajada de ese país'), ('ecuadorian_consul', 'Un consulado del Ecuador')], default='authority', max_length=20),
        ),
        migrations.AddField(
            model_name='paperrecord',
            name='formality_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='paperrecord',
            name='language_name',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='paperrecord',
            name='spanish_too',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='paperrecord',
            name='formality',
            field=models.CharField(choices=[('none', 'No trae'), ('apostille', 'Trae apostilla'), ('legalisation', 'Trae legalización del consulado del Ecuador'), ('ministry', 'Trae legalización del Ministerio de Relaciones Exteriores')], default='none', max_length=14),
        ),
        migrations.AddConstraint(
            model_name='paperrecord',
            constraint=models.CheckConstraint(condition=models.Q(('formality__in', ['none', 'apostille', 'legalisation', 'ministry'])), name='paper_formality'),
        ),
        migrations.AddConstraint(
            model_name='paperrecord',
            constraint=models.CheckConstraint(condition=models.Q(('executed_by__in', ['authority', 'foreign_consul', 'ecuadorian_consul'])), name='paper_executed_by'),
        ),
        migrations.AddConstraint(
            model_name='paperrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('language', 'mis'), _negated=True), models.Q(('language_name', ''), _negated=True), _connector='OR'), name='paper_language_named'),
        ),
        migrations.AddField(
            model_name='citation',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cambiado por'),
        ),
        migrations.AddField(
            model_name='conventionentry',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cambiado por'),
        ),
        migrations.AddField(
            model_name='exemption',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cambiado por'),
        ),
        migrations.AddField(
            model_name='legalterm',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cambiado por'),
        ),
        migrations.AddField(
            model_name='localday',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='local_days', to='records.agency', verbose_name='agencia'),
        ),
        migrations.AddField(
            model_name='localday',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cambiado por'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cambiado por'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='citation_from_until'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('instrument', ''), _negated=True), name='citation_instrument'),
        ),
        migrations.AddConstraint(
            model_name='conventionentry',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='conventionentry_from_until'),
        ),
        migrations.AddConstraint(
            model_name='conventionentry',
            constraint=models.CheckConstraint(condition=models.Q(('instrument', ''), _negated=True), name='conventionentry_instrument'),
        ),
        migrations.AddConstraint(
            model_name='conventionentry',
            constraint=models.UniqueConstraint(fields=('code', 'valid_from'), name='convention_once'),
        ),
        migrations.AddConstraint(
            model_name='conventionentry',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', ['party', 'not_party', 'not_with_ecuador', 'extended', 'not_extended'])), name='convention_standing'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='exemption_from_until'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(('instrument', ''), _negated=True), name='exemption_instrument'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(('document__in', ['passport', 'visa'])), name='exemption_document'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(('waives__in', ['validity', 'passport'])), name='exemption_waives'),
        ),
        migrations.AddConstraint(
            model_name='legalterm',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='legalterm_from_until'),
        ),
        migrations.AddConstraint(
            model_name='legalterm',
            constraint=models.CheckConstraint(condition=models.Q(('instrument', ''), _negated=True), name='legalterm_instrument'),
        ),
        migrations.AddConstraint(
            model_name='legalterm',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['correction', 'extension'])), name='legal_term_kind'),
        ),
        migrations.AddConstraint(
            model_name='legalterm',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 120)), name='legal_term_days'),
        ),
        migrations.AddConstraint(
            model_name='localday',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='localday_from_until'),
        ),
        migrations.AddConstraint(
            model_name='localday',
            constraint=models.CheckConstraint(condition=models.Q(('instrument', ''), _negated=True), name='localday_instrument'),
        ),
        migrations.AddConstraint(
            model_name='localday',
            constraint=models.UniqueConstraint(fields=('agency', 'month', 'day'), name='local_day_once'),
        ),
        migrations.AddConstraint(
            model_name='localday',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'accepted', 'rejected'])), name='local_day_state'),
        ),
        migrations.AddConstraint(
            model_name='localday',
            constraint=models.CheckConstraint(condition=models.Q(('day__gte', 1), ('day__lte', 31), ('month__gte', 1), ('month__lte', 12)), name='local_day_date'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='remedy_from_until'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(('instrument', ''), _negated=True), name='remedy_instrument'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('body', ''), _negated=True), models.Q(('term', ''), _negated=True)), name='remedy_whole'),
        ),
    ]
