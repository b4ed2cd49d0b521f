"""Any order of bookings by the affiliate, by strangers and by proxies, against a small model of the bounds (D28)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests import cast
from tests.concurrency import stage
from tests.tries import count_tries
from vinculo.actions.booking.bounds import end_turno
from vinculo.actions.booking.holds import AlreadyBooked, TooMuchHeld
from vinculo.actions.booking.seats import HoldLost
from vinculo.actions.booking.turnos import cancel_turno, confirm_turno
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import Draft, Seat, Turno
from vinculo.rules.booking.releases import ReleaseWay

PROXIES, SEATS, MAILBOX, HOLD = 2, 4, 3, timedelta(minutes=10)
END = cast.NOW + timedelta(hours=11)
WHO = st.integers(0, 4)  # 0: on the affiliate's number; others: proxies
PROOF = st.sampled_from(["unproven", "unproven", "own", "power"])
COUNT = st.integers(1, 4)
BOX = st.integers(0, 2)
MINUTES = st.sampled_from([0, 4, 11])


@dataclass(eq=False)
class Held:
    """What the model knows of a turno."""

    pk: int
    who: int
    proof: str
    box: str
    count: int
    status: str = "confirmed"

    @property
    def counted(self) -> bool:
        """Return whether it takes one of the bounded places."""
        return self.proof == "unproven" or (self.proof == "own" and self.who > 0)


def outcome(work: Callable[[], Any]) -> Any:
    """Return what the work answers, or the name of why it was refused."""
    try:
        return work()
    except (AlreadyBooked, TooMuchHeld, HoldLost) as refusal:
        return type(refusal).__name__


def refusal_of(answer: object) -> str:
    """Return why it was refused, or nothing where it was not."""
    return answer if isinstance(answer, str) else ""


def confirm(draft: Draft, now: datetime) -> Turno:
    return confirm_turno(draft=Draft.objects.select_related("affiliate").get(pk=draft.pk), now=now)


class Bounded(RuleBasedStateMachine):
    """Everybody books at once what they want; after each the live turnos are those of the model."""

    @initialize()
    def begin(self) -> None:
        """Open the day in a transaction that is taken back at the end of the example."""
        self.frame = transaction.atomic()
        self.frame.__enter__()
        cast.agency()
        self.slots = cast.slots(cast.agency(), stage.DAY, times=4, counters=30)
        self.now, self.live = cast.NOW, list[Held]()
        self.open: list[tuple[Draft, Held]] = []

    def teardown(self) -> None:
        """Ask the nightly check, then take everything back."""
        try:
            assert breaches() == []
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    def _draft(self, who: int, proof: str, count: int, box: int) -> tuple[Draft, str]:
        """Return a draft; the person who is proven to be the affiliate reads the affiliate's mailbox."""
        draft = stage.draft(0, self.now, count)
        email = "persona0@example.com" if proof == "own" else f"b{box}+{self.now:%H%M}@gmail.com"
        key = "" if who == 0 else f"cedula:{who}"
        changes: dict[str, Any] = {"email": email, "proof": proof, "by_proxy": who > 0, "presenter_key": key}
        Draft.objects.filter(pk=draft.pk).update(**changes)
        return draft, email.replace(f"+{self.now:%H%M}", "")

    def _expect_answer(self, who: int, proof: str, count: int, box: str) -> str | list[Held]:
        """Return why nothing more can be held, or what ends for it."""
        same = [each for each in self.live if each.who == who]
        if same and (proof == "unproven" or same[0].proof != "unproven"):
            return "AlreadyBooked"
        if who == 0 and proof == "own":
            return same
        leaving, others = list(same), [each for each in self.live if each.who != who]
        while self._full(who, proof, count, [each for each in others if each.counted and each not in leaving]):
            last = [each for each in others if each.proof == "unproven" and each not in leaving]
            if proof == "unproven" or not last:
                if proof == "power":
                    break
                return "TooMuchHeld"
            leaving.append(max(last, key=lambda each: each.pk))  # the one begun last, whenever it was confirmed
        left = [each for each in others if each not in leaving]
        return "TooMuchHeld" if sum(each.box == box for each in left) >= MAILBOX else leaving

    def _full(self, who: int, proof: str, count: int, counted: list[Held]) -> bool:
        too_many = who > 0 and sum(each.who > 0 for each in counted) >= PROXIES
        return too_many or (proof != "power" and sum(each.count for each in counted) + count > SEATS)

    def _book(self, draft: Draft, count: int) -> Turno:
        stage.hold(draft, self.slots[0], count, self.now)
        return confirm(draft, self.now)

    @rule(who=WHO, proof=PROOF, count=COUNT, box=BOX, minutes=MINUTES)
    def books(self, who: int, proof: str, count: int, box: int, minutes: int) -> None:
        if (proof == "power" and who == 0) or self.now + timedelta(minutes=minutes) > END:
            return
        self.now += timedelta(minutes=minutes) + HOLD  # what somebody only held has run out
        draft, mailbox = self._draft(who, proof, count, box)
        expected = self._expect_answer(who, proof, count, mailbox)
        answer = outcome(lambda: self._book(draft, count))
        assert refusal_of(answer) == refusal_of(expected)
        if isinstance(answer, Turno):
            self.live = [each for each in self.live if each not in list(expected)]
            self.live.append(Held(answer.pk, who, proof, mailbox, count))

    @rule(who=WHO, count=COUNT, box=BOX)
    def holds(self, who: int, count: int, box: int) -> None:
        """Hold without confirming: it counts while it lasts, and may be confirmed afterwards."""
        draft, mailbox = self._draft(who, "unproven", count, box)
        self.now += HOLD
        expected = self._expect_answer(who, "unproven", count, mailbox)
        answer = outcome(lambda: stage.hold(draft, self.slots[0], count, self.now))
        assert refusal_of(answer) == refusal_of(expected)
        if not isinstance(answer, str):
            self.open.append((draft, Held(0, who, "unproven", mailbox, count)))

    @rule(data=st.data())
    def confirms_late(self, data: st.DataObject) -> None:
        if not self.open:
            return
        self.now += HOLD
        draft, held = self.open.pop(data.draw(st.integers(0, len(self.open) - 1)))
        expected = self._expect_answer(held.who, "unproven", held.count, held.box)
        answer = outcome(lambda: confirm(draft, self.now))
        if answer == "HoldLost":  # another draft of the same presenter, or somebody else, has the seats
            return
        assert refusal_of(answer) == refusal_of(expected)
        if not isinstance(answer, str):
            held.pk = answer.pk
            self.live.append(held)

    @rule(data=st.data(), by_desk=st.booleans())
    def ends(self, data: st.DataObject, by_desk: bool) -> None:
        if not self.live:
            return
        held = self.live.pop(data.draw(st.integers(0, len(self.live) - 1)))
        if by_desk:
            end_turno(held.pk, ReleaseWay.MAILBOX, self.now)
        else:
            cancel_turno(turno=Turno(pk=held.pk), now=self.now)

    @invariant()
    def the_bounds_hold_whatever_the_model_says(self) -> None:
        """Read off the rows: what is confirmed is the model's, and no bound is broken."""
        rows = list(Turno.objects.filter(status="confirmed").order_by("pk"))
        assert [row.pk for row in rows] == sorted(each.pk for each in self.live)
        unproven = [row for row in rows if row.proof == "unproven"]
        assert sum(row.by_proxy for row in unproven) <= PROXIES
        assert sum(not row.by_proxy for row in rows) <= 1
        assert Seat.objects.filter(turno__in=unproven, state="taken").count() <= SEATS
        for box in {row.mailbox for row in rows if row.proof == "unproven"}:
            assert sum(row.mailbox == box for row in rows) <= MAILBOX


@pytest.mark.django_db
def test_d28_any_order_of_bookings_by_affiliate_strangers_and_proxies_keeps_the_bounds() -> None:
    bounds = settings(
        max_examples=count_tries(25),
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(Bounded, settings=bounds)
