"""Every act at a centre locks in one order, so that no two of them can wait for each other, whenever they meet.

The acts are done one after the other and what each locked is compared: nothing has to happen at the same moment.
"""

from __future__ import annotations

from base64 import b32decode
from collections import Counter as Count
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django_otp.oath import TOTP

from tests import cast
from tests.concurrency.hands import DeskHand, of_somebody, print_batch
from tests.concurrency.locks import Crossing, LockRecorder, crossings, recorded_locks
from tests.stages import desk
from tests.stages.queue import LUCK, at, call, fresh, make_open_counter, officer, ticket
from vinculo.actions.cases import reversals
from vinculo.actions.cases.locking import lock_affiliate
from vinculo.actions.operations import factors
from vinculo.actions.queue import check_in, contingency, returns, walk_ins
from vinculo.actions.queue.counters import open_counter
from vinculo.records.models import CentreDay, Counter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
PEOPLE, HANDS, ACTS = 6, 4, 400


@pytest.fixture
def locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[LockRecorder]:
    with recorded_locks(monkeypatch) as recorder:
        yield recorder


def work_in_turns(seed: int) -> Count[str]:
    """Let the people of a centre do acts one after the other, each by its own luck; return how often each was done."""
    turnos = [of_somebody(index) for index in range(PEOPLE)]
    for each in turnos:
        desk.bruno_at_home(each)
    print_batch()
    for index in range(PEOPLE):
        ticket(index / 10)
    hands = [DeskHand(number, turnos) for number in range(1, HANDS + 1)]
    counted: Count[str] = Count()
    for hand in hands:
        hand.luck.seed(f"{seed}-{hand.number}")
    for index in range(ACTS):
        hand = hands[index % HANDS]
        hand.now = at(1) + timedelta(minutes=index // HANDS)
        counted[hand.do_something()] += 1
    return counted


def test_d37_no_two_acts_of_a_day_lock_in_opposite_orders(locks: LockRecorder) -> None:
    counted = work_in_turns(2)
    assert len(set(counted) - {""}) > 25  # most of the acts were done by somebody
    assert crossings(locks.transactions) == set()


def test_d37_an_arrival_that_locks_no_case_before_its_turno_is_found(
    locks: LockRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Show that the fault is found: the check-in, with the affiliate locked alone."""
    for module in (check_in, contingency, returns, walk_ins, reversals):
        monkeypatch.setattr(module, "lock_affiliate_and_cases", lock_affiliate)
    work_in_turns(2)
    assert crossings(locks.transactions) == {Crossing("records_case", "records_turno")}


def test_d37_what_an_earlier_day_left_is_locked_before_today(locks: LockRecorder) -> None:
    of, yesterday = of_somebody(1), -24 * 60
    former, other = make_open_counter(2, yesterday), cast.counter(3)
    ticket(yesterday)
    called = call(yesterday, number=2)
    left = ticket(yesterday, turno=of)
    today = ticket(turno=of)
    open_counter(counter=other, actor=officer(2), now=cast.NOW)
    head_of = [row for own in locks.transactions for row in own.held if row.table == "records_centreday"]
    days = dict(CentreDay.objects.values_list("pk", "date"))
    locked = [[days[row.pk] for row in own.held if row in head_of] for own in locks.transactions]
    both = [cast.NOW.date() - timedelta(days=1), cast.NOW.date()]
    assert [each for each in locked if len(each) > 1] == [both, both]
    assert (fresh(left).state, fresh(called).state, fresh(today).state) == ("left", "left", "waiting")
    assert {each.state for each in Counter.objects.filter(pk=former.pk)} == {"closed"}


def test_d33_a_factor_is_taken_away_in_the_order_in_which_its_owner_uses_it(locks: LockRecorder) -> None:
    olga = cast.olga()
    totp = TOTP(b32decode(factors.begin_factor(actor=olga, now=cast.NOW)))
    totp.time = cast.NOW.timestamp()
    code = f"{totp.token():06}"
    own, *_others = factors.confirm_factor(code=code, actor=olga, now=cast.NOW, random_source=LUCK)
    factors.verify_factor(code=own, actor=olga, now=cast.NOW)
    factors.remove_factor(staff=olga, actor=cast.sara(), now=cast.NOW)
    assert crossings(locks.transactions) == set()
