"""The public figures (S09): counted from the records, or read as they were counted, never from counters.

An attention is one visit that was served: an attended turno or a served ticket; the person who had both is one. Its
month is that of its day at the centre (D9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from vinculo.queries.feedback.months import DAY, by_day, by_moment, span
from vinculo.queries.feedback.published import Place, PublicMonth, read_centres, read_months
from vinculo.records.models import Agency, Complaint, Decision, Opinion, Procedure, Ticket, Turno
from vinculo.rules.feedback.figures import SATISFIED, Month, share
from vinculo.rules.feedback.status import About, ComplaintKind
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.rules.shared.statuses import TicketState, TurnoStatus


@dataclass(frozen=True, kw_only=True)
class FiguresScope:
    """Of which months, and where: a centre, else a province, else the nation."""

    first: Month
    last: Month
    province: int | None = None
    agency: int | None = None

    def months(self) -> list[Month]:
        """Return the months, in their order."""
        return span(self.first, self.last)

    @property
    def place(self) -> Place:
        """Return under which place its months are kept."""
        return Place(self.province if self.agency is None else None, self.agency)

    def includes(self, centre: Agency) -> bool:
        """Return whether a centre is one of them."""
        if self.agency is not None:
            return centre.pk == self.agency
        return self.province is None or centre.province_id == self.province

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


@dataclass(frozen=True, kw_only=True)
class Published:
    """What the page shows of a year until a month."""

    months: list[MonthLine]
    services: list[ServiceLine]


Visits = Counter[tuple[Month, int, int]]  # by month, centre and procedure
Complaints = list[tuple[Month, int | None, int | None, str, int]]  # month, centre, province, kind, how many
ANYWHERE = 0  # in place of a centre where all of a scope are meant


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the page is made of."""

    visits: Visits
    complaints: Complaints
    people: dict[Month, tuple[int, int]]  # on how many was decided, and on how many of them for the first time
    marks: dict[tuple[int, str], tuple[int, int]]  # by procedure and subject: those of the satisfied, and all


NAMES: dict[str, str] = {
    ComplaintKind.COMPLAINT: "complaints",
    ComplaintKind.CLAIM: "claims",
    ComplaintKind.SUGGESTION: "suggestions",
    ComplaintKind.PRAISE: "praises",
}


def places() -> list[Agency]:
    """Return every centre, open or not, with its province, in the order of the alphabet; one statement."""
    rows = Agency.objects.select_related("province")
    return sorted(rows, key=lambda row: (fold(row.province.name), fold(row.name)))


def published_figures(scope: FiguresScope, centres: Sequence[Agency]) -> Published:
    """Return the months of the scope, which begins in January, and the services at its end.

    Two statements where all of it was kept, else seven: what was not kept is counted from the records.
    """
    kept, rest = read_months(scope.place, scope.months())
    facts = _read_facts(kept)
    if rest:
        _add_facts(facts, _count_facts(replace(scope, first=rest[0], last=rest[-1]), centres))
    return Published(months=_by_month(scope, facts), services=_by_service(scope, facts))


def _read_facts(months: dict[Month, PublicMonth]) -> Facts:
    """Return what was kept of some months."""
    visits = {(month, ANYWHERE, of): count for month, each in months.items() for of, count in each.visits.items()}
    marks: Counter[tuple[int, str]] = sum((each.marks for each in months.values()), Counter())
    good: Counter[tuple[int, str]] = sum((each.good for each in months.values()), Counter())
    return Facts(
        visits=Counter(visits),
        complaints=[
            (month, None, None, kind, count)
            for month, each in months.items()
            for kind, count in each.complaints.items()
        ],
        people={month: (each.people, each.new_people) for month, each in months.items()},
        marks={of: (good[of], many) for of, many in marks.items()},
    )


def _count_facts(scope: FiguresScope, centres: Sequence[Agency]) -> Facts:
    return Facts(
        visits=count_visits(scope, centres),
        complaints=count_complaints(scope, centres),
        people=_people(scope, centres),
        marks=_marks(scope),
    )


def _add_facts(facts: Facts, others: Facts) -> None:
    """Add the facts of other months."""
    facts.visits.update(others.visits)
    facts.complaints.extend(others.complaints)
    facts.people.update(others.people)
    for of, counts in others.marks.items():
        before = facts.marks.get(of, (0, 0))
        facts.marks[of] = (before[0] + counts[0], before[1] + counts[1])


def _by_month(scope: FiguresScope, facts: Facts) -> list[MonthLine]:
    """Return one line for each month of the scope, also of those without data."""
    lines = {month: MonthLine(month=month) for month in scope.months()}
    for (month, _agency, _procedure), count in facts.visits.items():
        lines[month].attentions += count
    for month, _told_of, _province, kind, number in facts.complaints:
        _add(lines[month], kind, number)
    return list(lines.values())


def by_place(scope: FiguresScope, centres: Sequence[Agency]) -> list[MonthLine]:
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

    for (month, agency, _procedure), count in _visits_by_centre(scope, centres).items():
        line(month, agency).attentions += count
    for month, told_of, province, kind, count in count_complaints(scope, centres):
        _add(line(month, told_of, province), kind, count)
    return [lines[key] for key in sorted(lines, key=lambda key: (key[0], fold(key[1]), fold(key[2])))]


def _visits_by_centre(scope: FiguresScope, centres: Sequence[Agency]) -> Visits:
    """Return the attentions of each centre of the scope, as they were counted where all of it was kept."""
    kept = read_centres(scope.first, scope.last)
    if kept is None:
        return count_visits(scope, centres)
    here = {each.pk for each in centres if scope.includes(each)}
    return Counter(
        {
            (month, agency, of): count
            for (month, agency), each in kept.items()
            if agency in here
            for of, count in each.visits.items()
        }
    )


def _add(line: MonthLine, kind: str, count: int) -> None:
    name = NAMES[kind]
    setattr(line, name, getattr(line, name) + count)


def _by_service(scope: FiguresScope, facts: Facts) -> list[ServiceLine]:
    """Return one line for each service at the end of the last month of the scope, which begins in January.

    Of ours the people are the dependents on whose solicitud was decided, each once; of others anyone who was attended.
    """
    people, marks = facts.people, facts.marks
    came: Counter[tuple[int, Month]] = Counter()
    for (month, _agency, procedure), count in facts.visits.items():
        came[procedure, month] += count
    seen = {procedure for procedure, _month in came}
    rows = [row for row in Procedure.objects.all() if row.active or row.code == FOREIGN_DEPENDENTS or row.pk in seen]
    lines = []
    for row in sorted(rows, key=lambda row: (row.code != FOREIGN_DEPENDENTS, fold(row.name))):
        there = {month: (count, count) for (of, month), count in came.items() if of == row.pk}
        counted = people if row.code == FOREIGN_DEPENDENTS else there
        lines.append(
            ServiceLine(
                name=row.name,
                people=counted.get(scope.last, (0, 0))[0],
                people_of_year=sum(new for _there, new in counted.values()),
                satisfied_service=_share_satisfied(marks, row.pk, About.SERVICE),
                satisfied_person=_share_satisfied(marks, row.pk, About.PERSON),
            )
        )
    return lines


def count_visits(scope: FiguresScope, centres: Iterable[Agency]) -> Visits:
    """Return how many attentions there were by month, centre and procedure; two statements."""
    served = Ticket.objects.filter(state=TicketState.SERVED)
    turnos = Turno.objects.filter(
        scope.where(), ~Exists(served.filter(turno=OuterRef("pk"))), status=TurnoStatus.ATTENDED
    )
    tickets = served.filter(scope.where("day__"))
    months = scope.months()
    one_each = Coalesce(F("turno"), -F("pk"))  # of a turno with several tickets, one
    visits: Visits = Counter()
    for rows, agency, count in [
        (by_moment(turnos, "arrived_at", "agency", months, centres), "agency", Count("pk")),
        (by_day(tickets, "day__date", months), "day__agency", Count(one_each, distinct=True)),
    ]:
        for index, *where, number in rows.values_list("month", agency, "procedure").annotate(count=count).order_by():
            if index >= 0:
                visits[months[index], where[0], where[1]] += number
    return visits


def count_complaints(scope: FiguresScope, centres: Iterable[Agency]) -> Complaints:
    """Return how many complaints there were by month, centre, province and kind; one statement."""
    here = Q(province=scope.province) if scope.agency is None and scope.province is not None else scope.where()
    months = scope.months()
    rows = by_moment(Complaint.objects.filter(here), "made_at", "agency", months, centres)
    counted = rows.values_list("month", "agency", "province", "kind").annotate(count=Count("pk")).order_by()
    return [(months[index], *rest) for index, *rest in counted if index >= 0]


def _people(scope: FiguresScope, centres: Iterable[Agency]) -> dict[Month, tuple[int, int]]:
    """Return for each month how many dependents were decided on, and how many of them for the first time since January.

    One statement.
    """
    decided, months = Decision.objects.filter(scope.where()), scope.months()
    since = span(Month(scope.first.year, 1), scope.last)
    earlier = by_moment(decided, "decided_at", "agency", since, centres).filter(
        month__gte=0, solicitud=OuterRef("solicitud"), pk__lt=OuterRef("pk")
    )
    rows = by_moment(decided, "decided_at", "agency", months, centres)
    new = Count("pk", filter=~Exists(earlier))
    counted = rows.values_list("month").annotate(there=Count("solicitud", distinct=True), new=new).order_by()
    return {months[index]: (there, fresh) for index, there, fresh in counted if index >= 0}


def _marks(scope: FiguresScope) -> dict[tuple[int, str], tuple[int, int]]:
    """Return how many marks are of somebody satisfied, and how many there are, by procedure and subject."""
    days = (scope.first.first, scope.last.back(-1).first - DAY)
    rows = Opinion.objects.filter(scope.where(), day__range=days).values_list("procedure", "about")
    counted = rows.annotate(good=Count("pk", filter=Q(value__gte=SATISFIED)), marks=Count("pk")).order_by()
    return {(procedure, about): (good, marks) for procedure, about, good, marks in counted}


def _share_satisfied(marks: dict[tuple[int, str], tuple[int, int]], procedure: int, about: str) -> int | None:
    good, count = marks.get((procedure, about), (0, 0))
    return share(good, count, settings.SATISFACTION_LEAST_MARKS)
