"""A text of the institution may be empty: then nothing is promised. The column stays as it is."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0029_account_parts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='modeltext',
            name='body',
            field=models.TextField(blank=True, max_length=4000, verbose_name='texto'),
        ),
    ]
