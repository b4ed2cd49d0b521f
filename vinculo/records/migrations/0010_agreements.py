"""The triggers of what a second agrees to or not (D18), which is append-only once it is decided."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

Fence = import_module("vinculo.records.migrations.0002_fences").Fence

SAID = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ("kind", "subject", "reason", "asked_by_id"))
FENCES = [
    Fence("agreement_no_delete", "records_agreement", "DELETE"),
    Fence(
        "agreement_decided_for_ever",
        "records_agreement",
        "UPDATE",
        f"OLD.state <> 'waiting' OR {SAID} OR NEW.compared{{text}} <> OLD.compared{{text}}",
    ),
]


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this table."""
    for name, table, when, condition in FENCES:
        if editor.connection.vendor != "postgresql":
            guard = f"WHEN {condition.format(text='')} " if condition else ""
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} {guard}BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
            continue
        guard = f"WHEN ({condition.format(text='::text')}) " if condition else ""
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW {guard}EXECUTE FUNCTION {name}()"
        )


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of this table."""
    for fence in FENCES:
        cascade = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP FUNCTION {fence.name}() CASCADE" if cascade else f"DROP TRIGGER {fence.name}")


class Migration(migrations.Migration):
    dependencies = [("records", "0002_fences")]
    operations = [migrations.RunPython(put_up, take_down)]
