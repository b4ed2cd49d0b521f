"""Every annulment is preceded by a hearing (D35): looks that a supervisor opens, statements, notices by hand."""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

start = import_module("vinculo.records.migrations.0002_fences")
log = import_module("vinculo.records.migrations.0043_log")
control = import_module("vinculo.records.migrations.0035_control_of_codes")
Fence = start.Fence

WHY = ["new_officer", "drawn", "supervisor"]
TOLD_BY = ["mail", "paper"]
UNHEARD = ["same_day", "own_request"]
HANDED_BY = ["hand", "post", "phone"]
KINDS = [
    "extension",
    "postponed",
    "withdrawal",
    "reversal_turno",
    "reversal_solicitud",
    "sample_opened",
    "sample_kept",
    "reseated",
    "kept",
    "go_back",
    "stands_again",
]
FENCES = [
    Fence("hearing_statement_no_update", "records_hearingstatement", "UPDATE"),
    Fence("hearing_statement_no_delete", "records_hearingstatement", "DELETE"),
    Fence(
        "paper_notice_for_ever",
        "records_papernotice",
        "UPDATE",
        "OLD.delivered_at IS NOT NULL OR NEW.body <> OLD.body OR NEW.subject <> OLD.subject",
    ),
]


def fences_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of the samples, whose table SQLite makes anew."""
    control.drop_fences(editor, control.FENCES)


def fences_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of the samples."""
    control.make_fences(editor, control.FENCES)


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of the new tables."""
    control.make_fences(editor, FENCES)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of the new tables."""
    control.drop_fences(editor, FENCES)


def fill_hearings(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write when who answered by their link was heard, and that all who were asked so far were asked by mail."""
    samples = apps.get_model("records", "Sample").objects
    samples.filter(opened_at__isnull=False).update(told_by="mail", heard_at=models.F("answered_at"))


def leave_alone(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Do nothing: the columns go."""


def words_of(values: list[str]) -> list[tuple[str, str]]:
    """Return the choices of a column of words."""
    return [(each, each) for each in values]


def check_of(column: str, values: list[str], name: str, *, blank: bool = False) -> models.CheckConstraint:
    """Return the CHECK of a column of words."""
    return models.CheckConstraint(condition=Q(**{f"{column}__in": [*[""] * blank, *values]}), name=name)


KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
PROTECT = {"on_delete": django.db.models.deletion.PROTECT}
_UNHEARD = Q(state__in=["opened", "kept"])
_WAITING = Q(state="waiting")
OPENED = (
    Q(opened_at__isnull=True, opened_by__isnull=True, answer_until__isnull=True, reason="")
    & Q(told_by="", heard_at__isnull=True)
    & ~_UNHEARD
    | Q(opened_at__isnull=False, opened_by__isnull=False)
    & (Q(told_by="mail", answer_until__isnull=False) | Q(told_by="paper"))
    & ~Q(reason="")
    & ~_WAITING
)
ANSWERED = Q(answered_at__isnull=True, answer="") | Q(
    answered_at__isnull=False, opened_at__isnull=False, heard_at__isnull=False
) & ~Q(answer="")


class Migration(migrations.Migration):
    dependencies = [("records", "0050_more_private_links")]
    operations = [
        migrations.RunPython(fences_down, fences_up),
        migrations.RemoveConstraint("sample", "sample_why"),
        migrations.RemoveConstraint("sample", "sample_opened_with_reason"),
        migrations.RemoveConstraint("sample", "sample_answered"),
        migrations.AddField(
            "sample", "told_by", models.CharField(blank=True, choices=words_of(TOLD_BY), default="", max_length=5)
        ),
        migrations.AlterField(
            "sample", "told_by", models.CharField(blank=True, choices=words_of(TOLD_BY), max_length=5)
        ),
        migrations.AddField("sample", "heard_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "sample", "certificate", models.ForeignKey(to="records.certificate", related_name="samples", **PROTECT)
        ),
        migrations.AlterField("sample", "why", models.CharField(choices=words_of(WHY), max_length=12)),
        migrations.RunPython(fill_hearings, leave_alone),
        migrations.AddConstraint("sample", check_of("why", WHY, "sample_why")),
        migrations.AddConstraint("sample", models.CheckConstraint(condition=OPENED, name="sample_opened_with_reason")),
        migrations.AddConstraint("sample", models.CheckConstraint(condition=ANSWERED, name="sample_answered")),
        migrations.AddConstraint(
            "sample",
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state__in=["waiting", "opened"]), name="sample_one_undecided"
            ),
        ),
        migrations.AddConstraint(
            "sample",
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(why__in=["new_officer", "drawn"]), name="sample_drawn_once"
            ),
        ),
        migrations.AddConstraint("sample", check_of("told_by", TOLD_BY, "sample_told_by", blank=True)),
        migrations.RunPython(fences_up, fences_down),
        migrations.AddField(
            "reversal", "unheard", models.CharField(blank=True, choices=words_of(UNHEARD), default="", max_length=12)
        ),
        migrations.AlterField(
            "reversal", "unheard", models.CharField(blank=True, choices=words_of(UNHEARD), max_length=12)
        ),
        migrations.AddField("reversal", "unheard_words", models.CharField(blank=True, default="", max_length=500)),
        migrations.AlterField("reversal", "unheard_words", models.CharField(blank=True, max_length=500)),
        migrations.AddConstraint(
            "reversal",
            models.CheckConstraint(
                condition=Q(unheard="", unheard_words="") | ~Q(unheard="") & ~Q(unheard_words=""),
                name="reversal_unheard_with_words",
            ),
        ),
        migrations.AddConstraint("reversal", check_of("unheard", UNHEARD, "reversal_unheard", blank=True)),
        migrations.CreateModel(
            "HearingStatement",
            [
                KEY,
                ("words", models.TextField(max_length=4000)),
                ("papers", models.CharField(blank=True, max_length=300)),
                ("said_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.ForeignKey(to=settings.AUTH_USER_MODEL, related_name="+", **PROTECT)),
                ("sample", models.ForeignKey(to="records.sample", related_name="statements", **PROTECT)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.CheckConstraint(condition=~Q(words=""), name="hearing_statement_says")],
            },
        ),
        migrations.CreateModel(
            "PaperNotice",
            [
                KEY,
                ("kind", models.CharField(choices=words_of(KINDS), max_length=20)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("due", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("handed_by", models.CharField(blank=True, choices=words_of(HANDED_BY), max_length=5)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("agency", models.ForeignKey(to="records.agency", related_name="+", **PROTECT)),
                (
                    "delivered_by",
                    models.ForeignKey(to=settings.AUTH_USER_MODEL, null=True, related_name="+", **PROTECT),
                ),
                ("sample", models.ForeignKey(to="records.sample", null=True, related_name="notices", **PROTECT)),
                ("solicitud", models.ForeignKey(to="records.solicitud", null=True, related_name="notices", **PROTECT)),
                ("turno", models.ForeignKey(to="records.turno", null=True, related_name="notices", **PROTECT)),
            ],
            options={
                "ordering": ["due", "id"],
                "constraints": [
                    check_of("kind", KINDS, "paper_notice_kind"),
                    check_of("handed_by", HANDED_BY, "paper_notice_handed_by", blank=True),
                    models.CheckConstraint(
                        condition=Q(turno__isnull=False) | Q(solicitud__isnull=False), name="paper_notice_about"
                    ),
                    models.CheckConstraint(
                        condition=Q(handed_by="", words="", delivered_by__isnull=True, delivered_at__isnull=True)
                        | ~Q(handed_by="") & ~Q(words="") & Q(delivered_by__isnull=False, delivered_at__isnull=False),
                        name="paper_notice_delivered",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["agency", "due"], condition=Q(delivered_at__isnull=True), name="paper_notice_list"
                    )
                ],
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]
