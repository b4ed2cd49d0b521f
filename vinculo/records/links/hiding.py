"""What migrations do to hide the tokens of links from before: written out, for what they did must stay (D34)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

AT_ONCE = 2000


def hide_tokens(apps: StateApps, editor: BaseDatabaseSchemaEditor, name: str) -> None:
    """Write the hash of each token, and the token hidden by a number that the key and the row's nonce give."""
    key_id, key = next(iter(settings.LINK_KEYS.items()))
    model = apps.get_model("records", name)
    rows = model.objects.using(editor.connection.alias).order_by("pk")
    sql = (
        f"UPDATE {model._meta.db_table} SET token_hash = %s, link_key = %s, link_nonce = %s, link_mask = %s "  # nosec B608
        "WHERE id = %s"
    )
    last = 0
    with editor.connection.cursor() as cursor:
        while batch := list(rows.filter(pk__gt=last).values_list("pk", "token")[:AT_ONCE]):
            lines = []
            for pk, token in batch:
                hashed = hashlib.sha256(token.encode()).hexdigest()
                message = f"vinculo.link:{name}:{hashed[:32]}".encode()
                hiding = hmac.new(key, message, hashlib.sha256).digest()
                mask = bytes(one ^ other for one, other in zip(token.encode(), hiding, strict=False)).hex()
                lines.append((hashed, key_id, hashed[:32], mask, pk))
            cursor.executemany(sql, lines)
            last = batch[-1][0]


def settle_keys(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Have PostgreSQL look at once after foreign keys of rows that were changed: else it alters no table of theirs."""
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        editor.execute("SET CONSTRAINTS ALL DEFERRED")


def operations(name: str) -> list[Operation]:
    """Return what puts the columns of a private link in the place of the token of one model."""

    def hide(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        hide_tokens(apps, editor, name)

    columns = {
        "token_hash": models.CharField(max_length=64, default=""),
        "link_key": models.CharField(max_length=20, default=""),
        "link_nonce": models.CharField(max_length=32, default=""),
        "link_mask": models.CharField(max_length=64, blank=True),
    }
    return [
        *(
            migrations.AddField(name, column, field, preserve_default=column == "link_mask")
            for column, field in columns.items()
        ),
        migrations.RunPython(hide),
        migrations.RunPython(settle_keys),
        migrations.AlterField(name, "token_hash", models.CharField(max_length=64, unique=True)),
        migrations.RemoveField(name, "token"),
    ]


def seal_column(editor: BaseDatabaseSchemaEditor, table: str, column: str, which: str) -> None:
    """Encrypt a column of texts that stood in clear, where a condition holds."""
    key_id, key = next(iter(settings.LINK_KEYS.items()))
    cipher = AESGCM(hashlib.sha256(b"vinculo.text:" + key).digest())
    last = 0
    with editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT id, {column} FROM {table} WHERE {which} AND id > %s ORDER BY id LIMIT {AT_ONCE}",  # nosec B608
                [last],
            )
            if not (batch := cursor.fetchall()):
                return
            lines = []
            for pk, text in batch:
                nonce = secrets.token_bytes(12)
                closed = base64.b64encode(nonce + cipher.encrypt(nonce, text.encode(), None)).decode()
                lines.append((f"sealed:{key_id}:{closed}", pk))
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s", lines)  # nosec B608
            last = batch[-1][0]
