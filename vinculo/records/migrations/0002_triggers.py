"""What no program may change: events are append-only, a code's value and a certificate's facts are for ever."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# name, table, when, condition
FENCES = [
    ("event_no_update", "records_event", "UPDATE", ""),
    ("event_no_delete", "records_event", "DELETE", ""),
    ("code_no_delete", "records_code", "DELETE", ""),
    ("code_value_for_ever", "records_code", "UPDATE", "NEW.value <> OLD.value OR NEW.person_id <> OLD.person_id"),
    ("certificate_no_delete", "records_certificate", "DELETE", ""),
    (
        "certificate_facts_for_ever",
        "records_certificate",
        "UPDATE",
        "NEW.token <> OLD.token OR NEW.facts{text} <> OLD.facts{text}",
    ),
]


def _sqlite(name: str, table: str, when: str, condition: str) -> list[str]:
    guard = f"WHEN {condition.format(text='')} " if condition else ""
    return [f"CREATE TRIGGER {name} BEFORE {when} ON {table} {guard}BEGIN SELECT RAISE(ABORT, '{name}'); END"]


def _postgres(name: str, table: str, when: str, condition: str) -> list[str]:
    guard = f"WHEN ({condition.format(text='::text')}) " if condition else ""
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW {guard}EXECUTE FUNCTION {name}()",
    ]


def put_up(rows: list[tuple[str, str, str, str]], editor: BaseDatabaseSchemaEditor) -> None:
    """Make a trigger for each row; later migrations fence their own tables with it."""
    make = _postgres if editor.connection.vendor == "postgresql" else _sqlite
    for row in rows:
        for statement in make(*row):
            editor.execute(statement)


def take_down(rows: list[tuple[str, str, str, str]], editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers again."""
    for name, _table, _when, _condition in rows:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {name}() CASCADE")
        else:
            editor.execute(f"DROP TRIGGER {name}")


def fence(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    put_up(FENCES, editor)


def unfence(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    take_down(FENCES, editor)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_start")]
    operations = [migrations.RunPython(fence, unfence)]
