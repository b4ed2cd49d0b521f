"""The registry of affiliates is told of whole each night: fewer indexes to write, and room to write beside (D6).

An update that changes no indexed column and finds room on the page of its row writes no index. PostgreSQL fills pages
whole unless it is told otherwise.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

Q = models.Q
HALF = 50  # per cent of a page: one more of each row fits


def _fill(editor: BaseDatabaseSchemaEditor, setting: str) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE records_affiliate {setting}")


def leave_room(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Leave half of each page of the affiliates to the rows that are written anew."""
    _fill(editor, f"SET (fillfactor = {HALF})")


def fill_pages(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the pages as before."""
    _fill(editor, "RESET (fillfactor)")


HOLDERS = {"affiliate": models.CASCADE, "person": models.PROTECT}  # a document has one of them


def _index_of_filled(holder: str, delete: Callable[..., None]) -> list[Operation]:
    """Return what gives the documents of a kind of holder an index without those of the other."""
    field = models.ForeignKey(
        to=f"records.{holder}", on_delete=delete, null=True, blank=True, db_index=False, related_name="documents"
    )
    index = models.Index(
        fields=[holder], condition=Q((f"{holder}__isnull", False)), name=f"document_of_{holder}"
    )
    return [migrations.AddIndex("iddocument", index), migrations.AlterField("iddocument", holder, field)]


class Migration(migrations.Migration):
    dependencies = [("records", "0068_disposal")]
    operations = [
        migrations.AddConstraint("affiliate", models.UniqueConstraint(fields=["code"], name="affiliate_code")),
        migrations.AddConstraint(
            "affiliate",
            models.UniqueConstraint(fields=["cedula"], condition=Q(cedula__isnull=False), name="affiliate_cedula"),
        ),
        migrations.AlterField("affiliate", "code", models.CharField("código", max_length=20)),
        migrations.AlterField(
            "affiliate", "cedula", models.CharField("cédula", max_length=10, null=True, blank=True)
        ),
        migrations.AlterField("affiliate", "names_key", models.CharField(max_length=200)),
        *(step for holder, delete in HOLDERS.items() for step in _index_of_filled(holder, delete)),
        migrations.RunPython(leave_room, fill_pages),
    ]
