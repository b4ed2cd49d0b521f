"""What is kept of days that are over is what the records say, and is not read once an act changed them (D39)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import override_settings

from tests import cast
from tests.stages.figures import COUNTED, EVENING, FRIDAY, MONDAY, decide_solicitud, family, something_for_each
from tests.stages.queue import at
from tests.stages.voice import complaint, galapagos, give_mark, make_attended_turno, make_served_ticket
from vinculo.actions.feedback import keeping
from vinculo.actions.feedback.keeping import keep_figures
from vinculo.queries.feedback import figures, first_visit
from vinculo.queries.feedback.figures import FiguresScope
from vinculo.queries.feedback.service import kept as reading
from vinculo.queries.feedback.service.cells import Asks, ask_for
from vinculo.queries.feedback.service.counting import (
    Part,
    count_by_centre,
    count_days,
    count_figures,
    count_parts,
    spread_of,
)
from vinculo.queries.feedback.service.figures import FIGURES, SECTIONS
from vinculo.queries.feedback.service.lists import Chosen, count_rows
from vinculo.queries.feedback.service.scope import ServiceScope, every_centre
from vinculo.queries.feedback.service.sources import SourceName
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import CentreDay, Decision, KeptDays, ReturnAnswer, Ticket, Turno
from vinculo.rules.feedback.figures import Month
from vinculo.rules.feedback.service import KeptSource, Span, closed_spans
from vinculo.rules.shared.acts import Act, Subject

pytestmark = pytest.mark.django_db
DECEMBER = EVENING + timedelta(days=15)  # November is over
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
TIMED = [each for each in FIGURES.values() if each.minutes]
Everything = tuple[object, ...]


def scope_at(now: datetime, first: date = NOVEMBER.first, last: date = NOVEMBER.last) -> ServiceScope:
    return ServiceScope(centres=tuple(every_centre()), first=first, last=last, now=now)


def everything(scope: ServiceScope) -> Everything:
    """Return all that the figures tell of a scope."""
    breakdowns = [each for section in SECTIONS.values() for each in section.breakdowns]
    return (
        count_figures(FIGURES.values(), scope),
        {(each.column, each.figures): sorted(count_parts(each, scope), key=_value) for each in breakdowns},
        {slug: count_days(section, scope) for slug, section in SECTIONS.items()},
        [spread_of(each, scope, column) for each in TIMED for column in ("", "klass", "hour")],
        count_by_centre(FIGURES.values(), scope),
    )


def _value(part: Part) -> str:
    return part.value


def keep_all(now: datetime) -> None:
    for _ in range(4):  # more rounds than anything here needs; what an act changed a moment ago is counted in each
        keep_figures(now=now)


def of_november() -> QuerySet[KeptDays]:
    """Return what is kept of the month in which everything happened, at the centre of the cast."""
    day = cast.NOW.date()
    return KeptDays.objects.filter(agency=cast.agency(), first__lte=day, last__gte=day)


def kept_spans() -> set[Span]:
    """Return the days of which anything is kept."""
    rows = KeptDays.objects.exclude(source=KeptSource.WATCH)
    return {Span(*days) for days in rows.values_list("first", "last")}


def count_kept_reads(scope: ServiceScope) -> int:
    """Return of how many sources and centres something that was kept is read."""
    asks: Asks = {}
    ask_for(asks, FIGURES.values())
    return sum(len(cells) for cells in reading._read_kept(asks, scope).values())


@pytest.mark.parametrize("days", [NOVEMBER, Span(date(2026, 11, 20), date(2026, 12, 3))], ids=["month", "around"])
def test_d39_what_is_kept_equals_what_is_computed_for_every_figure(days: Span) -> None:
    something_for_each()
    make_attended_turno(at(0), galapagos(), confirmed_at=cast.NOW)
    scope = scope_at(DECEMBER, *days)
    computed = everything(scope)
    keep_all(DECEMBER)
    assert everything(scope) == computed
    assert count_kept_reads(scope_at(DECEMBER)) == len(reading.KEPT) * len(every_centre())


def test_d39_of_the_month_of_today_its_parts_that_are_over_are_kept() -> None:
    something_for_each()
    now = EVENING + timedelta(days=20)  # the twentieth of December
    decide_solicitud(family(), "issue", days=7)
    computed = everything(scope_at(now, date(2026, 12, 1), date(2026, 12, 20)))
    keep_all(now)
    assert everything(scope_at(now, date(2026, 12, 1), date(2026, 12, 20))) == computed
    assert kept_spans() == {NOVEMBER, Span(date(2026, 12, 1), date(2026, 12, 10))}


def test_a_month_that_is_over_takes_the_place_of_its_parts() -> None:
    something_for_each()
    CentreDay.objects.create(agency=cast.agency(), date=date(2026, 11, 3))
    keep_all(EVENING)
    parts = kept_spans()
    keep_all(DECEMBER)
    assert parts == {Span(date(2026, 11, 1), date(2026, 11, 10)), Span(date(2026, 11, 11), date(2026, 11, 20))}
    assert kept_spans() == {NOVEMBER, Span(date(2026, 12, 1), date(2026, 12, 10))}


def test_d39_a_number_of_kept_days_is_the_length_of_its_list() -> None:
    something_for_each()
    keep_all(DECEMBER)
    scope = scope_at(DECEMBER)
    assert count_figures(FIGURES.values(), scope) == {
        key: count_rows(each, scope, Chosen()) for key, each in FIGURES.items()
    }


def test_d39_a_decision_that_is_taken_back_later_is_not_in_the_month_any_more_at_once_and_after_a_round() -> None:
    """Before the upkeep sees the event the centre is counted from the records; afterwards it is kept anew."""
    something_for_each()
    keep_all(DECEMBER)
    before = count_figures([FIGURES["codigos"], FIGURES["revertidas"]], scope_at(DECEMBER))
    later = DECEMBER + timedelta(minutes=10)
    one = Decision.objects.filter(kind="issue").order_by("pk")[0]
    Decision.objects.filter(pk=one.pk).update(reversed_at=later)
    write_event(
        act=Act.SOLICITUD_REVERSED, subject=Subject.SOLICITUD, subject_id=one.solicitud_id, now=later, actor=cast.sara()
    )
    at_once = count_figures([FIGURES["codigos"], FIGURES["revertidas"]], scope_at(later))
    keep_all(later + timedelta(minutes=1))
    kept = of_november().get(source=KeptSource.DECISIONS)
    much_later = later + timedelta(minutes=20)
    keep_all(much_later)
    after = count_figures([FIGURES["codigos"], FIGURES["revertidas"]], scope_at(much_later))
    assert (before, at_once, after) == (
        {"codigos": 2, "revertidas": 1},
        {"codigos": 1, "revertidas": 2},
        {"codigos": 1, "revertidas": 2},
    )
    assert kept.counted_at == later + timedelta(minutes=1)
    assert count_kept_reads(scope_at(much_later)) == len(reading.KEPT) * len(every_centre())


@pytest.mark.parametrize(
    ("act", "subject", "forgotten"),
    [
        (Act.TURNO_RESTORED, Subject.TURNO, {"turnos", "seats"}),
        (Act.TICKET_REOPENED, Subject.TICKET, {"numbers", "forecasts"}),
        (Act.CASE_CONTINUED, Subject.CASE, {"first_visits", "first_visit_reasons", "decisions", "findings"}),
        (Act.TURNO_READ, Subject.TURNO, set()),
        (Act.CASE_READ, Subject.CASE, set()),
    ],
)
def test_an_act_makes_what_it_can_change_be_counted_again_and_a_read_does_not(
    act: Act, subject: Subject, forgotten: set[str]
) -> None:
    something_for_each()
    keep_all(DECEMBER)
    rows = {
        Subject.TURNO: Turno.objects.filter(starts__lt=EVENING),
        Subject.TICKET: Ticket.objects.all(),
        Subject.CASE: Decision.objects.order_by("pk"),
    }
    first = rows[subject][0]
    pk = first.solicitud.case_id if isinstance(first, Decision) else first.pk
    later = DECEMBER + timedelta(minutes=10)
    write_event(act=act, subject=subject, subject_id=pk, now=later, actor=cast.sara())
    keeping.forget_touched(now=later)
    left = set(of_november().values_list("source", flat=True))
    assert {str(each) for each in reading.KEPT.values()} - left == forgotten


def test_a_rule_that_changed_makes_everything_be_counted_again() -> None:
    something_for_each()
    keep_all(DECEMBER)
    KeptDays.objects.filter(source=KeptSource.NUMBERS).update(rule="old", counts=[], minutes=[])
    counted = count_figures([FIGURES["numeros"]], scope_at(DECEMBER))
    assert counted == {"numeros": COUNTED["numeros"]}
    assert keep_figures(now=DECEMBER) == len(kept_spans())


def test_nothing_that_was_kept_is_read_where_the_upkeep_has_not_run_for_long() -> None:
    something_for_each()
    keep_all(DECEMBER)
    assert count_kept_reads(scope_at(DECEMBER + timedelta(hours=1))) == 0


def test_days_are_kept_by_month_and_of_the_month_of_today_by_thirds() -> None:
    """The thirtieth is today: of November only two thirds are over."""
    assert closed_spans(date(2026, 9, 15), MONDAY, MONDAY) == {
        Span(date(2026, 10, 1), date(2026, 10, 31)),
        Span(date(2026, 11, 1), date(2026, 11, 10)),
        Span(date(2026, 11, 11), date(2026, 11, 20)),
    }
    assert closed_spans(FRIDAY, MONDAY, MONDAY) == set()
    assert closed_spans(date(2026, 11, 1), date(2026, 11, 29), date(2026, 12, 1)) == set()


def test_terms_are_never_kept_for_they_change_with_the_day() -> None:
    assert SourceName.TERMS not in reading.KEPT


def page_of(scope: FiguresScope) -> Everything:
    """Return all that *Transparencia* and its files tell of a scope."""
    centres = figures.places()
    today = local_day(None, DECEMBER)
    return (
        figures.published_figures(scope, centres),
        first_visit.first_visit_figures(scope, centres, today),
        [vars(each) for each in figures.by_place(scope, centres)],
        first_visit.by_centre(scope, centres, today),
    )


def something_to_publish() -> None:
    something_for_each()
    make_attended_turno(at(0), galapagos(), confirmed_at=cast.NOW)
    for offset, place in ((0, cast.agency()), (1, galapagos()), (2, None)):
        of = make_attended_turno(at(30 + offset), place)
        make_served_ticket(of=of)
        give_mark(of, "service", 5 - offset)
    make_served_ticket()
    complaint("claim")
    complaint("praise", agency=galapagos(), now=at(0))
    ReturnAnswer.objects.create(
        turno=Turno.objects.order_by("-pk")[0],
        came_back=False,
        agency=cast.agency(),
        procedure=cast.procedure(),
        day=MONDAY,
        given_at=DECEMBER,
    )
    decide_solicitud(family(), "correction", days=-40, code="copy_missing")


def public_scopes(*lasts: Month) -> list[FiguresScope]:
    """Return the year until some months, of the nation, of two provinces and of a centre of each."""
    places = (cast.agency(), galapagos())
    return [
        FiguresScope(first=Month(2026, 1), last=last, province=province, agency=agency)
        for last in lasts
        for province, agency in (
            (None, None),
            *((each.province_id, None) for each in places),
            *((None, each.pk) for each in places),
        )
    ]


@override_settings(SATISFACTION_LEAST_MARKS=1)
def test_d39_s09_what_is_kept_for_transparencia_is_what_is_computed_at_every_place() -> None:
    something_to_publish()
    CentreDay.objects.create(agency=cast.agency(), date=date(2026, 10, 1))
    scopes = public_scopes(Month(2026, 10), Month(2026, 11), Month(2026, 12))
    computed = [page_of(each) for each in scopes]
    assert keeping.keep_all_figures(now=DECEMBER) == (48, 12)  # eight sources of three spans at two centres
    assert KeptDays.objects.filter(source=KeptSource.PUBLIC, agency=None, province=None).count() == 12
    assert [page_of(each) for each in scopes] == computed


@pytest.mark.parametrize("missing", [(12,), (11,), (11, 12), (10,), (1, 10), tuple(range(1, 13))], ids=str)
@override_settings(SATISFACTION_LEAST_MARKS=1)
def test_d39_s09_a_month_that_is_not_kept_yet_is_counted_and_the_others_are_read(missing: tuple[int, ...]) -> None:
    """At the beginning of a month, or where something was thrown away; people are new once since January."""
    something_to_publish()
    again = family()
    decide_solicitud(again, "correction", days=-40, code="copy_missing")
    decide_solicitud(again, "issue")
    CentreDay.objects.create(agency=cast.agency(), date=date(2026, 10, 1))
    scopes = public_scopes(Month(2026, 12))
    computed = [page_of(each) for each in scopes]
    keeping.keep_all_figures(now=DECEMBER)
    KeptDays.objects.filter(source=KeptSource.PUBLIC, first__in=[date(2026, each, 1) for each in missing]).delete()
    assert [page_of(each) for each in scopes] == computed
    others = [each for each in range(1, 13) if not missing[0] <= each <= missing[-1]]
    forged = KeptDays.objects.filter(source=KeptSource.PUBLIC, first__in=[date(2026, each, 1) for each in others])
    for row in forged:
        row.counts["visits"] = [[cast.procedure().pk, 70]]
        row.save()
    lines = figures.published_figures(scopes[0], every_centre()).months
    assert [each.month.number for each in lines if each.attentions == 70] == others


def test_d39_one_command_keeps_all_that_is_missing_before_anybody_asks() -> None:
    something_to_publish()
    written = []
    with time_machine.travel(DECEMBER, tick=False):
        for _ in range(2):
            out = StringIO()
            call_command("keep_figures", stdout=out)
            written.append(out.getvalue().strip())
    said = "Cifras guardadas: {} partes de días terminados y {} meses de Transparencia."
    assert written == [said.format(rows, months) for rows, months in ((32, 12), (0, 0))]


def test_s09_the_month_of_today_is_counted_again_after_an_hour_and_a_month_that_was_touched_too() -> None:
    something_for_each()
    keep_all(DECEMBER)
    while keeping.keep_published(now=DECEMBER):
        pass
    hour = timedelta(hours=1)
    within = keeping.keep_published(now=DECEMBER + hour / 2)
    after = keeping.keep_published(now=DECEMBER + hour)
    again = keeping.keep_published(now=DECEMBER + hour)
    later = DECEMBER + hour / 2
    turno = Turno.objects.filter(starts__lt=EVENING)[0]
    write_event(act=Act.TURNO_RESTORED, subject=Subject.TURNO, subject_id=turno.pk, now=later, actor=cast.sara())
    keeping.forget_touched(now=DECEMBER + hour)
    assert (within, after, again) == (0, 1, 0)
    assert keeping.keep_published(now=DECEMBER + hour) == 1
    assert KeptDays.objects.filter(touched=True).count() == 0
    assert set(KeptDays.objects.filter(first=NOVEMBER.first, counted_at=DECEMBER + hour).values_list("source")) == {
        ("public",)
    }
