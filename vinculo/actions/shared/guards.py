"""What every act of the staff begins with: who may do it, and that nobody else changed it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Model

from vinculo.queries.shared.marks import mark_of
from vinculo.records.models import Agency, Event, Staff
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.staff.access import Work

SECOND_CLICK = timedelta(minutes=1)


class NotYours(Exception):
    """Only an officer of the agency that has the case may do this."""


class Stale(Exception):
    """Somebody else changed it since it was read: nothing was written."""


class Repeated(Exception):
    """The second click of an act that the same person did a moment ago: it is done, and not done again."""


class NoReason(Exception):
    """The act needs a reason, a code of its list or a text, and none was given."""


def office_of(actor: Staff, work: Work = Work.COUNTER) -> Agency:
    """Return the agency at which somebody does this work; raise `NotYours` for anybody else (D33)."""
    if not actor.may(work) or actor.agency is None:
        raise NotYours
    return actor.agency


@dataclass(frozen=True)
class OwnAct:
    """An act that somebody is about to do, as the event log will name it; without an actor by a private link."""

    actor: Staff | None
    now: datetime
    subject: Subject
    subject_id: int | None
    acts: tuple[Act, ...]

    def was_just_done(self) -> bool:
        """Return whether the same person did it within the last minute."""
        kind = ActorKind.PERSON if self.actor is None else ActorKind.STAFF
        mine = Event.objects.filter(actor=self.actor, actor_kind=kind, act__in=self.acts)
        lately = mine.filter(at__gte=self.now - SECOND_CLICK, at__lte=self.now)
        return lately.filter(subject=self.subject, subject_id=self.subject_id).exists()


def require_read(read: str | None, *records: Model | None, own: OwnAct | None = None) -> bool:
    """Return whether an act is still to be done; False for the second click of anyone who did it a moment ago (D30).

    `read` is the mark that the form carried of these records, which are locked and as they are now; None is an act that
    comes from no page. Raises `Stale` where the records are not as they were read.
    """
    if read is None or read == mark_of(*records):
        return True
    if own is not None and own.was_just_done():
        return False
    raise Stale
