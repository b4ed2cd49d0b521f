"""The indexes of the search for the same person, and an affiliate as a candidate (D19)."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0014_likeness'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='affiliate',
            index=models.Index(fields=['birth_date'], name='affiliate_birth'),
        ),
        migrations.AddIndex(
            model_name='affiliate',
            index=models.Index(fields=['sound_key', 'birth_date'], name='affiliate_sound'),
        ),
        migrations.AddIndex(
            model_name='affiliate',
            index=models.Index(fields=['other_sound_key', 'birth_date'], name='affiliate_other_sound'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['sound_key', 'birth_date'], name='person_sound'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['other_sound_key', 'birth_date'], name='person_other_sound'),
        ),
        migrations.AddIndex(
            model_name='iddocument',
            index=models.Index(fields=['number_key'], name='document_number'),
        ),
        migrations.AddField(
            model_name='resemblance',
            name='affiliate',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.affiliate'),
        ),
        migrations.AlterField(
            model_name='resemblance',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person'),
        ),
        migrations.AddConstraint(
            model_name='resemblance',
            constraint=models.UniqueConstraint(fields=('solicitud', 'affiliate'), name='resemblance_of_affiliate_once'),
        ),
        migrations.AddConstraint(
            model_name='resemblance',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(('affiliate__isnull', True), ('person__isnull', False)),
                    models.Q(('affiliate__isnull', False), ('person__isnull', True)),
                    _connector='OR',
                ),
                name='resemblance_of_one',
            ),
        ),
    ]
