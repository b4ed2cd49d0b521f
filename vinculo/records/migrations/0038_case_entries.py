"""What is kept of a case that stays open, who has it in hand, and the acts that write it (D37)."""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

fences = import_module("vinculo.records.migrations.0002_fences")
LEFT = ["papers", "went", "legal", "second", "inquiry", "failure", "other", "day_over", "not_there"]
RETURNED = [
    "slip",
    "wrong_person",
    "was_there",
    "was_not_there",
    "misspelt",
    "wrong_papers",
    "later_found",
    "appeal",
    "sent_back",
]
KINDS = [
    ("note", "Nota"),
    ("left_open", "Quedó abierto"),
    ("handed", "El caso pasó a otra persona"),
    ("returned", "Lo devolvió la supervisión"),
]
FENCES = [
    fences.Fence("case_entry_no_update", "records_caseentry", "UPDATE"),
    fences.Fence("case_entry_no_delete", "records_caseentry", "DELETE"),
]
Q = models.Q
STAFF = {"null": True, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of the entries."""
    for name, table, when, _condition in FENCES:
        if editor.connection.vendor != "postgresql":
            editor.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, '{name}'); END")
            continue
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of the entries."""
    for fence in FENCES:
        cascade = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP FUNCTION {fence.name}() CASCADE" if cascade else f"DROP TRIGGER {fence.name}")


class Migration(migrations.Migration):
    dependencies = [("records", "0037_figures")]
    operations = [
        migrations.AddField("case", "officer", models.ForeignKey(to=settings.AUTH_USER_MODEL, **STAFF)),
        migrations.CreateModel(
            "CaseEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10, choices=KINDS)),
                ("reason", models.CharField(max_length=20, blank=True)),
                ("words", models.CharField(max_length=1000, blank=True)),
                ("due", models.DateField(null=True)),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        to="records.case", on_delete=django.db.models.deletion.PROTECT, related_name="entries"
                    ),
                ),
                ("to", models.ForeignKey(to=settings.AUTH_USER_MODEL, **STAFF)),
                ("written_by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **STAFF)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=Q(kind__in=[word for word, _ in KINDS]), name="case_entry_kind"),
                    models.CheckConstraint(
                        condition=Q(kind="note", reason="", to__isnull=True, due__isnull=True) & ~Q(words="")
                        | Q(kind="handed", reason="", to__isnull=False, due__isnull=True)
                        | Q(kind="left_open", reason__in=LEFT, to__isnull=True)
                        & Q(due__isnull=False)
                        & (~Q(reason="other") | ~Q(words=""))
                        | Q(kind="returned", reason__in=RETURNED, due__isnull=False) & ~Q(words=""),
                        name="case_entry_parts",
                    ),
                    models.CheckConstraint(
                        condition=Q(written_by__isnull=False)
                        | Q(kind="left_open", reason__in=["day_over", "not_there"]),
                        name="case_entry_by",
                    ),
                ],
                "indexes": [models.Index(fields=["case", "kind", "id"], name="case_entry_last")],
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]
