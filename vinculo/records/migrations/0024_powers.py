"""The trigger of who may act by a power of attorney, and of its deed: for ever once it is decided (S38, D24)."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

fences = import_module("vinculo.records.migrations.0002_fences")
Fence = fences.Fence

DECIDED = fences.POWER_DECIDED
PARTS = (
    "NEW.acting <> OLD.acting OR NEW.deed <> OLD.deed "
    "OR COALESCE(NEW.substitutes_id, 0) <> COALESCE(OLD.substitutes_id, 0)"
)
FENCES = [Fence("power_proxies_for_ever", "records_power", "UPDATE", f"{DECIDED} AND ({PARTS})")]


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the trigger of this migration."""
    for name, table, when, condition in FENCES:
        if editor.connection.vendor != "postgresql":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
            continue
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()"
        )


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the trigger of this migration."""
    for fence in FENCES:
        cascade = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP FUNCTION {fence.name}() CASCADE" if cascade else f"DROP TRIGGER {fence.name}")


class Migration(migrations.Migration):
    dependencies = [("records", "0010_agreements")]
    operations = [migrations.RunPython(put_up, take_down)]
