"""The plan of a centre's week: from it the seats of each hour, by the act that asks whom a change hits (D38)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from django.db import transaction

from vinculo.actions.closures.changes import Changed, change_reference
from vinculo.actions.shared.guards import NotYours, OwnAct, require_read
from vinculo.queries.closures import plans
from vinculo.queries.shared.access import supervised_agencies
from vinculo.records.events import write_event
from vinculo.records.models import Agency, PlannedHours, Procedure, Staff
from vinculo.rules.shared.acts import Act, Subject


@dataclass(frozen=True)
class NewHours:
    """Hours of the plan that are to be added; without a weekday each working day, without a procedure all."""

    since: time
    until: time
    counters: int
    valid_from: date
    weekday: int | None = None
    procedure: Procedure | None = None


@dataclass(frozen=True)
class Change:
    """Who changes the plan of which centre, when, as they read it, and what those are told who lose their hour."""

    agency: Agency
    actor: Staff
    now: datetime
    random_source: Random
    reason: str = ""
    read: str | None = None


def plan_hours(*, change: Change, hours: NewHours) -> Changed[None]:
    """Let so many counters attend turnos in these hours; seats and turnos follow.

    Raises `Strands` where turnos are hit and no reason is given, `NotYours`, `Stale`.
    """

    def write() -> None:
        PlannedHours.objects.create(
            agency=change.agency,
            procedure=hours.procedure,
            weekday=hours.weekday,
            since=hours.since,
            until=hours.until,
            counters=hours.counters,
            valid_from=hours.valid_from,
            made_by=change.actor,
            made_at=change.now,
        )

    return _change_plan(change, write, "plan_added")


def drop_hours(*, change: Change, row: int) -> Changed[None]:
    """Take hours out of the plan: all counters attend again. Twice is once. Raises `Strands`, `NotYours`, `Stale`."""

    def write() -> None:
        PlannedHours.objects.filter(pk=row, agency=change.agency).delete()

    return _change_plan(change, write, "plan_dropped")


@transaction.atomic
def _change_plan(change: Change, write: Callable[[], None], did: str) -> Changed[None]:
    if not supervised_agencies(change.actor).filter(pk=change.agency.pk).exists():
        raise NotYours
    agency = Agency.objects.select_for_update(no_key=True).get(pk=change.agency.pk)
    own = OwnAct(change.actor, change.now, Subject.AGENCY, agency.pk, (Act.REFERENCE_CHANGED,))
    if not require_read(change.read, agency, *plans.plan_of(agency), own=own):
        return Changed(None)  # the second click of the person who just did it

    def act() -> None:
        write()
        write_event(
            act=Act.REFERENCE_CHANGED,
            subject=Subject.AGENCY,
            subject_id=agency.pk,
            now=change.now,
            actor=change.actor,
            fields=[did],
        )

    return change_reference(
        change=act,
        what=Subject.AGENCY,
        reason=change.reason,
        actor=change.actor,
        now=change.now,
        random_source=change.random_source,
    )
