"""Whether somebody had to come back, as they say themselves (D39)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0025_bring_list'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('came_back', models.BooleanField()),
                ('day', models.DateField()),
                ('given_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.agency')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.procedure')),
                ('ticket', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.ticket')),
                ('turno', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.turno')),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='return_answer_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ticket', None), ('turno__isnull', False)), models.Q(('ticket__isnull', False), ('turno', None)), _connector='OR'), name='return_answer_of_one_visit')],
            },
        ),
    ]
