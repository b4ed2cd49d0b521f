"""The tables of figures: the page, the CSV and the XLSX are all made from these, so they say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vinculo.queries.feedback.service.cells import Counts
from vinculo.queries.feedback.service.counting import Moment, Part
from vinculo.queries.feedback.service.figures import FIGURES, Breakdown, Figure, Section
from vinculo.queries.feedback.service.scope import ServiceScope
from vinculo.queries.feedback.service.sources import SourceName
from vinculo.rules.feedback.service import BY_WEEK, Spread, step_of
from vinculo.rules.shared.labels import QUEUE_CLASSES
from vinculo.web.shared.figures.plot import Plot, draw, format_count
from vinculo.web.supervision.figures.words import format_minutes, format_share, value_in_words

Link = Callable[..., str]
MOST_BARS = 20


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: as it is read, as it goes into a file, the list that it opens, and the heading it stands under."""

    text: str
    value: str | int | float | None
    heading: str
    link: str = ""
    is_number: bool = True


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row: its name and its cells; a row that is set apart sums up others."""

    name: str
    cells: tuple[Cell, ...]
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class FigureTable:
    """One table with its headings; the plot shows a column of the same rows."""

    slug: str
    title: str
    first: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    plot: Plot | None = None
    columns: dict[str, str] = field(default_factory=dict)


def count_cell(count: int, heading: str, link: str) -> Cell:
    """Return a number that opens the list that it counts; nothing opens nothing."""
    return Cell(text=format_count(count), value=count, heading=heading, link=link if count else "")


def share_cell(part: int, whole: int, heading: str, link: str = "") -> Cell:
    """Return a share in per cent; a dash where there is nothing to take a part of."""
    value = round(100 * part / whole, 1) if whole else None
    return Cell(text=format_share(part, whole) or "—", value=value, heading=heading, link=link if part else "")


def minute_cells(spread: Spread, headings: Sequence[str]) -> list[Cell]:
    """Return the percentiles of some minutes, dashes where there are none."""
    minutes: Sequence[float | None] = spread.minutes or (None,) * len(headings)
    return [
        Cell(text="—" if each is None else format_minutes(each), value=each, heading=heading)
        for each, heading in zip(minutes, headings, strict=True)
    ]


def minute_headings() -> tuple[str, ...]:
    """Return what the columns of minutes are called, in the order of `PERCENTILES` and the longest."""
    return (_("La mitad, hasta"), _("90 de cada 100, hasta"), _("95 de cada 100, hasta"), _("La más larga"))


def figures_table(section: Section, counts: Counts, link: Link) -> FigureTable:
    """Return the figures of a section, each with the part that it is of another."""
    headings = (_("Número"), _("Por ciento"), _("De"))
    lines = []
    for each in section.figures:
        count, whole = counts[each.key], counts.get(each.of, 0)
        share = share_cell(count, whole, headings[1]) if each.of else Cell(text="", value=None, heading=headings[1])
        of = _(FIGURES[each.of].name) if each.of else ""
        cells = (
            count_cell(count, headings[0], link(each)),
            share,
            Cell(text=of, value=of, heading=headings[2], is_number=False),
        )
        lines.append(Line(name=_(each.name), cells=cells))
    return FigureTable(slug="cifras", title=_("Cifras"), first=_("Cifra"), headings=headings, lines=tuple(lines))


def breakdown_table(
    breakdown: Breakdown, parts: Iterable[Part], scope: ServiceScope, link: Link, whole: Spread | None
) -> FigureTable:
    """Return the figures of a breakdown by the values of its column, with percentiles where it has minutes."""
    figures = [FIGURES[key] for key in breakdown.figures]
    names = tuple(_("Número") if whole else _(each.name) for each in figures)
    ordered = order_parts(breakdown, parts)
    minutes = minute_headings() if whole else ()

    def line(name: str, counts: Counts, spread: Spread, **chosen: str) -> Line:
        cells = [
            count_cell(counts[each.key], heading, link(each, **chosen))
            for each, heading in zip(figures, names, strict=True)
        ]
        cells += minute_cells(spread, minutes) if minutes else []
        return Line(name=name, cells=tuple(cells), apart=not chosen)

    lines = [
        line(
            value_in_words(source_of(breakdown), breakdown.column, each.value),
            each.counts,
            each.spread,
            columna=breakdown.column,
            valor=each.value,
        )
        for each in ordered
    ]
    if whole and lines:
        lines.append(line(_("Todos"), {figures[0].key: whole.count}, whole))
    return FigureTable(
        slug=f"{breakdown.column}-{breakdown.figures[0]}",
        title=_(breakdown.name),
        first=_(breakdown.heading),
        headings=names + minutes,
        lines=tuple(lines),
        note=_("En minutos.") if whole else "",
        plot=_breakdown_plot(breakdown, ordered, whole is not None) if breakdown.plot and ordered else None,
    )


def source_of(breakdown: Breakdown) -> SourceName:
    """Return the one source whose rows a breakdown tells apart."""
    return FIGURES[breakdown.figures[0]].source


def order_parts(breakdown: Breakdown, parts: Iterable[Part]) -> list[Part]:
    """Return the lines of a breakdown: classes by urgency, hours by the clock, all else the most frequent first."""
    if breakdown.column == "klass":
        order = list(QUEUE_CLASSES)
        return sorted(parts, key=lambda each: order.index(each.value))
    if breakdown.column == "hour":
        return sorted(parts, key=lambda each: int(each.value or 24))
    return sorted(parts, key=lambda each: (-sum(each.counts.values()), each.value))


def _breakdown_plot(breakdown: Breakdown, parts: Sequence[Part], minutes: bool) -> Plot:
    """Return the plot of a breakdown: the half of the minutes, else the last figure, each over its hour."""
    key = breakdown.figures[0] if minutes else breakdown.figures[-1]
    values = [round(each.spread.minutes[0]) if minutes and each.spread.minutes else each.counts[key] for each in parts]
    axis = _("Minutos: la mitad esperó hasta aquí") if minutes else _(FIGURES[key].name)
    return draw(
        name=f"plano-{breakdown.column}-{key}",
        title=_(breakdown.name),
        description=_("Una barra horizontal por fila. Las mismas cifras están en la tabla que sigue."),
        axis=axis,
        lines=[
            (value_in_words(source_of(breakdown), breakdown.column, each.value), value)
            for each, value in zip(parts, values, strict=True)
        ],
        nothing=_("sin datos"),
    )


def trend_table(section: Section, moments: Iterable[Moment], scope: ServiceScope, link: Link) -> FigureTable:
    """Return the figure of a section's trend by day, week or month, as the length of the period asks for."""
    figure = FIGURES[section.trend]
    steps: dict[date, list[int]] = {}
    for each in moments:
        sums = steps.setdefault(step_of(scope.first, scope.last, each.day), [0, 0])
        sums[0] += each.count
        sums[1] += each.whole
    heading, share = _(figure.name), _("Por ciento")
    names = [(name_step(scope, step), count, whole) for step, (count, whole) in sorted(steps.items())]
    with_share = bool(figure.of)
    lines = [
        Line(
            name=name,
            cells=(
                Cell(text=format_count(count), value=count, heading=heading),
                *([share_cell(count, whole, share)] if with_share else []),
            ),
        )
        for name, count, whole in names
    ]
    plot = draw(
        name="plano-curso",
        title=heading,
        description=_("Una barra horizontal por fila. Las mismas cifras están en la tabla que sigue."),
        axis=heading,
        lines=[(name, count) for name, count, _whole in names],
        nothing=_("sin datos"),
    )
    return FigureTable(
        slug="curso",
        title=_("En el período: %(figure)s") % {"figure": heading},
        first=_("Desde"),
        headings=(heading, share) if with_share else (heading,),
        lines=tuple(lines),
        plot=plot if 1 < len(names) <= MOST_BARS else None,
    )


def name_step(scope: ServiceScope, step: date) -> str:
    """Return how a step of a trend is called: its day, or the first one of its week or of its month."""
    length = (scope.last - scope.first).days + 1
    return date_format(max(step, scope.first), "j M" if length <= BY_WEEK else "M Y").lower()


def no_link(_figure: Figure, **_chosen: str) -> str:
    """Return no link: for the person who may read the numbers and not the lists."""
    return ""
