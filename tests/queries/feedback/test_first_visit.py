"""Who left with the code at the first visit, counted from the records, and why the others did not (D39)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.test import override_settings

from tests import cast
from tests.stages import desk
from tests.stages.desk import case_of_bruno, papers_of_bruno
from tests.stages.log import fences_aside
from tests.stages.voice import galapagos, local
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.issuing import issue_code
from vinculo.queries.feedback import figures
from vinculo.queries.feedback.figures import FiguresScope
from vinculo.queries.feedback.first_visit import FirstVisitFigures, by_centre, first_visit_figures
from vinculo.records.models import Affiliate, Agency, Case, Decision, Person, Solicitud
from vinculo.rules.feedback.figures import Month
from vinculo.rules.feedback.first_visit import REFUSED, UNDECIDED, FirstVisits

pytestmark = pytest.mark.django_db
YEAR = FiguresScope(first=Month(2026, 1), last=Month(2026, 12))
TODAY = date(2026, 12, 31)
MORNING = datetime.fromisoformat("2026-11-10 10:00:00-05:00")
DAY = MORNING.date()
NUMBERS = count(1)
ISSUE, CORRECTION, REFUSAL = "issue", "correction", "refusal"


def figures_of(scope: FiguresScope = YEAR, today: date = TODAY) -> FirstVisitFigures:
    with override_settings(SATISFACTION_LEAST_MARKS=1):
        return first_visit_figures(scope, figures.places(), today)


def count_by_month(scope: FiguresScope = YEAR, today: date = TODAY) -> dict[int, tuple[int, int]]:
    months = figures_of(scope, today).months
    return {month.number: (each.visits, each.with_code) for month, each in months.items() if each.visits}


def reasons(scope: FiguresScope = YEAR) -> dict[str, int]:
    return {each.text: each.count for each in figures_of(scope).reasons}


def case_on(day: date = DAY, at: Agency | None = None, affiliate: Affiliate | None = None) -> Case:
    number = next(NUMBERS)
    return Case.objects.create(
        reference=f"C{number}",
        affiliate=affiliate or cast.ana(),
        procedure=cast.procedure(),
        agency=at or cast.agency(),
        first_presented_on=day,
        opened_at=MORNING,
        opened_by=cast.olga(),
    )


def dependent(
    case: Case, presented: date | None = None, born: date | None = None, status: str = "in_review"
) -> Solicitud:
    number = next(NUMBERS)
    return Solicitud.objects.create(
        reference=f"S{number}",
        **Solicitud.link_for(f"{number:032d}"),
        case=case,
        status=status,
        birth_date=born,
        presented_on=presented or case.first_presented_on,
        created_at=MORNING,
        updated_at=MORNING,
    )


def decide_solicitud(
    of: Solicitud,
    kind: str = ISSUE,
    at: datetime = MORNING,
    asked: Sequence[str] = (),
    agency: Agency | None = None,
    reversed_at: datetime | None = None,
) -> Decision:
    assert of.case is not None
    return Decision.objects.create(
        solicitud=of,
        kind=kind,
        items=[{"requirement": each, "paper": "birth"} for each in asked],
        rules_version="5",
        agency=agency or of.case.agency,
        decided_by=cast.olga(),
        decided_at=at,
        reversed_at=reversed_at,
    )


def test_d39_a_family_counts_when_all_who_were_presented_left_with_the_code_that_day() -> None:
    both = case_on()
    decide_solicitud(dependent(both))
    decide_solicitud(dependent(both))
    half = case_on()
    decide_solicitud(dependent(half))
    dependent(half)
    assert count_by_month() == {11: (2, 1)}


def test_d39_a_code_of_another_day_does_not_count_and_one_taken_back_never_was() -> None:
    decide_solicitud(dependent(case_on()), at=MORNING + timedelta(days=1))
    decide_solicitud(dependent(case_on()), reversed_at=MORNING + timedelta(days=9))
    assert count_by_month() == {11: (2, 0)}


def test_d39_somebody_added_on_a_later_day_is_not_part_of_the_first_visit() -> None:
    case = case_on()
    decide_solicitud(dependent(case))
    dependent(case, presented=DAY + timedelta(days=5))
    assert count_by_month() == {11: (1, 1)}


@pytest.mark.parametrize(
    ("status", "first_visits"), [("withdrawn", 1), ("refused", 1), ("issued", 2), ("in_review", 2)]
)
def test_d39_a_case_about_somebody_whose_earlier_case_ended_without_a_code_is_a_return(
    status: str, first_visits: int
) -> None:
    born = date(2015, 3, 14)
    before = dependent(case_on(DAY - timedelta(days=30)), born=born)
    person = Person.objects.create(names="B", names_key="b", birth_date=born, nationality="COL", created_at=MORNING)
    Solicitud.objects.filter(pk=before.pk).update(status=status, person=person)
    decide_solicitud(dependent(case_on(), born=born))
    assert sum(each.visits for each in figures_of().months.values()) == first_visits


def test_d39_another_child_of_a_family_that_was_here_before_has_a_first_visit() -> None:
    dependent(case_on(DAY - timedelta(days=30)), born=date(2012, 1, 1), status="withdrawn")
    decide_solicitud(dependent(case_on(), born=date(2015, 3, 14)))
    assert count_by_month() == {10: (1, 0), 11: (1, 1)}


def test_d39_a_day_counts_when_it_is_over() -> None:
    decide_solicitud(dependent(case_on()))
    assert count_by_month(today=DAY) == {}
    assert count_by_month(today=DAY + timedelta(days=1)) == {11: (1, 1)}


def test_d9_d39_the_day_is_that_of_the_centres_clock() -> None:
    place = galapagos()
    for moment, with_code in [("2026-11-10 23:30", 1), ("2026-11-11 00:30", 0)]:
        case = case_on(at=place)
        decide_solicitud(dependent(case), at=local(moment, place))
        scope = FiguresScope(first=Month(2026, 11), last=Month(2026, 11), agency=place.pk)
        assert figures_of(scope).whole.with_code == with_code
        with fences_aside("records_decision"):
            Decision.objects.all().delete()


def test_d39_the_reasons_are_the_requirements_of_the_notices_of_that_day_each_family_once() -> None:
    birth, passport = "Certificado o acta de nacimiento", "Pasaporte vigente de la persona afiliada"
    twins = case_on()
    for _ in range(2):
        decide_solicitud(dependent(twins), CORRECTION, asked=[birth, birth, passport])
    decide_solicitud(dependent(case_on()), CORRECTION, asked=[birth])
    decide_solicitud(dependent(case_on()), REFUSAL)
    dependent(case_on())
    decide_solicitud(dependent(case_on()))
    assert reasons() == {birth: 2, passport: 1, REFUSED: 1, UNDECIDED: 1}


def test_d39_it_is_told_by_centre_and_by_province() -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    here = cast.agency()
    decide_solicitud(dependent(case_on()))
    moved = case_on()  # the case went on elsewhere: the visit stays where it was first decided
    decide_solicitud(dependent(moved), CORRECTION, asked=["x"])
    Case.objects.filter(pk=moved.pk).update(agency=there)
    dependent(case_on(at=there))
    of_here = FiguresScope(first=Month(2026, 1), last=Month(2026, 12), agency=here.pk)
    of_there = FiguresScope(first=Month(2026, 1), last=Month(2026, 12), province=there.province_id)
    assert (count_by_month(of_here), count_by_month(of_there)) == ({11: (2, 1)}, {11: (1, 0)})
    november = Month(2026, 11)
    assert by_centre(YEAR, figures.places(), TODAY) == {
        (november, here.pk): FirstVisits(visits=2, with_code=1),
        (november, there.pk): FirstVisits(visits=1, with_code=0),
    }


def test_d39_reasons_of_few_families_are_not_told() -> None:
    for asked in (["a"], ["a"], ["b"], ["c"]):
        decide_solicitud(dependent(case_on()), CORRECTION, asked=asked)
    with override_settings(SATISFACTION_LEAST_MARKS=2):
        shown = first_visit_figures(YEAR, figures.places(), TODAY)
    assert ([(each.text, each.count) for each in shown.reasons], shown.fewer) == ([("a", 2)], 2)
    assert (FirstVisits(visits=9, with_code=9).share(10), FirstVisits(visits=10, with_code=9).share(10)) == (None, 90)


def test_d39_what_the_desk_decides_is_what_is_counted() -> None:
    case, solicitud = case_of_bruno()
    papers_of_bruno(case, solicitud)
    issue_code(solicitud=solicitud, version=solicitud.version, actor=cast.olga(), now=cast.NOW, random_source=desk.RNG)
    assert count_by_month(today=cast.NOW.date() + timedelta(days=1)) == {11: (1, 1)}


def test_d39_a_correction_of_the_desk_names_the_paper_that_was_missing() -> None:
    case, solicitud = case_of_bruno()
    desk.record(case, desk.ANA_PASSPORT)
    for paper in (desk.SIGNED, desk.BRUNO_PASSPORT):
        desk.record(case, paper, solicitud)
    solicitud.refresh_from_db()
    request_correction(solicitud=solicitud, note="", version=solicitud.version, actor=cast.olga(), now=cast.NOW)
    assert count_by_month() == {11: (1, 0)}
    assert reasons() == {"Certificado o acta de nacimiento": 1}
