"""Ecuadorian origin, the end of a link, and the looks at what is seldom so (D22, D23)."""

from importlib import import_module

from django.db import migrations, models

from vinculo.rules.shared.acts import Act

# SQLite makes both tables anew without their triggers.
fences = import_module("vinculo.records.migrations.0002_fences")
agreement_fences = import_module("vinculo.records.migrations.0010_agreements")


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0020_acts_of_reference_data'),
    ]

    operations = [
        migrations.RunPython(fences.take_down, fences.put_up),
        migrations.RunPython(agreement_fences.take_down, agreement_fences.put_up),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_kind',
        ),
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
        migrations.AddField(
            model_name='dependency',
            name='ended_by',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='dependency',
            name='ended_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='solicitud',
            name='ecuadorian_origin',
            field=models.BooleanField(default=False, verbose_name='es de origen ecuatoriano'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='kind',
            field=models.CharField(choices=[('affiliate_identity', 'affiliate_identity'), ('identity_explained', 'identity_explained'), ('candidate_dismissed', 'candidate_dismissed'), ('name_corrected', 'name_corrected'), ('ecuadorian_origin', 'ecuadorian_origin'), ('link_plausible', 'link_plausible')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['affiliate_identity', 'identity_explained', 'candidate_dismissed', 'name_corrected', 'ecuadorian_origin', 'link_plausible'])), name='agreement_kind'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_by', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='dependency_ended_by_a_paper'),
        ),
        migrations.RunPython(agreement_fences.put_up, agreement_fences.take_down),
        migrations.RunPython(fences.put_up, fences.take_down),
    ]
