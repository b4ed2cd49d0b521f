"""The log of the queue is only ever appended."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

fences = import_module("vinculo.records.migrations.0002_triggers")
FENCES = [
    ("queue_no_update", "records_queueentry", "UPDATE", ""),
    ("queue_no_delete", "records_queueentry", "DELETE", ""),
]


def fence(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    fences.put_up(FENCES, editor)


def unfence(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    fences.take_down(FENCES, editor)


class Migration(migrations.Migration):
    dependencies = [("records", "0006_centre")]
    operations = [migrations.RunPython(fence, unfence)]
