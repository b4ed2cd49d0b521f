"""What compares the whole database before and after an act reads every row of every table, and sees each change."""

from __future__ import annotations

import pytest
from django.apps import apps

from tests import cast
from tests.stages import rights
from tests.tables import Rows, read_tables
from vinculo.records.models import CaseEntry, Solicitud

pytestmark = pytest.mark.django_db


def test_every_row_of_every_table_is_read() -> None:
    rights.families()
    models = list(apps.get_app_config("records").get_models())
    assert {name: len(rows) for name, rows in read_tables().items()} == {
        model.__name__: model._default_manager.count() for model in models
    }
    assert sum(map(bool, read_tables().values())) > 20  # there is something to read


def test_every_column_is_read_as_it_is_kept() -> None:
    rights.families()
    tables = read_tables()
    for model in apps.get_app_config("records").get_models():
        wide = len(model._meta.concrete_fields)
        assert {len(row) for row in tables[model.__name__]} <= {wide}, model


def test_a_row_that_is_added_changed_or_taken_away_is_seen_and_what_is_left_out_is_not() -> None:
    case = rights.families().case
    before = read_tables()
    entry = CaseEntry.objects.create(case=case, kind="note", words="Nota", written_by=cast.olga(), written_at=cast.NOW)
    assert compare_tables(before, read_tables()) == {"CaseEntry"}
    before = read_tables()
    Solicitud.objects.filter(case=case).update(account="Otra cosa")
    assert compare_tables(before, read_tables()) == {"Solicitud"}
    assert compare_tables(before, read_tables({"Solicitud"})) == {"Solicitud"}  # it is not there at all
    assert entry.pk is not None


def compare_tables(before: dict[str, Rows], after: dict[str, Rows]) -> set[str]:
    return {name for name in before if before[name] != after.get(name)}
