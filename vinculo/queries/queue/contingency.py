"""What a centre prints for a day without network, and what was printed; every printing of a list is an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from vinculo.documents.facts import DayListFacts, DayListRow
from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.records.models import Agency, PaperBatch, PriorityCategory, Staff, Ticket, Turno
from vinculo.rules.queue.contingency import paper_number
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.statuses import USABLE_TURNO, TurnoStatus
from vinculo.rules.staff.access import Work

BACK, AHEAD = 7, 14  # days that can be typed in later, and printed beforehand
_END = 4  # characters of a number


def places(staff: Staff) -> QuerySet[Agency]:
    """Return the agencies that this officer serves at, or this supervisor answers for. Raises `access.NotFoundHere`."""
    agencies = Agency.objects.filter(active=True)
    if not staff.may(Work.CONTINGENCY):
        raise access.NotFoundHere
    return access.agencies_of(staff, agencies)


def place(staff: Staff, pk: int | None) -> Agency:
    """Return one of them, the first where none is asked for. Raises `access.NotFoundHere`."""
    mine = places(staff)
    agency = mine.filter(pk=pk).first() if pk is not None else mine.order_by("name").first()
    if agency is None:
        raise access.NotFoundHere
    return agency


@dataclass(frozen=True)
class Prepared:
    """What there is for a centre's day."""

    agency: Agency
    day: date
    turnos: int
    batches: list[str]
    last: int  # number printed, 0 before the first
    typed: int


def prepared_day(staff: Staff, pk: int | None, day: date) -> Prepared:
    """Return what was printed and typed in for a day. Raises `access.NotFoundHere`."""
    agency = place(staff, pk)
    batches = list(PaperBatch.objects.filter(day__agency=agency, day__date=day).select_related("printed_by"))
    return Prepared(
        agency=agency,
        day=day,
        turnos=_turnos(agency, day).count(),
        batches=[
            f"{paper_number(each.first)} – {paper_number(each.last)} · {each.printed_by.printed_name()}, "
            f"{local_moment(agency, each.printed_at):%d/%m/%Y %H:%M}"
            for each in batches
        ],
        last=batches[-1].last if batches else 0,
        typed=Ticket.objects.filter(day__agency=agency, day__date=day).exclude(paper_number="").count(),
    )


def day_list(staff: Staff, pk: int | None, day: date, now: datetime) -> DayListFacts:
    """Return the list of a day as it is printed now, and write that it was. Raises `access.NotFoundHere`."""
    agency = place(staff, pk)
    access.record_view(act=Act.DAY_LIST_PRINTED, subject=Subject.AGENCY, subject_ids=[agency.pk], staff=staff, now=now)
    return DayListFacts(
        office=agency.name,
        office_city=agency.city,
        day=day,
        rows=tuple(_row(each, agency) for each in _turnos(agency, day)),
        printed=f"{local_moment(agency, now):%d/%m/%Y %H:%M}",
        printed_by=staff.printed_name(),
    )


def _turnos(agency: Agency, day: date) -> QuerySet[Turno]:
    first = midnight(agency, day)
    rows = Turno.objects.filter(
        agency=agency, starts__gte=first, starts__lt=midnight(agency, day + timedelta(days=1)), status__in=USABLE_TURNO
    )
    return rows.select_related("affiliate").order_by("starts", "reference")


def _row(each: Turno, agency: Agency) -> DayListRow:
    return DayListRow(
        hour=f"{local_moment(agency, each.starts):%H:%M}",
        reference=each.reference,
        number_end=_end(each.presenter_number),
        initials=initials(each.affiliate.names),
        dependents=each.dependents,
        by_proxy=each.by_proxy,
        arrived=each.status == TurnoStatus.ARRIVED,
    )


def _end(number: str) -> str:
    """Return the last characters of a number, at most half of it."""
    return f"…{number[-min(_END, len(number) // 2) :]}" if len(number) > 1 else "…"


def initials(names: str) -> str:
    """Return the first letter of the first name and of the last one."""
    words = fold(names).split()
    return f"{words[0][0]}. {words[-1][0]}." if words else ""


def categories() -> list[tuple[str, str]]:
    """Return the priority groups that can be chosen."""
    return list(PriorityCategory.objects.filter(active=True).values_list("code", "name"))


def today(agency: Agency, now: datetime) -> date:
    """Return the day at the agency."""
    return local_day(agency, now)
