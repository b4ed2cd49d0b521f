"""The event log is keyed and chained (D32): its columns, its links, and fences against what replaces and empties.

A later migration that makes
the table of events anew on SQLite calls `take_down_events` and `put_up_events` of this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

start = import_module("vinculo.records.migrations.0002_fences")
before = import_module("vinculo.records.migrations.0035_control_of_codes")
Fence = start.Fence

DECIDED = " OR ".join(
    [
        "OLD.reversed_at IS NOT NULL",
        *(
            f"NEW.{name} <> OLD.{name}"
            for name in ("solicitud_id", "kind", "note", "rules_version", "agency_id", "decided_at")
        ),
        *(f"NEW.{name}{{text}} <> OLD.{name}{{text}}" for name in ("items", "facts")),
        "COALESCE(NEW.decided_by_id, 0) <> COALESCE(OLD.decided_by_id, 0)",
    ]
)
FENCES = [
    Fence("link_no_update", "records_chainlink", "UPDATE"),
    Fence("link_no_delete", "records_chainlink", "DELETE"),
    Fence("decision_no_delete", "records_decision", "DELETE"),
    Fence("decision_for_ever", "records_decision", "UPDATE", DECIDED),  # but that it was taken back, once
]
# What is only appended, by the word that begins the names of its fences; and what a new row may not have in common.
APPENDED = {
    "event": ("records_event", "id = NEW.id"),
    "link": ("records_chainlink", "position = NEW.position OR event_id = NEW.event_id"),
    "seal": ("records_seal", "id = NEW.id OR (date = NEW.date AND term = NEW.term)"),
    "queue": ("records_queueentry", "id = NEW.id"),
    "decision": ("records_decision", "id = NEW.id"),
    "power_decision": ("records_powerdecision", "id = NEW.id"),
    "adoption_look": ("records_adoptionlook", "id = NEW.id OR paper_id = NEW.paper_id"),
    "case_entry": ("records_caseentry", "id = NEW.id"),
    "declaration": ("records_partydeclaration", "id = NEW.id"),
}


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this migration."""
    text = "::text" if editor.connection.vendor == "postgresql" else ""
    fences = [Fence(name, table, when, condition.format(text=text)) for name, table, when, condition in FENCES]
    before.make_fences(editor, fences)
    for name in APPENDED:
        put_up_whole(editor, name)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of this migration."""
    for name in APPENDED:
        take_down_whole(editor, name)
    before.drop_fences(editor, FENCES)


def put_up_whole(
    editor: BaseDatabaseSchemaEditor, name: str, appended: Mapping[str, tuple[str, str]] = MappingProxyType(APPENDED)
) -> None:
    """Make the trigger that no row trigger of UPDATE and DELETE stands for: TRUNCATE, and OR REPLACE on SQLite."""
    table, same = appended[name]
    if editor.connection.vendor != "postgresql":
        editor.execute(
            f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{name}_no_replace'); END"
        )
        return
    editor.execute(
        f"CREATE FUNCTION {name}_no_truncate() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name}_no_truncate' USING ERRCODE = 'restrict_violation'; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_no_truncate()"
    )


def take_down_whole(editor: BaseDatabaseSchemaEditor, name: str) -> None:
    """Drop that trigger."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP FUNCTION {name}_no_truncate() CASCADE")
    else:
        editor.execute(f"DROP TRIGGER {name}_no_replace")


def put_up_events(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make every trigger that stood from the start, and the one of this migration on the events."""
    start.put_up(apps, editor)
    put_up_whole(editor, "event")


def take_down_events(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them, before a table is made anew."""
    take_down_whole(editor, "event")
    start.take_down(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("records", "0042_week_plan")]
    operations = [
        migrations.RunPython(start.take_down, start.put_up),  # SQLite makes the tables of events and seals anew
        migrations.AddField("event", "key_id", models.CharField(max_length=20, blank=True, default="", db_default="")),
        migrations.AlterModelOptions("seal", {"ordering": ["pk"]}),
        migrations.AlterField("seal", "date", models.DateField()),
        migrations.AddField("seal", "term", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("seal", "digest", models.CharField(max_length=64, blank=True, default="", db_default="")),
        migrations.AddField("seal", "links", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddField("seal", "head", models.CharField(max_length=64, blank=True, default="", db_default="")),
        migrations.AddField("seal", "key_id", models.CharField(max_length=20, blank=True, default="", db_default="")),
        migrations.AddConstraint("seal", models.UniqueConstraint(fields=["date", "term"], name="seal_once")),
        migrations.RunPython(start.put_up, start.take_down),
        migrations.CreateModel(
            "ChainLink",
            [
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField(unique=True)),
                ("key_id", models.CharField(max_length=20)),
                ("head", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(put_up, take_down),
    ]
