"""What a supervisor finds by what people bring, in the centres that they answer for and nowhere else (D37).

By name in a centre of their own only: among the people of a province a name means too many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vinculo.queries.cases.finding.names import TooManyPeople, affiliates_meant
from vinculo.queries.shared import access, number_search
from vinculo.queries.shared.local_time import local_moment
from vinculo.records.models import Case, Staff, Turno
from vinculo.rules.cases.finding import typed_words
from vinculo.rules.queue.scanner import read_scan
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import IdentityError, number_of_person
from vinculo.rules.shared.statuses import UNCONFIRMED_TURNO
from vinculo.rules.staff.access import Territory

MOST = 30  # rows of each list


@dataclass
class InTerritory:
    """The turnos and cases that were found, the newest first."""

    turnos: list[tuple[datetime, Turno]] = field(default_factory=list)  # with their hour, in the time of the agency
    cases: list[Case] = field(default_factory=list)
    too_many: bool = False

    @property
    def empty(self) -> bool:
        """Return whether nothing was found."""
        return not (self.turnos or self.cases or self.too_many)


def search_territory(staff: Staff, text: str, now: datetime) -> InTerritory:
    """Return the person whom a number points at, or in an own centre a name, and write what was shown."""
    result, typed = InTerritory(), read_scan(text).text
    if staff.is_supervisor:
        _by_number(result, staff, typed)
        if result.empty:
            _by_name(result, staff, typed, now)
    turnos, cases = [each.pk for _at, each in result.turnos], [each.pk for each in result.cases]
    access.record_view(act=Act.TURNO_READ, subject=Subject.TURNO, subject_ids=turnos, staff=staff, now=now)
    access.record_view(act=Act.SEARCH_CASE, subject=Subject.CASE, subject_ids=cases, staff=staff, now=now)
    return result


def _by_number(result: InTerritory, staff: Staff, text: str) -> None:
    try:
        number = number_of_person(text[:64])
    except IdentityError:
        return
    affiliates = number_search.affiliates_of(number)
    theirs = {"pk__in": number_search.turnos_of(number, affiliates)}
    _fill(result, staff, theirs, {"pk__in": number_search.cases_of(number, affiliates)})


def _by_name(result: InTerritory, staff: Staff, text: str, now: datetime) -> None:
    words = typed_words(text)
    if not words or staff.territory != Territory.CENTRES:
        return
    try:
        each_centre = (affiliates_meant(words, centre, now) for centre in access.supervised_agencies(staff))
        meant = {"affiliate__in": sorted({pk for pks in each_centre for pk in pks})}
    except TooManyPeople:
        result.too_many = True
        return
    _fill(result, staff, meant, meant)


def _fill(result: InTerritory, staff: Staff, turnos: Mapping[str, Any], cases: Mapping[str, Any]) -> None:
    places = access.supervised_agencies(staff).order_by().values("pk")
    confirmed = Turno.objects.exclude(status__in=UNCONFIRMED_TURNO).select_related("affiliate", "agency")
    rows = confirmed.filter(agency__in=places, **turnos).order_by("-starts", "-pk")[:MOST]
    result.turnos = [(local_moment(each.agency, each.starts), each) for each in rows]
    every = Case.objects.select_related("affiliate", "agency")
    result.cases = list(every.filter(agency__in=places, **cases).order_by("-opened_at", "-pk")[:MOST])
