"""Kinds of mail are one list: each kind has one text, so that what goes with a mail need not be kept beside it."""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KINDS = [
    "verification", "recovery", "confirmation", "moved", "cancelled", "replaced", "reminder_day", "reminder_hours",
    "waiting_joined", "waiting_replaced", "offer", "correction", "extension", "postponed", "withdrawal",
    "reversal_turno", "reversal_solicitud", "power_endorse", "power_observe", "power_refuse", "power_revoke",
    "case_endorse", "case_observe", "case_refuse", "case_revoke", "reseated", "kept", "go_back", "stands_again",
    "complaint", "complaint_answer", "opinion",
]
REMINDERS = ["reminder_day", "reminder_hours", "opinion"]


def split(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give each mail that was written under a kind with several texts the kind of its own text."""
    messages = apps.get_model("records", "Message").objects
    waiting = messages.filter(kind="waiting")
    waiting.filter(subject="Su lugar en la lista de espera terminó").update(kind="waiting_replaced")
    waiting.update(kind="waiting_joined")
    messages.filter(kind="moved", subject__startswith="Su turno cambió porque").update(kind="reseated")
    messages.filter(kind="reopened", attach=[]).update(kind="go_back")
    messages.filter(kind="reopened").update(kind="stands_again")
    messages.filter(kind="extension", attach=[]).update(kind="postponed")
    messages.filter(kind="reversal", solicitud=None).update(kind="reversal_turno")
    messages.filter(kind="reversal").update(kind="reversal_solicitud")
    for act in ("endorse", "observe", "refuse", "revoke"):
        messages.filter(kind=f"power_{act}", attach=[]).update(kind=f"case_{act}")


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_fences'),
    ]

    operations = [
        migrations.RunPython(split, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='message',
            name='attach',
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', KINDS)), name='message_kind'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', REMINDERS)), name='reminder_kind'),
        ),
    ]
