"""What is written on a case beside papers and decisions: a note, why it is open, who has it, who returned it (D37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from vinculo.actions.cases.locking import count_version
from vinculo.actions.shared.guards import SECOND_CLICK, NoReason, NotYours, OwnAct, require_read
from vinculo.queries.cases.work.colleagues import colleague, last_officer
from vinculo.queries.shared import terms
from vinculo.queries.shared.access import supervises
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Case, CaseEntry, Staff
from vinculo.rules.cases.status import UNDECIDED, ApplicationStatus
from vinculo.rules.cases.work import LEFT_OPEN, MOST_WORDS, OTHER, SENT_BACK, WORKING_DAYS, EntryKind
from vinculo.rules.shared.acts import Act, ActorKind, Subject

_WRITTEN = {
    EntryKind.NOTE: Act.CASE_NOTED,
    EntryKind.LEFT_OPEN: Act.CASE_LEFT_OPEN,
    EntryKind.HANDED: Act.CASE_HANDED,
    EntryKind.RETURNED: Act.CASE_RETURNED,
}


class CaseClosed(Exception):
    """The case is closed: it is given to nobody, and a decision is taken back first."""


class NoSuchColleague(Exception):
    """Nobody of this name serves at a counter of the case's centre now."""


@dataclass(frozen=True)
class LeftOpen:
    """Why a visit ends with something in review: a code of `LEFT_OPEN`, with words where it needs them."""

    reason: str
    words: str = ""

    def require(self) -> None:
        """Raise `NoReason` where the code is none of the list, or needs words that are not there."""
        if self.reason not in LEFT_OPEN or (self.reason == OTHER and not self.words.strip()):
            raise NoReason


def keep_entry(
    case: Case,
    kind: EntryKind,
    actor: Staff | None,
    now: datetime,
    *,
    reason: str = "",
    words: str = "",
    to: Staff | None = None,
) -> CaseEntry:
    """Append an entry to a locked case with its event; the event says the code of the reason and no words."""
    timed = kind in {EntryKind.LEFT_OPEN, EntryKind.RETURNED}
    made = CaseEntry.objects.create(
        case=case,
        kind=kind,
        reason=reason,
        words=words.strip()[:MOST_WORDS],
        to=to,
        due=next_look(case, now) if timed else None,
        written_by=actor,
        written_at=now,
    )
    write_event(
        act=_WRITTEN[kind],
        subject=Subject.CASE,
        subject_id=case.pk,
        now=now,
        actor=actor,
        actor_kind=None if actor else ActorKind.SYSTEM,
        fields=[f"reason:{reason}"] if reason else [],
    )
    return made


def next_look(case: Case, now: datetime) -> date:
    """Return the day on which somebody looks again at a case that stays open."""
    return terms.end_of_term(case.agency, local_day(case.agency, now), WORKING_DAYS)


@transaction.atomic
def write_note(*, case: Case, words: str, actor: Staff, now: datetime) -> CaseEntry:
    """Write a note on a case at any status, by an officer of its centre or who supervises it; twice is once.

    Raises `NotYours`, `NoReason` without words.
    """
    case = _lock_case(case, actor)
    if not words.strip():
        raise NoReason
    last = case.entries.filter(kind=EntryKind.NOTE, written_by=actor).last()
    if last is not None and last.words == words.strip() and now - last.written_at < SECOND_CLICK:
        return last
    return keep_entry(case, EntryKind.NOTE, actor, now, words=words)


@transaction.atomic
def hand_case(
    *, case: Case, to: Staff, words: str, actor: Staff, now: datetime, read: str | None = None
) -> CaseEntry | None:
    """Give an open case to a named officer of its centre; to the person who has it already, nothing. Twice is once.

    Raises `NotYours`, `CaseClosed`, `NoSuchColleague`, `Stale`.
    """
    case = _lock_case(case, actor)
    own = OwnAct(actor, now, Subject.CASE, case.pk, (Act.CASE_HANDED,))
    if not require_read(read, case, own=own) or case.officer_id == to.pk:
        return case.entries.filter(kind=EntryKind.HANDED).last()
    if case.closed_at is not None:
        raise CaseClosed
    if colleague(case, to.pk) is None:
        raise NoSuchColleague
    put_in_hands(case, to)
    return keep_entry(case, EntryKind.HANDED, actor, now, words=words, to=to)


@transaction.atomic
def return_case(*, case: Case, words: str, actor: Staff, now: datetime, read: str | None = None) -> CaseEntry:
    """Send an open case back to its officer, by who supervises the centre, with words; the list says who and why.

    Raises `NotYours`, `CaseClosed`, `NoReason` without words, `Stale`.
    """
    case = _lock_case(case, actor)
    if not supervises(actor, case.agency):
        raise NotYours
    if not words.strip():
        raise NoReason
    own = OwnAct(actor, now, Subject.CASE, case.pk, (Act.CASE_RETURNED,))
    if not require_read(read, case, own=own):
        return case.entries.filter(kind=EntryKind.RETURNED).latest("pk")
    if case.closed_at is not None or not case.solicitudes.filter(status__in=UNDECIDED).exists():
        raise CaseClosed
    return keep_return(case, SENT_BACK, words, actor, now)


def keep_return(case: Case, reason: str, words: str, actor: Staff, now: datetime) -> CaseEntry:
    """Put a locked case that a supervisor returned into the list of its last officer, with who returned it and why."""
    officer = last_officer(case)
    put_in_hands(case, officer)
    return keep_entry(case, EntryKind.RETURNED, actor, now, reason=reason, words=words, to=officer)


def put_in_hands(case: Case, officer: Staff | None) -> None:
    """Save who has a locked case in hand."""
    case.officer = officer
    case.save(update_fields=["officer"])
    count_version(case)


def leave_unsaid(cases: QuerySet[Case], reason: str, actor: Staff | None, now: datetime) -> None:
    """Keep why those of these open cases in which something is in review stay open, where nobody is asked."""
    rows = cases.filter(closed_at=None, solicitudes__status=ApplicationStatus.IN_REVIEW).distinct()
    for case in rows.select_related("agency").order_by("pk"):
        keep_entry(case, EntryKind.LEFT_OPEN, actor, now, reason=reason)


def _lock_case(case: Case, actor: Staff) -> Case:
    """Lock a case of the officer's centre, or of one that the supervisor answers for. Raises `NotYours`."""
    rows = Case.objects.select_for_update(no_key=True, of=("self",))
    case = rows.select_related("affiliate", "agency", "officer").get(pk=case.pk)
    here = actor.is_officer and actor.agency_id == case.agency_id
    if not (here or supervises(actor, case.agency)):
        raise NotYours
    return case
