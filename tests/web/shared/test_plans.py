"""What a page asks does not grow with the history of the country: an index leads to it (docs/decisions/0048).

Every page of staff and public is asked over a house with days behind it, and PostgreSQL tells how it would answer each
statement. `bench/pages.py` measures the same pages over five million events.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction

from bench import looking
from bench.history import History, write_history
from bench.plans import Statements, whole_reads
from tests import cast
from tests.web.shared import test_every_door as doors
from vinculo.actions.operations.reference import load_reference
from vinculo.queries.operations.invariants import breaches
from vinculo.queries.queue.replay import differences
from vinculo.records.models import CentreDay

pytestmark = [pytest.mark.postgres, pytest.mark.django_db, pytest.mark.long]
DAYS = History(centres=2, days=8, ahead=3, events=4000, waiting=30, until=date(2026, 11, 30))
GROWING = (
    "affiliate agreement case centreday certificate closing code complaint decision dependency draft event extension",
    "iddocument message offer opinion paperrecord person prediction queueentry reminder reprint reseating resemblance",
    "returnanswer reversal seat slot solicitud ticket turno waitingentry",
)
FEW = 2  # rows that each of them has at least; of closings there are no more
# Figures count what there was: they are bounded by a second and not by what one row costs.
FIGURES = ("public:transparency", "public:volumes_csv", "public:first_visit_csv", "public:services_csv", "public:waits")
STEERING = "supervision:figure"
# Once an hour or a day; and the chain, which looks back over so many events and no further (its floor is 0 here).
EVERY_HOUR = ("upkeep open_days", "upkeep keep_published", "upkeep seal_days", "upkeep chain_events")
# Their open cases are those of one centre: 4 ms over five million events. Sizes that are made up mislead their plan.
LATEST = "supervision:closing: Index Scan records_closing"  # the newest few, from the end of the key
WORK_LISTS = ("desk:work", "supervision:work")


@pytest.fixture(scope="module", name="asked")
def read_statements(module_db: None) -> Statements:
    """Play the scene of every door in a house with a history, look at each page, and go one round of the upkeep."""
    load_reference(now=cast.NOW)
    known = doors.stage()
    for somebody in (cast.lucia, cast.sara, cast.alicia):
        somebody()
    write_history(DAYS)
    statements, browsers = Statements(), looking.readers()
    for name, (who, address, typed) in looking.addresses(known).items():
        cache.clear()
        with statements.of(name), transaction.atomic():
            browsers[who].get(address) if typed is None else browsers[who].post(address, typed)
    for name, act in looking.parts_of_a_round().items():
        with statements.of(name):
            act()
    return statements


def tables() -> set[str]:
    return {f"records_{name}" for line in GROWING for name in line.split()}


def faults(asked: Statements) -> list[str]:
    """Return where a table that grows is read whole, each step once."""
    with transaction.atomic():
        found_whole = whole_reads(asked, tables())
        transaction.set_rollback(True)
    allowed = (*FIGURES, *WORK_LISTS, STEERING, *EVERY_HOUR, LATEST)
    return sorted({what for what in found_whole.values() if not what.startswith(allowed)})


def test_every_table_that_grows_has_a_history_in_it(asked: Statements) -> None:
    with connection.cursor() as cursor:
        counts = {}
        for table in tables():
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    assert {table: count for table, count in counts.items() if count < FEW} == {}
    assert tables() <= {model._meta.db_table for model in apps.get_app_config("records").get_models()}
    assert len(asked.seen) > 200


def test_the_history_holds_what_must_hold_of_any_house(asked: Statements) -> None:
    """Every day of every queue replays from its log, and no invariant is broken: else nothing is measured."""
    days = {head: [*differences(head)] for head in CentreDay.objects.filter(date__lt=DAYS.until)}
    assert len(days) == DAYS.centres * DAYS.days
    assert {str(head): lines for head, lines in days.items() if lines} == {}
    assert [str(each) for each in breaches()] == []


def test_no_page_and_no_round_of_the_upkeep_reads_a_whole_table_that_grows(asked: Statements) -> None:
    assert faults(asked) == []


@pytest.mark.parametrize(
    ("index", "table"),
    [
        ("turno_presenter", "records_turno"),
        ("case_presenter", "records_case"),
        ("document_number", "records_iddocument"),
        ("seat_cooling", "records_seat"),
        ("waiting_ended", "records_waitingentry"),
    ],
)
def test_an_index_that_is_gone_is_missed(asked: Statements, index: str, table: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {index}")
        missed = faults(asked)
        transaction.set_rollback(True)
    assert [what for what in missed if table in what], missed
