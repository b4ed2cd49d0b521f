"""Each bar of each plot, measured on the page, is the number of its row in the table beside it (D39, S09)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from tests import ROOT, cast
from tests.stages import figures, waiting_room
from tests.stages.counter import at_the_desk
from tests.stages.desk import turno
from tests.stages.figures import EVENING, FRIDAY, MONDAY, decide_solicitud, family, something_for_each
from tests.stages.voice import complaint, local, make_attended_turno
from tests.web.shared.drawing import Drawn, read_plots
from tests.web.shared.reading import Node, by_id, by_tag, page, text
from vinculo.queries.feedback.service.figures import SECTIONS
from vinculo.records.models import Case, Seat, Slot, Solicitud

pytestmark = pytest.mark.django_db
TEMPLATES = ROOT / "vinculo/web/templates"
NEAR = 0.001  # of the end of an axis: lengths are written with two decimals of a per cent


@pytest.fixture(autouse=True)
def _evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


def on_several_days(before: date) -> None:
    """Let the days differ in what each section draws day by day."""
    something_for_each()
    counter = waiting_room.open_counter(2)
    for minutes in (0, 10, 20):
        then = figures.MORNING + timedelta(minutes=minutes)
        served = waiting_room.waits(now=then)
        waiting_room.call(served, counter, then)
        waiting_room.finish(served, then + timedelta(minutes=5))
    for _ in range(2):
        with_code_on(before)
    cast.slots(cast.agency(), FRIDAY, times=2, counters=2)
    for seat in Seat.objects.filter(slot__in=Slot.objects.filter(starts__lt=cast.NOW))[:3]:
        taken = turno(status="attended", presenter_key=f"friday {seat.pk}", confirmed_at=figures.MORNING)
        Seat.objects.filter(pk=seat.pk).update(state="taken", turno=taken)


def with_code_on(day: date) -> None:
    of = family()
    assert of.case is not None
    Case.objects.filter(pk=of.case.pk).update(first_presented_on=day)
    Solicitud.objects.filter(pk=of.pk).update(presented_on=day)
    decide_solicitud(of, "issue", days=(day - FRIDAY).days)


def cells_of(section: Node, column: int) -> dict[str, str]:
    rows = by_tag(by_tag(section, "tbody")[0], "tr")
    return {text(by_tag(row, "th")[0]): text(by_tag(row, "td")[column]) for row in rows}


def number_in(cell: str) -> int:
    return round(float(cell.replace(".", "").replace(",", ".")))


def agree(drawn: Drawn, cells: dict[str, str]) -> bool:
    """Return whether each bar is as long as the number of its row, and says it; rows that sum up have no bar."""
    numbers = {name: number_in(cells[name]) for name in drawn.bars}
    longest = max(numbers.values())
    assert drawn.bars == pytest.approx(numbers, abs=NEAR * max(longest, 1))
    return {name: number_in(words) for name, words in drawn.words.items()} == numbers


WEEK_BEFORE = date(2026, 11, 20)
TRENDS = {
    "volumen": ("Atendidos", {FRIDAY: "3", MONDAY: "2"}),
    "esperas": ("Espera hasta la primera llamada", {FRIDAY: "3", MONDAY: "2"}),
    "primera-visita": ("Se fueron con el código", {WEEK_BEFORE: "2", FRIDAY: "1"}),
    "decisiones": ("Códigos emitidos", {WEEK_BEFORE: "2", FRIDAY: "1", MONDAY: "1"}),
    "cupos": ("Cupos usados", {FRIDAY: "3", MONDAY: "1"}),
}
DAYS = {WEEK_BEFORE: "20 nov", FRIDAY: "27 nov", MONDAY: "30 nov"}
WEEKS = {WEEK_BEFORE: "16 nov", FRIDAY: "23 nov", MONDAY: "30 nov"}
MONTH_BEFORE = date(2026, 10, 20)
# The other trends have one month, and one bar alone is not drawn.
BY_MONTH = {
    "primera-visita": ("Se fueron con el código", {"oct 2026": "2", "nov 2026": "1"}),
    "decisiones": ("Códigos emitidos", {"oct 2026": "2", "nov 2026": "2"}),
}


def name_days(names: dict[date, str]) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the trends with the names that their days have on the page."""
    return {slug: (axis, {names[day]: words for day, words in days.items()}) for slug, (axis, days) in TRENDS.items()}


@pytest.mark.parametrize(
    ("first", "before", "expected"),
    [
        (WEEK_BEFORE, WEEK_BEFORE, name_days(DAYS)),
        (date(2026, 10, 19), WEEK_BEFORE, name_days(WEEKS)),
        (date(2026, 7, 1), MONTH_BEFORE, BY_MONTH),
    ],
    ids=["days", "weeks", "months"],
)
def test_d39_each_plot_of_the_figures_is_its_table(
    first: date, before: date, expected: dict[str, tuple[str, dict[str, str]]]
) -> None:
    on_several_days(before)
    sara, trends = at_the_desk(cast.sara()), {}
    for slug in SECTIONS:
        root = page(sara.get(f"/supervision/cifras/{slug}/?periodo=fechas&desde={first}&hasta={MONDAY}"))
        sections = [each for each in by_tag(root, "section") if by_tag(each, "svg")]
        assert sum(len(read_plots(each)) for each in sections) == len(read_plots(root))
        for section in sections:
            (drawn,) = read_plots(section)
            headings = [text(each) for each in by_tag(by_tag(section, "thead")[0], "th")][1:]
            column = headings.index(drawn.axis) if drawn.axis in headings else 1  # else the half of the minutes
            assert agree(drawn, cells_of(section, column)), (slug, drawn)
            trends[section.get("aria-labelledby"), slug] = (drawn.axis, drawn.words)
    assert {slug: drawn for (part, slug), drawn in trends.items() if part == "curso"} == expected


def test_s09_each_plot_of_transparencia_is_its_column(client: Client) -> None:
    for moment, times in (("2026-09-08 10:00", 12), ("2026-10-20 10:00", 3), ("2026-11-05 10:00", 1)):
        for _ in range(times):
            make_attended_turno(local(moment))
    for moment in ("2026-10-20 10:00", "2026-10-21 10:00", "2026-11-05 10:00"):
        complaint(now=local(moment), address=f"203.0.113.{moment[8:10]}", agency=cast.agency())
    root = page(client.get("/transparencia/"))
    rows = [[text(each) for each in by_tag(row, "th", "td")] for row in by_tag(by_id(root, "tabla-meses"), "tr")[1:]]
    with_data = [row for row in rows if len(row) > 2]
    plots = read_plots(root)
    assert [each.axis for each in plots] == ["Número de atenciones", "Número de quejas y reclamos"]
    for column, drawn in enumerate(plots, 1):
        cells = {row[0][:3]: row[column] for row in with_data}
        empty = dict.fromkeys([row[0][:3] for row in rows if len(row) == 2], "sin datos")
        assert [drawn.bars.pop(name) for name in empty] == [0] * len(empty)
        assert {name: drawn.words.pop(name) for name in empty} == empty
        assert agree(drawn, cells), drawn
    assert [list(each.words.values()) for each in plots] == [["12", "3", "1"], ["0", "2", "1"]]


def test_every_page_with_a_plot_is_measured_here() -> None:
    with_plot = {path for path in TEMPLATES.rglob("*.html") if "parts/plot.html" in path.read_text(encoding="utf-8")}
    drawing = {path for path in TEMPLATES.rglob("*.html") if "plot-bar" in path.read_text(encoding="utf-8")}
    assert {str(path.relative_to(TEMPLATES)) for path in with_plot} == {
        "public/transparency/transparency.html",
        "supervision/figures/table.html",
    }
    assert drawing == {TEMPLATES / "parts/plot.html"}
