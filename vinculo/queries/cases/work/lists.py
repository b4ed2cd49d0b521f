"""The lists of a centre's cases with reason and term, for its officers and for who supervises it (D37)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from vinculo.queries.cases.work.reasons import with_reasons
from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.models import Case, CaseEntry, Event, Staff
from vinculo.rules.cases.work import (
    LEFT_BY_THE_SYSTEM,
    LEFT_OPEN,
    OF_SUPERVISORS,
    OPEN_REASONS,
    RETURNED_FOR,
    WORK_LISTS,
    EntryKind,
    OpenReason,
    WorkList,
)
from vinculo.rules.shared.acts import Act, Subject

ON_A_PAGE = 25
ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class WorkRow:
    """One case of a list."""

    case: Case
    reason: str
    said: str  # why it was left open or returned, in the words of who did it
    by: str  # who left it open or returned it
    at: datetime | None
    term: date | None
    late: bool


@dataclass(frozen=True)
class ListName:
    """One list with how many cases it has."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class WorkPage:
    """One page of one list, and the names of all lists."""

    chosen: ListName
    names: list[ListName]
    page: Page[Case]
    rows: list[WorkRow]


def work_of_officer(staff: Staff, chosen: str, number: str | None, now: datetime) -> WorkPage:
    """Return a page of one list of the officer's centre, and write that it was read.

    Six statements, however many cases. Raises `access.NotFoundHere`.
    """
    agency = access.agency_of(staff)
    cases, today = Case.objects.filter(agency=agency), local_day(agency, now)
    read = Q(pk__in=_read_today(staff, midnight(agency, today)))
    filters = _filters(today) | {WorkList.MINE: Q(officer=staff)}
    code = WorkList(chosen) if chosen in list(WorkList) else WorkList.OPEN
    open_ones = with_reasons(cases.filter(closed_at=None), now)
    counts = _counts(open_ones, filters) | {WorkList.TODAY: cases.filter(read).count()}
    rows = with_reasons(cases.filter(read), now) if code == WorkList.TODAY else open_ones.filter(filters[code])
    return _page(rows, code, {each: counts[each] for each in WorkList}, number, staff, now)


def work_of_supervisor(staff: Staff, chosen: str, number: str | None, now: datetime) -> WorkPage:
    """Return a page of one list of the centres that the supervisor answers for, and write that it was read.

    Four statements where all are of one centre. Raises `access.NotFoundHere`.
    """
    if not staff.is_supervisor:
        raise access.NotFoundHere
    cases = Case.objects.filter(agency__in=access.supervised_agencies(staff).order_by().values("pk"), closed_at=None)
    filters, open_ones = _filters(local_day(None, now)), with_reasons(cases, now)
    code = WorkList(chosen) if chosen in OF_SUPERVISORS else WorkList.OPEN
    return _page(open_ones.filter(filters[code]), code, _counts(open_ones, filters), number, staff, now)


@dataclass(frozen=True)
class InHand:
    """How many open cases an officer has in hand, and how many of the centre a supervisor returned."""

    mine: int
    returned: int


def count_of_officer(staff: Staff, now: datetime) -> InHand:
    """Return how many open cases an officer has in hand; one statement. Raises `access.NotFoundHere`."""
    rows = with_reasons(Case.objects.filter(agency=access.agency_of(staff), closed_at=None), now)
    counted = rows.aggregate(
        mine=Count("pk", filter=Q(officer=staff)), returned=Count("pk", filter=Q(why=OpenReason.RETURNED.value))
    )
    return InHand(counted["mine"], counted["returned"])


def _read_today(staff: Staff, since: datetime) -> list[int | None]:
    """Return the cases whose page somebody read since a moment."""
    rows = Event.objects.filter(actor=staff, at__gte=since, act=Act.CASE_READ, subject=Subject.CASE)
    return list(rows.order_by().values_list("subject_id", flat=True).distinct())


def _filters(today: date) -> dict[WorkList, Q]:
    """Return what is asked of an open case that stands in each list."""
    return {
        WorkList.OPEN: Q(),
        WorkList.RETURNED: Q(why=OpenReason.RETURNED.value),
        WorkList.WEEK: Q(term__lte=today + timedelta(days=6 - today.weekday())),
        WorkList.POWERS: Q(no_power=True),
        WorkList.COPIES: Q(no_copy=True),
    }


def _counts(rows: QuerySet[Any, Any], filters: dict[WorkList, Q]) -> dict[WorkList, int]:
    """Return how many cases each list has; one statement."""
    counted = rows.aggregate(**{each.name: Count("pk", filter=asked) for each, asked in filters.items()})
    return {each: counted[each.name] for each in filters}


def _page(
    rows: QuerySet[Any, Any],
    code: WorkList,
    counts: dict[WorkList, int],
    number: str | None,
    staff: Staff,
    now: datetime,
) -> WorkPage:
    ordered = rows.select_related("affiliate", "agency", "officer").order_by(
        F("term").asc(nulls_last=True), "opened_at", "pk"
    )
    paginator = Paginator(ordered, ON_A_PAGE)
    paginator.count = counts[code]
    page = paginator.get_page(number)
    shown = list(page.object_list)
    agencies = sorted({each.agency_id for each in shown} | ({staff.agency_id} if staff.agency_id else set()))
    access.record_view(act=Act.WORK_LIST_READ, subject=Subject.AGENCY, subject_ids=agencies, staff=staff, now=now)
    named = [ListName(each, _(WORK_LISTS[each]), count) for each, count in counts.items()]
    return WorkPage(next(each for each in named if each.code == code), named, page, _rows(shown, now))


def _rows(cases: list[Case], now: datetime) -> list[WorkRow]:
    last = _last_entries(cases)
    return [_row(each, last.get(each.pk), local_day(each.agency, now)) for each in cases]


def _last_entries(cases: Iterable[Case]) -> dict[int, CaseEntry]:
    """Return why each case was last left open or returned; one statement."""
    kinds = [EntryKind.LEFT_OPEN, EntryKind.RETURNED]
    entries = CaseEntry.objects.filter(case__in=list(cases), kind__in=kinds).select_related("written_by")
    return {each.case_id: each for each in entries.order_by("pk")}


def _row(case: Case, last: CaseEntry | None, today: date) -> WorkRow:
    why, term = case.why, case.term  # type: ignore[attr-defined]
    tells = last is not None and why in {OpenReason.RETURNED, OpenReason.LEFT}
    return WorkRow(
        case=case,
        reason=_(OPEN_REASONS[why]) if case.closed_at is None and why else _("Cerrado"),
        said=in_words(last) if last is not None and tells else "",
        by=last.written_by.printed_name() if last is not None and tells and last.written_by else "",
        at=last.written_at if last is not None and tells else None,
        term=term if case.closed_at is None else None,
        late=case.closed_at is None and term is not None and term < today,
    )


def in_words(entry: CaseEntry) -> str:
    """Return the reason of an entry, and the words of who wrote it."""
    named = {**LEFT_OPEN, **LEFT_BY_THE_SYSTEM, **RETURNED_FOR}
    reason = _(named[entry.reason]) if entry.reason else ""
    return ". ".join(part for part in (reason, entry.words) if part)


def open_outside_lists() -> QuerySet[Any, Any]:
    """Return the open cases that stand in no list: none of the reasons holds (D37).

    Which one holds first may change with the hour; whether any does, never.
    """
    return with_reasons(Case.objects.filter(closed_at=None), ANY_MOMENT).filter(why=None).order_by("pk")
