"""What PostgreSQL does again for each statement that writes: long lists of words in functions, and fewer indexes."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from vinculo.records.tables.indexes import drop_beginnings, drop_indexes
from vinculo.records.tables.words import ListWordsInFunction

GONE = {
    "records_draft": ["affiliate_id", "agency_id", "moves_id", "procedure_id", "province_id", "turno_id", "updated_at"],
    "records_event": ["actor_id", "agency_id"],
    "records_message": ["complaint_id", "draft_id", "power_decision_id", "solicitud_id", "turno_id"],
    "records_turno": ["agency_id", "procedure_id"],
}
FILLED = {
    "draft": {"affiliate": "draft_of_affiliate", "turno": "draft_of_turno", "moves": "draft_of_moves"},
    "event": {"actor": "event_of_actor", "agency": "event_of_agency"},
    "message": {
        each: f"message_of_{each}" for each in ("draft", "turno", "solicitud", "power_decision", "complaint")
    },
}
SET_NULL, PROTECT = django.db.models.deletion.SET_NULL, django.db.models.deletion.PROTECT


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the indexes that nothing reads, and those that others take the place of."""
    drop_indexes(editor, GONE)
    drop_beginnings(editor, ["records_draft", "records_turno"])


def _without_index(model: str, column: str, to: str, on_delete: object, **more: object) -> migrations.AlterField:
    return migrations.AlterField(
        model, column, models.ForeignKey(to=to, on_delete=on_delete, db_index=False, **more)
    )


def _filled(model: str, column: str, name: str) -> migrations.AddIndex:
    condition = models.Q(**{f"{column}__isnull": False})
    return migrations.AddIndex(model, models.Index(fields=[column], condition=condition, name=name))


def _of_message(column: str, to: str, on_delete: object = SET_NULL) -> migrations.AlterField:
    return _without_index("message", column, to, on_delete, null=True, related_name="messages")


class Migration(migrations.Migration):
    dependencies = [("records", "0069_rows_of_the_registry")]
    operations = [
        ListWordsInFunction("event", "event_act"),
        ListWordsInFunction("event", "event_subject_kind"),
        ListWordsInFunction("message", "message_kind"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, migrations.RunPython.noop)],
            state_operations=[
                *(
                    _without_index("draft", column, f"records.{to}", SET_NULL, null=True)
                    for column, to in [
                        ("affiliate", "affiliate"),
                        ("agency", "agency"),
                        ("procedure", "procedure"),
                        ("province", "province"),
                        ("turno", "turno"),
                    ]
                ),
                _without_index("draft", "moves", "records.turno", SET_NULL, null=True, related_name="+"),
                migrations.AlterField("draft", "updated_at", models.DateTimeField()),
                _without_index("event", "actor", settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+"),
                _without_index("event", "agency", "records.agency", PROTECT, null=True, related_name="+"),
                _of_message("complaint", "records.complaint"),
                _of_message("draft", "records.draft"),
                _of_message("power_decision", "records.powerdecision", PROTECT),
                _of_message("solicitud", "records.solicitud"),
                _of_message("turno", "records.turno"),
                _without_index("turno", "agency", "records.agency", PROTECT),
                _without_index("turno", "procedure", "records.procedure", PROTECT),
            ],
        ),
        migrations.AddIndex("draft", models.Index(fields=["created_at"], name="draft_begun")),
        *(_filled(model, column, name) for model, named in FILLED.items() for column, name in named.items()),
    ]
