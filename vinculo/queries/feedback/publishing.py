"""Counts what is published of a month at every place at once, from the records (S09, D39).

What a centre has, its province and the nation have too. People are counted for each kind of place by itself: one on
whose solicitud two centres decided is one person of the province.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from vinculo.queries.feedback import figures
from vinculo.queries.feedback.figures import FiguresScope
from vinculo.queries.feedback.months import by_moment, span
from vinculo.queries.feedback.published import NATION, Place, PublicMonth, days_of
from vinculo.queries.feedback.service.cells import Asks, ask_for
from vinculo.queries.feedback.service.figures import FIGURES
from vinculo.queries.feedback.service.kept import read_cells
from vinculo.queries.feedback.service.scope import ServiceScope
from vinculo.queries.feedback.service.sources import SourceName
from vinculo.records.models import Agency, Decision, Opinion, ReturnAnswer
from vinculo.rules.feedback.figures import SATISFIED, Month
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS

KINDS = {"agency": "agency", "agency__province": "province", "": ""}  # of places, by what decisions say of them


def count_public(month: Month, centres: Sequence[Agency], now: datetime) -> dict[Place, PublicMonth]:
    """Return what is published of a month by place; those of which there is nothing are left out."""
    counting = Counting(month, centres)
    counting.add_volumes()
    counting.add_people()
    counting.add_opinions()
    counting.add_first_visits(now)
    return dict(counting.found)


class Counting:
    """One month, and what has been counted of it so far."""

    def __init__(self, month: Month, centres: Sequence[Agency]) -> None:
        self.month, self.centres = month, centres
        self.provinces = {each.pk: each.province_id for each in centres}
        self.found: defaultdict[Place, PublicMonth] = defaultdict(PublicMonth)

    def places(self, agency: int | None, province: int | None = None) -> Iterator[PublicMonth]:
        """Yield what has to be added to: the centre, its province, and the nation."""
        if agency is not None:
            yield self.found[Place(agency=agency)]
        of = province if agency is None else self.provinces[agency]
        if of is not None:
            yield self.found[Place(province=of)]
        yield self.found[NATION]

    def add_volumes(self) -> None:
        """Count attentions and complaints; three statements."""
        scope = FiguresScope(first=self.month, last=self.month)
        for (_month, agency, procedure), count in figures.count_visits(scope, self.centres).items():
            for each in self.places(agency):
                each.visits[procedure] += count
        for _month, told_of, province, kind, count in figures.count_complaints(scope, self.centres):
            for each in self.places(told_of, province):
                each.complaints[kind] += count

    def add_people(self) -> None:
        """Count on how many dependents was decided, and who of them is new since January; three statements."""
        months = span(Month(self.month.year, 1), self.month)
        every = by_moment(Decision.objects.all(), "decided_at", "agency", months, self.centres)
        of_month = by_moment(Decision.objects.all(), "decided_at", "agency", [self.month], self.centres).filter(month=0)
        for where, kind in KINDS.items():
            same = {where: OuterRef(where)} if where else {}
            earlier = every.filter(month__gte=0, solicitud=OuterRef("solicitud"), pk__lt=OuterRef("pk"), **same)
            rows: Any = of_month.annotate(key=F(where or "month")).values("key").order_by()
            new = Count("pk", filter=~Exists(earlier))
            for each in rows.annotate(there=Count("solicitud", distinct=True), new=new):
                place = Place(**{kind: each["key"]}) if kind else NATION
                self.found[place].people, self.found[place].new_people = each["there"], each["new"]

    def add_opinions(self) -> None:
        """Count the marks, and who said that they did not have to come back; two statements."""
        days = Q(day__range=days_of(self.month))
        good, at_once = Count("pk", filter=Q(value__gte=SATISFIED)), Count("pk", filter=Q(came_back=False))
        marks = Opinion.objects.filter(days).values_list("agency", "procedure", "about")
        for agency, procedure, about, many, satisfied in marks.annotate(many=Count("pk"), good=good).order_by():
            for each in self.places(agency):
                each.marks[procedure, about] += many
                each.good[procedure, about] += satisfied
        answers = ReturnAnswer.objects.filter(days, procedure__code=FOREIGN_DEPENDENTS).values_list("agency")
        for agency, many, satisfied in answers.annotate(many=Count("pk"), at_once=at_once).order_by():
            for each in self.places(agency):
                each.answers += many
                each.at_once += satisfied

    def add_first_visits(self, now: datetime) -> None:
        """Count the first visits and why they ended without a code, as supervision has them (kept.py)."""
        days = days_of(self.month)
        scope = ServiceScope(centres=tuple(self.centres), first=days.first, last=days.last, now=now)
        asks: Asks = {}
        ask_for(asks, [FIGURES["primeras-visitas"], FIGURES["con-codigo"]])
        ask_for(asks, [FIGURES["motivos"]], "reason")
        by_source = read_cells(asks, scope, by_centre=True)
        for agency, cells in by_source[SourceName.FIRST_VISITS].items():
            for each in self.places(agency):
                each.first_visits += cells.count("primeras-visitas")
                each.with_code += cells.count("con-codigo")
        for agency, cells in by_source[SourceName.FIRST_VISIT_REASONS].items():
            for each in self.places(agency):
                for reason in cells.values("reason"):
                    each.reasons[reason] += cells.count("motivos", "reason", reason)
