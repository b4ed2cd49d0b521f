"""The one way through the fences of what was decided: nothing else passes with a disposal, nothing without (D32)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from tests import cast
from tests.stages.disposal import LATER, closed_case, dispose_case, nora
from vinculo.actions.operations.disposal import GONE
from vinculo.records.models import Agreement, CaseEntry, Decision, Disposal

pytestmark = pytest.mark.django_db


@contextmanager
def expect_refusal() -> Iterator[None]:
    with pytest.raises(DatabaseError), transaction.atomic():
        yield


EMPTY = {
    "records_decision": "note = '', items = '[]', facts = '{}'",
    "records_agreement": "compared = '{}', subject = '—', reason = '—', answer = '—'",
    "records_caseentry": "words = '—'",
}


def point(table: str, more: str = "") -> None:
    """Empty the rows of a table by plain SQL, with a disposal, and change `more` in the same statement."""
    key = Disposal.objects.get().pk
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {EMPTY[table]}, disposal_id = {key}{more} WHERE disposal_id IS NULL")


FROZEN_COLUMNS = [
    ("records_decision", "kind", "'refusal'"),
    ("records_decision", "decided_by_id", "NULL"),
    ("records_decision", "decided_at", "'2020-01-01 00:00:00+00:00'"),
    ("records_decision", "rules_version", "'x'"),
    ("records_decision", "reversed_at", "'2020-01-01 00:00:00+00:00'"),
    ("records_agreement", "state", "'disagreed'"),
    ("records_agreement", "asked_by_id", "decided_by_id"),
    ("records_caseentry", "kind", "'handed'"),
    ("records_caseentry", "written_at", "'2020-01-01 00:00:00+00:00'"),
]


@pytest.mark.parametrize(("table", "column", "value"), FROZEN_COLUMNS)
def test_d34_d32_the_way_through_the_fences_changes_nothing_else(table: str, column: str, value: str) -> None:
    case = closed_case()
    Disposal.objects.create(
        case=case, minutes="x", proposed_by=cast.diana(), approved_by=nora(), digest="x", done_at=LATER
    )
    with expect_refusal():
        point(table, f", {column} = {value}")
    point(table)  # alone it passes


def test_d34_d32_nothing_passes_without_a_disposal_a_second_time_or_back() -> None:
    case = dispose_case()
    decision = Decision.objects.filter(solicitud__case=case)
    for values in ({"disposal": None}, {"note": "otra"}, {"items": ["x"]}, {"facts": {"x": 1}}):
        with expect_refusal():
            decision.update(**values)
    with expect_refusal():
        CaseEntry.objects.filter(case=case).update(words="otra")
    with expect_refusal():
        Agreement.objects.filter(case=case).update(reason="otra")
    for statement in (
        f"UPDATE records_disposal SET minutes = 'x' WHERE case_id = {case.pk}",
        f"DELETE FROM records_disposal WHERE case_id = {case.pk}",
    ):
        with expect_refusal(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_d34_d32_a_row_that_is_not_disposed_of_is_emptied_by_nobody() -> None:
    case = closed_case()
    for rows, values in (
        (Decision.objects.filter(solicitud__case=case), {"note": "x"}),
        (CaseEntry.objects.filter(case=case), {"words": GONE}),
        (Agreement.objects.filter(case=case), {"reason": GONE}),
    ):
        with expect_refusal():
            rows.update(**values)
    made = Disposal.objects.create(
        case=case, minutes="x", proposed_by=cast.diana(), approved_by=nora(), digest="x", done_at=LATER
    )
    with expect_refusal():
        CaseEntry.objects.filter(case=case).update(words="otra cosa", disposal=made)
    with expect_refusal():
        Decision.objects.filter(solicitud__case=case).update(items=["x"], note="", facts={}, disposal=made)


def test_d34_d32_a_disposal_has_two_names() -> None:
    case = closed_case()
    with expect_refusal():
        Disposal.objects.create(
            case=case, minutes="x", proposed_by=nora(), approved_by=nora(), digest="x", done_at=LATER
        )
