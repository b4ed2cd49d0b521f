"""The person who owns the database, but not the keys, is found out in whatever they do to the event log (D32)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as product
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from tests.cast import NOW
from tests.stages.log import MONDAY, Log, findings, on, own, run, write
from vinculo.actions.operations.chaining import chain_events
from vinculo.actions.operations.sealing import seal_days
from vinculo.queries.operations.fences import fences
from vinculo.queries.operations.tampering import find_tampering
from vinculo.queries.shared.seal_head import chain_head
from vinculo.records.events import Event, Seal
from vinculo.records.models import ChainLink
from vinculo.rules.log.tampering import LogFault, LogFinding
from vinculo.rules.shared.acts import Act

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COLUMNS = "at, actor_kind, act, subject, subject_id, fields, key_id, hash"
SQLITE = "sqlite"


@pytest.fixture(params=[False, True], ids=["before the seal", "after the seal"])
def log(request: pytest.FixtureRequest) -> Log:
    """The log of a day that goes on, and of one that is over."""
    numbers = tuple(write(NOW + n * timedelta(minutes=1), subject_id=n).pk for n in range(4))
    chain_events(now=NOW + HOUR)
    start = Event.objects.get(act=Act.LOG_STARTED).pk
    now = NOW + DAY if request.param else NOW + 2 * HOUR
    sealed = seal_days(now=now)
    chain_events(now=now)
    assert sealed == int(request.param)
    head = chain_head()
    assert head is not None
    made = Log(numbers, start, request.param, head, now)
    assert list(find_tampering(now=now, heads=[head])) == []
    return made


def change(log: Log) -> list[LogFinding]:
    own(f"UPDATE records_event SET act = 'turno_read' WHERE id = {log.numbers[1]}")
    return [on(LogFault.CHANGED, log.numbers[1])]


def empty(log: Log) -> list[LogFinding]:
    own("UPDATE records_event SET subject_id = NULL, fields = '[]' WHERE subject = 'case'")
    return [on(LogFault.CHANGED, number) for number in log.numbers]


def empty_own(log: Log) -> list[LogFinding]:
    """What the log says of itself: how it began, and that a day was sealed."""
    own("UPDATE records_event SET fields = '[]' WHERE subject = 'log'")
    sealed = Event.objects.filter(act=Act.DAY_SEALED).values_list("pk", flat=True)
    told = [on(fault, pk, MONDAY + DAY) for pk in sealed for fault in (LogFault.CHANGED, LogFault.SEAL_MISSING)]
    return [on(LogFault.CHANGED, log.start), *told]


def change_with_hash(log: Log) -> list[LogFinding]:
    event = Event.objects.get(pk=log.numbers[1])
    event.act = Act.TURNO_READ
    value = hashlib.sha256(event.content().encode()).hexdigest()
    own(f"UPDATE records_event SET act = 'turno_read', key_id = '', hash = '{value}' WHERE id = {event.pk}")
    old = LogFinding(LogFault.OLD_LOG, "1/0, 0/0", None)
    return [on(LogFault.WITHOUT_KEY, event.pk), old, *log.day_changed()]


def change_and_keep_the_key(log: Log) -> list[LogFinding]:
    event = Event.objects.get(pk=log.numbers[1])
    value = hashlib.sha256(event.content().encode()).hexdigest()
    own(f"UPDATE records_event SET act = 'turno_read', hash = '{value}' WHERE id = {event.pk}")
    return [on(LogFault.CHANGED, event.pk), *log.day_changed()]


def swap(log: Log) -> list[LogFinding]:
    one, two, free = log.numbers[1], log.numbers[2], 10**9
    own(
        f"UPDATE records_event SET id = {free} WHERE id = {one}",
        f"UPDATE records_event SET id = {one} WHERE id = {two}",
        f"UPDATE records_event SET id = {two} WHERE id = {free}",
    )
    return [on(LogFault.MOVED, one), on(LogFault.MOVED, two), *log.day_changed()]


def insert(log: Log) -> list[LogFinding]:
    event = Event.objects.get(pk=log.numbers[1])
    event.act = Act.TURNO_READ
    value = hashlib.sha256(event.content().encode()).hexdigest()
    columns = COLUMNS.replace("act,", "'turno_read',").replace("key_id, hash", f"'', '{value}'")
    run(f"INSERT INTO records_event (id, {COLUMNS}) SELECT 900000, {columns} FROM records_event WHERE id = {event.pk}")
    old = LogFinding(LogFault.OLD_LOG, "1/0, 0/0", None)
    return [on(LogFault.WITHOUT_KEY, 900000), old, *log.day_changed()]


def insert_copy(log: Log) -> list[LogFinding]:
    one = log.numbers[1]
    run(f"INSERT INTO records_event (id, {COLUMNS}) SELECT 900000, {COLUMNS} FROM records_event WHERE id = {one}")
    return [on(LogFault.COPIED, 900000), on(LogFault.NOT_CHAINED, 900000), *log.day_changed()]


def insert_copy_and_chain(log: Log) -> list[LogFinding]:
    insert_copy(log)
    chain_events(now=log.now)
    return [on(LogFault.COPIED, 900000), *log.day_changed()]


def delete_newest(log: Log) -> list[LogFinding]:
    own(f"DELETE FROM records_event WHERE id = {log.numbers[3]}")
    return [on(LogFault.DELETED, log.numbers[3]), *log.day_changed()]


def delete_within(log: Log) -> list[LogFinding]:
    own(f"DELETE FROM records_event WHERE id = {log.numbers[1]}")
    return [on(LogFault.DELETED, log.numbers[1]), *log.day_changed()]


def delete_all(log: Log) -> list[LogFinding]:
    gone = list(ChainLink.objects.order_by("position").values_list("event_id", flat=True))
    own("DELETE FROM records_event")
    return [*(on(LogFault.DELETED, number, None) for number in gone), *log.day_changed()]


def drop_links(log: Log) -> list[LogFinding]:
    seal = Seal.objects.first()
    own("DELETE FROM records_chainlink")
    gone = [on(LogFault.HEAD_GONE, f"{seal.links}:{seal.head}")] if seal else []
    return [on(LogFault.CHAIN_MISSING, ""), *gone]


def drop_a_link(log: Log) -> list[LogFinding]:
    own("DELETE FROM records_chainlink WHERE position = 3")
    return [on(LogFault.LINK_MISSING, "3-3"), on(LogFault.NOT_CHAINED, log.numbers[1])]


def delete_newest_with_its_link(log: Log) -> list[LogFinding]:
    """What was the end of the chain is told by the head that was kept outside, and by the seal."""
    seal = Seal.objects.first()
    last = ChainLink.objects.get(event_id=log.numbers[3]).position
    gone = ChainLink.objects.filter(position__gt=last).values_list("event_id", flat=True)
    own(
        f"DELETE FROM records_event WHERE id IN ({', '.join(map(str, [log.numbers[3], *gone]))})",
        f"DELETE FROM records_chainlink WHERE position >= {last}",
    )
    sealed = [on(LogFault.HEAD_GONE, f"{seal.links}:{seal.head}")] if seal else []
    return [LogFinding(LogFault.HEAD_GONE, str(log.head), None), *sealed]


def delete_everything(log: Log) -> list[LogFinding]:
    """Nothing is left that could tell: only the head that was kept outside."""
    own("DELETE FROM records_event", "DELETE FROM records_chainlink", "DELETE FROM records_seal")
    return [LogFinding(LogFault.HEAD_GONE, str(log.head), None)]


def delete_everything_and_go_on(log: Log) -> list[LogFinding]:
    delete_everything(log)
    for number in range(9):
        write(log.now - HOUR, subject_id=number)
    chain_events(now=log.now)
    return [LogFinding(LogFault.HEAD_GONE, str(log.head), None)]


def drop_fences(log: Log) -> list[LogFinding]:
    names = [fence for fence in fences(connection.vendor) if fence.table == "records_event"]
    end = {"sqlite": "", "postgresql": " ON records_event"}[connection.vendor]
    if connection.vendor != SQLITE:
        run("SET CONSTRAINTS ALL IMMEDIATE")
    run(*(f"DROP TRIGGER {fence.name}{end}" for fence in names))
    return [LogFinding(LogFault.FENCE_MISSING, fence.name, None) for fence in names]


def start_again(log: Log) -> list[LogFinding]:
    """The links are dropped and the program makes them anew."""
    seal = Seal.objects.first()
    own("DELETE FROM records_chainlink")
    chain_events(now=log.now)
    again = Event.objects.filter(act=Act.LOG_STARTED).latest("pk").pk
    sealed = [on(LogFault.HEAD_GONE, f"{seal.links}:{seal.head}")] if seal else []
    on_day = MONDAY + DAY if log.sealed else MONDAY
    return [
        on(LogFault.CHAIN_STARTED_AGAIN, again, on_day),
        LogFinding(LogFault.HEAD_GONE, str(log.head), None),
        *sealed,
    ]


TAMPERINGS: list[Callable[[Log], list[LogFinding]]] = [
    change,
    empty,
    empty_own,
    change_with_hash,
    change_and_keep_the_key,
    swap,
    insert,
    insert_copy,
    insert_copy_and_chain,
    delete_newest,
    delete_within,
    delete_all,
    drop_a_link,
    drop_fences,
]
TOLD_BY_HEADS = [delete_newest_with_its_link, delete_everything, delete_everything_and_go_on, start_again]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda each: each.__name__)
def test_d32_what_was_done_to_the_log_is_named(log: Log, tamper: Callable[[Log], list[LogFinding]]) -> None:
    expected = tamper(log)
    assert findings(log) == sorted(expected, key=str)


@pytest.mark.parametrize("tamper", TOLD_BY_HEADS, ids=lambda each: each.__name__)
def test_d32_what_leaves_nothing_behind_is_told_by_the_head_that_was_kept_outside(
    log: Log, tamper: Callable[[Log], list[LogFinding]]
) -> None:
    expected = tamper(log)
    assert findings(log, log.head) == sorted(expected, key=str)


def test_d32_links_that_are_gone_are_named_with_the_seal_that_had_their_head(log: Log) -> None:
    assert findings(log) == []
    expected = drop_links(log)
    assert findings(log) == sorted(expected, key=str)


REPLACE = "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"


@pytest.mark.parametrize("table", ["records_event", "records_chainlink", "records_seal"])
@pytest.mark.parametrize("log", [True], indirect=True)
def test_d32_neither_replacing_nor_emptying_passes_live_fences(log: Log, table: str) -> None:
    if connection.vendor == SQLITE:
        statement, name = REPLACE.format(table=table), "_no_replace"
    else:
        statement, name = f"TRUNCATE {table}", "_no_truncate"
        run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        run(statement)
    assert findings(log, log.head) == []


@pytest.mark.parametrize("log", [True], indirect=True)
def test_d32_seals_that_were_dropped_and_made_again_are_named(log: Log) -> None:
    own(f"DELETE FROM records_event WHERE id = {log.numbers[1]}", "DELETE FROM records_seal")
    assert seal_days(now=log.now + HOUR) == 1
    chain_events(now=log.now + HOUR)
    tuesday = MONDAY + DAY
    assert findings(log, log.head, now=log.now + 2 * HOUR) == sorted(
        [
            on(LogFault.DELETED, log.numbers[1]),
            on(LogFault.SEAL_MISSING, MONDAY.isoformat(), tuesday),
            on(LogFault.SEAL_TWICE, MONDAY.isoformat(), tuesday),
        ],
        key=str,
    )


@pytest.mark.parametrize("log", [True], indirect=True)
@pytest.mark.parametrize("change", ["count = 9", "digest = 'x'", "links = 1", "head = 'x'", "sealed_at = at"])
def test_d32_a_seal_that_was_changed_is_named(log: Log, change: str) -> None:
    at = f"(SELECT at FROM records_event WHERE id = {log.numbers[0]})"
    own(f"UPDATE records_seal SET {change.replace('= at', f'= {at}')}")
    assert findings(log) == [on(LogFault.SEAL_CHANGED, MONDAY.isoformat())]


@pytest.mark.parametrize("log", [True], indirect=True)
def test_d32_a_seal_that_is_gone_is_named_and_so_is_its_day(log: Log) -> None:
    own("DELETE FROM records_seal")
    assert findings(log, now=log.now + HOUR) == sorted(
        [
            on(LogFault.DAY_WITHOUT_SEAL, MONDAY.isoformat()),
            on(LogFault.SEAL_MISSING, MONDAY.isoformat(), MONDAY + DAY),
        ],
        key=str,
    )


@pytest.mark.parametrize("log", [False], indirect=True)
def test_d32_each_day_that_passed_without_a_seal_is_named(log: Log) -> None:
    days = [MONDAY + n * DAY for n in range(21)]
    expected = [on(LogFault.DAY_WITHOUT_SEAL, day.isoformat(), day) for day in days]
    assert findings(log, now=NOW + 21 * DAY) == expected


@pytest.mark.parametrize("log", [True], indirect=True)
def test_d32_a_clock_ahead_and_back_loses_no_day_and_leaves_its_event(log: Log) -> None:
    ahead = log.now + 40 * DAY
    wrong = write(ahead)
    assert seal_days(now=ahead) == 40
    chain_events(now=ahead)
    back = log.now + HOUR
    ahead_of_it = [wrong.pk, *Event.objects.filter(act=Act.DAY_SEALED, at=ahead).values_list("pk", flat=True)]
    named = [on(LogFault.AHEAD, number, MONDAY + 41 * DAY) for number in ahead_of_it]
    assert findings(log, now=back) == sorted(named, key=str)
    assert seal_days(now=back) == 0
    turned = Event.objects.get(act=Act.CLOCK_TURNED_BACK)
    assert (turned.at, turned.fields[0]) == (back, (MONDAY + DAY).isoformat())
    seen = write(back)
    chain_events(now=back)
    assert findings(log, now=back + HOUR) == []
    assert seal_days(now=back + DAY) == 1
    assert seal_days(now=back + DAY) == 0
    assert Event.objects.filter(act=Act.CLOCK_TURNED_BACK).count() == 1
    newest = Seal.objects.latest("pk")
    assert (newest.date, newest.term, newest.count) == (MONDAY + DAY, 1, 3)  # the seal of Monday, the clock, one act
    chain_events(now=back + DAY)
    assert findings(log, now=back + DAY + HOUR) == []
    own(f"DELETE FROM records_event WHERE id = {seen.pk}")
    assert {each.fault for each in findings(log, now=back + DAY + HOUR)} == {LogFault.DELETED, LogFault.DAY_CHANGED}


def test_d32_an_old_key_verifies_and_one_that_is_gone_is_named(log: Log, settings: Settings) -> None:
    old = dict(product.LOG_KEYS)
    settings.LOG_KEYS = {"2": b"the second key of these tests, long"} | old
    event = write(log.now)
    chain_events(now=log.now)
    changed = Event.objects.get(act=Act.LOG_KEY_CHANGED)
    assert (changed.fields, event.key_id, changed.key_id) == (["1", "2"], "2", "2")
    assert findings(log, log.head) == []
    settings.LOG_KEYS = old
    faults = findings(log, log.head)
    assert {(each.fault, each.where) for each in faults} == {(LogFault.KEY_GONE, "2")}


@pytest.mark.parametrize("log", [True], indirect=True)
def test_d32_an_event_whose_key_is_gone_is_named_though_its_place_has_another(log: Log, settings: Settings) -> None:
    old = dict(product.LOG_KEYS)
    settings.LOG_KEYS = {"2": b"the second key of these tests, long"} | old
    write(log.now)
    settings.LOG_KEYS = old
    chain_events(now=log.now)
    assert findings(log) == [on(LogFault.KEY_GONE, "2", (MONDAY + DAY) if log.sealed else MONDAY)]


def test_d32_another_key_of_the_same_name_verifies_nothing(log: Log, settings: Settings) -> None:
    settings.LOG_KEYS = {"1": b"a key that somebody else has, as long"}
    changed = {each.where for each in findings(log) if each.fault is LogFault.CHANGED}
    assert changed == {str(pk) for pk in Event.objects.values_list("pk", flat=True)}
