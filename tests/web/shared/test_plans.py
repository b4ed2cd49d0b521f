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
from bench.plans import Statements, WholeRead, whole_reads
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
FEW = 4  # rows that each of them has at least
MANY = 1000  # rows that those have at least of which a day leaves the most
MOST_WRITTEN = ("event", "message", "paperrecord", "queueentry", "seat", "slot")
# What may read one of them whole, and which. Figures count what there was: they are bounded by a second and not by what
# one row costs.
COUNTED = {(f"public:{page}", "ticket") for page in ("transparency", "volumes_csv", "services_csv", "waits")}
# Once an hour or a day: what changed since the last time, by the kind of subject; the newest event; the coming days.
SELDOM = {
    *(("upkeep keep_published", table) for table in ("event", "reseating", "ticket")),
    ("upkeep seal_days", "event"),
    *(("upkeep open_days", table) for table in ("slot", "seat")),
}
# Once in a life: what stood before the chain began.
CHAIN = {("upkeep chain_events", "event")}
# The newest closings that stand, from the end of the key.
LATEST = {("supervision:closing", "closing")}


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
    connection.check_constraints()  # what is not checked yet would be checked after each test anew
    return statements


def tables() -> set[str]:
    return {f"records_{name}" for line in GROWING for name in line.split()}


def faults(asked: Statements) -> list[WholeRead]:
    """Return where a table that grows is read whole, once the statistics are no longer true."""
    with transaction.atomic():
        seen = whole_reads(asked, tables())
        transaction.set_rollback(True)
    return seen


def refuse_whole_reads(asked: Statements) -> None:
    """Refuse a statement that reads a whole table that grows, by its text."""
    exceptions = COUNTED | SELDOM | CHAIN | LATEST
    places = {each: (each.where, each.step.table.removeprefix("records_")) for each in faults(asked)}
    refused = [str(each) for each, what in places.items() if what not in exceptions]
    assert not refused, "\n".join(refused)


def test_every_table_that_grows_has_a_history_in_it(asked: Statements) -> None:
    with connection.cursor() as cursor:
        counts = {}
        for table in tables():
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    assert {table: count for table, count in counts.items() if count < FEW} == {}
    assert {name for name in MOST_WRITTEN if counts[f"records_{name}"] < MANY} == set()
    assert tables() <= {model._meta.db_table for model in apps.get_app_config("records").get_models()}
    assert len(asked.seen) > 200


def test_the_history_holds_what_must_hold_of_any_house(asked: Statements) -> None:
    """Every day of every queue replays from its log, and no invariant is broken: else nothing is measured."""
    days = {head: [*differences(head)] for head in CentreDay.objects.filter(date__lt=DAYS.until)}
    assert len(days) == DAYS.centres * DAYS.days
    assert {str(head): lines for head, lines in days.items() if lines} == {}
    assert [str(each) for each in breaches()] == []


def test_no_page_and_no_round_of_the_upkeep_reads_a_whole_table_that_grows(asked: Statements) -> None:
    refuse_whole_reads(asked)


@pytest.mark.parametrize(
    ("index", "statement"),
    [
        ("turno_presenter", r'desk:search \S+: Seq Scan records_turno: SELECT .*"presenter_number" = '),
        ("case_presenter", r'desk:search \S+: Seq Scan records_case: SELECT .*"presenter_number" = '),
        ("document_number", r'desk:case: Index Scan records_iddocument .*"number_key" IN \('),
        (
            "solicitud_document",
            r'desk:search \S+: Index Scan records_solicitud .* IS NOT NULL\): SELECT .*"dependent_do',
        ),
        (
            "solicitud_open",
            r"desk:work: Index Scan records_solicitud records_solicitud_pkey: SELECT .*'correction_pending'",
        ),
        ("event_of_dated_data", r"desk:case: Index Scan records_event .* IS NOT NULL\): SELECT .*MAX\(id\)"),
        ("seat_cooling", r"upkeep run_upkeep: Index Scan records_seat records_seat_pkey: SELECT .*'cooling'"),
        ("waiting_ended", r'upkeep run_upkeep: Seq Scan records_waitingentry: SELECT .*"ended_at" < '),
    ],
)
def test_an_index_that_is_gone_is_missed_and_the_statement_is_named(
    asked: Statements, index: str, statement: str
) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {index}")
        with pytest.raises(AssertionError, match=statement):
            refuse_whole_reads(asked)
        transaction.set_rollback(True)
