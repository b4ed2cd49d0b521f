"""Who is called next, and what becomes of a ticket that is called, missed or passed on (docs/spec/queue.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from vinculo.rules.queue.classes import PRIORITY, Klass, Mode, Policy
from vinculo.rules.shared.statuses import TICKET, TicketAct, TicketState

NO_SHOW_AFTER = 3  # missed calls
_RANK = {klass: rank for rank, klass in enumerate(Klass)}


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What the rules read of a ticket. `officer` is who is named for it, `missed` how many calls nobody answered."""

    number: int
    klass: Klass
    procedure: int
    ref: datetime
    due: datetime
    not_before: datetime | None = None
    accessible: bool = False
    officer: int | None = None
    state: str = TicketState.WAITING
    missed: int = 0


@dataclass(frozen=True, kw_only=True)
class CounterView:
    """What the rules read of a counter: what it serves, for whom, and who sits there."""

    procedures: frozenset[int]
    accessible: bool = False
    staff: int | None = None


class OvertakingReason(StrEnum):
    """Why somebody who came later is called before somebody who waits: one code for each sentence."""

    ABSENT = "absent"  # the other missed a call a moment ago
    OTHER_SERVICE = "other_service"  # the counter does not serve the other's procedure
    ACCESSIBLE = "accessible"  # the other needs an accessible counter
    NAMED_OFFICER = "named_officer"  # the other waits for the officer who knows the case
    PRIORITY = "priority"  # the Constitution gives precedence to the person who is called
    EARLY = "early"  # the hour of the other's appointment is still to come
    RETURN = "return"  # the person who is called comes back with a correction, or was passed on
    APPOINTMENT = "appointment"  # the person who is called has an appointment
    EARLIER = "earlier"  # the person who is called counts from an earlier moment
    EXCEPTION = "exception"  # out of order, with a reason in the log


_BY_CLASS = {Klass.RETURN: OvertakingReason.RETURN, Klass.APPOINTMENT: OvertakingReason.APPOINTMENT}


@dataclass(frozen=True)
class Overtaken:
    """Somebody who came before the person who is called, and still waits."""

    number: int
    why: OvertakingReason


@dataclass(frozen=True)
class Call:
    """Whom the rule calls, who would have been called otherwise, and who is overtaken, by number."""

    number: int
    runner_up: int | None
    overtaken: tuple[Overtaken, ...]


def bar_reason(counter: CounterView, ticket: Waiting, now: datetime, policy: Policy) -> OvertakingReason | None:
    """Return why a waiting ticket cannot be called to a counter now; None where it can."""
    if ticket.not_before is not None and ticket.not_before > now:
        return OvertakingReason.ABSENT
    if ticket.procedure not in counter.procedures:
        return OvertakingReason.OTHER_SERVICE
    if ticket.accessible and not counter.accessible:
        return OvertakingReason.ACCESSIBLE
    if ticket.officer not in {None, counter.staff} and now < ticket.ref + timedelta(minutes=policy.named_officer):
        return OvertakingReason.NAMED_OFFICER
    return None


def eligible(counter: CounterView, ticket: Waiting, now: datetime, policy: Policy) -> bool:
    """Return whether a ticket may be called to a counter now."""
    return ticket.state == TicketState.WAITING and bar_reason(counter, ticket, now, policy) is None


def next_ticket(counter: CounterView, tickets: Iterable[Waiting], now: datetime, policy: Policy) -> Call | None:
    """Return whom a counter calls now, in whatever order the tickets are given; None where nobody is eligible."""
    waiting = [each for each in tickets if each.state == TicketState.WAITING]
    may = [each for each in waiting if bar_reason(counter, each, now, policy) is None]
    chosen = _first(may, now, policy)
    if chosen is None:
        return None
    second = _first([each for each in may if each is not chosen], now, policy)
    return Call(chosen.number, second.number if second else None, _overtaken_by(chosen, counter, waiting, now, policy))


def _first(may: Sequence[Waiting], now: datetime, policy: Policy) -> Waiting | None:
    kept = [each for each in may if each.klass in PRIORITY] if precedence(policy) else []
    kept = kept or list(may)
    ripe = [each for each in kept if not early(each, now)]
    return min(ripe or kept, key=order, default=None)


def precedence(policy: Policy) -> bool:
    """Return whether priority people are always asked first; the other mode holds only while admission is limited."""
    return policy.mode is Mode.PRIORITY_FIRST or not policy.admission


def early(ticket: Waiting, now: datetime) -> bool:
    """Return whether the hour of an appointment is still to come."""
    return ticket.klass is Klass.APPOINTMENT and ticket.ref > now


def order(ticket: Waiting) -> tuple[datetime, datetime, int]:
    """Return by what tickets are compared: due, reference time, number."""
    return ticket.due, ticket.ref, ticket.number


def _overtaken_by(
    chosen: Waiting, counter: CounterView, waiting: Iterable[Waiting], now: datetime, policy: Policy
) -> tuple[Overtaken, ...]:
    """Return who came before the chosen one and still waits, by number."""
    before = sorted((each for each in waiting if each.number < chosen.number), key=lambda each: each.number)
    return tuple(Overtaken(each.number, _why(chosen, each, counter, now, policy)) for each in before)


def _why(chosen: Waiting, other: Waiting, counter: CounterView, now: datetime, policy: Policy) -> OvertakingReason:
    bar = bar_reason(counter, other, now, policy)
    if bar is not None:
        return bar
    more_urgent = _RANK[chosen.klass] < _RANK[other.klass]
    if chosen.klass in PRIORITY and more_urgent:
        return OvertakingReason.PRIORITY
    if early(other, now):
        return OvertakingReason.EARLY
    return _BY_CLASS.get(chosen.klass, OvertakingReason.EARLIER) if more_urgent else OvertakingReason.EARLIER


def out_of_order(
    number: int, counter: CounterView, tickets: Iterable[Waiting], now: datetime, policy: Policy
) -> Call | None:
    """Return the call of one named ticket that the rule would not call yet; None where it cannot be called here.

    Somebody who missed a call a moment ago and is back can be called. The runner-up is whom the rule would call;
    everybody who is before the named one by the rule counts as overtaken.
    """
    waiting = {each.number: each for each in tickets if each.state == TicketState.WAITING}
    named = waiting.get(number)
    if named is None or bar_reason(counter, named, now, policy) not in {None, OvertakingReason.ABSENT}:
        return None
    others = [each for each in waiting.values() if each is not named and eligible(counter, each, now, policy)]
    first = _first(others, now, policy)
    passed = sorted(each.number for each in others if _first([named, each], now, policy) is each)
    return Call(
        number, first.number if first else None, tuple(Overtaken(each, OvertakingReason.EXCEPTION) for each in passed)
    )


def is_unanswered(called_at: datetime, now: datetime, policy: Policy) -> bool:
    """Return whether a call has not been answered for so long that it is missed."""
    return now - called_at >= timedelta(minutes=policy.answer)


def after_call(ticket: Waiting) -> Waiting:
    """Return a ticket after it was called."""
    return replace(ticket, state=TICKET.result(TicketAct.CALL), not_before=None)


def after_missed_call(ticket: Waiting, now: datetime, policy: Policy) -> Waiting:
    """Return a called ticket after nobody answered.

    The first time it keeps its place and rests for some minutes; the second time it counts from now, and rests; the
    third time it is a no-show. Missing a call never makes one earlier: an appointment still to come keeps its hour.
    """
    count = ticket.missed + 1
    if count >= NO_SHOW_AFTER:
        return replace(ticket, missed=count, state=TICKET.result(TicketAct.GIVE_UP), not_before=None)
    rested = replace(
        ticket, missed=count, state=TICKET.result(TicketAct.MISS), not_before=now + timedelta(minutes=policy.again)
    )
    if count == 1:
        return rested
    ref = max(ticket.ref, now)
    return replace(rested, ref=ref, due=ref + policy.head_start(ticket.klass))


def after_skip(ticket: Waiting, now: datetime, policy: Policy) -> Waiting:
    """Return a called ticket that is put back for a reason: it keeps its place and rests for some minutes."""
    return replace(ticket, state=TICKET.result(TicketAct.SKIP), not_before=now + timedelta(minutes=policy.again))


def after_transfer(
    ticket: Waiting, now: datetime, policy: Policy, *, procedure: int | None = None, officer: int | None = None
) -> Waiting:
    """Return a ticket that is passed on from a counter, to another service or to the officer of another counter.

    It counts from now, as a return; a priority person stays one. Being passed on never makes one later: a due time
    that was earlier is kept.
    """
    klass = ticket.klass if ticket.klass in PRIORITY else Klass.RETURN
    return replace(
        ticket,
        klass=klass,
        ref=now,
        due=min(ticket.due, now + policy.head_start(klass)),
        state=TICKET.result(TicketAct.TRANSFER),
        missed=0,
        not_before=None,
        procedure=procedure or ticket.procedure,
        officer=officer,
    )


def after_reopening(ticket: Waiting, now: datetime, policy: Policy) -> Waiting:
    """Return a no-show that a supervisor takes back into the queue the same day: it counts from now, class kept."""
    ref = max(ticket.ref, now)
    due = ref + policy.head_start(ticket.klass)
    return replace(ticket, state=TICKET.result(TicketAct.REOPEN), missed=0, not_before=None, ref=ref, due=due)


def first(counter: CounterView, tickets: Iterable[Waiting], now: datetime, policy: Policy) -> Waiting | None:
    """Return whom `next_ticket` calls, without who is passed: for the person who asks many thousand times."""
    return _first([each for each in tickets if eligible(counter, each, now, policy)], now, policy)
