"""A ticket is a place in the queue: issued once, logged, numbered without a gap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from tests import cast
from tests.stages.desk import RNG, turno
from vinculo.actions.queue.tickets import PaperTaken, head_row, issue_ticket
from vinculo.queries.queue import policy
from vinculo.records.models import Event, QueueEntry, QueuePolicy, Ticket
from vinculo.rules.queue.classes import Mode, Policy
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db


def issue_number(**changes: object) -> Ticket:
    values: dict[str, object] = {
        "agency": cast.agency(),
        "procedure": cast.procedure(),
        "origin": "same_day",
        "now": cast.NOW,
        "random_source": RNG,
        "actor": cast.olga(),
    }
    return issue_ticket(**(values | changes))  # type: ignore[arg-type]


def test_numbers_follow_each_other_and_begin_anew_every_day() -> None:
    tomorrow = cast.NOW + timedelta(days=1)
    assert [issue_number().number, issue_number().number, issue_number(now=tomorrow).number] == [1, 2, 1]


def test_a_ticket_of_a_turno_is_issued_once_and_logged_once() -> None:
    of = turno()
    first = issue_number(turno=of, origin=Origin.TURNO)
    assert issue_number(turno=of, origin=Origin.TURNO) == first
    assert (first.klass, first.ref, first.due) == ("A", of.starts, of.starts + timedelta(minutes=45))
    log = QueueEntry.objects.get()
    assert (log.act, log.version, log.ticket_after["due"]) == ("issued", 1, first.due.isoformat())
    assert Event.objects.filter(act="ticket_issued").count() == 1


def test_a_second_click_is_answered_with_the_first_ticket() -> None:
    assert issue_number(key="k1") == issue_number(key="k1")
    assert issue_number(key="k2") != issue_number(key="k1")


def test_a_contingency_ticket_is_typed_in_once() -> None:
    first = issue_number(origin=Origin.PAPER, paper_number="C-07", checked_in=cast.NOW - timedelta(hours=1))
    assert first.ref == cast.NOW - timedelta(hours=1)
    with pytest.raises(PaperTaken) as taken:
        issue_number(origin=Origin.PAPER, paper_number="C-07")
    assert taken.value.ticket == first


def test_the_newest_policy_of_the_centre_holds_else_the_nations() -> None:
    here = cast.agency()
    assert policy.current_policy(here) == (Policy(), None)
    nation = QueuePolicy.objects.create(version=1, settings={"head_w": 60}, made_at=cast.NOW)
    assert policy.current_policy(here) == (Policy(version=1, head_w=60), nation)
    QueuePolicy.objects.create(agency=here, version=1, settings={"head_a": 1}, made_at=cast.NOW)
    own = QueuePolicy.objects.create(agency=here, version=2, settings={"mode": "earliest_due"}, made_at=cast.NOW)
    assert policy.current_policy(here) == (Policy(version=2, mode=Mode.EARLIEST_DUE), own)
    ticket = issue_number()
    assert QueueEntry.objects.get(ticket=ticket).policy == own


@pytest.mark.parametrize("act", ["UPDATE records_queueentry SET act = 'x'", "DELETE FROM records_queueentry"])
def test_the_log_is_only_ever_appended(act: str) -> None:
    issue_number()
    with pytest.raises(DatabaseError, match="queue_no_"), connection.cursor() as cursor:
        cursor.execute(act)


def test_the_head_row_is_made_once() -> None:
    here = cast.agency()
    assert head_row(here, cast.NOW) == head_row(here, cast.NOW)
