"""Passwords that somebody else knows, second factors and open sessions of the staff, and the events of these (D33).

The words of the events are added to those that are there, whichever migration wrote them, in the order of the program.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Q

from vinculo.rules.shared.acts import Act

ORDER = {act.value: number for number, act in enumerate(Act)}
log = import_module("vinculo.records.migrations.0043_log")
NEW = [
    "factor_failed",
    "factor_removed",
    "factor_set",
    "log_in_failed",
    "password_changed",
    "password_reset",
    "recovery_code_used",
    "session_ended",
]
STAFF: dict[str, Any] = {"on_delete": django.db.models.deletion.PROTECT, "to": settings.AUTH_USER_MODEL}


class AddActs(Operation):
    """Let the column of the acts hold these words too."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Write the longer list into column and constraint."""
        event = state.models[app_label, "event"]
        old = next(each for each in event.options["constraints"] if each.name == "event_act")
        acts = sorted({*dict(old.condition.children)["act__in"], *NEW}, key=lambda act: (ORDER.get(act, len(ORDER)), act))
        state.remove_constraint(app_label, "event", "event_act")
        field = models.CharField(max_length=40, choices=[(act, act) for act in acts])
        state.alter_field(app_label, "event", "act", field, preserve_default=True)
        state.add_constraint(app_label, "event", models.CheckConstraint(condition=Q(act__in=acts), name="event_act"))

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the shorter list and write the longer one."""
        before, after = (state.apps.get_model(app_label, "event") for state in (from_state, to_state))
        schema_editor.remove_constraint(before, _check_of(before))
        schema_editor.add_constraint(after, _check_of(after))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Do the same the other way round."""
        self.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Return what it does."""
        return "Let the events name what happens to accounts"


def _check_of(model: type[models.Model]) -> Any:
    return next(each for each in model._meta.constraints if each.name == "event_act")


class Migration(migrations.Migration):
    dependencies = [("records", "0045_territories")]
    operations = [
        migrations.RunPython(log.take_down_events, log.put_up_events),  # SQLite makes the table of events anew
        AddActs(),
        migrations.RunPython(log.put_up_events, log.take_down_events),
        migrations.AddField(
            "staff", "must_change_password", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField("staff", "password_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("staff", "exempt", models.BooleanField(db_default=False, default=False)),
        migrations.CreateModel(
            "SecondFactor",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.CharField(max_length=20)),
                ("secret", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("last_step", models.BigIntegerField(default=-1)),
                ("staff", models.OneToOneField(related_name="second_factor", **STAFF)),
            ],
        ),
        migrations.CreateModel(
            "RecoveryCode",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
                ("staff", models.ForeignKey(related_name="recovery_codes", **STAFF)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["staff", "digest"], name="recovery_code_once"),
                    models.CheckConstraint(condition=~Q(digest=""), name="recovery_code_not_empty"),
                ]
            },
        ),
        migrations.CreateModel(
            "StaffSession",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("began_at", models.DateTimeField()),
                ("browser", models.CharField(blank=True, max_length=200)),
                ("staff", models.ForeignKey(related_name="open_sessions", **STAFF)),
            ],
            options={"ordering": ["-began_at", "-id"]},
        ),
    ]
