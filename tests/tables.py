"""What the tests' database keeps, table by table, for those that compare all of it before and after an act."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.apps import apps
from django.db import connection

Rows = list[tuple[Any, ...]]


def read_tables(left_out: Container[str] = ()) -> dict[str, Rows]:
    """Return every row of every table of ours as the database keeps it, by the model's name.

    Written by hand: the statements of seventy models cost Django ten times what the database takes to answer them.
    """
    models = [model for model in apps.get_app_config("records").get_models() if model.__name__ not in left_out]
    with connection.cursor() as cursor:
        return {model.__name__: _rows(cursor, model._meta.db_table, str(model._meta.pk.column)) for model in models}


def _rows(cursor: Any, table: str, key: str) -> Rows:
    name = connection.ops.quote_name
    cursor.execute(f"SELECT * FROM {name(table)} ORDER BY {name(key)}")  # nosec B608: names of our models
    return list(cursor.fetchall())
