"""No link and no mail in clear (D34): certificates, powers, complaints, looks at a code; requests of the public page."""

from __future__ import annotations

import hashlib
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from vinculo.records.links.hiding import operations as links_of
from vinculo.records.links.hiding import seal_column, settle_keys

start = import_module("vinculo.records.migrations.0002_fences")
powers = import_module("vinculo.records.migrations.0024_powers")
control = import_module("vinculo.records.migrations.0035_control_of_codes")
rights = import_module("vinculo.records.migrations.0047_rights_of_the_person")
Fence = start.Fence

words = import_module("vinculo.records.migrations.0054_words")
HIDDEN = "(...)"
KINDS = [*words.KINDS[:-1], "data_request", words.KINDS[-1]]
STATES = ["asked", "open", "granted", "partly", "refused"]
_UNANSWERED = models.Q(state__in=["asked", "open"])
ANSWERED = models.Q(
    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None), ("state__in", ["asked", "open"])),
    models.Q(
        ~_UNANSWERED, ~models.Q(answer=""), ("answered_at__isnull", False), ("answered_by__isnull", False)
    ),
    _connector="OR",
)
LINK = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ("token_hash", "link_key", "link_nonce", "link_mask"))
# Until the mailbox confirmed it, a request of the public page waits for its term, and is deleted when nobody does.
ASKED_FOR_EVER = (
    "NEW.reference <> OLD.reference OR NEW.kind <> OLD.kind "
    "OR (OLD.state <> 'asked' AND (NEW.received_on <> OLD.received_on OR NEW.answer_until <> OLD.answer_until)) "
    "OR (OLD.state NOT IN ('asked', 'open') AND NEW.state <> OLD.state)"
)
FENCES = [
    Fence("data_request_no_delete", "records_datarequest", "DELETE", "OLD.state <> 'asked'"),
    Fence("data_request_for_ever", "records_datarequest", "UPDATE", ASKED_FOR_EVER),
    Fence(
        "certificate_facts_for_ever", "records_certificate", "UPDATE", f"{LINK} OR NEW.facts{{text}} <> OLD.facts{{text}}"
    ),
    Fence(
        "power_token_for_ever",
        "records_power",
        "UPDATE",
        f"{LINK} OR NEW.reference <> OLD.reference OR (OLD.sumilla <> '' AND NEW.sumilla <> OLD.sumilla)",
    ),
    Fence(
        "sample_drawn_for_ever",
        "records_sample",
        "UPDATE",
        f"NEW.certificate_id <> OLD.certificate_id OR NEW.issued_by_id <> OLD.issued_by_id OR {LINK}",
    ),
]
TABLES = {"records_certificate", "records_power", "records_powerdecision", "records_complaint", "records_sample"}
TABLES |= {"records_datarequest"}
BEFORE = [fence for each in (start, powers, control, rights) for fence in each.FENCES if fence.table in TABLES]
NAMES = {fence.name for fence in FENCES}
AFTER = [*(fence for fence in BEFORE if fence.name not in NAMES), *FENCES]


def fences_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of these tables: SQLite makes them anew, and frozen addresses lose what opens them."""
    control.drop_fences(editor, BEFORE)


def fences_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of these tables."""
    text = "::text" if editor.connection.vendor == "postgresql" else ""
    made = [Fence(name, table, when, condition.format(text=text)) for name, table, when, condition in AFTER]
    control.make_fences(editor, made)


def hide_in_facts(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take what opens a link out of the frozen addresses; a print fills it in from the row's link."""
    text, back = ("::text", "::jsonb") if editor.connection.vendor == "postgresql" else ("", "")
    of_power = "(SELECT power.token FROM records_power power WHERE power.id = power_id)"
    for table, token in (("records_certificate", "token"), ("records_powerdecision", of_power)):
        editor.execute(f"UPDATE {table} SET facts = replace(facts{text}, {token}, '{HIDDEN}'){back}")  # nosec B608


def hide_keys(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep the hash of the key of each complaint's form: the person who sends the form again is led to its page."""
    complaints = apps.get_model("records", "Complaint").objects.using(editor.connection.alias)
    with editor.connection.cursor() as cursor:
        for pk, key in list(complaints.values_list("pk", "key")):
            hashed = hashlib.sha256(key.encode()).hexdigest()[:32]
            cursor.execute("UPDATE records_complaint SET key = %s WHERE id = %s", [hashed, pk])


def seal_mails(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Encrypt what the mails say that wait or failed; those that were sent hold no link."""
    seal_column(editor, "records_message", "body", "state IN ('queued', 'failed') AND body <> ''")


def hide_sessions(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep each session under the hash of what its cookie says."""
    with editor.connection.cursor() as cursor:
        for table, column in (("django_session", "session_key"), ("records_staffsession", "key")):
            cursor.execute(f"SELECT {column} FROM {table}")  # nosec B608
            keys = [key for (key,) in cursor.fetchall()]
            lines = [(hashlib.sha256(key.encode()).hexdigest()[:40], key) for key in keys]
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", lines)  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("records", "0054_words"), ("sessions", "0001_initial")]
    operations = [
        migrations.RunPython(fences_down),
        migrations.RunPython(hide_in_facts),
        migrations.RunPython(hide_keys),
        migrations.RunPython(settle_keys),
        *links_of("certificate"),
        *links_of("power"),
        *links_of("complaint"),
        *links_of("sample"),
        migrations.RunPython(seal_mails),
        migrations.RunPython(hide_sessions),
        migrations.RunPython(settle_keys),
        *control.of_vocabulary("message", "kind", KINDS, "message_kind", 20),
        migrations.RemoveConstraint("datarequest", "data_request_answered"),
        migrations.RemoveConstraint("datarequest", "data_request_state"),
        migrations.AlterField(
            "datarequest",
            "state",
            models.CharField(choices=[(each, each) for each in STATES], default="open", max_length=8),
        ),
        migrations.AddConstraint(
            "datarequest", models.CheckConstraint(condition=models.Q(state__in=STATES), name="data_request_state")
        ),
        migrations.AddConstraint(
            "datarequest", models.CheckConstraint(condition=ANSWERED, name="data_request_answered")
        ),
        migrations.AlterField(
            "datarequest",
            "received_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, null=True, related_name="+"
            ),
        ),
        migrations.RunPython(fences_up),
    ]
