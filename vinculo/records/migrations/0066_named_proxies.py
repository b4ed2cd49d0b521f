"""How many proxies a deed names that act together: all of them are received before one is endorsed (S38)."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

powers = import_module("vinculo.records.migrations.0024_powers")
control = import_module("vinculo.records.migrations.0035_control_of_codes")
links = import_module("vinculo.records.migrations.0055_links_and_requests")

CHANGED = f"{powers.PARTS} OR COALESCE(NEW.proxies, 0) <> COALESCE(OLD.proxies, 0)"
FENCES = [powers.Fence("power_proxies_for_ever", "records_power", "UPDATE", f"{powers.DECIDED} AND ({CHANGED})")]
BEFORE = [fence for fence in links.AFTER if fence.table == "records_power"]
AFTER = [*(fence for fence in BEFORE if fence.name != FENCES[0].name), *FENCES]


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of the powers: SQLite makes their table anew."""
    control.drop_fences(editor, BEFORE)


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make them again, with the number among what is decided for ever."""
    control.make_fences(editor, AFTER)


class Migration(migrations.Migration):
    dependencies = [("records", "0065_open_solicitudes")]
    operations = [
        migrations.RunPython(take_down),
        migrations.AddField("power", "proxies", models.PositiveSmallIntegerField(null=True)),
        migrations.AddConstraint(
            "power",
            models.CheckConstraint(
                condition=models.Q(("proxies__isnull", True), models.Q(("acting", "together"), ("proxies__gte", 2)), _connector="OR"),
                name="power_proxies_together",
            ),
        ),
        migrations.RunPython(put_up),
    ]
