"""The public figures are counted from the records, by the month of the centre's own clock (S09, D9)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import override_settings

from tests import cast
from tests.stages.desk import case_of_bruno, papers_of_bruno
from tests.stages.voice import complaint, galapagos, give_mark, local, make_attended_turno, make_served_ticket
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.feedback.complaints import answer_complaint
from vinculo.queries.feedback import figures
from vinculo.queries.feedback.figures import FiguresScope, MonthLine
from vinculo.records.models import Agency, Case, Decision, Procedure, Solicitud, Turno
from vinculo.rules.feedback.figures import Month

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[object]]
YEAR = {"first": Month(2026, 1), "last": Month(2026, 12)}


def scope(**changes: object) -> FiguresScope:
    return FiguresScope(**(YEAR | changes))  # type: ignore[arg-type]


def count_by_month(what: str = "attentions", **changes: object) -> dict[int, int]:
    lines = figures.published_figures(scope(**changes), figures.places()).months
    return {line.month.number: getattr(line, what) for line in lines if line.has_data}


def test_s09_an_attention_is_a_visit_that_was_served_and_is_counted_once() -> None:
    both = make_attended_turno()
    make_served_ticket(of=both)
    make_attended_turno()
    make_served_ticket()
    for state in ("waiting", "no_show", "left"):
        make_served_ticket(state=state)
    for status in ("confirmed", "cancelled", "no_show", "arrived"):
        make_attended_turno(status=status)
    assert count_by_month() == {11: 3}


def test_s09_a_visit_that_is_served_by_ticket_alone_counts_while_its_case_goes_on() -> None:
    make_served_ticket(of=make_attended_turno(status="arrived"))
    assert count_by_month() == {11: 1}


def test_s09_a_turno_with_two_tickets_is_one_attention_and_tickets_alone_are_one_each() -> None:
    both = make_attended_turno()
    for of in (both, both, None, None):
        make_served_ticket(of=of)
    assert count_by_month() == {11: 3}


def test_s09_an_attention_that_is_taken_back_is_not_counted_any_more() -> None:
    turno = make_attended_turno()
    assert count_by_month() == {11: 1}
    Turno.objects.filter(pk=turno.pk).update(status="arrived")
    assert count_by_month() == {}


@pytest.mark.parametrize(
    ("there", "moment", "month"),
    [
        ("mainland", "2026-10-31 23:59", 10),
        ("mainland", "2026-11-01 00:00", 11),
        ("galapagos", "2026-10-31 23:59", 10),
        ("galapagos", "2026-11-01 00:00", 11),
    ],
)
def test_d9_the_month_is_that_of_the_centres_clock(there: str, moment: str, month: int) -> None:
    """Half past midnight of the mainland is still the day before in the Galápagos, and UTC is five hours ahead."""
    galapagos()
    place = galapagos() if there == "galapagos" else cast.agency()
    when = local(moment, place)
    make_attended_turno(when, place)
    make_served_ticket(when, place)
    complaint(now=when, agency=place)
    assert (count_by_month(), count_by_month("volume")) == ({month: 2}, {month: 1})


def test_d9_the_year_begins_by_the_centres_clock() -> None:
    place = galapagos()
    make_attended_turno(local("2025-12-31 23:59", place), place)
    make_attended_turno(local("2026-12-31 23:59", place), place)
    assert count_by_month() == {12: 1}


def test_a_complaint_of_no_place_is_counted_by_the_mainlands_clock() -> None:
    complaint(now=local("2026-08-31 23:59"))
    complaint(now=local("2026-09-01 00:00"))
    assert count_by_month("volume") == {8: 1, 9: 1}


def test_s09_complaints_and_claims_are_the_volume_and_the_others_stand_apart() -> None:
    for kind in ("complaint", "complaint", "claim", "suggestion", "praise", "praise", "praise"):
        complaint(kind)
    line = figures.published_figures(scope(), figures.places()).months[10]
    assert (line.complaints, line.claims, line.volume, line.suggestions, line.praises) == (2, 1, 3, 1, 3)


def test_answering_changes_no_figure() -> None:
    answer_complaint(complaint=complaint(agency=cast.agency()), text="Lo sentimos.", actor=cast.sara(), now=cast.NOW)
    assert count_by_month("volume") == {11: 1}


def test_s09_every_month_of_the_scope_is_there_and_says_whether_anything_is_known() -> None:
    make_attended_turno()
    lines = figures.published_figures(scope(first=Month(2026, 9)), figures.places()).months
    assert [(line.month.number, line.has_data) for line in lines] == [(9, False), (10, False), (11, True), (12, False)]


def three_centres() -> tuple[Agency, Agency, Agency]:
    quito, south = cast.agency(), cast.agency("Centro de Atención Universal Quitumbe")
    return quito, south, galapagos()


def test_s09_nation_province_and_centre() -> None:
    quito, south, island = three_centres()
    for place, count in [(quito, 3), (south, 2), (island, 1)]:
        for _ in range(count):
            make_attended_turno(at=place)
            make_served_ticket(at=place)
            complaint(agency=place)
    complaint(province=quito.province)
    complaint()
    asked = [{}, {"province": quito.province_id}, {"agency": south.pk}, {"province": island.province_id}]
    assert [count_by_month(**each)[11] for each in asked] == [12, 10, 4, 2]  # type: ignore[arg-type]
    assert [count_by_month("volume", **each)[11] for each in asked] == [8, 6, 2, 1]


def test_s09_by_place_has_a_line_for_each_month_and_centre_with_data() -> None:
    quito, _south, island = three_centres()
    make_attended_turno(at=quito)
    make_served_ticket(local("2026-10-05 10:00"), quito)
    make_attended_turno(at=island)
    complaint("claim", agency=island)
    complaint(province=quito.province)
    complaint("praise")
    lines = [
        (str(line.month), line.province, line.agency, line.attentions, line.volume, line.praises)
        for line in figures.by_place(scope(), figures.places())
    ]
    assert lines == [
        ("2026-10", "Pichincha", quito.name, 1, 0, 0),
        ("2026-11", "", "", 0, 0, 1),
        ("2026-11", "Galápagos", island.name, 1, 1, 0),
        ("2026-11", "Pichincha", "", 0, 1, 0),
        ("2026-11", "Pichincha", quito.name, 1, 0, 0),
    ]


def decide_solicitud(of: Solicitud, moment: str, kind: str = "correction") -> None:
    case = of.case
    assert isinstance(case, Case)
    Decision.objects.create(
        solicitud=of, kind=kind, rules_version="1", agency=case.agency, decided_by=cast.olga(), decided_at=local(moment)
    )


def people(last: int, **changes: object) -> tuple[int, int]:
    lines = figures.published_figures(scope(last=Month(2026, last), **changes), figures.places()).services
    assert lines[0].name == cast.PROCEDURE_NAME
    return lines[0].people, lines[0].people_of_year


def test_s09_a_person_counts_once_in_the_month_and_once_in_the_year() -> None:
    _case, bruno = case_of_bruno()
    decide_solicitud(bruno, "2026-03-31 23:59")
    decide_solicitud(bruno, "2026-04-01 00:00")
    decide_solicitud(bruno, "2026-04-02 10:00", "issue")
    assert [people(last) for last in (2, 3, 4, 5)] == [(0, 0), (1, 1), (1, 1), (0, 1)]


def test_s09_the_year_before_does_not_count_and_the_new_year_counts_anew() -> None:
    _case, bruno = case_of_bruno()
    decide_solicitud(bruno, "2025-12-31 23:59")
    decide_solicitud(bruno, "2026-01-01 00:00", "issue")
    assert people(1) == (1, 1)


def test_s09_a_real_decision_is_a_person_served() -> None:
    case, bruno = case_of_bruno()
    papers_of_bruno(case, bruno)
    bruno.refresh_from_db()
    bruno.papers.filter(kind="birth").update(original_seen=False)
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    assert people(11) == (1, 1)
    assert people(11, agency=galapagos().pk) == (0, 0)


def test_s09_of_other_services_the_people_are_the_visits() -> None:
    other = Procedure.objects.create(code="otros", name="Otro trámite")
    make_served_ticket(procedure=other)
    make_served_ticket(local("2026-02-03 10:00"), procedure=other)
    lines = figures.published_figures(scope(last=Month(2026, 11)), figures.places()).services
    assert [(line.name, line.people, line.people_of_year) for line in lines] == [
        (cast.PROCEDURE_NAME, 0, 0),
        ("Otro trámite", 1, 2),
    ]


def test_s09_satisfied_are_good_and_very_good_of_all_marks_and_of_few_nothing_is_said() -> None:
    for value in (5, 4, 3, 2):
        give_mark(make_attended_turno(), "service", value)
    give_mark(make_served_ticket(), "person", 1)
    shown = {}
    for least in (1, 4, 5):
        with override_settings(SATISFACTION_LEAST_MARKS=least):
            line = figures.published_figures(scope(), figures.places()).services[0]
            shown[least] = (line.satisfied_service, line.satisfied_person)
    assert shown == {1: (50, 0), 4: (50, None), 5: (None, None)}


def test_s09_a_centre_with_few_marks_says_nothing_though_the_nation_does() -> None:
    quito, south, _island = three_centres()
    for _ in range(2):
        give_mark(make_attended_turno(at=quito), "service", 5)
    give_mark(make_attended_turno(at=south), "service", 1)
    with override_settings(SATISFACTION_LEAST_MARKS=2):
        asked: list[dict[str, object]] = [{}, {"agency": quito.pk}, {"agency": south.pk}]
        assert [
            figures.published_figures(scope(**each), figures.places()).services[0].satisfied_service for each in asked
        ] == [67, 100, None]


def fill(months: int, centres: list[Agency]) -> None:
    for index in range(months):
        when = local("2026-11-10 10:00") - timedelta(days=31 * index)
        for place in centres:
            give_mark(make_attended_turno(when, place), "service", 5, when)
            make_served_ticket(when, place)
            complaint(now=when, agency=place, address=f"203.0.113.{index}")


@pytest.mark.parametrize(("months", "centres"), [(1, 1), (3, 3)])
def test_the_statements_do_not_grow(django_assert_num_queries: Queries, months: int, centres: int) -> None:
    fill(months, list(three_centres())[:centres])
    with django_assert_num_queries(1):
        places = figures.places()
    with django_assert_num_queries(7):  # one asks what was kept
        lines: list[MonthLine] = figures.published_figures(scope(), places).months
    assert sum(line.attentions for line in lines) == 2 * months * centres
    with django_assert_num_queries(4):
        assert len(figures.by_place(scope(), places)) == months * centres
