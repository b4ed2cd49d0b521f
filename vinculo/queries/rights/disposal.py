"""Files of cases that the institution's schedule lets go: which may, which something holds, and the lists (D34)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from vinculo.queries.rights import finding
from vinculo.queries.rights.desk import require_delegate
from vinculo.queries.rights.register import whose_of_request
from vinculo.queries.rights.whose import Whose
from vinculo.queries.shared.access import NotFoundHere, record_view
from vinculo.queries.shared.retention import Keeping, terms_on
from vinculo.records.models import (
    Affiliate,
    Agreement,
    Case,
    Complaint,
    DataRequest,
    DisposalLine,
    DisposalList,
    Restriction,
    Sample,
    Solicitud,
    Staff,
    Turno,
)
from vinculo.rules.cases.agreements import AgreementState
from vinculo.rules.cases.status import UNDECIDED
from vinculo.rules.control.status import UNDECIDED_SAMPLE
from vinculo.rules.feedback.status import ComplaintState
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.rights.status import UNANSWERED, DisposalState
from vinculo.rules.rights.words import DISPOSAL_HOLDS
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import LIVE_TURNO
from vinculo.rules.staff.access import Territory, Work

MOST = 200  # cases of one list: who approves it looks through them
LENGTH = 24
RUNNING = (DisposalState.PROPOSED, DisposalState.APPROVED)


def file_term(today: date) -> Keeping:
    """Return how long the file of a case is kept: without days until the institution writes its schedule."""
    return terms_on(today)[RetentionKind.EXPEDIENTE]


def past_files(since: datetime | None) -> QuerySet[Case]:
    """Return the cases that were closed before a moment and not disposed of; none without a schedule."""
    rows = Case.objects.filter(closed_at__lt=since, disposal__isnull=True) if since else Case.objects.none()
    return rows.order_by("closed_at", "pk")


def _has_restriction() -> Q:
    lasting = Restriction.objects.filter(lifted_at__isnull=True)
    of_affiliate = lasting.filter(affiliate__isnull=False).values("affiliate")
    of_person = lasting.filter(person__isnull=False).values("person")
    theirs = Solicitud.objects.filter(case=OuterRef("pk"), person__in=of_person)
    return Q(affiliate__in=of_affiliate) | Q(Exists(theirs))


def _running() -> Q:
    return Q(Exists(Solicitud.objects.filter(case=OuterRef("pk"), status__in=UNDECIDED)))


def _second() -> Q:
    return Q(Exists(Agreement.objects.filter(case=OuterRef("pk"), state=AgreementState.WAITING)))


def _looked_at() -> Q:
    open_looks = Sample.objects.filter(certificate__solicitud__case=OuterRef("pk"), state__in=UNDECIDED_SAMPLE)
    return Q(Exists(open_looks))


def _has_request() -> Q:
    """The cases of the person who asked something of the delegate that is not answered yet."""
    asked = [whose_of_request(each) for each in DataRequest.objects.filter(state__in=UNANSWERED)]
    return reduce(or_, (_of(whose) for whose in asked if whose is not None), finding.NOTHING)


def _of(whose: Whose) -> Q:
    theirs = Solicitud.objects.filter(finding.solicitud_rows(whose), case=OuterRef("pk"))
    return finding.case_rows(whose) | Q(Exists(theirs))


def _has_complaint() -> Q:
    """A complaint names no case: those of the person who has its mailbox wait for the answer."""
    mails = Complaint.objects.filter(state=ComplaintState.OPEN).exclude(email="").values("email")
    known = Affiliate.objects.filter(email__in=mails).values("pk")
    return (
        Q(email__in=mails)
        | Q(affiliate__in=known)
        | Q(Exists(Turno.objects.filter(pk=OuterRef("turno"), email__in=mails)))
    )


def _comes() -> Q:
    live = Turno.objects.filter(affiliate=OuterRef("affiliate"), status__in=LIVE_TURNO)
    return Q(Exists(live)) | Q(Exists(Case.objects.filter(affiliate=OuterRef("affiliate"), closed_at__isnull=True)))


HOLDS: Mapping[str, Callable[[], Q]] = {
    "restricted": _has_restriction,
    "running": _running,
    "second": _second,
    "looked_at": _looked_at,
    "asked": _has_request,
    "complained": _has_complaint,
    "comes": _comes,
}


def free_files(since: datetime | None) -> QuerySet[Case]:
    """Return the cases past the schedule that nothing holds."""
    return past_files(since).exclude(reduce(or_, (hold() for hold in HOLDS.values())))


def listed_files() -> QuerySet[DisposalLine, int]:
    """Return the cases that stand in a list which waits or was approved."""
    return DisposalLine.objects.filter(disposal_list__state__in=RUNNING).values_list("case", flat=True)


def next_files(since: datetime | None) -> list[Case]:
    """Return the cases of the next list: the longest closed first, at most `MOST`, none that stands in another."""
    return list(free_files(since).exclude(pk__in=listed_files()).select_related("agency")[:MOST])


def mark_of_files(cases: Iterable[Case]) -> str:
    """Return the mark of these cases, which the form that proposes them carries (D30)."""
    stand = " ".join(str(case.pk) for case in cases)
    return salted_hmac("vinculo.disposal", stand, algorithm="sha256").hexdigest()[:LENGTH]


@dataclass(frozen=True)
class ListLine:
    """A list with how many cases it has and how many of them are gone."""

    row: DisposalList
    cases: int
    gone: int

    @property
    def carried_out(self) -> bool:
        """Return whether every case of an approved list is gone."""
        return self.row.state == DisposalState.APPROVED and self.cases == self.gone


@dataclass(frozen=True)
class FilesPage:
    """What the delegate sees: the term, how many files are past it, what holds them, what may be proposed."""

    term: Keeping
    past: int
    held: list[tuple[str, int]]
    ready: list[Case]
    mark: str
    lists: list[ListLine]


def lists_of_files() -> list[ListLine]:
    """Return every list, the newest first; one statement."""
    rows = DisposalList.objects.select_related("proposed_by", "decided_by")
    counted = rows.annotate(cases=Count("lines"), gone=Count("lines__case__disposal")).order_by("-proposed_at", "-pk")
    return [ListLine(row, row.cases, row.gone) for row in counted]


def read_files(staff: Staff, now: datetime, today: date) -> FilesPage:
    """Return the page of the delegate. Raises `NotFoundHere` for anybody else."""
    require_delegate(staff)
    term = file_term(today)
    since = now - term.time if term.time else None
    past = past_files(since)
    held = [(DISPOSAL_HOLDS[name], past.filter(hold()).count()) for name, hold in HOLDS.items()] if since else []
    ready = next_files(since)
    counts = [(words, count) for words, count in held if count]
    return FilesPage(term, past.count(), counts, ready, mark_of_files(ready), lists_of_files())


def require_national(staff: Staff) -> None:
    """Raise `NotFoundHere` for anybody but who supervises the nation: files lie at every centre."""
    if not staff.may(Work.ARCHIVE) or staff.territory != Territory.NATION:
        raise NotFoundHere


def lists_to_decide(staff: Staff) -> list[ListLine]:
    """Return the lists as a supervisor of the nation sees them."""
    require_national(staff)
    return lists_of_files()


def read_list(staff: Staff, pk: int, now: datetime) -> tuple[DisposalList, list[Case]]:
    """Return one list with its cases, and write that it was read. Raises `NotFoundHere`."""
    require_national(staff)
    row = DisposalList.objects.select_related("proposed_by", "decided_by").filter(pk=pk).first()
    if row is None:
        raise NotFoundHere
    record_view(act=Act.DATA_READ, subject=Subject.DISPOSAL, subject_ids=[row.pk], staff=staff, now=now)
    cases = Case.objects.filter(pk__in=row.lines.values("case")).select_related("agency", "disposal")
    return row, list(cases.order_by("closed_at", "pk"))
