"""Writes many rows of a model by one statement: what a column is not told gets the model's own default."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection, models

from vinculo.records.links.private import PrivateLink

BLOCK = 64  # bytes of SHA-256


def fill(model: type[models.Model], source: str, *, otherwise: str = "", **columns: str) -> int:
    """Write a row of a model for each row of a source, each column by its own text of SQL; return how many.

    `otherwise` is what to do where there is one already. The owner of the database must have switched triggers off.
    """
    table = model._meta.db_table
    if issubclass(model, PrivateLink) and (token := columns.pop("token", "")):
        columns |= _link_columns(str(model._meta.model_name), token)
    names, texts, values = [], [], {}
    for field in model._meta.concrete_fields:
        if field.attname in columns:
            names.append(field.column)
            texts.append(_tell(columns.pop(field.attname)))
        elif not field.primary_key and not field.null and not field.has_db_default():
            names.append(field.column)
            texts.append(f"%({field.attname})s")
            values[field.attname] = field.get_db_prep_save(field.get_default(), connection)
    if columns:
        raise ValueError(f"{model.__name__} has no {', '.join(columns)}")
    into, what = ", ".join(f'"{name}"' for name in names), ", ".join(texts)
    statement = f"INSERT INTO {table} ({into}) SELECT {what} FROM {_tell(source)} {otherwise}"  # nosec B608
    return run(statement, values)


def _link_columns(kind: str, nonce: str) -> dict[str, str]:
    """Return the columns of links of these nonces: `rules.shared.references.derive_token`, in SQL."""
    key_id, key = next(iter(settings.LINK_KEYS.items()))
    block = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    inner, outer = (bytes(byte ^ mask for byte in block).hex() for mask in (0x36, 0x5C))
    text = f"convert_to('vinculo.link:{kind}:' || ({nonce}), 'UTF8')"
    digest = f"sha256('\\x{outer}'::bytea || sha256('\\x{inner}'::bytea || {text}))"
    token = f"left(encode({digest}, 'hex'), 32)"
    return {
        "link_nonce": nonce,
        "link_key": f"'{key_id}'",
        "token_hash": f"encode(sha256(convert_to({token}, 'UTF8')), 'hex')",
    }


def keep(table: str, source: str, *indexed: str) -> None:
    """Keep what a statement finds under a name until the connection ends, with an index for each of some columns."""
    run(f"DROP TABLE IF EXISTS {table}")
    run(f"CREATE TEMP TABLE {table} AS {source}")
    for column in indexed:
        run(f"CREATE INDEX ON {table} ({column})")
    run(f"ANALYZE {table}")


def _tell(text: str) -> str:
    """Return a text of SQL in which % is the remainder, for a statement that has places for values."""
    return text.replace("%", "%%")


def run(statement: str, values: Mapping[str, Any] | None = None) -> int:
    """Run a statement and return how many rows it hit."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def count(table: str) -> int:
    """Return how many rows there are."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # nosec B608
        return int(cursor.fetchone()[0])
