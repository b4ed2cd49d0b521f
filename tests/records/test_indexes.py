"""What each statement of a booking writes: no index of it keeps empty rows, and no text has a second one (0084)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models

from vinculo.records.models import Draft, Event, Message, Turno

pytestmark = pytest.mark.django_db
WRITTEN: list[type[models.Model]] = [Draft, Event, Message, Turno]


def index_texts(table: str) -> list[str]:
    """Return the statement of every index of a table that is not a constraint's, as the database keeps it."""
    if connection.vendor == "postgresql":
        sql = "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s"
    else:
        sql = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [table])
        return [text for (text,) in cursor.fetchall()]


def first_column(text: str) -> str:
    """Return the first column of an index."""
    return text.partition("(")[2].partition(")")[0].partition(",")[0].strip(' "').partition(" ")[0].strip('"')


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_d10_no_index_of_what_a_booking_writes_keeps_rows_whose_column_is_empty(model: Any) -> None:
    empty = {field.column for field in model._meta.concrete_fields if field.null}
    texts = [text for text in index_texts(model._meta.db_table) if first_column(text) in empty]
    assert texts
    assert [text for text in texts if " WHERE " not in text] == []


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_d10_no_text_of_what_a_booking_writes_has_a_second_index_for_its_beginning(model: Any) -> None:
    texts = index_texts(model._meta.db_table)
    assert texts
    assert [text for text in texts if "_pattern_ops" in text] == []
