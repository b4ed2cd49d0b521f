"""Rows as they were before their links were hidden, and what opens them afterwards; run on a database of its own."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, timezone
from itertools import count
from typing import Any

import django

LINKED = ("Certificate", "Power", "Complaint", "Sample")
NOW = datetime(2026, 11, 30, 14, tzinfo=timezone.utc)  # noqa: UP017 the oldest Python that is run on
NUMBERS = count(1)
CHOSEN: dict[str, dict[str, Any]] = {"Staff": {"is_active": False}}


def plain_value(field: Any, make: Any) -> Any:
    """Return a value that a column takes: nothing where it may be empty."""
    from django.db import models

    if field.null or field.has_default():
        return field.get_default()
    if field.remote_field:
        return make(field.remote_field.model)
    if field.choices or field.blank:
        return "" if field.blank else field.choices[0][0]
    values: tuple[tuple[Any, Any], ...] = (
        ((models.CharField, models.TextField), f"{next(NUMBERS):x}"),
        (models.DateTimeField, NOW),
        (models.DateField, date(2026, 11, 30)),
        (models.BooleanField, False),
        (models.JSONField, {}),
    )
    return next((value for kind, value in values if isinstance(field, kind)), next(NUMBERS))


def write() -> None:
    """Write one row of each, its address frozen, a mail that waits and the session of a cookie."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    apps = MigrationExecutor(connection).loader.project_state(("records", "0054_words")).apps

    def make(model: Any, **given: Any) -> Any:
        given = CHOSEN.get(model.__name__, {}) | given
        fields = [each for each in model._meta.concrete_fields if not each.primary_key and each.name not in given]
        return model.objects.create(**{each.name: plain_value(each, make) for each in fields}, **given)

    tokens = {name: f"{index}" * 32 for index, name in enumerate(LINKED, 1)}
    rows = {name: apps.get_model("records", name) for name in (*LINKED, "PowerDecision", "Message")}
    address = {name: {"verification_url": f"https://x.ec/verificar/{token}/"} for name, token in tokens.items()}
    certificate = make(rows["Certificate"], token=tokens["Certificate"], facts=address["Certificate"])
    make(rows["Sample"], token=tokens["Sample"], certificate=certificate)
    power = make(rows["Power"], token=tokens["Power"])
    make(rows["PowerDecision"], power=power, facts=address["Power"])
    make(rows["Complaint"], token=tokens["Complaint"], key="f" * 32, state="open")
    make(rows["Message"], body=f"https://x.ec/quejas/{tokens['Complaint']}/", state="queued")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES (%s, %s, %s)", ["c" * 32, "data", NOW.replace(year=2050)])


def read() -> None:
    """Print what opens each row today, what a print bears, what the mail says, and every text of these tables."""
    from django.db import connection

    from vinculo.queries.feedback.complaints import by_token
    from vinculo.records import models
    from vinculo.records.sessions import SessionStore
    from vinculo.rules.shared.references import hash_token

    power, certificate = models.Power.objects.get(), models.Certificate.objects.get()
    rows = {name: getattr(models, name).objects.get() for name in LINKED}
    complaint = by_token("3" * 32)
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            texts += [str(row) for row in cursor.fetchall()]
    shown = {
        "tokens": {name: row.token for name, row in rows.items()},
        "found": [row.token_hash == hash_token(row.token) for row in rows.values()],
        "printed": [
            certificate.fill_link(certificate.facts)["verification_url"],
            power.fill_link(models.PowerDecision.objects.get().facts)["verification_url"],
        ],
        "mail": models.Message.objects.get().body,
        "complaint": complaint is not None and complaint.key == models.Complaint.keep_key("f" * 32),
        "session": SessionStore().exists("c" * 32),
        "texts": "\n".join(texts),
    }
    print(json.dumps(shown))


if __name__ == "__main__":
    django.setup()
    {"write": write, "read": read}[sys.argv[1]]()
