"""Nobody decides a case in which they are a party (D35): the keyed hash of the staff's number, and their own word."""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

start = import_module("vinculo.records.migrations.0002_fences")
before = import_module("vinculo.records.migrations.0035_control_of_codes")
FENCES = [
    start.Fence("declaration_no_update", "records_partydeclaration", "UPDATE"),
    start.Fence("declaration_no_delete", "records_partydeclaration", "DELETE"),
]


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this table."""
    before.make_fences(editor, FENCES)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of this table."""
    before.drop_fences(editor, FENCES)


class Migration(migrations.Migration):
    dependencies = [("records", "0035_control_of_codes")]
    operations = [
        migrations.CreateModel(
            name="PartyDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("declared_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="staff",
            name="party_digest",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="staff",
            name="party_key",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("party_digest", ""), ("party_key", "")),
                    models.Q(models.Q(("party_key", ""), _negated=True), models.Q(("party_digest", ""), _negated=True)),
                    _connector="OR",
                ),
                name="staff_party_with_its_key",
            ),
        ),
        migrations.AddField(
            model_name="partydeclaration",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="declarations", to="records.case"
            ),
        ),
        migrations.AddField(
            model_name="partydeclaration",
            name="power",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="declarations", to="records.power"
            ),
        ),
        migrations.AddField(
            model_name="partydeclaration",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="partydeclaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", False), ("power__isnull", True)),
                    models.Q(("case__isnull", True), ("power__isnull", False)),
                    _connector="OR",
                ),
                name="declaration_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="partydeclaration",
            constraint=models.UniqueConstraint(fields=("staff", "case"), name="declaration_of_case_once"),
        ),
        migrations.AddConstraint(
            model_name="partydeclaration",
            constraint=models.UniqueConstraint(fields=("staff", "power"), name="declaration_of_power_once"),
        ),
        migrations.RunPython(put_up, take_down),
    ]
