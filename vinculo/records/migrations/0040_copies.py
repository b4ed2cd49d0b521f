"""Copies of papers that were scanned at the desk (D35): their rows, which stay; the words of the events as they stand."""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

start = import_module("vinculo.records.migrations.0002_fences")
before = import_module("vinculo.records.migrations.0035_control_of_codes")
SAID = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("paper_id", "name", "size", "pages", "media", "added_by_id")
)
FENCES = [
    start.Fence("copy_no_delete", "records_papercopy", "DELETE"),
    start.Fence("copy_for_ever", "records_papercopy", "UPDATE", f"OLD.removed_at IS NOT NULL OR {SAID}"),
]


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this table."""
    before.make_fences(editor, FENCES)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of this table."""
    before.drop_fences(editor, FENCES)


class Migration(migrations.Migration):
    dependencies = [("records", "0039_contact_at_the_counter")]
    operations = [
        migrations.CreateModel(
            name="PaperCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=32, unique=True)),
                ("media", models.CharField(choices=[("jpeg", "jpeg"), ("pdf", "pdf")], max_length=4)),
                ("size", models.PositiveIntegerField()),
                ("pages", models.PositiveSmallIntegerField()),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="records.paperrecord"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("media__in", ["jpeg", "pdf"])), name="copy_media"),
                    models.CheckConstraint(
                        condition=models.Q(("pages__gt", 0), ("size__gt", 0)), name="copy_of_something"
                    ),
                ],
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]
