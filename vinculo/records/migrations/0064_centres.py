"""Several centres for one account (D33), and the word of the act that chooses among them."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

start = import_module("vinculo.records.migrations.0002_fences")
log = import_module("vinculo.records.migrations.0043_log")
control = import_module("vinculo.records.migrations.0035_control_of_codes")
before = import_module("vinculo.records.migrations.0054_words")

ACTS = before.add_words(before.ACTS, {"staff_created": ["staff_moved"]})

FENCES = [fence for fence in start.FENCES if fence.table == "records_event"]  # the others stand as they are


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of the events: SQLite makes their table anew."""
    control.drop_fences(editor, FENCES)
    log.take_down_whole(editor, "event")


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make them again."""
    control.make_fences(editor, FENCES)
    log.put_up_whole(editor, "event")


class Migration(migrations.Migration):
    dependencies = [("records", "0063_secrets")]
    operations = [
        migrations.AddField(
            "staff",
            "centres",
            models.ManyToManyField(
                blank=True,
                help_text="Los demás centros de la misma cuenta. Quien atiende elige en su cuenta en cuál trabaja hoy.",
                related_name="+",
                to="records.agency",
                verbose_name="otros centros",
            ),
        ),
        migrations.AlterField(  # the words of a choice: no statement
            "staff",
            "territory",
            models.CharField(
                blank=True,
                choices=[
                    ("nation", "Todo el país"),
                    ("province", "Una provincia"),
                    ("centres", "Uno o varios centros"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="territorio",
            ),
        ),
        migrations.RunPython(take_down, put_up),
        *control.of_vocabulary("event", "act", ACTS, "event_act", 40),
        migrations.RunPython(put_up, take_down),
    ]
