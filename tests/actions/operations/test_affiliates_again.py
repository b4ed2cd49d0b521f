"""A file of affiliates that comes again: what changes something is compared where it is written (D6, decision 0081)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests import cast
from tests.actions.operations.test_affiliates import ANA, THAO, write_file
from vinculo.actions.operations.affiliates import import_affiliates, import_in_steps
from vinculo.records.models import Affiliate, Event

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL compares where it writes")
def test_d6_what_changed_between_reading_and_writing_is_compared_again(tmp_path: Path) -> None:
    """A line that tells something is compared where it is written; one that told nothing leaves a correction alone."""
    import_affiliates(path=write_file(tmp_path, ANA, THAO), now=cast.NOW)
    path = write_file(tmp_path, ANA.replace("ana@example.org", "ana@example.com"), THAO)
    steps = import_in_steps(path=path, now=cast.NOW + timedelta(days=1))
    assert next(steps) == 2
    Affiliate.objects.filter(code="EXT1002003").update(email="ana@example.com")
    Affiliate.objects.filter(code="EXT3004005").update(email="thao@example.net")
    assert sum(steps) == 2
    told = Affiliate.objects.order_by("code").values_list("email", "synchronised_at", "updated_at")
    later = cast.NOW + timedelta(days=1)
    assert list(told) == [("ana@example.com", later, cast.NOW), ("thao@example.net", later, cast.NOW)]
    assert Event.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes each row in its place")
def test_d6_to_tell_again_of_affiliates_writes_no_index(tmp_path: Path) -> None:
    """Half of each page is left for it, and no index has the moment; a new name writes the index of the search."""
    lines = [
        ANA.replace("EXT1002003", f"EXT200{number:04d}").replace("AN123456", f"B{number:06d}") for number in range(90)
    ]
    import_affiliates(path=write_file(tmp_path, *lines), now=cast.NOW)
    before = _rows_written_anew()
    import_affiliates(path=write_file(tmp_path, *lines), now=cast.NOW + timedelta(days=1))
    assert [after - earlier for after, earlier in zip(_rows_written_anew(), before, strict=True)] == [90, 90]


def _rows_written_anew() -> tuple[int, int]:
    """Return how many rows of affiliates this transaction has changed, and how many of them without an index."""
    updated, kept = "pg_stat_get_xact_tuples_updated", "pg_stat_get_xact_tuples_hot_updated"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {updated}(oid), {kept}(oid) FROM pg_class WHERE relname = 'records_affiliate'")
        row: tuple[int, int] = cursor.fetchone()
        return row
