"""A case is of a procedure, by its code: its requirements are reached through it.

Every case from before was judged by the one table there was.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0005_limits'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='procedure',
            field=models.ForeignKey(
                default='dependientes-extranjeros',
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to='records.procedure',
                to_field='code',
            ),
            preserve_default=False,
        ),
    ]
