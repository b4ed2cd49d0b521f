"""The rights of the person over their data (D34): five tables and their fences."""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

before = import_module("vinculo.records.migrations.0035_control_of_codes")
Fence = before.Fence

KNOWN = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("reference", "known_at", "authority_until", "recorded_by_id")
)
RECEIVED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ("reference", "kind", "received_on", "answer_until"))
FENCES = [
    Fence("data_breach_no_delete", "records_databreach", "DELETE"),
    Fence("data_breach_known_for_ever", "records_databreach", "UPDATE", KNOWN),
    Fence("breach_entry_no_delete", "records_breachentry", "DELETE"),
    Fence("breach_entry_no_update", "records_breachentry", "UPDATE"),
    Fence("data_request_no_delete", "records_datarequest", "DELETE"),
    Fence(
        "data_request_for_ever",
        "records_datarequest",
        "UPDATE",
        f"{RECEIVED} OR (OLD.state <> 'open' AND NEW.state <> OLD.state)",
    ),
    Fence("restriction_no_delete", "records_restriction", "DELETE"),
]


def put_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of these tables."""
    before.make_fences(editor, FENCES)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of these tables."""
    before.drop_fences(editor, FENCES)


class Migration(migrations.Migration):
    """Make the tables of the delegate's desk."""

    dependencies = [("records", "0046_staff_accounts")]

    operations = [
        migrations.CreateModel(
            name="DataBreach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=12, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "running"), ("ended", "ended")], default="running", max_length=8
                    ),
                ),
                ("known_at", models.DateTimeField()),
                ("happened", models.TextField(max_length=4000)),
                ("data_kinds", models.CharField(max_length=500)),
                ("people_count", models.PositiveIntegerField(null=True)),
                ("high_risk_at", models.DateTimeField(null=True)),
                ("authority_until", models.DateField()),
                ("people_until", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["-known_at", "-id"]},
        ),
        migrations.CreateModel(
            name="BreachEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("record", "record"),
                            ("note", "note"),
                            ("tell_authority", "tell_authority"),
                            ("tell_people", "tell_people"),
                            ("find_high_risk", "find_high_risk"),
                            ("close", "close"),
                        ],
                        max_length=16,
                    ),
                ),
                ("done_at", models.DateTimeField()),
                ("words", models.TextField(max_length=2000)),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="records.databreach"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="DataRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=12, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "access"),
                            ("correction", "correction"),
                            ("deletion", "deletion"),
                            ("opposition", "opposition"),
                            ("restriction", "restriction"),
                            ("portability", "portability"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("granted", "granted"),
                            ("partly", "partly"),
                            ("refused", "refused"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("names", models.CharField(max_length=200)),
                ("contact", models.CharField(max_length=254)),
                ("words", models.TextField(max_length=4000)),
                (
                    "identified_by",
                    models.CharField(
                        choices=[
                            ("document", "document"),
                            ("power", "power"),
                            ("parent", "parent"),
                            ("signature", "signature"),
                            ("not_yet", "not_yet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("identified_with", models.CharField(blank=True, max_length=200)),
                (
                    "whose_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("affiliate", "affiliate"),
                            ("person", "person"),
                            ("number", "number"),
                            ("mailbox", "mailbox"),
                        ],
                        max_length=10,
                    ),
                ),
                ("whose", models.CharField(blank=True, max_length=254)),
                ("received_on", models.DateField()),
                ("answer_until", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["answer_until", "id"]},
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500)),
                ("placed_at", models.DateTimeField()),
                ("lifting_reason", models.CharField(blank=True, max_length=500)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "affiliate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restrictions",
                        to="records.affiliate",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restrictions",
                        to="records.person",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="desde")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="hasta, inclusive")),
                ("instrument", models.CharField(max_length=400, verbose_name="norma o fuente")),
                ("changed_at", models.DateTimeField(editable=False, null=True, verbose_name="cambiado el")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("draft", "Lo que escribe al pedir un turno y no termina"),
                            ("prepared", "Solicitudes preparadas que no se presentan"),
                            ("waiting", "Datos de la lista de espera, después de salir de ella"),
                            ("contact", "Correo y celular, después de terminar el turno o el caso"),
                            ("turno", "Documento de quien pidió un turno, después del turno"),
                            ("mail", "Correos y mensajes que le enviamos"),
                            ("complaint", "Nombres y correo de una queja, después de responderla"),
                            ("request", "Pedidos sobre datos personales, después de responderlos"),
                            ("session", "Sesiones terminadas de este sitio"),
                            ("log_in", "Ingresos del personal y sus direcciones de red"),
                            ("browser", "Navegadores reconocidos de una persona afiliada"),
                            ("copy", "Copias escaneadas de documentos, después de cerrar el caso"),
                            ("expediente", "Expedientes, códigos y certificados"),
                        ],
                        max_length=12,
                        verbose_name="qué se conserva",
                    ),
                ),
                ("days", models.PositiveIntegerField(blank=True, null=True, verbose_name="días")),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="cambiado por",
                    ),
                ),
            ],
            options={
                "verbose_name": "plazo de conservación",
                "verbose_name_plural": "plazos de conservación",
                "ordering": ["kind", "valid_from"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="databreach",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "ended"])), name="data_breach_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="databreach",
            constraint=models.CheckConstraint(
                condition=models.Q(("happened", ""), _negated=True), name="data_breach_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="databreach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("high_risk_at__isnull", True), ("people_until__isnull", True)),
                    models.Q(("high_risk_at__isnull", False), ("people_until__isnull", False)),
                    _connector="OR",
                ),
                name="data_breach_high_risk_term",
            ),
        ),
        migrations.AddConstraint(
            model_name="breachentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("act__in", ["record", "note", "tell_authority", "tell_people", "find_high_risk", "close"])
                ),
                name="breach_entry_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="breachentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="breach_entry_says_something"
            ),
        ),
        migrations.AddIndex(
            model_name="datarequest",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["answer_until"], name="data_request_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["access", "correction", "deletion", "opposition", "restriction", "portability"])
                ),
                name="data_request_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "granted", "partly", "refused"])), name="data_request_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("identified_by__in", ["document", "power", "parent", "signature", "not_yet"])),
                name="data_request_identified",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("whose_kind__in", ["", "affiliate", "person", "number", "mailbox"])),
                name="data_request_whose",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_until__gte", models.F("received_on"))), name="data_request_term"
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="data_request_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("affiliate__isnull", False), ("person__isnull", True)),
                    models.Q(("affiliate__isnull", True), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="restriction_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="restriction_with_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True), ("lifting_reason", "")),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lifting_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="restriction_lifted_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("affiliate__isnull", False), ("lifted_at__isnull", True)),
                fields=("affiliate",),
                name="restriction_of_affiliate_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True), ("person__isnull", False)),
                fields=("person",),
                name="restriction_of_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="retentionrule_from_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("instrument", ""), _negated=True), name="retentionrule_instrument"
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "draft",
                            "prepared",
                            "waiting",
                            "contact",
                            "turno",
                            "mail",
                            "complaint",
                            "request",
                            "session",
                            "log_in",
                            "browser",
                            "copy",
                            "expediente",
                        ],
                    )
                ),
                name="retention_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.UniqueConstraint(fields=("kind", "valid_from"), name="retention_once"),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days__isnull", True), models.Q(("days__gte", 1), ("days__lte", 36500)), _connector="OR"
                ),
                name="retention_days",
            ),
        ),
        migrations.RunPython(put_up, take_down),
    ]
