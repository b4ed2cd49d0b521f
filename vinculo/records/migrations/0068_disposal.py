"""Files of cases that the schedule lets go (D34): their lists, what was disposed of, and the one way through the fences.

A frozen row is emptied when it first points to a disposal, and in no other way: its other columns stay as they were, and
the foreign key asks that there is a disposal, which has two names.
"""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

start = import_module("vinculo.records.migrations.0002_fences")
agreements = import_module("vinculo.records.migrations.0010_agreements")
control = import_module("vinculo.records.migrations.0035_control_of_codes")
log = import_module("vinculo.records.migrations.0043_log")
hearing = import_module("vinculo.records.migrations.0051_hearing")
words = import_module("vinculo.records.migrations.0054_words")
centres = import_module("vinculo.records.migrations.0064_centres")
Fence, Q = start.Fence, models.Q

ACTS = words.add_words(
    centres.ACTS, {"retention_applied": ["disposal_proposed", "disposal_approved", "disposal_refused", "case_disposed"]}
)
SUBJECTS = words.add_words(words.SUBJECTS, {"retentionrule": ["disposallist"]})
APPENDED = {"disposal": ("records_disposal", "id = NEW.id OR case_id = NEW.case_id")}

NO_DAY, NO_MOMENT, NO_KEY = "'0001-01-01'", "'0001-01-01 00:00:00'", "0"
NEVER = "1 = 1"  # what no statement may change but a disposal


def _same(columns: str, nullable: dict[str, str]) -> str:
    """Return that these columns stay as they are."""
    plain = [f"NEW.{name} = OLD.{name}" for name in columns.split()]
    maybe = [f"COALESCE(NEW.{name}, {none}) = COALESCE(OLD.{name}, {none})" for name, none in nullable.items()]
    return " AND ".join([*plain, *maybe])


def _but_disposed(refused: str, emptied: str, same: str) -> str:
    """Return the condition that refuses: what it refused before, and any way to a disposal but the one."""
    way = f"OLD.disposal_id IS NULL AND NEW.disposal_id IS NOT NULL AND {emptied} AND {same}"
    stays = "COALESCE(NEW.disposal_id, 0) = COALESCE(OLD.disposal_id, 0)"
    return f"NOT ({way}) AND (NOT ({stays}) OR {refused})"


def _under(fence: start.Fence, condition: str) -> start.Fence:
    """Return the same fence under another condition."""
    return Fence(fence.name, fence.table, fence.when, condition)


def _of(fences: list[start.Fence], name: str) -> start.Fence:
    return next(fence for fence in fences if fence.name == name)


DECISION = _of(log.FENCES, "decision_for_ever")
AGREEMENT = _of(agreements.FENCES, "agreement_decided_for_ever")
NOTICE = _of(hearing.FENCES, "paper_notice_for_ever")
BEFORE = [
    DECISION,
    AGREEMENT,
    NOTICE,
    Fence("case_entry_no_update", "records_caseentry", "UPDATE"),
    Fence("adoption_look_no_update", "records_adoptionlook", "UPDATE"),
]
AFTER = [
    _under(
        DECISION,
        _but_disposed(
            f"({DECISION.condition})",
            "NEW.note = '' AND length(NEW.items{text}) = 2 AND length(NEW.facts{text}) = 2",
            _same(
                "solicitud_id kind rules_version agency_id decided_at",
                {"decided_by_id": NO_KEY, "reversed_at": NO_MOMENT},
            ),
        ),
    ),
    _under(
        AGREEMENT,
        _but_disposed(
            f"({AGREEMENT.condition})",
            "length(NEW.compared{text}) = 2 AND NEW.subject = '—' AND NEW.reason = '—' AND NEW.answer IN ('', '—')",
            _same(
                "kind state case_id agency_id for_supervisor asked_by_id asked_at lapses_at",
                {"decided_by_id": NO_KEY, "decided_at": NO_MOMENT},
            ),
        ),
    ),
    _under(
        NOTICE,
        _but_disposed(
            f"({NOTICE.condition})",
            "NEW.words IN ('', '—')",
            _same(
                "agency_id kind subject body due made_at handed_by",
                {
                    **dict.fromkeys(("turno_id", "solicitud_id", "sample_id", "delivered_by_id"), NO_KEY),
                    "delivered_at": NO_MOMENT,
                },
            ),
        ),
    ),
    _under(
        BEFORE[3],
        _but_disposed(
            NEVER,
            "NEW.words IN ('', '—')",
            _same("case_id kind reason written_at", {"to_id": NO_KEY, "written_by_id": NO_KEY, "due": NO_DAY}),
        ),
    ),
    _under(BEFORE[4], _but_disposed(NEVER, "NEW.note = ''", _same("paper_id looked_by_id looked_at", {}))),
]
NEW = [
    Fence("disposal_no_update", "records_disposal", "UPDATE"),
    Fence("disposal_no_delete", "records_disposal", "DELETE"),
]
FENCES = [*AFTER, *NEW]


def _in(editor: BaseDatabaseSchemaEditor, fences: list[start.Fence]) -> list[start.Fence]:
    """Return the fences as this database writes them."""
    text = "::text" if editor.connection.vendor == "postgresql" else ""
    return [_under(fence, fence.condition.replace("{text}", text)) for fence in fences]


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the fences anew, each with the one way."""
    control.drop_fences(editor, BEFORE)
    control.make_fences(editor, _in(editor, FENCES))
    log.put_up_whole(editor, "disposal", APPENDED)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make them as they were before."""
    log.take_down_whole(editor, "disposal")
    control.drop_fences(editor, FENCES)
    control.make_fences(editor, _in(editor, BEFORE))


def _staff(**more: object) -> models.ForeignKey:
    return models.ForeignKey(
        to=settings.AUTH_USER_MODEL, on_delete=django.db.models.deletion.PROTECT, related_name="+", **more
    )


def _disposal(model: str) -> migrations.AddField:
    field = models.ForeignKey(
        to="records.disposal", on_delete=django.db.models.deletion.PROTECT, null=True, db_index=False, related_name="+"
    )
    return migrations.AddField(model, "disposal", field)


ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
STATES = ["proposed", "approved", "refused"]


class Migration(migrations.Migration):
    dependencies = [("records", "0066_named_proxies")]
    operations = [
        migrations.CreateModel(
            "DisposalList",
            [
                ID,
                ("minutes", models.CharField(max_length=60)),
                ("instrument", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(max_length=8, choices=[(each, each) for each in STATES], default="proposed"),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(max_length=300, blank=True)),
                ("decided_by", _staff(null=True)),
                ("proposed_by", _staff()),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(condition=Q(state__in=STATES), name="disposal_list_state"),
                    models.CheckConstraint(condition=~Q(minutes=""), name="disposal_list_minutes"),
                    models.UniqueConstraint(fields=["minutes"], name="disposal_list_once"),
                    models.CheckConstraint(
                        condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                        | ~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False),
                        name="disposal_list_decided",
                    ),
                    models.CheckConstraint(
                        condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")),
                        name="disposal_list_by_a_second",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "DisposalLine",
            [
                ID,
                (
                    "case",
                    models.ForeignKey(to="records.case", on_delete=django.db.models.deletion.PROTECT, related_name="+"),
                ),
                (
                    "disposal_list",
                    models.ForeignKey(
                        to="records.disposallist", on_delete=django.db.models.deletion.PROTECT, related_name="lines"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=["disposal_list", "case"], name="disposal_line_once")],
            },
        ),
        migrations.CreateModel(
            "Disposal",
            [
                ID,
                ("minutes", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64)),
                ("done_at", models.DateTimeField()),
                ("approved_by", _staff()),
                (
                    "case",
                    models.OneToOneField(
                        to="records.case", on_delete=django.db.models.deletion.PROTECT, related_name="disposal"
                    ),
                ),
                ("proposed_by", _staff()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=~Q(approved_by=models.F("proposed_by")), name="disposal_by_two"),
                    models.CheckConstraint(condition=~Q(minutes="") & ~Q(digest=""), name="disposal_proved"),
                ],
            },
        ),
        *map(_disposal, ("decision", "agreement", "papernotice", "caseentry", "adoptionlook")),
        migrations.RunPython(put_up, take_down),
        migrations.RunPython(centres.take_down, centres.put_up),  # SQLite makes the table of events anew
        *control.of_vocabulary("event", "act", ACTS, "event_act", 40),
        *control.of_vocabulary("event", "subject", SUBJECTS, "event_subject_kind", 20),
        migrations.RunPython(centres.put_up, centres.take_down),
    ]
