"""Every trigger: what no program may change, and the columns of a seat that are its slot's.

Events, the log of the queue, seals and the decisions of the legal unit are only ever appended; a code's value, a
certificate's facts, what a complaint says and who is named in a decided power are for ever. A migration that makes one
of these tables anew on SQLite drops its triggers with it: it calls `take_down` before and `put_up` after.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


class Fence(NamedTuple):
    """A trigger that refuses a statement on a table, always or under a condition."""

    name: str
    table: str
    when: str
    condition: str = ""


SAID = "NEW.text <> OLD.text OR NEW.kind <> OLD.kind OR NEW.made_at <> OLD.made_at OR NEW.reference <> OLD.reference"
ANSWERED = "OLD.state = 'answered' AND (NEW.answer <> OLD.answer OR NEW.state <> OLD.state)"
POWER_TOKEN = (
    "NEW.token <> OLD.token OR NEW.reference <> OLD.reference OR (OLD.sumilla <> '' AND NEW.sumilla <> OLD.sumilla)"
)
POWER_PARTS = ("affiliate_id", "proxy_key", "proxy_kind", "proxy_number", "proxy_country", "made_on", "number")
POWER_PARTS_CHANGED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in POWER_PARTS)
POWER_TERM_CHANGED = "COALESCE(NEW.expires_on, '0001-01-01') <> COALESCE(OLD.expires_on, '0001-01-01')"
POWER_DECIDED = "OLD.state IN ('endorsed', 'refused', 'revoked', 'substituted', 'ended')"
POWER_BACK = (
    "(OLD.state IN ('refused', 'revoked', 'substituted', 'ended') AND NEW.state <> OLD.state) "
    "OR (OLD.state = 'endorsed' AND NEW.state NOT IN ('endorsed', 'revoked', 'substituted', 'ended'))"
)

FENCES = [
    Fence("event_no_update", "records_event", "UPDATE"),
    Fence("event_no_delete", "records_event", "DELETE"),
    Fence("code_no_delete", "records_code", "DELETE"),
    Fence(
        "code_value_for_ever", "records_code", "UPDATE", "NEW.value <> OLD.value OR NEW.person_id <> OLD.person_id"
    ),
    Fence("certificate_no_delete", "records_certificate", "DELETE"),
    Fence(
        "certificate_facts_for_ever",
        "records_certificate",
        "UPDATE",
        "NEW.token <> OLD.token OR NEW.facts{text} <> OLD.facts{text}",
    ),
    Fence("queue_no_update", "records_queueentry", "UPDATE"),
    Fence("queue_no_delete", "records_queueentry", "DELETE"),
    Fence("seal_no_update", "records_seal", "UPDATE"),
    Fence("seal_no_delete", "records_seal", "DELETE"),
    Fence("complaint_no_delete", "records_complaint", "DELETE"),
    Fence("complaint_said_for_ever", "records_complaint", "UPDATE", f"{SAID} OR ({ANSWERED})"),
    Fence("power_no_delete", "records_power", "DELETE"),
    Fence("power_token_for_ever", "records_power", "UPDATE", POWER_TOKEN),
    Fence(
        "power_decided_for_ever",
        "records_power",
        "UPDATE",
        f"{POWER_DECIDED} AND ({POWER_PARTS_CHANGED} OR {POWER_TERM_CHANGED})",
    ),
    Fence("power_never_back", "records_power", "UPDATE", POWER_BACK),
    Fence("power_decision_no_update", "records_powerdecision", "UPDATE"),
    Fence("power_decision_no_delete", "records_powerdecision", "DELETE"),
    Fence("adoption_look_no_update", "records_adoptionlook", "UPDATE"),
    Fence("adoption_look_no_delete", "records_adoptionlook", "DELETE"),
]

# A seat bears its slot's agency, procedure and hour (docs/decisions/0011).
COLUMNS = ("agency_id", "procedure_id", "starts")
LIST = ", ".join(COLUMNS)
FROM_SLOT = ", ".join(
    f"{column} = (SELECT slot.{column} FROM records_slot slot WHERE slot.id = records_seat.slot_id)"
    for column in COLUMNS
)
SEAT_AS_SLOT = f"UPDATE records_seat SET {FROM_SLOT}"
SEATS_POSTGRES = [
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
SEATS_SQLITE = [
    f"CREATE TRIGGER seat_as_slot AFTER INSERT ON records_seat BEGIN {SEAT_AS_SLOT} WHERE id = NEW.id; END",
    f"CREATE TRIGGER seat_stays_as_slot AFTER UPDATE OF slot_id, {LIST} ON records_seat "
    f"BEGIN {SEAT_AS_SLOT} WHERE id = NEW.id; END",
    f"CREATE TRIGGER slot_to_seats AFTER UPDATE OF {LIST} ON records_slot "
    f"BEGIN {SEAT_AS_SLOT} WHERE slot_id = NEW.id; END",
]


def _sqlite() -> Iterator[str]:
    for name, table, when, condition in FENCES:
        guard = f"WHEN {condition.format(text='')} " if condition else ""
        yield f"CREATE TRIGGER {name} BEFORE {when} ON {table} {guard}BEGIN SELECT RAISE(ABORT, '{name}'); END"
    yield from SEATS_SQLITE


def _postgres() -> Iterator[str]:
    for name, table, when, condition in FENCES:
        guard = f"WHEN ({condition.format(text='::text')}) " if condition else ""
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW {guard}EXECUTE FUNCTION {name}()"
    yield from SEATS_POSTGRES


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make every trigger."""
    for statement in _postgres() if editor.connection.vendor == "postgresql" else _sqlite():
        editor.execute(statement)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop every trigger."""
    names = [*(fence.name for fence in FENCES), "seat_as_slot", "slot_to_seats"]
    if editor.connection.vendor == "postgresql":
        for name in names:
            editor.execute(f"DROP FUNCTION {name}() CASCADE")
        return
    for name in [*names, "seat_stays_as_slot"]:
        editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_start")]
    operations = [migrations.RunPython(put_up, take_down)]
