"""Classes, reference times and due times of the queue (docs/spec/queue.md)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Klass(StrEnum):
    """The classes, the most urgent first."""

    DOUBLE_PRIORITY = "PP"
    PRIORITY = "P"
    RETURN = "R"  # after a correction, or transferred
    APPOINTMENT = "A"
    SAME_DAY = "W"


class Mode(StrEnum):
    """Who is asked first: the priority people, or the person who is due earliest of all."""

    PRIORITY_FIRST = "priority_first"
    EARLIEST_DUE = "earliest_due"


PRIORITY = frozenset({Klass.DOUBLE_PRIORITY, Klass.PRIORITY})


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The minutes and switches of a centre; `version` is 0 for these defaults."""

    version: int = 0
    mode: Mode = Mode.PRIORITY_FIRST
    admission: bool = True
    head_pp: int = -30
    head_p: int = 0
    head_r: int = 15
    head_a: int = 45
    head_w: int = 150
    on_time: int = 15  # an appointment checked in by so many minutes after its hour counts from its hour
    late: int = 60  # until then it counts from the check-in; later it is a same-day visit
    named_officer: int = 10  # a return ticket waits so long for its officer
    answer: int = 3  # a call unanswered for so long is missed
    again: int = 5  # not called again before
    admitted_wait: int = 30
    ahead: int = 30  # appointments due within so many minutes count as people before a same-day visitor
    mean_service: int = 15  # until the centre has observed its own

    def head_start(self, klass: Klass) -> timedelta:
        """Return the head start of a class."""
        minutes = {
            Klass.DOUBLE_PRIORITY: self.head_pp,
            Klass.PRIORITY: self.head_p,
            Klass.RETURN: self.head_r,
            Klass.APPOINTMENT: self.head_a,
            Klass.SAME_DAY: self.head_w,
        }
        return timedelta(minutes=minutes[klass])


@dataclass(frozen=True, kw_only=True)
class QueuePlace:
    """Where a ticket stands: its class, reference time and due time, and whether its admission is guaranteed."""

    klass: Klass
    ref: datetime
    due: datetime
    guaranteed: bool = False


def place(
    *,
    checked_in: datetime,
    policy: Policy,
    categories: Collection[str] = (),
    starts: datetime | None = None,
    returning: bool = False,
) -> QueuePlace:
    """Return the place of the person who checks in now; of a priority person with an appointment the better of both.

    `categories` are the priority groups: two at once are double priority (Constitution, art. 35). `starts` is the hour
    of the appointment, `returning` marks a return after a correction or a transfer.
    """
    own = _appointment(starts, checked_in, policy) if starts else _at(Klass.SAME_DAY, checked_in, policy)
    if returning:
        own = min(own, _at(Klass.RETURN, checked_in, policy), key=lambda each: each.due)
    if not categories:
        return own
    klass = Klass.DOUBLE_PRIORITY if len(set(categories)) > 1 else Klass.PRIORITY
    first = _at(klass, checked_in, policy)
    best = min(first, own, key=lambda each: each.due)
    return QueuePlace(klass=klass, ref=best.ref, due=best.due, guaranteed=True)


def _at(klass: Klass, ref: datetime, policy: Policy, *, guaranteed: bool = False) -> QueuePlace:
    sure = guaranteed or klass is not Klass.SAME_DAY
    return QueuePlace(klass=klass, ref=ref, due=ref + policy.head_start(klass), guaranteed=sure)


def _appointment(starts: datetime, checked_in: datetime, policy: Policy) -> QueuePlace:
    if checked_in <= starts + timedelta(minutes=policy.on_time):
        return _at(Klass.APPOINTMENT, starts, policy)
    if checked_in <= starts + timedelta(minutes=policy.late):
        return _at(Klass.APPOINTMENT, checked_in, policy)
    return _at(Klass.SAME_DAY, checked_in, policy, guaranteed=True)
