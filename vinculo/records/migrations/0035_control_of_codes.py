"""Codes that a supervisor looks at again (D35): their table, its fences, and the words of events and mails.

The words are read from the rules as they stand: several migrations of one version add words, and whichever comes last
writes what the models say.
"""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, Subject

start = import_module("vinculo.records.migrations.0002_fences")
Fence = start.Fence

OPENED = "OLD.opened_at IS NOT NULL AND (NEW.reason <> OLD.reason OR NEW.answer_until <> OLD.answer_until)"
ANSWERED = "OLD.answer <> '' AND NEW.answer <> OLD.answer"
DRAWN = "NEW.certificate_id <> OLD.certificate_id OR NEW.issued_by_id <> OLD.issued_by_id OR NEW.token <> OLD.token"
FENCES = [
    Fence("sample_no_delete", "records_sample", "DELETE"),
    Fence("sample_drawn_for_ever", "records_sample", "UPDATE", DRAWN),
    Fence("sample_said_for_ever", "records_sample", "UPDATE", f"({OPENED}) OR ({ANSWERED})"),
    Fence("sample_decided_for_ever", "records_sample", "UPDATE", "OLD.state NOT IN ('waiting', 'opened')"),
]


def make_fences(editor: BaseDatabaseSchemaEditor, fences: list[Fence]) -> None:
    """Make triggers."""
    for name, table, when, condition in fences:
        if editor.connection.vendor != "postgresql":
            guard = f"WHEN {condition} " if condition else ""
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} {guard}BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
            continue
        guard = f"WHEN ({condition}) " if condition else ""
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW {guard}EXECUTE FUNCTION {name}()")


def drop_fences(editor: BaseDatabaseSchemaEditor, fences: list[Fence]) -> None:
    """Drop triggers."""
    for fence in fences:
        cascade = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP FUNCTION {fence.name}() CASCADE" if cascade else f"DROP TRIGGER {fence.name}")


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this table."""
    make_fences(editor, FENCES)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of this table."""
    drop_fences(editor, FENCES)


def of_vocabulary(
    model: str, column: str, words: type, name: str, length: int
) -> list[migrations.operations.base.Operation]:
    """Return what lets a column hold every word of a vocabulary, and no other."""
    values = [str(word) for word in words]
    field = models.CharField(max_length=length, choices=[(each, each) for each in values])
    check = models.CheckConstraint(condition=models.Q(**{f"{column}__in": values}), name=name)
    return [
        migrations.RemoveConstraint(model, name),
        migrations.AlterField(model, column, field),
        migrations.AddConstraint(model, check),
    ]


class Migration(migrations.Migration):
    dependencies = [("records", "0034_quick_with_a_history")]
    operations = [
        migrations.RunPython(start.take_down, start.put_up),  # SQLite makes the table of events anew
        *of_vocabulary("event", "act", Act, "event_act", 40),
        *of_vocabulary("event", "subject", Subject, "event_subject_kind", 20),
        migrations.RunPython(start.put_up, start.take_down),
        *of_vocabulary("message", "kind", MailKind, "message_kind", 20),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(choices=[("new_officer", "new_officer"), ("drawn", "drawn")], max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("agreed", "agreed"),
                            ("opened", "opened"),
                            ("kept", "kept"),
                            ("annulled", "annulled"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("token", models.CharField(max_length=32, unique=True)),
                ("drawn_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("answer_until", models.DateField(null=True)),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
            ],
            options={"ordering": ["drawn_at", "id"]},
        ),
        migrations.AddField(
            model_name="sample",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.agency"),
        ),
        migrations.AddField(
            model_name="sample",
            name="certificate",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="sample", to="records.certificate"
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="issued_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="opened_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="sample",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "opened"])),
                fields=["agency", "drawn_at"],
                name="sample_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__in", ["new_officer", "drawn"])), name="sample_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "agreed", "opened", "kept", "annulled"])),
                name="sample_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_by__isnull", True),
                        models.Q(("decided_by", models.F("issued_by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("opened_by__isnull", True),
                        models.Q(("opened_by", models.F("issued_by")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="sample_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True), ("decided_by__isnull", True), ("state__in", ["waiting", "opened"])
                    ),
                    models.Q(
                        models.Q(("state__in", ["waiting", "opened"]), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="sample_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer_until__isnull", True),
                        ("opened_at__isnull", True),
                        ("opened_by__isnull", True),
                        ("reason", ""),
                        models.Q(("state__in", ["opened", "kept"]), _negated=True),
                    ),
                    models.Q(
                        ("answer_until__isnull", False),
                        ("opened_at__isnull", False),
                        ("opened_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                        models.Q(("state", "waiting"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sample_opened_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("opened_at__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sample_answered",
            ),
        ),
        migrations.RunPython(put_up, take_down),
    ]
