"""Any order of waiting, offers, closings, reopenings, desks and no-shows: who has a turno is who the model says.

Beside `test_machine.py`, whose model knows each seat; here the model knows the people, and each seat is counted.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.conf import settings as house
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests import cast
from tests.concurrency import stage
from tests.tries import count_tries
from vinculo.actions.booking import offers, turnos, waiting_list
from vinculo.actions.booking.at_desk import book_at_desk
from vinculo.actions.booking.holds import AlreadyBooked, DraftNotReady, TooLate
from vinculo.actions.booking.seats import FewerSeats, HoldLost, HourTaken
from vinculo.actions.closures import rebooking
from vinculo.actions.closures.closures import close_scope
from vinculo.actions.closures.rebooking import NothingToAnswer
from vinculo.actions.closures.reopening import reopen_closing
from vinculo.actions.operations import upkeep
from vinculo.actions.operations.upkeep import feed_waiting_list
from vinculo.queries.closures.closures import ClosingScope
from vinculo.queries.operations.invariants import breaches, census
from vinculo.records.models import Closing, Draft, Offer, Seat, Slot, Turno, WaitingEntry
from vinculo.rules.shared.limits import LimitedAct, LimitedBy

PEOPLE, TIMES, COUNTERS = 4, 4, 2
PERSON, COUNT = st.integers(0, PEOPLE - 1), st.integers(1, 2)
REFUSED = (
    HourTaken,
    FewerSeats,
    AlreadyBooked,
    HoldLost,
    TooLate,
    DraftNotReady,
    NothingToAnswer,
    offers.OfferGone,
    waiting_list.AlreadyWaiting,
)
DAYS = [stage.DAY, stage.DAY + timedelta(days=1)]
MINUTES = st.sampled_from([0, 5, 15, 50, 125])


def try_work(work: Any) -> Any:
    """Return what the work answers, or the refusal."""
    try:
        return work()
    except REFUSED as refusal:
        return refusal


class Waiting(RuleBasedStateMachine):
    """The rules are what people, officers, administrators and time do."""

    @initialize()
    def begin(self) -> None:
        """Open two days in a transaction that is taken back at the end of the example."""
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.agency, self.luck, self.now = cast.agency(), Random(1), cast.NOW
        for day in DAYS:
            cast.slots(self.agency, day, times=TIMES, counters=COUNTERS)
        self.slots = list(Slot.objects.order_by("starts"))
        self.people = [stage.affiliate(index) for index in range(PEOPLE)]
        self.having: set[int] = set()  # the people who have a confirmed turno
        self.staff = cast.olga(), cast.alicia()

    def teardown(self) -> None:
        """Take everything back."""
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def _turno(self, person: int) -> Turno | None:
        return Turno.objects.filter(affiliate=self.people[person], status="confirmed").first()

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(person=PERSON, slot=st.integers(0, 2 * TIMES - 1), count=COUNT)
    def books(self, person: int, slot: int, count: int) -> None:
        draft = stage.draft(person, self.now, dependents=2)
        held = try_work(lambda: stage.hold(draft, self.slots[slot], count, self.now))
        assert isinstance(held, AlreadyBooked) == (person in self.having) or isinstance(held, HourTaken | FewerSeats)
        self._has_one_more(
            person, try_work(lambda: turnos.confirm_turno(draft=Draft.objects.get(pk=draft.pk), now=self.now))
        )

    def _has_one_more(self, person: int, answer: object) -> None:
        """Remember whose turno an answer is, if it is one: nobody who has one is given another."""
        given = {person} if isinstance(answer, Turno) else set()
        assert not given & self.having
        self.having |= given

    @rule(person=PERSON, slot=st.integers(0, 2 * TIMES - 1), count=COUNT)
    def is_given_one_at_the_desk(self, person: int, slot: int, count: int) -> None:
        who = self.people[person]
        answer = try_work(
            lambda: book_at_desk(
                slot=self.slots[slot],
                dependents=count,
                seats=count,
                presenter_kind="code",
                affiliate=who,
                presenter_number=who.code,
                by_proxy=False,
                actor=self.staff[0],
                now=self.now,
                random_source=self.luck,
            )
        )
        assert isinstance(answer, Turno | HourTaken | FewerSeats) or (
            isinstance(answer, AlreadyBooked) and person in self.having
        )
        self._has_one_more(person, answer)

    @rule(person=PERSON, count=COUNT)
    def waits(self, person: int, count: int) -> None:
        draft = stage.draft(person, self.now, dependents=count)
        wish = waiting_list.Wish(DAYS[0], DAYS[1], count)
        entry = try_work(
            lambda: waiting_list.join_waiting_list(
                draft=draft,
                wish=wish,
                address=f"a{self.luck.random()}",
                device="",
                now=self.now,
                random_source=self.luck,
            )
        )
        assert isinstance(entry, AlreadyBooked) == (person in self.having)

    @rule(person=PERSON)
    def accepts_the_offer(self, person: int) -> None:
        for offer in Offer.objects.filter(entry__affiliate=self.people[person], state="open"):
            self._has_one_more(person, try_work(lambda offer=offer: offers.accept_offer(offer=offer, now=self.now)))

    @rule(person=PERSON)
    def declines_or_leaves(self, person: int) -> None:
        for entry in WaitingEntry.objects.filter(affiliate=self.people[person], state__in=["waiting", "offered"]):
            waiting_list.leave_waiting_list(entry=entry, now=self.now)

    @rule(person=PERSON)
    def cancels(self, person: int) -> None:
        turno = self._turno(person)
        if turno and isinstance(try_work(lambda: turnos.cancel_turno(turno=turno, now=self.now)), Turno):
            self.having.discard(person)

    @rule(person=PERSON, slot=st.integers(0, 2 * TIMES - 1))
    def moves(self, person: int, slot: int) -> None:
        turno = self._turno(person)
        if turno is None:
            return
        draft = stage.move(turno, self.now)
        try_work(lambda: stage.hold(draft, self.slots[slot], turno.seats_count, self.now))
        try_work(lambda: turnos.confirm_turno(draft=Draft.objects.get(pk=draft.pk), now=self.now))

    @rule(day=st.integers(0, 1), counter=st.sampled_from([None, 1, 2]))
    def is_closed(self, day: int, counter: int | None) -> None:
        scope = ClosingScope(self.agency, DAYS[day], DAYS[day], counter)
        close_scope(scope=scope, reason="Corte", actor=self.staff[1], now=self.now)

    @rule()
    def is_reopened(self) -> None:
        for closing in Closing.objects.filter(reopened_at=None).order_by("pk")[:1]:
            reopen_closing(closing=closing, reason="Ya", actor=self.staff[1], now=self.now, random_source=self.luck)

    @rule(person=PERSON, back=st.booleans())
    def answers(self, person: int, back: bool) -> None:
        turno = self._turno(person)
        if turno is not None:
            act = rebooking.go_back if back else rebooking.accept_change
            try_work(lambda: act(turno=turno, now=self.now))

    @rule()
    def upkeep_comes_by(self) -> None:
        feed_waiting_list(now=self.now, random_source=self.luck)
        upkeep.run_upkeep(now=self.now)
        for person in [each for each in self.having if self._turno(each) is None]:
            missed = Turno.objects.filter(affiliate=self.people[person], status="no_show").latest("pk")
            assert missed.starts <= self.now - timedelta(minutes=15)  # nobody but the clock takes a turno away
            self.having.discard(person)

    @invariant()
    def who_has_a_turno_is_who_the_model_says(self) -> None:
        confirmed = Turno.objects.filter(status="confirmed").values_list("affiliate__code", flat=True)
        assert sorted(confirmed) == sorted(self.people[person].code for person in self.having)

    @invariant()
    def turnos_and_seats_agree(self) -> None:
        rows = list(Seat.objects.values_list("state", "turno__status", "turno", "turno__seats_count"))
        taken = Counter(turno for state, _, turno, _ in rows if state == "taken")
        assert all(taken[turno] == count for state, _, turno, count in rows if state == "taken")
        assert {status for state, status, *_ in rows if state == "taken"} <= {"confirmed"}
        assert all(turno is None for state, _, turno, _ in rows if state in {"free", "cooling", "blocked"})
        assert sum(census().values()) == len(rows) == 2 * TIMES * COUNTERS
        assert breaches() == []


@pytest.mark.django_db
def test_d4_d16_any_order_of_waiting_closing_and_desks_leaves_who_the_model_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    never = dict.fromkeys(LimitedBy, (10**6, 1))
    monkeypatch.setitem(house.LIMITS, LimitedAct.WAIT, never)  # who asks too often has tests of their own
    bounds = settings(
        max_examples=count_tries(20),
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(Waiting, settings=bounds)
