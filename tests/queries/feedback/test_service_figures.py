"""The figures of the service: every number equals its list, by the clock and the territory of the reader (D39)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.stages.figures import (
    COUNTED,
    EVENING,
    FRIDAY,
    MONDAY,
    a_queue,
    decide_solicitud,
    family,
    scope_of,
    some_supply,
    some_turnos,
    something_for_each,
)
from tests.stages.log import fences_aside
from tests.stages.queue import at, fresh, ticket
from tests.stages.voice import galapagos, local, make_attended_turno
from vinculo.actions.queue.departures import undo_check_in
from vinculo.queries.feedback import figures
from vinculo.queries.feedback.figures import FiguresScope
from vinculo.queries.feedback.first_visit import first_visit_figures
from vinculo.queries.feedback.service.counting import (
    Part,
    count_by_centre,
    count_days,
    count_figures,
    count_parts,
    spread_of,
)
from vinculo.queries.feedback.service.figures import FIGURES, SECTIONS, Breakdown
from vinculo.queries.feedback.service.lists import Chosen, count_rows, list_rows
from vinculo.queries.feedback.service.sources import SourceName
from vinculo.queries.queue import day_report
from vinculo.records.models import CentreDay, Decision, Event, Seat, Solicitud, Ticket, Turno, WaitingEntry
from vinculo.rules.feedback.figures import Month

pytestmark = pytest.mark.django_db
BREAKDOWNS = [each for section in SECTIONS.values() for each in section.breakdowns]


def test_d39_each_figure_counts_what_it_says() -> None:
    something_for_each()
    assert count_figures(FIGURES.values(), scope_of()) == COUNTED


def test_d39_every_number_is_the_length_of_the_list_that_it_opens() -> None:
    something_for_each()
    counts = count_figures(FIGURES.values(), scope_of())
    listed = {key: len(list_rows(each, scope_of(), Chosen(), 0, 100)) for key, each in FIGURES.items()}
    lengths = {key: count_rows(each, scope_of(), Chosen()) for key, each in FIGURES.items()}
    assert (listed, lengths) == (counts, counts)


@pytest.mark.parametrize("each", BREAKDOWNS, ids=lambda each: f"{each.column}-{each.figures[0]}")
def test_d39_every_number_of_a_part_is_the_length_of_its_list(each: Breakdown) -> None:
    something_for_each()
    parts = count_parts(each, scope_of())
    listed = {
        (part.value, key): count_rows(FIGURES[key], scope_of(), Chosen(column=each.column, value=part.value))
        for part in parts
        for key in each.figures
    }
    assert listed == {(part.value, key): number for part in parts for key, number in part.counts.items()}
    together = {key: sum(part.counts[key] for part in parts) for key in each.figures}
    assert together == {key: COUNTED[key] for key in each.figures}


def test_d39_the_centres_and_the_days_add_up_to_the_whole() -> None:
    something_for_each()
    there = galapagos()
    make_attended_turno(at(0), there, confirmed_at=cast.NOW)
    whole = count_figures(FIGURES.values(), scope_of())
    by_centre = count_by_centre(FIGURES.values(), scope_of())
    assert whole == {key: sum(each.get(key, 0) for each in by_centre.values()) for key in whole}
    assert by_centre[there.pk]["turnos"] == 1
    for section in SECTIONS.values():
        assert sum(each.count for each in count_days(section, scope_of())) == whole[section.trend]


def test_d39_another_centre_and_another_day_count_nothing() -> None:
    something_for_each()
    nothing = dict.fromkeys(COUNTED, 0)
    assert count_figures(FIGURES.values(), scope_of(galapagos())) == nothing
    before, after = FRIDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    assert count_figures(FIGURES.values(), scope_of(first=before, last=before)) == nothing
    assert count_figures(FIGURES.values(), scope_of(first=after, last=after)) == nothing


def test_d39_d9_the_day_and_the_hour_are_those_of_the_centres_clock() -> None:
    """Half past midnight of the mainland is still the day before in the Galápagos."""
    there = galapagos()
    moment = local("2026-11-30 00:30")
    make_attended_turno(moment, cast.agency(), confirmed_at=cast.NOW, presenter_key="here")
    make_attended_turno(moment, there, confirmed_at=cast.NOW, presenter_key="there")
    lines = list_rows(FIGURES["turnos"], scope_of(), Chosen(), 0, 9)
    assert {(each.agency, str(each.day), each.hour) for each in lines} == {
        (cast.agency().pk, "2026-11-30", 0),
        (there.pk, "2026-11-29", 23),
    }


def test_d39_waits_are_those_of_the_report_of_the_day() -> None:
    a_queue()
    told = {each.name: each.waits for each in day_report.report(cast.agency(), MONDAY, EVENING).waits}
    by_class = spread_of(FIGURES["llamados"], scope_of(), "klass")
    assert {"Prioridad": by_class["P"].minutes[2], "Del mismo día": by_class["W"].minutes[2]} == {
        name: waits.p95 for name, waits in told.items()
    }
    assert spread_of(FIGURES["llamados"], scope_of())[""].minutes == (9.0, 70.0, 70.0, 70.0)
    assert spread_of(FIGURES["atenciones"], scope_of())[""].minutes == (6.0, 11.0, 11.0, 11.0)


def test_d39_percentiles_are_waits_that_somebody_had() -> None:
    head = CentreDay.objects.create(agency=cast.agency(), date=MONDAY, last_number=20)
    for minutes in range(1, 21):
        Ticket.objects.create(
            day=head,
            number=minutes,
            **Ticket.link_for(f"{minutes:032d}"),
            procedure=cast.procedure(),
            origin="same_day",
            klass="W",
            checked_in_at=at(0),
            ref=at(0),
            due=at(0),
            state="served",
            served_from=at(0),
            ended_at=at(minutes),
        )
    spread = spread_of(FIGURES["atenciones"], scope_of())[""]
    assert (spread.count, spread.minutes) == (20, (10.0, 18.0, 19.0, 20.0))


def test_d39_a_number_that_was_given_by_a_slip_is_none() -> None:
    given = ticket(0)
    undo_check_in(ticket=fresh(given), reason="slip", actor=cast.olga(), now=at(1))
    assert fresh(given).state == "left"
    assert count_figures([FIGURES["numeros"], FIGURES["se-retiraron"]], scope_of()) == {"numeros": 0, "se-retiraron": 0}


def test_d39_the_first_visits_are_those_of_transparencia() -> None:
    something_for_each()
    public = first_visit_figures(
        FiguresScope(first=Month(2026, 11), last=Month(2026, 11)), figures.places(), MONDAY
    ).whole
    counts = count_figures(FIGURES.values(), scope_of(first=FRIDAY.replace(day=1)))
    assert (counts["primeras-visitas"], counts["con-codigo"]) == (public.visits, public.with_code) == (6, 1)


def test_d9_d39_what_was_decided_by_another_clock_has_its_day_though_that_centre_is_not_asked_for() -> None:
    """The first of a family is issued on the mainland, the other one on the same day in the Galápagos."""
    there, first = galapagos(), family()
    assert first.case is not None
    other = Solicitud.objects.create(
        reference="S0",
        **Solicitud.link_for("x" * 32),
        case=first.case,
        status="in_review",
        nationality="VEN",
        presented_on=FRIDAY,
        created_at=EVENING,
        updated_at=EVENING,
    )
    decide_solicitud(first, "issue")
    with fences_aside("records_decision"):
        Decision.objects.filter(pk=decide_solicitud(other, "issue").pk).update(agency=there)
    asked = [FIGURES["primeras-visitas"], FIGURES["con-codigo"]]
    counted = [list(count_figures(asked, scope_of(*at)).values()) for at in ((), (cast.agency(),), (there,))]
    assert counted == [[1, 1], [1, 1], [0, 0]]
    with fences_aside("records_decision"):
        Decision.objects.update(agency=there)
    counted = [list(count_figures(asked, scope_of(*at)).values()) for at in ((), (cast.agency(),), (there,))]
    assert counted == [[1, 1], [0, 0], [1, 1]]


def test_d39_what_was_wrong_is_told_by_group_and_by_the_country_of_the_paper() -> None:
    something_for_each()
    by_reason, by_country = (
        {part.value: part.counts["motivos-correccion"] for part in _parts("decisiones", column)}
        for column in ("reason", "country")
    )
    assert by_reason == {"formality": 1, "absent": 1, "copy": 1, "person": 0}
    assert by_country == {"COL": 1, "VEN": 2}


def _parts(slug: str, column: str) -> list[Part]:
    return count_parts(next(each for each in SECTIONS[slug].breakdowns if each.column == column), scope_of())


def test_d39_a_seat_is_empty_while_people_were_refused_only_after_they_were() -> None:
    some_supply()
    lines = list_rows(FIGURES["vacios-con-rechazo"], scope_of(), Chosen(), 0, 9)
    after = Event.objects.get(act="not_admitted").at
    assert len(lines) == 2
    assert Seat.objects.filter(pk__in=[each.pk for each in lines], slot__starts__lt=after).count() == 0
    WaitingEntry.objects.update(state="met")
    assert count_figures([FIGURES["vacios-con-espera"]], scope_of()) == {"vacios-con-espera": 0}


def test_d39_figures_are_live() -> None:
    some_turnos()
    before = count_figures([FIGURES["no-vinieron"]], scope_of())
    Turno.objects.filter(status="confirmed").update(status="no_show")
    assert (before, count_figures([FIGURES["no-vinieron"]], scope_of())) == ({"no-vinieron": 2}, {"no-vinieron": 3})
    decide_solicitud(family(), "issue", days=3)
    assert count_figures([FIGURES["codigos"]], scope_of()) == {"codigos": 1}


def test_d39_rows_of_one_record_keep_their_places_from_page_to_page() -> None:
    """Two papers of one decision have one day and one number: what else they say orders them, whatever came first."""
    asked = decide_solicitud(family(), "correction", code="birth_missing")
    items = [{"requirement": each, "paper": "birth", "code": "birth_missing"} for each in ("C", "A", "B")]
    with fences_aside("records_decision"):
        Decision.objects.filter(pk=asked.pk).update(items=items)
    pages = [list_rows(FIGURES["motivos-correccion"], scope_of(), Chosen(), begin, 1) for begin in range(4)]
    assert [[each.facts["paper"] for each in lines] for lines in pages] == [["A"], ["B"], ["C"], []]


@pytest.mark.parametrize("name", SourceName)
def test_d39_every_list_is_ordered_by_all_that_it_shows(name: SourceName) -> None:
    figure = next(each for each in FIGURES.values() if each.source == name)
    with CaptureQueriesContext(connection) as asked:
        list_rows(figure, scope_of(cast.agency()), Chosen(), 0, 1)
    (statement,) = [each["sql"] for each in asked if "AS listed" in each["sql"]]
    shown = statement.partition("SELECT ")[2].partition(" FROM")[0].split(", ")
    order = statement.rpartition("ORDER BY ")[2].partition(" LIMIT")[0].split(", ")
    assert sorted(order) == sorted(set(shown))


def test_d39_a_list_is_planned_anew_each_time_it_is_asked_for() -> None:
    """Prepared, PostgreSQL would plan it without its days (decision 0079)."""
    scope = scope_of()
    with CaptureQueriesContext(connection) as asked:
        for moment in (scope.now, scope.now + timedelta(seconds=1)):
            list_rows(FIGURES["numeros"], replace(scope, now=moment), Chosen(), 0, 9)
    first, second = (each["sql"].partition("*/") for each in asked.captured_queries)
    assert first[0] != second[0]
    assert first[2].startswith(" SELECT id, ")


def test_a_list_is_told_apart_by_its_own_columns_alone() -> None:
    figure = FIGURES["llamados"]
    assert [Chosen(column=each).is_allowed(figure) for each in ("", "klass", "hour", "paper", "1; DROP")] == [
        True,
        True,
        True,
        False,
        False,
    ]
