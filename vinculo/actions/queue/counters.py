"""Who sits at a counter and whether people are called to it: opened, paused, resumed, closed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from vinculo.actions.queue.tickets import end_left, head_row, log_change
from vinculo.actions.shared.guards import NoReason, NotYours, office_of, require_read
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agency, CentreDay, Counter, Staff, Ticket
from vinculo.records.rows import Tables, locking, rows
from vinculo.rules.queue.reasons import PAUSES
from vinculo.rules.queue.status import COUNTER, CounterAct, CounterState, LogAct
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.statuses import AT_COUNTER, LIVE_TICKET

WORDS = {  # of the queue's log and of the event
    CounterAct.OPEN: (LogAct.COUNTER_OPENED, Act.COUNTER_OPENED),
    CounterAct.PAUSE: (LogAct.COUNTER_PAUSED, Act.COUNTER_PAUSED),
    CounterAct.RESUME: (LogAct.COUNTER_RESUMED, Act.COUNTER_RESUMED),
    CounterAct.CLOSE: (LogAct.COUNTER_CLOSED, Act.COUNTER_CLOSED),
}
FREED = "freed"  # the reason in the log of a counter that a supervisor closes


class CounterTaken(Exception):
    """Somebody else sits there; `counter` says who."""

    def __init__(self, counter: Counter) -> None:
        super().__init__("counter taken")
        self.counter = counter


class SitsElsewhere(Exception):
    """The officer has another counter open, which is to be closed first; `counter` says which."""

    def __init__(self, counter: Counter) -> None:
        super().__init__("sits elsewhere")
        self.counter = counter


class SomebodyIsHere(Exception):
    """A person is called to the counter or served there: that comes to its end first."""


@transaction.atomic
def open_counter(*, counter: Counter, actor: Staff, now: datetime, read: str | None = None) -> Counter:
    """Sit down at a counter of the officer's agency and have people called to it; twice is once.

    A counter that was left open on an earlier day is free. Raises `NotYours`, `CounterTaken`, `SitsElsewhere`,
    `Stale`.
    """
    agency = office_of(actor)
    counters = Counter.objects.filter(Q(pk=counter.pk) | Q(staff=actor)).order_by("pk")
    end_what_was_left(counters, now)
    head = head_row(agency, now)
    others = [each for each in counters.select_for_update(no_key=True) if each.pk != counter.pk]
    counter = locked_counter(agency, counter)
    if not counter.active:
        raise NotYours
    if (
        counter.staff_id == actor.pk
        and counter.state == CounterState.OPEN
        and not is_of_earlier_day(counter, agency, now)
    ):
        return counter
    for other in others:
        if not is_of_earlier_day(other, agency, now):
            raise SitsElsewhere(other)
        empty_counter(other, now)
    if counter.staff_id is not None and counter.staff_id != actor.pk and not is_of_earlier_day(counter, agency, now):
        raise CounterTaken(counter)
    require_read(read, counter)
    return change_counter(head, counter, CounterAct.OPEN, actor, actor, now)


@transaction.atomic
def pause_counter(*, counter: Counter, reason: str, actor: Staff, now: datetime, read: str | None = None) -> Counter:
    """Have nobody called to the own counter for a while, with a reason code of `rules.queue_reasons`; twice is once.

    Raises `NotYours`, `NoReason`, `SomebodyIsHere`, `Stale`.
    """
    if reason not in PAUSES:
        raise NoReason
    head, counter = locked_own_counter(counter, actor, now)
    if counter.state == CounterState.PAUSED:
        return counter
    require_read(read, counter)
    nobody_at(counter)
    return change_counter(head, counter, CounterAct.PAUSE, actor, actor, now, reason)


@transaction.atomic
def resume_counter(*, counter: Counter, actor: Staff, now: datetime, read: str | None = None) -> Counter:
    """Have people called to the own counter again; twice is once. Raises `NotYours`, `Stale`."""
    head, counter = locked_own_counter(counter, actor, now)
    if counter.state == CounterState.OPEN:
        return counter
    require_read(read, counter)
    return change_counter(head, counter, CounterAct.RESUME, actor, actor, now)


@transaction.atomic
def close_counter(*, counter: Counter, actor: Staff, now: datetime, read: str | None = None) -> Counter:
    """Leave the own counter; twice is once. Raises `NotYours`, `SomebodyIsHere`, `Stale`."""
    agency = office_of(actor)
    head = head_row(agency, now)
    counter = locked_counter(agency, counter)
    if counter.staff_id is None:
        return counter
    if counter.staff_id != actor.pk:
        raise NotYours
    require_read(read, counter)
    nobody_at(counter)
    return change_counter(head, counter, CounterAct.CLOSE, None, actor, now)


def locked_own_counter(counter: Counter, actor: Staff, now: datetime) -> tuple[CentreDay, Counter]:
    """Lock the head row of today and then the counter at which the officer sits. Raises `NotYours`."""
    agency = office_of(actor)
    head = head_row(agency, now)
    counter = locked_counter(agency, counter)
    if counter.staff_id != actor.pk:
        raise NotYours
    return head, counter


def nobody_at(counter: Counter) -> None:
    """Raise `SomebodyIsHere` while a person is called to the counter or served there."""
    if Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).exists():
        raise SomebodyIsHere


def close_left(*, now: datetime) -> int:
    """Close the counters and end the tickets that an earlier day left; return how many of both. For upkeep."""
    ended = sum(end_left(pk, now) for pk in _left_tickets(now))
    return ended + sum(_close(pk, now) for pk in _left_counters(now))


def locked_counter(agency: Agency, counter: Counter) -> Counter:
    """Lock a counter of an agency, whose day is locked before. Raises `NotYours`."""
    for row in rows(COUNTER_OF_AGENCY + locking("own"), pk=counter.pk, agency=agency.pk):
        locked: Counter
        locked, locked.staff = _COUNTER.records(row)
        locked.agency = agency
        return locked
    raise NotYours


_COUNTER = Tables(own=Counter, staff=Staff)
COUNTER_OF_AGENCY = f"""
SELECT {_COUNTER.columns} FROM records_counter own LEFT JOIN records_staff staff ON staff.id = own.staff_id
WHERE own.id = %(pk)s AND own.agency_id = %(agency)s
"""  # nosec B608


def is_of_earlier_day(counter: Counter, agency: Agency, now: datetime) -> bool:
    """Return whether somebody sits there only because an earlier day was not closed."""
    since = counter.since
    return counter.staff_id is not None and since is not None and local_day(agency, since) < local_day(agency, now)


def change_counter(
    head: CentreDay,
    counter: Counter,
    act: CounterAct,
    staff: Staff | None,
    actor: Staff,
    now: datetime,
    reason: str = "",
) -> Counter:
    """Move a locked counter by an act and seat somebody at it or nobody, with the day's log and the event."""
    counter.state = COUNTER.after(counter.state, act)
    counter.staff, counter.since = staff, now
    counter.pause_reason = reason if act is CounterAct.PAUSE else ""
    counter.save(update_fields=["state", "staff", "since", "pause_reason"])
    logged, written = WORDS[act]
    written = Act.COUNTER_FREED if reason == FREED else written
    log_change(head, logged, now, counter=counter, staff=actor, reason=reason)
    write_event(act=written, subject=Subject.COUNTER, subject_id=counter.pk, now=now, actor=actor)
    return counter


def empty_counter(counter: Counter, now: datetime) -> None:
    """Close a locked counter that an earlier day left open, after `end_what_was_left`."""
    counter.state = COUNTER.after(counter.state, CounterAct.CLOSE)
    counter.staff, counter.since, counter.pause_reason = None, now, ""
    counter.save(update_fields=["state", "staff", "since", "pause_reason"])
    write_event(
        act=Act.COUNTER_CLOSED, subject=Subject.COUNTER, subject_id=counter.pk, now=now, actor_kind=ActorKind.SYSTEM
    )


def end_what_was_left(counters: QuerySet[Counter], now: datetime) -> None:
    """End the tickets of earlier days at counters; before today and a counter are locked: those days come first."""
    left = Ticket.objects.filter(counter__in=counters, state__in=AT_COUNTER).order_by("day__date", "pk")
    for pk in list(left.values_list("pk", flat=True)):
        end_left(pk, now)


def _left_tickets(now: datetime) -> list[int]:
    left = Ticket.objects.filter(state__in=LIVE_TICKET, day__date__lte=now.date()).select_related("day__agency")
    return [each.pk for each in left if each.day.date < local_day(each.day.agency, now)]


def _left_counters(now: datetime) -> list[int]:
    left = Counter.objects.exclude(state=CounterState.CLOSED).select_related("agency")
    return [each.pk for each in left if is_of_earlier_day(each, each.agency, now)]


@transaction.atomic
def _close(pk: int, now: datetime) -> bool:
    end_what_was_left(Counter.objects.filter(pk=pk), now)
    counter = Counter.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=pk)
    if not is_of_earlier_day(counter, counter.agency, now):
        return False
    empty_counter(counter, now)
    return True
