"""A centre's day again, from its log alone: the rule must call the same people, for the same reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vinculo.queries.queue.policy import read_policy
from vinculo.queries.queue.queue import logged_ticket, logged_view
from vinculo.records.models import Agency, CentreDay, QueueEntry, QueuePolicy, Ticket
from vinculo.rules.queue import calling
from vinculo.rules.queue.calling import Call, Overtaken, OvertakingReason, Waiting
from vinculo.rules.queue.classes import Policy
from vinculo.rules.queue.status import CALLS, LogAct
from vinculo.rules.shared.statuses import TICKET, TicketAct

WaitingByNumber = dict[int, Waiting]


def replay_day(agency: Agency, on: date) -> list[str]:
    """Return what differs between a day's log and what the rules make of it; nothing where all is as it must be."""
    head = CentreDay.objects.filter(agency=agency, date=on).first()
    return list(differences(head)) if head else []


def differences(head: CentreDay) -> Iterator[str]:
    """Return the differences of one day, in the order of its log; three statements, however long the day."""
    entries = _entries(head)
    policies = QueuePolicy.objects.in_bulk(list({each.policy_id for each in entries if each.policy_id}))
    rules = {pk: read_policy(row) for pk, row in policies.items()}
    waiting: WaitingByNumber = {}
    if [each.version for each in entries] != list(range(1, head.version + 1)):
        yield _("el registro no tiene una entrada por cada versión, de 1 a %(version)d") % {"version": head.version}
    for entry in entries:
        wrong = _wrong(entry, waiting, rules.get(entry.policy_id or 0, Policy()))
        if wrong:
            yield f"{entry.version} {entry.act}: {wrong}"
        if entry.ticket_after:
            after = logged_ticket(entry.ticket_after)
            waiting[after.number] = after
    yield from _as_they_are(head, waiting)


def _entries(head: CentreDay) -> list[QueueEntry]:
    rows: QuerySet[QueueEntry] = QueueEntry.objects.filter(day=head).select_related("runner_up").order_by("version")
    return list(rows)


def _wrong(entry: QueueEntry, waiting: WaitingByNumber, rules: Policy) -> str:
    if entry.act in CALLS:
        return _call(entry, waiting, rules)
    if not entry.ticket_after or entry.act == LogAct.ISSUED:
        return ""
    return _change(entry, waiting, rules)


def _call(entry: QueueEntry, waiting: WaitingByNumber, rules: Policy) -> str:
    """Return how a call differs from the rule's, in numbers."""
    number = entry.ticket_after["number"]
    view = logged_view(entry.counter_view or {"procedures": [], "accessible": False, "staff": None})
    if entry.act == LogAct.CALLED:
        right = calling.next_ticket(view, waiting.values(), entry.at, rules)
    else:
        right = calling.out_of_order(number, view, waiting.values(), entry.at, rules)
    passed = tuple(Overtaken(each["number"], OvertakingReason(each["why"])) for each in entry.overtaken)
    made = Call(number, entry.runner_up.number if entry.runner_up else None, passed)
    if right == made:
        return ""
    if right is None or right.number != number:
        wanted = right.number if right else "—"
        return _("se llamó al %(made)s y la regla llama al %(right)s") % {"made": number, "right": wanted}
    return _("la regla da otro siguiente u otros adelantados que los anotados")


def _change(entry: QueueEntry, waiting: WaitingByNumber, rules: Policy) -> str:
    """Return how the change of a ticket differs from the rule's."""
    after = logged_ticket(entry.ticket_after)
    before = waiting.get(after.number)
    if before is None:
        return _("el número %(number)d no consta como entregado") % {"number": after.number}
    right = _after(entry, before, after, rules)
    if right is None or right == after:
        return ""
    return _("el número %(number)d no quedó como dice la regla") % {"number": after.number}


def _after(entry: QueueEntry, before: Waiting, after: Waiting, rules: Policy) -> Waiting | None:
    """Return what the rules make of a ticket by an act; None for an act of which they say nothing."""
    if entry.act == LogAct.STARTED:
        return replace(before, state=TICKET.result(TicketAct.START), missed=0)
    if entry.act in _ENDED:
        return replace(before, state=TICKET.result(_ENDED[LogAct(entry.act)]), not_before=after.not_before)
    if entry.act == LogAct.TRANSFERRED:
        return calling.after_transfer(before, entry.at, rules, procedure=after.procedure, officer=after.officer)
    rule = _RULES.get(entry.act)
    return rule(before, entry.at, rules) if rule else None


_ENDED = {LogAct.FINISHED: TicketAct.FINISH, LogAct.LEFT: TicketAct.LEAVE, LogAct.UNDONE: TicketAct.UNDO}
_RULES: dict[str, Callable[[Waiting, datetime, Policy], Waiting]] = {
    LogAct.MISSED: calling.after_missed_call,
    LogAct.NO_SHOW: calling.after_missed_call,
    LogAct.SKIPPED: calling.after_skip,
    LogAct.REOPENED: calling.after_reopening,
    LogAct.RECALLED: lambda before, _now, _rules: before,
}


def _as_they_are(head: CentreDay, waiting: WaitingByNumber) -> Iterator[str]:
    """Compare what the log leaves with the tickets as they are."""
    for ticket in Ticket.objects.filter(day=head).order_by("number"):
        known = waiting.get(ticket.number)
        now = (ticket.state, ticket.klass, ticket.ref, ticket.due, ticket.missed)
        if known is None or now != (known.state, known.klass.value, known.ref, known.due, known.missed):
            yield _("el número %(number)d no está como lo deja el registro") % {"number": ticket.number}


def differing_days(on: date, agency: Agency | None = None) -> list[tuple[CentreDay, list[str]]]:
    """Return the days of a date that differ from their log, each with what differs."""
    heads: Any = CentreDay.objects.filter(date=on).select_related("agency")
    rows = heads.filter(agency=agency) if agency else heads
    return [(head, lines) for head in rows if (lines := list(differences(head)))]
