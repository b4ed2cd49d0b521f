"""What *Transparencia* tells of a month at a place: counted from the records, kept, and put together (S09, D39).

One row of a month holds all that is published of a centre, a province or the nation; a year is its months together. So
the person who asks costs a dozen short rows, however long the service runs. The month of today is counted again each
hour, a month that is over within an hour after an act changed something of it: the page says of when its figures are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from vinculo.queries.feedback.months import span
from vinculo.records.models import KeptDays
from vinculo.rules.feedback.figures import Month
from vinculo.rules.feedback.service import KeptSource, Span

RULE = "1"  # another one when what is counted or how it is written changes: then all of it is counted again


class Place(NamedTuple):
    """A centre, else a province, else the nation."""

    province: int | None = None
    agency: int | None = None


NATION = Place()
Texts = Counter[str]


@dataclass(kw_only=True)
class PublicMonth:
    """What is published of one month at one place."""

    visits: Counter[int] = field(default_factory=Counter)  # attentions by procedure
    complaints: Texts = field(default_factory=Counter)  # by kind
    people: int = 0  # on whose solicitud was decided
    new_people: int = 0  # of them those who are so for the first time since January
    marks: Counter[tuple[int, str]] = field(default_factory=Counter)  # by procedure and subject
    good: Counter[tuple[int, str]] = field(default_factory=Counter)
    first_visits: int = 0
    with_code: int = 0
    reasons: Texts = field(default_factory=Counter)
    answers: int = 0
    at_once: int = 0  # of them those who did not have to come back

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "visits": sorted(self.visits.items()),
            "complaints": self.complaints,
            "people": [self.people, self.new_people],
            "marks": [[*of, self.good[of], many] for of, many in sorted(self.marks.items())],
            "first": [self.first_visits, self.with_code],
            "reasons": self.reasons,
            "answers": [self.answers, self.at_once],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> PublicMonth:
        """Return what was kept."""
        return cls(
            visits=Counter(dict(kept["visits"])),
            complaints=Counter(kept["complaints"]),
            people=kept["people"][0],
            new_people=kept["people"][1],
            marks=Counter({(procedure, about): many for procedure, about, _good, many in kept["marks"]}),
            good=Counter({(procedure, about): good for procedure, about, good, _many in kept["marks"]}),
            first_visits=kept["first"][0],
            with_code=kept["first"][1],
            reasons=Counter(kept["reasons"]),
            answers=kept["answers"][0],
            at_once=kept["answers"][1],
        )


def read_months(place: Place, months: Sequence[Month]) -> tuple[dict[Month, PublicMonth], list[Month]]:
    """Return what was kept of months at a place, and the months that are to be counted; one statement.

    Those to count follow one another, so that they are counted together: what was kept between two of them is left.
    """
    those = KeptDays.objects.filter(
        source=KeptSource.PUBLIC.value,
        first__in=[each.first for each in months],
        agency=place.agency,
        province=place.province,
        rule=RULE,
    )
    kept_of = {Month.of(first): kept for first, kept in those.values_list("first", "counts")}
    missing = [each for each in months if each not in kept_of]
    rest = span(missing[0], missing[-1]) if missing else []
    return {each: PublicMonth.from_json(kept_of[each]) for each in months if each not in rest}, rest


def read_centres(first: Month, last: Month) -> dict[tuple[Month, int], PublicMonth] | None:
    """Return what was kept of each centre from one month to another; None where it is not all; two statements.

    What is kept begins with the January of the first day that there was: before it there is nothing.
    """
    rows = KeptDays.objects.filter(source=KeptSource.PUBLIC.value, rule=RULE, first__lte=last.first)
    nation = sorted(Month.of(day) for day in rows.filter(agency=None, province=None).values_list("first", flat=True))
    if not nation or nation != span(nation[0], last):
        return None
    centres = rows.filter(agency__isnull=False, first__gte=first.first).values_list("first", "agency", "counts")
    return {(Month.of(day), agency): PublicMonth.from_json(kept) for day, agency, kept in centres}


def days_of(month: Month) -> Span:
    """Return the days of a month."""
    return Span(month.first, month.back(-1).first - timedelta(days=1))
