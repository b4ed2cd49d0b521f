"""Any order of holds, confirmations, moves, cancellations, closed days and passing time, against a small model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
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
from vinculo.actions.booking.holds import AlreadyBooked, TooLate
from vinculo.actions.booking.seats import FewerSeats, HoldLost, HourTaken
from vinculo.actions.booking.turnos import cancel_turno, confirm_turno
from vinculo.actions.operations import upkeep
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import CalendarDay, Draft, Seat, Turno
from vinculo.rules.shared.statuses import SeatState

SLOTS, COUNTERS, PEOPLE = 3, 2, 2
HOLD, COOLING = timedelta(minutes=10), timedelta(minutes=45)
END = cast.NOW + timedelta(hours=11)  # before drafts are forgotten
PERSON, SLOT, COUNT = st.integers(0, PEOPLE - 1), st.integers(0, SLOTS - 1), st.integers(1, SLOTS)
MINUTES = st.sampled_from([0, 4, 10, 46])
REFUSED = (HourTaken, FewerSeats, AlreadyBooked, HoldLost, TooLate)


@dataclass(eq=False)
class Visit:
    """What the model knows of a turno."""

    person: int
    status: str = "holding"
    pk: int = 0


@dataclass(eq=False)
class Tab:
    """What the model knows of a draft: what is held for it, what it moves, and what it was answered."""

    draft: Draft
    person: int
    moves: Visit | None = None
    visit: Visit | None = None
    seats: int = 0
    answer: Visit | None = None


@dataclass
class Chair:
    """What the model knows of a seat."""

    state: str = "free"
    visit: Visit | None = None
    until: datetime | None = None


def outcome(work: Any) -> Any:
    """Return what the work answers, or the name of why it was refused."""
    try:
        return work()
    except FewerSeats as error:
        return f"FewerSeats {error.left}"
    except REFUSED as error:
        return type(error).__name__


class Booking(RuleBasedStateMachine):
    """The rules are what people and time do; after each the database says what the model says."""

    @initialize()
    def begin(self) -> None:
        """Open the day in a transaction that is taken back at the end of the example."""
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.slots = cast.slots(cast.agency(), stage.DAY, times=SLOTS, counters=COUNTERS)
        self.chairs = {(slot, number): Chair() for slot in range(SLOTS) for number in range(1, COUNTERS + 1)}
        self.visits: list[Visit] = []
        self.tabs: list[Tab] = []
        self.now, self.closed = cast.NOW, False

    def teardown(self) -> None:
        """Ask the nightly check, then take everything back."""
        try:
            assert breaches() == []
        finally:
            self._take_back()

    def _take_back(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def _pass(self, minutes: int) -> None:
        self.now = min(self.now + timedelta(minutes=minutes), END)

    @rule(data=st.data(), minutes=MINUTES, person=PERSON, count=COUNT)
    def holds(self, data: st.DataObject, minutes: int, person: int, count: int) -> None:
        self._pass(minutes)
        tab = self._some_tab(data, person)
        self._hold(tab, data.draw(st.integers(0, min(SLOTS - 1, SLOTS - count + 1))), count)

    def _some_tab(self, data: st.DataObject, person: int) -> Tab:
        """Return an open tab of the person, or a new one: to move what is confirmed rather than to ask once more."""
        mine = [tab for tab in self.tabs if tab.person == person and tab.answer is None][-2:]
        confirmed = [visit for visit in self.visits if visit.person == person and visit.status == "confirmed"]
        wish = data.draw(st.sampled_from([*mine, *(["move"] * 3 if confirmed else []), "new"]))
        if isinstance(wish, Tab):
            return wish
        if wish == "move":
            turno = Turno.objects.select_related("agency").get(pk=confirmed[0].pk)
            tab = Tab(stage.move(turno, self.now), person, moves=confirmed[0])
        else:
            tab = Tab(stage.draft(person, self.now), person)
        self.tabs.append(tab)
        return tab

    def _hold(self, tab: Tab, slot: int, count: int) -> None:
        expected = self._expected_hold(tab, slot, count)
        result = outcome(lambda: stage.hold(tab.draft, self.slots[slot], count, self.now))
        assert (result if isinstance(result, str) else None) == (expected if isinstance(expected, str) else None)
        if not isinstance(expected, str):
            self._note_hold(tab, expected, result.turno.pk)

    def _own(self, tab: Tab) -> Visit | None:
        live = [v for v in self.visits if v.person == tab.person and v.status in {"holding", "confirmed"}]
        return tab.moves or (live[0] if live else None)

    def _expected_hold(self, tab: Tab, slot: int, count: int) -> str | list[tuple[int, int]]:
        own = self._own(tab)
        if tab.moves and tab.moves.status != "confirmed":
            return "TooLate"
        if not tab.moves and own and own.status == "confirmed":
            return "AlreadyBooked"
        runs = {number: self._run(slot, number, count, own) for number in range(1, COUNTERS + 1)}
        number, length = max(runs.items(), key=lambda item: (item[1], -item[0]))
        if length < count:
            return f"FewerSeats {length}" if length else "HourTaken"
        return "HourTaken" if self.closed else [(slot + index, number) for index in range(count)]

    def _run(self, slot: int, number: int, count: int, own: Visit | None) -> int:
        length = 0
        while length < count and slot + length < SLOTS and self._claimable(self.chairs[slot + length, number], own):
            length += 1
        return length

    def _claimable(self, chair: Chair, own: Visit | None) -> bool:
        over = chair.until is not None and chair.until <= self.now
        mine = chair.state == "held" and own is not None and chair.visit is own
        return chair.state == "free" or mine or (chair.state in {"held", "cooling"} and over)

    def _note_hold(self, tab: Tab, chosen: list[tuple[int, int]], pk: int) -> None:
        visit = self._own(tab)
        if visit is None:
            visit = Visit(tab.person, pk=pk)
            self.visits.append(visit)
        assert visit.pk == pk
        self._free(chair for chair in self.chairs.values() if chair.visit is visit and chair.state == "held")
        for key in chosen:
            self.chairs[key] = Chair("held", visit, self.now + HOLD)
        for other in self.tabs:
            if other.visit is visit and other.answer is None:
                other.visit, other.seats = None, 0
        tab.visit, tab.seats = visit, len(chosen)

    def _free(self, chairs: Any) -> None:
        for chair in list(chairs):
            chair.state, chair.visit, chair.until = "free", None, None

    def _of(self, visit: Visit | None, state: str) -> list[Chair]:
        return [chair for chair in self.chairs.values() if chair.visit is visit and chair.state == state]

    @rule(data=st.data(), minutes=MINUTES, stale=st.booleans())
    def confirms(self, data: st.DataObject, minutes: int, stale: bool) -> None:
        self._pass(minutes)
        waiting = [tab for tab in self.tabs if tab.seats and tab.answer is None]
        if tabs := [*waiting, *self.tabs[-3:]]:
            self._confirm(data.draw(st.sampled_from(tabs)), stale)

    @rule(person=PERSON, slot=SLOT, count=COUNT)
    def books_at_once(self, person: int, slot: int, count: int) -> None:
        self.tabs.append(tab := Tab(stage.draft(person, self.now), person))
        self._hold(tab, slot, count)
        self._confirm(tab, stale=False)

    def _confirm(self, tab: Tab, stale: bool) -> None:
        copy = tab.draft if stale else Draft.objects.get(pk=tab.draft.pk)
        expected = self._expected_confirm(tab)
        result = outcome(lambda: confirm_turno(draft=copy, now=self.now))
        assert getattr(result, "pk", result) == getattr(expected, "pk", expected)
        if isinstance(expected, Visit) and tab.answer is None:
            self._note_confirmation(tab, expected)

    def _expected_confirm(self, tab: Tab) -> str | Visit:
        if tab.answer is not None:
            return tab.answer
        visit = tab.visit
        if visit is None:
            return "HoldLost"
        if tab.moves and visit.status != "confirmed":
            return "TooLate"
        if not tab.moves and visit.status != "holding":
            return "HoldLost"
        return "HoldLost" if self.closed or len(self._of(visit, "held")) != tab.seats else visit

    def _note_confirmation(self, tab: Tab, visit: Visit) -> None:
        for chair in self._of(visit, "taken"):
            chair.state, chair.visit, chair.until = "cooling", None, self.now + COOLING
        for chair in self._of(visit, "held"):
            chair.state, chair.until = "taken", None
        visit.status, tab.answer = "confirmed", visit

    @rule(data=st.data())
    def cancels(self, data: st.DataObject) -> None:
        if not self.visits:
            return
        visit = data.draw(st.sampled_from(self.visits[-2:]))
        expected = "TooLate" if visit.status in {"holding", "expired"} else "cancelled"
        result = outcome(lambda: cancel_turno(turno=Turno(pk=visit.pk), now=self.now).status)
        assert result == expected
        if visit.status == "confirmed":
            visit.status = "cancelled"
            for chair in [*self._of(visit, "taken"), *self._of(visit, "held")]:
                chair.state, chair.visit, chair.until = "cooling", None, self.now + COOLING

    @rule(minutes=MINUTES)
    def upkeep_comes_by(self, minutes: int) -> None:
        self._pass(minutes)
        holding = [visit for visit in self.visits if visit.status == "holding"]
        ended = [v for v in holding if all(chair.until and chair.until <= self.now for chair in self._of(v, "held"))]
        moves = {c.visit for c in self._over("held") if c.visit and c.visit.status != "holding"}
        counts = upkeep.run_upkeep(now=self.now)
        assert (counts["holds"], counts["seats"]) == (len(ended) + len(moves), len(self._over("cooling")))
        for visit in ended:
            visit.status = "expired"
        self._free(c for c in self._over("held") if c.visit in ended or c.visit in moves)
        self._free(self._over("cooling"))

    def _over(self, state: str) -> list[Chair]:
        return [c for c in self.chairs.values() if c.state == state and c.until is not None and c.until <= self.now]

    @rule(data=st.data(), person=PERSON, count=COUNT)
    def the_day_is_closed_for_a_while(self, data: st.DataObject, person: int, count: int) -> None:
        self.closed = True
        closing = CalendarDay.objects.create(date=stage.DAY, name="Cierre de prueba")
        self.holds(data, 0, person, count)
        self.confirms(data, 0, False)
        self.closed = False
        closing.delete()

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        rows = Seat.objects.order_by("slot__starts", "number").values_list("state", "turno", "held_until", "free_from")
        turnos = Turno.objects.order_by("pk").values("pk", "status", "affiliate__code", "seats_count")
        seats, turno_rows = list(rows), {turno["pk"]: turno for turno in turnos}
        assert seats == [self._row(chair) for _, chair in sorted(self.chairs.items())]
        assert {pk: turno["status"] for pk, turno in turno_rows.items()} == {
            each.pk: each.status for each in self.visits
        }
        self._sound(seats, turno_rows)

    def _row(self, chair: Chair) -> tuple[Any, ...]:
        held, cooling = chair.state == "held", chair.state == "cooling"
        pk = chair.visit.pk if chair.visit else None
        return chair.state, pk, chair.until if held else None, chair.until if cooling else None

    def _sound(self, seats: list[Any], turnos: Mapping[int, Mapping[str, Any]]) -> None:
        """The invariants again, read off the rows without the model."""
        live = {pk: turno for pk, turno in turnos.items() if turno["status"] in {"holding", "confirmed"}}
        taken = Counter(pk for state, pk, *_ in seats if state == "taken")
        confirmed = {pk: turno["seats_count"] for pk, turno in live.items() if turno["status"] == "confirmed"}
        assert dict(taken) == confirmed
        assert sum(confirmed.values()) <= len(seats)
        assert {pk for _, pk, *_ in seats if pk} <= set(live)
        assert set(Counter(turno["affiliate__code"] for turno in live.values()).values()) <= {1}
        states = Counter(state for state, *_ in seats)
        assert sum(states[name] for name in SeatState) == SLOTS * COUNTERS


@pytest.mark.django_db
def test_d4_d16_any_order_of_acts_leaves_what_the_model_says() -> None:
    bounds = settings(
        max_examples=count_tries(60),
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(Booking, settings=bounds)
