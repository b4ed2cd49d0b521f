"""The long simulation: what PostgreSQL has prepared is kept after an act that was refused, and changes no figure."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from bench.simulated import keep_plans
from tests.simulation.test_days import a_day
from vinculo.simulation.report import report_lines

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="statements are prepared by PostgreSQL"),
]
ASKED = "SELECT %s::int + 40817"


class Refused(Exception):
    """An act that the rules refuse."""


def _refuse_after_asking(times: int = 4) -> int:
    """Ask the same some times, refuse an act, and return how many plans of it are left."""
    with connection.cursor() as cursor:
        for number in range(times):
            cursor.execute(ASKED, [number])
        with pytest.raises(Refused), transaction.atomic():
            raise Refused
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%+ 40817'", [])
        return int(cursor.fetchone()[0])


def test_d37_a_statement_stays_prepared_after_an_act_that_was_refused() -> None:
    assert _refuse_after_asking() == 0
    with keep_plans():
        assert _refuse_after_asking() == 1
    assert _refuse_after_asking() == 0


@pytest.mark.full
def test_d37_the_figures_are_the_same_with_plans_kept() -> None:
    with transaction.atomic():
        plain = list(report_lines(a_day(people=6)))
        transaction.set_rollback(True)
    with keep_plans():
        kept = list(report_lines(a_day(people=6)))
    assert kept == plain
    assert kept[-1] == "Todo concuerda, y la regla llama otra vez a las mismas personas."
