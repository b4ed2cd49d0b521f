"""The lists of the delegate: requests with their terms, breaches with their clocks, what is late first (D34)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from vinculo.queries.rights.desk import require_delegate
from vinculo.queries.rights.whose import Whose, whose_at
from vinculo.queries.shared.access import NotFoundHere, record_view
from vinculo.records.models import Affiliate, BreachEntry, DataBreach, DataRequest, Restriction, Staff
from vinculo.rules.rights.status import UNANSWERED, BreachAct, BreachState, RequestState, WhoseKind
from vinculo.rules.shared.acts import Act, Subject

MOST = 200  # answered requests in a list


@dataclass(frozen=True)
class RequestLine:
    """A request with how many days are left; below zero it is late."""

    request: DataRequest
    days_left: int

    @property
    def late(self) -> bool:
        """Return whether its term is over and nobody answered."""
        return self.days_left < 0 and self.request.state == RequestState.OPEN


@dataclass(frozen=True)
class Clock:
    """A term of a breach: until when, and when it was met."""

    until: date
    met_at: datetime | None
    today: date

    @property
    def late(self) -> bool:
        """Return whether it was not met in time."""
        met = timezone.localdate(self.met_at) if self.met_at else self.today
        return met > self.until


@dataclass(frozen=True)
class BreachFile:
    """A breach with its lines and its clocks; the people's only where the risk is high."""

    breach: DataBreach
    entries: list[BreachEntry]
    authority: Clock
    people: Clock | None

    @property
    def late(self) -> bool:
        """Return whether a term is over that was not met."""
        clocks = [self.authority, *([self.people] if self.people else [])]
        return any(clock.late and clock.met_at is None for clock in clocks)


def requests(staff: Staff, now: datetime, *, answered: bool = False) -> list[RequestLine]:
    """Return the requests that wait, nearest to their end first; or the answered ones, newest first."""
    require_delegate(staff)
    rows = DataRequest.objects.all()
    if answered:
        shown = rows.exclude(state__in=UNANSWERED).order_by("-answered_at", "-pk")[:MOST]
    else:
        shown = rows.filter(state=RequestState.OPEN).order_by("answer_until", "pk")
    today = timezone.localdate(now)
    return [RequestLine(row, (row.answer_until - today).days) for row in shown]


def read_request(staff: Staff, reference: str, now: datetime) -> RequestLine:
    """Return one request, and write that it was read. Raises `NotFoundHere`."""
    require_delegate(staff)
    row = DataRequest.objects.select_related("received_by", "answered_by").filter(reference=reference).first()
    if row is None or row.state == RequestState.ASKED:  # nobody works on what its mailbox did not confirm
        raise NotFoundHere
    record_view(act=Act.DATA_READ, subject=Subject.DATA_REQUEST, subject_ids=[row.pk], staff=staff, now=now)
    return RequestLine(row, (row.answer_until - timezone.localdate(now)).days)


def whose_of_request(request: DataRequest) -> Whose | None:
    """Return whose data a request is about, where that is known."""
    return whose_at(f"{request.whose_kind}:{request.whose}") if request.whose_kind and request.whose else None


def breaches(staff: Staff, now: datetime) -> list[BreachFile]:
    """Return every breach, those that run first, then the newest; two statements."""
    require_delegate(staff)
    rows = DataBreach.objects.prefetch_related("entries")
    files = [_file(row, now) for row in rows]
    return sorted(files, key=lambda file: file.breach.state != BreachState.RUNNING)


def read_breach(staff: Staff, reference: str, now: datetime) -> BreachFile:
    """Return one breach with its lines. Raises `NotFoundHere`."""
    require_delegate(staff)
    rows = DataBreach.objects.prefetch_related("entries__written_by")
    row = rows.filter(reference=reference).first()
    if row is None:
        raise NotFoundHere
    return _file(row, now)


def _file(breach: DataBreach, now: datetime) -> BreachFile:
    entries, today = list(breach.entries.all()), timezone.localdate(now)
    met: dict[str, datetime] = {}
    for entry in entries:
        met.setdefault(entry.act, entry.done_at)
    until = breach.people_until
    return BreachFile(
        breach=breach,
        entries=entries,
        authority=Clock(breach.authority_until, met.get(BreachAct.TELL_AUTHORITY), today),
        people=Clock(until, met.get(BreachAct.TELL_PEOPLE), today) if until else None,
    )


def restriction_of(whose: Whose) -> Restriction | None:
    """Return the restriction that holds for somebody's data."""
    rows = Restriction.objects.filter(lifted_at__isnull=True)
    if whose.kind is WhoseKind.AFFILIATE:
        return rows.filter(affiliate__in=whose.affiliates).first()
    return rows.filter(person__in=whose.persons).first() if whose.kind is WhoseKind.PERSON else None


def contact_of(whose: Whose) -> dict[str, str]:
    """Return the mailbox and mobile that are kept of an affiliate."""
    row = Affiliate.objects.get(pk__in=whose.affiliates)
    return {"email": row.email, "mobile": row.mobile}
