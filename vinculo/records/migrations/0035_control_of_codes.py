"""Codes that a supervisor looks at again (D35): their table, its fences, and the words of events and mails.

The words are those of this version but for what came with later migrations; the last of them is `0054_words`.
"""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

start = import_module("vinculo.records.migrations.0002_fences")
Fence = start.Fence
ACTS = [
    "adoption_listed",
    "adoption_looked",
    "adoption_read",
    "affiliates_imported",
    "affiliate_read",
    "affiliate_document_kept",
    "affiliate_updated",
    "agency_closed",
    "agency_reopened",
    "agenda_read",
    "agreement_agreed",
    "agreement_asked",
    "agreement_disagreed",
    "agreement_lapsed",
    "agreement_read",
    "agreement_withdrawn",
    "calendar_loaded",
    "case_arrival_undone",
    "case_at_counter",
    "case_closed",
    "case_continued",
    "case_handed",
    "case_left_open",
    "case_noted",
    "case_opened",
    "case_read",
    "case_returned",
    "case_undone",
    "centres_loaded",
    "certificate_annulled",
    "certificate_printed",
    "certificate_read",
    "certificate_replaced",
    "certificate_reprinted",
    "code_issued",
    "code_restored",
    "code_sent",
    "code_superseded",
    "complaint_answered",
    "complaint_read",
    "complaint_received",
    "confirmation_printed",
    "convention_loaded",
    "copy_added",
    "copy_forgotten",
    "copy_read",
    "copy_removed",
    "correction_decided",
    "counter_closed",
    "counter_freed",
    "counter_opened",
    "counter_paused",
    "counter_reopened",
    "counter_resumed",
    "days_closed",
    "days_opened",
    "days_reopened",
    "day_list_printed",
    "decision_read",
    "dependent_added",
    "dependent_written",
    "email_verified",
    "extensions_read",
    "extension_asked",
    "extension_decided",
    "hold_expired",
    "identity_mismatch",
    "language_changed",
    "link_ended",
    "logged_in",
    "logged_out",
    "local_day_accepted",
    "local_day_rejected",
    "mail_sent_again",
    "notice_printed",
    "not_admitted",
    "offer_declined",
    "offer_expired",
    "opinion_asked",
    "opinion_changed",
    "opinion_given",
    "paper_not_received",
    "paper_recorded",
    "paper_tickets_printed",
    "paper_undone",
    "party_declared",
    "person_mended",
    "person_renamed",
    "places_loaded",
    "policy_set",
    "power_ended",
    "power_endorsed",
    "power_found",
    "power_listed",
    "power_observed",
    "power_printed",
    "power_read",
    "power_received",
    "power_refused",
    "power_revoked",
    "power_substituted",
    "power_written",
    "presenter_resolved",
    "presenter_written",
    "recovery_sent",
    "reference_changed",
    "refusal_decided",
    "reseating_accepted",
    "reseating_other",
    "resemblance_different",
    "resemblance_same",
    "sample_agreed",
    "sample_annulled",
    "sample_answered",
    "sample_drawn",
    "sample_kept",
    "sample_opened",
    "searched",
    "search_case",
    "search_certificate",
    "seat_held",
    "seat_offered",
    "solicitud_arrival_undone",
    "solicitud_discarded",
    "solicitud_lapsed",
    "solicitud_presented",
    "solicitud_read",
    "solicitud_resumed",
    "solicitud_reversed",
    "solicitud_saved",
    "solicitud_withdrawn",
    "staff_created",
    "term_postponed",
    "ticket_called",
    "ticket_called_apart",
    "ticket_finished",
    "ticket_issued",
    "ticket_left",
    "ticket_missed",
    "ticket_no_show",
    "ticket_recalled",
    "ticket_reopened",
    "ticket_skipped",
    "ticket_started",
    "ticket_transferred",
    "ticket_undone",
    "turnos_of_one_read",
    "turno_arrival_undone",
    "turno_arrived",
    "turno_attended",
    "turno_cancelled",
    "turno_confirmed",
    "turno_kept",
    "turno_missed",
    "turno_moved",
    "turno_other_day",
    "turno_read",
    "turno_released",
    "turno_reminded",
    "turno_reseated",
    "turno_restored",
    "turno_reversed",
    "turno_went_back",
    "visit_ended",
    "waiting_joined",
    "waiting_joined_at_desk",
    "waiting_left",
    "waiting_read",
    "wait_announced",
    "withdrawal_decided",
    "work_list_read",
]
SUBJECTS = [
    "affiliate",
    "agency",
    "agreement",
    "calendar",
    "case",
    "certificate",
    "closing",
    "complaint",
    "copy",
    "counter",
    "draft",
    "message",
    "paper",
    "person",
    "power",
    "sample",
    "solicitud",
    "staff",
    "ticket",
    "turno",
    "waiting",
    "calendarday",
    "citation",
    "conventionentry",
    "exemption",
    "legalterm",
    "localday",
    "mailboxbound",
    "modeltext",
    "prioritycategory",
    "procedure",
    "province",
    "remedy",
    "reference",
    "service",
]
KINDS = [
    "verification",
    "recovery",
    "confirmation",
    "moved",
    "cancelled",
    "replaced",
    "booked_by_other",
    "released",
    "reminder_day",
    "reminder_hours",
    "bring_list",
    "waiting_joined",
    "waiting_replaced",
    "offer",
    "correction",
    "extension",
    "postponed",
    "withdrawal",
    "reversal_turno",
    "reversal_solicitud",
    "code_issued",
    "sample_opened",
    "sample_kept",
    "power_endorse",
    "power_observe",
    "power_refuse",
    "power_revoke",
    "power_substitute",
    "power_death",
    "case_endorse",
    "case_observe",
    "case_refuse",
    "case_revoke",
    "case_substitute",
    "case_death",
    "reseated",
    "kept",
    "go_back",
    "stands_again",
    "complaint",
    "complaint_answer",
    "opinion",
]

OPENED = "OLD.opened_at IS NOT NULL AND (NEW.reason <> OLD.reason OR NEW.answer_until <> OLD.answer_until)"
ANSWERED = "OLD.answer <> '' AND NEW.answer <> OLD.answer"
DRAWN = "NEW.certificate_id <> OLD.certificate_id OR NEW.issued_by_id <> OLD.issued_by_id OR NEW.token <> OLD.token"
FENCES = [
    Fence("sample_no_delete", "records_sample", "DELETE"),
    Fence("sample_drawn_for_ever", "records_sample", "UPDATE", DRAWN),
    Fence("sample_said_for_ever", "records_sample", "UPDATE", f"({OPENED}) OR ({ANSWERED})"),
    Fence("sample_decided_for_ever", "records_sample", "UPDATE", "OLD.state NOT IN ('waiting', 'opened')"),
]


def make_fences(editor: BaseDatabaseSchemaEditor, fences: list[Fence]) -> None:
    """Make triggers."""
    for name, table, when, condition in fences:
        if editor.connection.vendor != "postgresql":
            guard = f"WHEN {condition} " if condition else ""
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} {guard}BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
            continue
        guard = f"WHEN ({condition}) " if condition else ""
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW {guard}EXECUTE FUNCTION {name}()")


def drop_fences(editor: BaseDatabaseSchemaEditor, fences: list[Fence]) -> None:
    """Drop triggers."""
    for fence in fences:
        cascade = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP FUNCTION {fence.name}() CASCADE" if cascade else f"DROP TRIGGER {fence.name}")


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this table."""
    make_fences(editor, FENCES)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of this table."""
    drop_fences(editor, FENCES)


def of_vocabulary(
    model: str, column: str, words: list[str], name: str, length: int
) -> list[migrations.operations.base.Operation]:
    """Return what lets a column hold every word of a vocabulary, and no other."""
    field = models.CharField(max_length=length, choices=[(each, each) for each in words])
    check = models.CheckConstraint(condition=models.Q(**{f"{column}__in": words}), name=name)
    return [
        migrations.RemoveConstraint(model, name),
        migrations.AlterField(model, column, field),
        migrations.AddConstraint(model, check),
    ]


class Migration(migrations.Migration):
    dependencies = [("records", "0034_quick_with_a_history")]
    operations = [
        migrations.RunPython(start.take_down, start.put_up),  # SQLite makes the table of events anew
        *of_vocabulary("event", "act", ACTS, "event_act", 40),
        *of_vocabulary("event", "subject", SUBJECTS, "event_subject_kind", 20),
        migrations.RunPython(start.put_up, start.take_down),
        *of_vocabulary("message", "kind", KINDS, "message_kind", 20),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(choices=[("new_officer", "new_officer"), ("drawn", "drawn")], max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("agreed", "agreed"),
                            ("opened", "opened"),
                            ("kept", "kept"),
                            ("annulled", "annulled"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("token", models.CharField(max_length=32, unique=True)),
                ("drawn_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("answer_until", models.DateField(null=True)),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
            ],
            options={"ordering": ["drawn_at", "id"]},
        ),
        migrations.AddField(
            model_name="sample",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.agency"),
        ),
        migrations.AddField(
            model_name="sample",
            name="certificate",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="sample", to="records.certificate"
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="issued_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="opened_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="sample",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "opened"])),
                fields=["agency", "drawn_at"],
                name="sample_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__in", ["new_officer", "drawn"])), name="sample_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "agreed", "opened", "kept", "annulled"])),
                name="sample_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_by__isnull", True),
                        models.Q(("decided_by", models.F("issued_by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("opened_by__isnull", True),
                        models.Q(("opened_by", models.F("issued_by")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="sample_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True), ("decided_by__isnull", True), ("state__in", ["waiting", "opened"])
                    ),
                    models.Q(
                        models.Q(("state__in", ["waiting", "opened"]), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="sample_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer_until__isnull", True),
                        ("opened_at__isnull", True),
                        ("opened_by__isnull", True),
                        ("reason", ""),
                        models.Q(("state__in", ["opened", "kept"]), _negated=True),
                    ),
                    models.Q(
                        ("answer_until__isnull", False),
                        ("opened_at__isnull", False),
                        ("opened_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                        models.Q(("state", "waiting"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sample_opened_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("opened_at__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sample_answered",
            ),
        ),
        migrations.RunPython(put_up, take_down),
    ]
