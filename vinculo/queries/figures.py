"""The public figures (S09): counted from the records each time, never from counters.

An attention is one visit that was served: an attended turno or a served ticket; whoever had both is one. Its month is
that of its day at the centre (D9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, DateField, Exists, F, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, TruncMonth

from vinculo.queries.agencies import MAINLAND
from vinculo.records.models import (
    About,
    Agency,
    Complaint,
    ComplaintKind,
    Decision,
    Opinion,
    Procedure,
    Ticket,
    Turno,
)
from vinculo.rules.figures import SATISFIED, Month, share
from vinculo.rules.names import fold

OURS = "dependientes-extranjeros"  # the procedure that is decided here, dependent by dependent
DAY = timedelta(days=1)
Rows = TypeVar("Rows", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Of which months, and where: a centre, else a province, else the nation."""

    first: Month
    last: Month
    province: int | None = None
    agency: int | None = None

    def where(self, prefix: str = "") -> Q:
        """Return the condition of what happened at these centres."""
        if self.agency is not None:
            return Q(**{f"{prefix}agency": self.agency})
        return Q(**{f"{prefix}agency__province": self.province}) if self.province is not None else Q()


@dataclass(kw_only=True)
class MonthLine:
    """One month, of all that was asked for or of one place."""

    month: Month
    province: str = ""
    agency: str = ""
    attentions: int = 0
    complaints: int = 0
    claims: int = 0
    suggestions: int = 0
    praises: int = 0

    @property
    def volume(self) -> int:
        """Return the complaints that the law asks for: complaints and claims."""
        return self.complaints + self.claims

    @property
    def has_data(self) -> bool:
        """Return whether anything is known of the month."""
        return any([self.attentions, self.volume, self.suggestions, self.praises])


@dataclass(frozen=True, kw_only=True)
class ServiceLine:
    """One service until the end of a month: people in that month and since January, and how satisfied."""

    name: str
    people: int
    people_of_year: int
    satisfied_service: int | None
    satisfied_person: int | None


NAMES: dict[str, str] = {
    ComplaintKind.COMPLAINT: "complaints", ComplaintKind.CLAIM: "claims", ComplaintKind.SUGGESTION: "suggestions",
    ComplaintKind.PRAISE: "praises",
}  # fmt: skip


def places() -> list[Agency]:
    """Return every centre, open or not, with its province, in the order of the alphabet; one statement."""
    rows = Agency.objects.select_related("province")
    return sorted(rows, key=lambda row: (fold(row.province.name), fold(row.name)))


def by_month(scope: Scope, centres: Sequence[Agency]) -> list[MonthLine]:
    """Return one line for each month of the scope, also of those without data; three statements."""
    months = _months(scope)
    lines = {month: MonthLine(month=month) for month in months}
    for (month, _agency, _procedure), count in _visits(scope, centres).items():
        lines[month].attentions += count
    for month, _told_of, _province, kind, number in _complaints(scope, centres):
        _add(lines[month], kind, number)
    return [lines[month] for month in months]


def by_place(scope: Scope, centres: Sequence[Agency]) -> list[MonthLine]:
    """Return one line for each month and centre that has data, in this order; three statements.

    What was told of no centre stands under its province, or under none.
    """
    known = {row.pk: row for row in centres}
    provinces = {row.province_id: row.province.name for row in centres}
    lines: dict[tuple[Month, str, str], MonthLine] = {}

    def line(month: Month, agency: int | None, province: int | None = None) -> MonthLine:
        here = known[agency] if agency is not None else None
        name = here.province.name if here else provinces.get(province or 0, "")
        key = (month, name, here.name if here else "")
        return lines.setdefault(key, MonthLine(month=month, province=key[1], agency=key[2]))

    for (month, agency, _procedure), count in _visits(scope, centres).items():
        line(month, agency).attentions += count
    for month, told_of, province, kind, count in _complaints(scope, centres):
        _add(line(month, told_of, province), kind, count)
    return [lines[key] for key in sorted(lines, key=lambda key: (key[0], fold(key[1]), fold(key[2])))]


def _add(line: MonthLine, kind: str, count: int) -> None:
    name = NAMES[kind]
    setattr(line, name, getattr(line, name) + count)


def by_service(scope: Scope, centres: Sequence[Agency]) -> list[ServiceLine]:
    """Return one line for each service at the end of the last month of the scope, which begins in January.

    Of ours the people are the dependents on whose solicitud was decided, each once; of others whoever was attended.
    Five statements.
    """
    people = _people(scope, centres)
    came: Counter[tuple[int, Month]] = Counter()
    for (month, _agency, procedure), count in _visits(scope, centres).items():
        came[procedure, month] += count
    marks = _marks(scope)
    seen = {procedure for procedure, _month in came}
    rows = [row for row in Procedure.objects.all() if row.active or row.code == OURS or row.pk in seen]
    lines = []
    for row in sorted(rows, key=lambda row: (row.code != OURS, fold(row.name))):
        visits = {month: (count, count) for (of, month), count in came.items() if of == row.pk}
        counted = people if row.code == OURS else visits
        lines.append(
            ServiceLine(
                name=row.name,
                people=counted.get(scope.last, (0, 0))[0],
                people_of_year=sum(new for _there, new in counted.values()),
                satisfied_service=_satisfied(marks, row.pk, About.SERVICE),
                satisfied_person=_satisfied(marks, row.pk, About.PERSON),
            )
        )
    return lines


def _months(scope: Scope) -> list[Month]:
    count = (scope.last.year - scope.first.year) * 12 + scope.last.number - scope.first.number
    return [scope.last.back(count - index) for index in range(count + 1)]


def _in_months(rows: QuerySet[Rows], field: str, place: str, scope: Scope, centres: Iterable[Agency]) -> QuerySet[Any]:
    """Return the rows whose moment falls into the months by the clock of the place, annotated with their `month` (D9).

    The wide bounds are for the index; without a place the mainland's clock counts.
    """
    after = datetime.combine(scope.first.first - DAY, time(), tzinfo=UTC)
    before = datetime.combine(scope.last.back(-1).first + DAY, time(), tzinfo=UTC)
    zones = sorted({row.timezone for row in centres} - {MAINLAND})
    elsewhere = [When(**{f"{place}__timezone": zone}, then=_month(field, zone)) for zone in zones]
    wide = rows.filter(**{f"{field}__gte": after, f"{field}__lt": before})
    exact = wide.annotate(month=Case(*elsewhere, default=_month(field, MAINLAND), output_field=DateField()))
    return exact.filter(month__gte=scope.first.first, month__lte=scope.last.first)


def _month(field: str, zone: str) -> TruncMonth:
    return TruncMonth(field, tzinfo=ZoneInfo(zone), output_field=DateField())


def _visits(scope: Scope, centres: Iterable[Agency]) -> Counter[tuple[Month, int, int]]:
    """Return how many attentions there were by month, centre and procedure; two statements."""
    served = Ticket.objects.filter(state="served")
    turnos = Turno.objects.filter(scope.where(), ~Exists(served.filter(turno=OuterRef("pk"))), status="attended")
    days = (scope.first.first, scope.last.back(-1).first - DAY)
    tickets = served.filter(scope.where("day__"), day__date__range=days).annotate(month=TruncMonth("day__date"))
    found: Counter[tuple[Month, int, int]] = Counter()
    one_each = Coalesce(F("turno"), -F("pk"))  # of a turno with several tickets, one
    for rows, agency, visit in [
        (_in_months(turnos, "arrived_at", "agency", scope, centres), "agency", F("pk")),
        (tickets, "day__agency", one_each),
    ]:
        counted = rows.values_list("month", agency, "procedure").annotate(count=Count(visit, distinct=True)).order_by()
        for month, where, procedure, count in counted:
            found[Month.of(month), where, procedure] += count
    return found


def _complaints(scope: Scope, centres: Iterable[Agency]) -> list[tuple[Month, int | None, int | None, str, int]]:
    here = Q(province=scope.province) if scope.agency is None and scope.province is not None else scope.where()
    rows = _in_months(Complaint.objects.filter(here), "made_at", "agency", scope, centres)
    counted = rows.values_list("month", "agency", "province", "kind").annotate(count=Count("pk")).order_by()
    return [(Month.of(month), *rest) for month, *rest in counted]


def _people(scope: Scope, centres: Iterable[Agency]) -> dict[Month, tuple[int, int]]:
    """Return for each month how many dependents were decided on, and how many of them for the first time since January.

    One statement.
    """
    rows = _in_months(Decision.objects.filter(scope.where()), "decided_at", "agency", scope, centres)
    earlier = rows.filter(solicitud=OuterRef("solicitud"), pk__lt=OuterRef("pk"))
    new = Count("pk", filter=~Exists(earlier))
    counted = rows.values_list("month").annotate(there=Count("solicitud", distinct=True), new=new).order_by()
    return {Month.of(month): (there, fresh) for month, there, fresh in counted}


def _marks(scope: Scope) -> dict[tuple[int, str], tuple[int, int]]:
    """Return how many marks are of somebody satisfied, and how many there are, by procedure and subject."""
    days = (scope.first.first, scope.last.back(-1).first - DAY)
    rows = Opinion.objects.filter(scope.where(), day__range=days).values_list("procedure", "about")
    counted = rows.annotate(good=Count("pk", filter=Q(value__gte=SATISFIED)), marks=Count("pk")).order_by()
    return {(procedure, about): (good, marks) for procedure, about, good, marks in counted}


def _satisfied(marks: dict[tuple[int, str], tuple[int, int]], procedure: int, about: str) -> int | None:
    good, count = marks.get((procedure, about), (0, 0))
    return share(good, count, settings.SATISFACTION_LEAST_MARKS)
