"""A seat bears its slot's agency, procedure and hour, put there by triggers, so that an index finds what is free."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

COLUMNS = ("agency_id", "procedure_id", "starts")
LIST = ", ".join(COLUMNS)
FROM_SLOT = ", ".join(
    f"{column} = (SELECT slot.{column} FROM records_slot slot WHERE slot.id = records_seat.slot_id)" for column in COLUMNS
)
BACKFILL = f"UPDATE records_seat SET {FROM_SLOT}"

POSTGRES = [
    f"CREATE FUNCTION seat_as_slot() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"SELECT {LIST} INTO {', '.join(f'NEW.{column}' for column in COLUMNS)} FROM records_slot WHERE id = NEW.slot_id; "
    f"RETURN NEW; END $$",
    f"CREATE TRIGGER seat_as_slot BEFORE INSERT OR UPDATE OF slot_id, {LIST} ON records_seat "
    f"FOR EACH ROW EXECUTE FUNCTION seat_as_slot()",
    f"CREATE FUNCTION slot_to_seats() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"UPDATE records_seat SET starts = NEW.starts WHERE slot_id = NEW.id; RETURN NULL; END $$",
    f"CREATE TRIGGER slot_to_seats AFTER UPDATE OF {LIST} ON records_slot "
    f"FOR EACH ROW EXECUTE FUNCTION slot_to_seats()",
]
SQLITE = [
    f"CREATE TRIGGER seat_as_slot AFTER INSERT ON records_seat BEGIN {BACKFILL} WHERE id = NEW.id; END",
    f"CREATE TRIGGER seat_stays_as_slot AFTER UPDATE OF slot_id, {LIST} ON records_seat "
    f"BEGIN {BACKFILL} WHERE id = NEW.id; END",
    f"CREATE TRIGGER slot_to_seats AFTER UPDATE OF {LIST} ON records_slot "
    f"BEGIN {BACKFILL} WHERE slot_id = NEW.id; END",
]


def bind(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(BACKFILL)
    for statement in POSTGRES if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def unbind(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION seat_as_slot() CASCADE")
        editor.execute("DROP FUNCTION slot_to_seats() CASCADE")
        return
    for name in ("seat_as_slot", "seat_stays_as_slot", "slot_to_seats"):
        editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0015_closings'),
    ]

    operations = [
        migrations.AddField(
            model_name='seat',
            name='agency',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.agency'),
        ),
        migrations.AddField(
            model_name='seat',
            name='procedure',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.procedure'),
        ),
        migrations.AddField(
            model_name='seat',
            name='starts',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='seat',
            name='slot',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='records.slot'),
        ),
        migrations.AddIndex(
            model_name='seat',
            index=models.Index(condition=models.Q(('pool', 'online'), ('state', 'free')), fields=['agency', 'procedure', 'starts'], name='seat_free'),
        ),
        migrations.AddIndex(
            model_name='seat',
            index=models.Index(condition=models.Q(('pool', 'online'), ('state__in', ['held', 'cooling'])), fields=['agency', 'procedure', 'starts'], name='seat_soon_free'),
        ),
        migrations.RunPython(bind, unbind),
    ]
