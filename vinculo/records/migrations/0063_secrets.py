"""Give every row of a person its secret, as new rows have one from the beginning (D32).

No table is made anew: the fences stay. In parts that are each kept by themselves, so that nobody waits for the whole.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from vinculo.rules.log.values import draw_secret

HOLDERS = ("affiliate", "person", "case", "solicitud", "power", "turno", "waitingentry")
DRAWN = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}
AT_ONCE = 10_000


def draw_missing(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Draw the secret of each row that has none."""
    for name in HOLDERS:
        table = apps.get_model("records", name)._meta.db_table
        drawn = DRAWN[editor.connection.vendor]
        part = f"SELECT id FROM {table} WHERE value_secret IS NULL ORDER BY id LIMIT {AT_ONCE}"  # nosec B608
        with editor.connection.cursor() as cursor:
            while True:
                cursor.execute(f"UPDATE {table} SET value_secret = {drawn} WHERE id IN ({part})")  # nosec B608
                if cursor.rowcount < AT_ONCE:
                    break


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("records", "0060_joined")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    name,
                    "value_secret",
                    models.CharField(default=draw_secret, editable=False, max_length=32, null=True),
                )
                for name in HOLDERS
            ]
        ),
        migrations.RunPython(draw_missing, migrations.RunPython.noop),
    ]
