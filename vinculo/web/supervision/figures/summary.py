"""The summary: each centre of the territory beside those of like size, in a few shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vinculo.queries.feedback.service.cells import Counts
from vinculo.queries.feedback.service.counting import count_centres
from vinculo.queries.feedback.service.figures import COMPARED, FIGURES
from vinculo.queries.feedback.service.scope import ServiceScope, every_centre
from vinculo.rules.feedback.service import SIZE_NAMES, Spread, middle_of, size_of
from vinculo.web.shared.figures.plot import format_count
from vinculo.web.supervision.figures.tables import Cell, FigureTable, Line, Link, count_cell, share_cell
from vinculo.web.supervision.figures.words import format_minutes

if TYPE_CHECKING:
    from vinculo.records.models import Agency

SERVED, WAITED = FIGURES["atendidos"], FIGURES["llamados"]
SHARES = tuple(FIGURES[key] for key in COMPARED)
COUNTED = tuple(dict.fromkeys([SERVED, *SHARES, *(FIGURES[each.of] for each in SHARES)]))
NOTHING: Counts = dict.fromkeys((each.key for each in COUNTED), 0)


@dataclass(frozen=True, kw_only=True)
class CentreFigures:
    """The figures of one centre."""

    centre: Agency
    counts: Counts
    spread: Spread

    @property
    def size(self) -> int:
        """Return the size of the centre by its counters."""
        return size_of(self.centre.counters_count)  # type: ignore[attr-defined]

    @property
    def has_any(self) -> bool:
        """Return whether anything was counted there."""
        return any(self.counts.values())


def summary_tables(scope: ServiceScope, link: Link) -> list[FigureTable]:
    """Return a table for each size of centre in the scope, with the middle one of all centres of that size."""
    mine = {each.pk for each in scope.centres}
    sizes = {size_of(each.counters_count) for each in scope.centres}  # type: ignore[attr-defined]
    alike = tuple(each for each in every_centre() if size_of(each.counters_count) in sizes)  # type: ignore[attr-defined]
    every = _figures_of(ServiceScope(centres=alike, first=scope.first, last=scope.last, now=scope.now))
    return [
        _table(size, [each for each in every if each.size == size], mine, link)
        for size in sorted(sizes)
        if any(each.centre.pk in mine for each in every if each.size == size)
    ]


def _figures_of(scope: ServiceScope) -> list[CentreFigures]:
    counted = count_centres(COUNTED, WAITED, scope)
    by_centre = {each: counted.get(each.pk, (NOTHING, Spread())) for each in scope.centres}
    return [
        CentreFigures(centre=each, counts=NOTHING | counts, spread=spread)
        for each, (counts, spread) in by_centre.items()
    ]


def _table(size: int, alike: list[CentreFigures], mine: set[int], link: Link) -> FigureTable:
    waits = (_("Espera: la mitad, hasta (min)"), _("90 de cada 100, hasta (min)"))
    headings = (_(SERVED.name), *waits, *(_(each.name) for each in SHARES))
    ours = [each for each in alike if each.centre.pk in mine]
    serving = [each for each in alike if each.counts[SERVED.key]]  # an empty centre is not the middle of anything
    lines = [_line(each, headings, link) for each in ours if each.has_any]
    silent = len(ours) - len(lines)
    middle = _middle_line(serving, headings)
    return FigureTable(
        slug=f"centros-{size}",
        title=_(SIZE_NAMES[size]),
        first=_("Centro"),
        headings=headings,
        lines=(*lines, middle) if middle and lines else tuple(lines),
        note=ngettext(
            "Un centro más de este tamaño no tiene nada que contar en esos días.",
            "Otros %(count)d centros de este tamaño no tienen nada que contar en esos días.",
            silent,
        )
        % {"count": silent}
        if silent
        else "",
    )


def _line(each: CentreFigures, headings: tuple[str, ...], link: Link) -> Line:
    where = {"lugar": str(each.centre.pk)}
    cells = [count_cell(each.counts[SERVED.key], headings[0], link(SERVED, **where))]
    for index, heading in enumerate(headings[1:3]):
        minutes = each.spread.minutes[index] if each.spread.minutes else None
        text = "—" if minutes is None else format_minutes(minutes)
        opens = link(WAITED, **where) if minutes is not None else ""
        cells.append(Cell(text=text, value=minutes, heading=heading, link=opens))
    for figure, heading in zip(SHARES, headings[3:], strict=True):
        part, whole = each.counts[figure.key], each.counts[figure.of]
        cells.append(share_cell(part, whole, heading, link(figure, **where)))
    return Line(name=each.centre.name, cells=tuple(cells))


def _middle_line(alike: list[CentreFigures], headings: tuple[str, ...]) -> Line | None:
    """Return the middle of each column over the centres of a size that served anybody; None of too few."""
    if middle_of([0.0 for _each in alike]) is None:
        return None
    served = median_low([each.counts[SERVED.key] for each in alike])
    cells = [Cell(text=format_count(served), value=served, heading=headings[0])]
    for index, heading in enumerate(headings[1:3]):
        minutes = middle_of(each.spread.minutes[index] for each in alike if each.spread.minutes)
        cells.append(Cell(text="—" if minutes is None else format_minutes(minutes), value=minutes, heading=heading))
    for figure, heading in zip(SHARES, headings[3:], strict=True):
        share = middle_of(_shares(alike, figure.key, figure.of))
        text = "—" if share is None else f"{format_minutes(share)} %"
        cells.append(Cell(text=text, value=share, heading=heading))
    name = _("El centro del medio, de %(count)d de este tamaño en el país") % {"count": len(alike)}
    return Line(name=name, cells=tuple(cells), apart=True)


def _shares(alike: Iterable[CentreFigures], part: str, whole: str) -> list[float]:
    return [round(100 * each.counts[part] / each.counts[whole], 1) for each in alike if each.counts[whole]]
