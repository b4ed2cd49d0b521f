"""A seal is for ever."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

fences = import_module("vinculo.records.migrations.0002_triggers")
FENCES = [
    ("seal_no_update", "records_seal", "UPDATE", ""),
    ("seal_no_delete", "records_seal", "DELETE", ""),
]


def fence(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    fences.put_up(FENCES, editor)


def unfence(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    fences.take_down(FENCES, editor)


class Migration(migrations.Migration):
    dependencies = [("records", "0008_seals")]
    operations = [migrations.RunPython(fence, unfence)]
