"""The day is rebuilt from its log alone, and whatever was forged in it is found."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.stages import desk
from tests.stages.queue import at, call, differences, finish, make_open_counter, priority, serve, ticket
from vinculo.actions.queue import calling, missed_calls
from vinculo.actions.queue.departures import record_departure
from vinculo.actions.queue.transfers import transfer_ticket
from vinculo.queries.queue import replay
from vinculo.records.models import CentreDay, Counter, QueueEntry, QueuePolicy, Ticket
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db
Change = Callable[[QueueEntry], None]


def busy_day(people: int = 12) -> None:
    """Let everything happen that can happen in a queue."""
    make_open_counter(1)
    make_open_counter(2, accessible=True)
    of = desk.turno()
    ticket(0, turno=of, case=desk.record_arrival(of), origin=Origin.TURNO)
    for index in range(people):
        ticket(index / 4)
    priority(3, accessible=True)
    first = call(4)
    missed_calls.record_missed_call(ticket=first, actor=cast.olga(), now=at(7))
    second = call(8)
    transfer_ticket(ticket=second, actor=cast.olga(), now=at(9), to=Counter.objects.get(number=2))
    third = call(10, number=2)
    serve(11, third, 2)
    finish(20, third, 2)
    QueuePolicy.objects.create(agency=cast.agency(), version=1, settings={"head_w": 10}, made_at=at(20))
    calling.put_back(ticket=call(21), reason="asked", actor=cast.olga(), now=at(22))
    calling.repeat_call(ticket=call(23), actor=cast.olga(), now=at(24))
    missed_calls.leave_counter(ticket=Ticket.objects.get(state="called"), actor=cast.olga(), now=at(25))
    waiting = Ticket.objects.filter(state="waiting").last()
    assert waiting is not None
    calling.call_out_of_order(
        counter=Counter.objects.get(number=1), number=waiting.number, reason="our_error", actor=cast.olga(), now=at(26)
    )
    left = Ticket.objects.get(state="left")
    missed_calls.reopen_ticket(ticket=left, actor=cast.sara(), now=at(27))


def test_a_day_in_which_everything_happened_is_the_same_again() -> None:
    busy_day()
    assert differences() == []
    acts = set(QueueEntry.objects.values_list("act", flat=True))
    assert acts == {
        "counter_opened",
        "issued",
        "called",
        "missed",
        "transferred",
        "started",
        "finished",
        "skipped",
        "recalled",
        "left",
        "called_apart",
        "reopened",
    }


def test_somebody_who_rests_after_a_missed_call_and_goes_is_no_difference() -> None:
    make_open_counter()
    own = ticket()
    call(1)
    missed_calls.record_missed_call(ticket=own, actor=cast.olga(), now=at(4))
    record_departure(ticket=own, actor=cast.olga(), now=at(5))
    assert differences() == []


def forge_entry(entry: QueueEntry, **changes: object) -> None:
    """Change an entry as only somebody with the database in their hands could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER queue_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE records_queueentry DISABLE TRIGGER queue_no_update")
    QueueEntry.objects.filter(pk=entry.pk).update(**changes)


def get_last_call() -> QueueEntry:
    return QueueEntry.objects.filter(act="called").latest("version")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"overtaken": []}, "otro siguiente u otros adelantados"),
        ({"runner_up": None}, "otro siguiente u otros adelantados"),
        ({"at": at(60)}, "la regla llama al"),
        ({"counter_view": {"procedures": [], "accessible": True, "staff": None}}, "la regla llama al —"),
        ({"act": "called_apart"}, ""),
    ],
)
def test_a_call_that_the_rule_would_not_make_is_found(changes: dict[str, object], told: str) -> None:
    make_open_counter()
    of = desk.turno(starts=at(30), ends=at(45))
    ticket(0, turno=of, origin=Origin.TURNO)
    ticket(1)
    ticket(2)
    call(3)
    if "at" in changes:
        changes = {"at": at(90)}  # by then the appointment would have been first
    assert differences() == []
    forge_entry(get_last_call(), **changes)
    lines = differences()
    assert len(lines) == 1
    assert told in lines[0]


def test_a_ticket_that_was_moved_behind_the_logs_back_is_found() -> None:
    make_open_counter()
    ticket()
    ticket(1)
    Ticket.objects.filter(number=2).update(due=at(-500))
    assert differences() == ["el número 2 no está como lo deja el registro"]
    call(2)
    assert differences() == ["4 called: se llamó al 2 y la regla llama al 1"]


def test_a_change_that_the_rule_would_not_make_is_found() -> None:
    make_open_counter()
    own = ticket()
    call(1)
    missed_calls.record_missed_call(ticket=own, actor=cast.olga(), now=at(4))
    entry = QueueEntry.objects.get(act="missed")
    forge_entry(entry, ticket_after=entry.ticket_after | {"not_before": at(30).isoformat()})
    assert differences() == ["4 missed: el número 1 no quedó como dice la regla"]


def test_a_hole_in_the_log_is_found() -> None:
    make_open_counter()
    ticket()
    CentreDay.objects.update(version=3)
    assert differences() == ["el registro no tiene una entrada por cada versión, de 1 a 3"]


@pytest.mark.parametrize("people", [3, 60])
def test_a_day_is_read_by_four_statements_however_long_it_is(people: int) -> None:
    busy_day(people)
    head = CentreDay.objects.get()
    with CaptureQueriesContext(connection) as asked:
        assert list(replay.differences(head)) == []
    assert len(asked) == 3


def test_the_command_says_so_and_fails_where_the_day_differs() -> None:
    busy_day()
    told = StringIO()
    call_command("replay_day", "Quito", "2026-11-30", stdout=told)
    assert told.getvalue() == "La regla llama a las mismas personas, en el mismo orden.\n"
    Ticket.objects.filter(number=2).update(missed=9)
    with pytest.raises(SystemExit) as left:
        call_command("replay_day", "Quito", "2026-11-30", stdout=told)
    assert left.value.code == 1
    assert "el número 2 no está como lo deja el registro" in told.getvalue()


@pytest.mark.parametrize(("agency", "day"), [("Nada", "2026-11-30"), ("Quito", "30/11/2026")])
def test_the_command_says_what_it_does_not_understand(agency: str, day: str) -> None:
    cast.agency()
    with pytest.raises(CommandError):
        call_command("replay_day", agency, day)
