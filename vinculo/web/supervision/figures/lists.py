"""The list of a figure: the rows that it counts, on the screen and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vinculo.queries.feedback.service.figures import FIGURES, SECTIONS, Figure
from vinculo.queries.feedback.service.lists import (
    Chosen,
    ListedRow,
    count_rows,
    hide_elsewhere,
    list_rows,
    record_listing,
)
from vinculo.queries.feedback.service.sources import ABOUT, SOURCES, SourceName
from vinculo.rules.shared.acts import Subject
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door
from vinculo.web.supervision.door import staff_of
from vinculo.web.supervision.figures import files
from vinculo.web.supervision.figures.forms import PeriodForm
from vinculo.web.supervision.figures.pages import kept_query, read_form
from vinculo.web.supervision.figures.words import HEADINGS, hours_in_words, value_in_words

if TYPE_CHECKING:
    from vinculo.records.models import Agency

PAGE = 50
MOST_ROWS = 20_000  # of a file
answering = door(Work.SUPERVISION)  # the lists lead to turnos, cases and complaints: no affair of an administrator


@answering
@require_safe
def figure_list(request: HttpRequest, key: str) -> HttpResponse:
    """List what a figure counts; turnos and cases that are shown are written as read."""
    figure, chosen, form = _read_request(request, key)
    scope = form.scope(now())
    page = Paginator(range(count_rows(figure, scope, chosen)), PAGE).get_page(request.GET.get("pagina"))
    lines = list_rows(figure, scope, chosen, page.start_index() - 1 if page.object_list else 0, PAGE)
    lines = hide_elsewhere(lines, form.centres)
    record_listing(lines, staff_of(request), scope)
    columns, names = _columns(figure), {each.pk: each for each in scope.centres}
    context = {
        "figure": _(figure.name),
        "part": value_in_words(figure.source, chosen.column, chosen.value) if chosen.column else "",
        "count": page.paginator.count,
        "page": page,
        "columns": [HEADINGS[each] for each in columns],
        "with_place": len(scope.centres) > 1,
        "lines": [_cells(figure.source, each, columns, names) for each in lines],
        "back": _back(request, figure),
        "days": form.days_in_words(),
        "place": form.place_in_words(),
        "query": urlencode(request.GET.dict()),
        "key": key,
    }
    return render(request, "supervision/figures/list.html", context)


@answering
@require_safe
def list_file(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Return a list as CSV or XLSX: days, centres and facts, without a reference or any other sign of a person."""
    figure, chosen, form = _read_request(request, key)
    scope = form.scope(now())
    if count_rows(figure, scope, chosen) > MOST_ROWS:
        return HttpResponse(
            _("La lista tiene más de 20 000 filas. Elija menos días o un solo centro."),
            content_type="text/plain; charset=utf-8",
            status=422,
        )
    columns, names = _columns(figure), {each.pk: each for each in scope.centres}
    header = [_("Día"), _("Hora"), _("Centro"), *(str(HEADINGS[each]) for each in columns)]
    rows = [
        [
            str(each.day),
            _hour(each),
            names[each.agency].name,
            *(value_in_words(figure.source, c, each.facts[c]) for c in columns),
        ]
        for each in list_rows(figure, scope, chosen, 0, MOST_ROWS)
    ]
    name = f"lista-{key}-{scope.first}-{scope.last}"
    if kind == "csv":
        return files.rows_csv(name, header, rows)
    return files.write_workbook(name, [(_(figure.name), header, rows)])


def _read_request(request: HttpRequest, key: str) -> tuple[Figure, Chosen, PeriodForm]:
    """Return what is listed; an address that nobody was given is not there."""
    form = read_form(request)
    chosen = Chosen(column=request.GET.get("columna", ""), value=request.GET.get("valor", ""))
    if key not in FIGURES or not form.is_valid() or not chosen.is_allowed(FIGURES[key]):
        raise Http404
    return FIGURES[key], chosen, form


def _columns(figure: Figure) -> tuple[str, ...]:
    return tuple(each for each in SOURCES[figure.source].facts if each != ABOUT)


def _hour(row: ListedRow) -> str:
    return "" if row.hour is None else hours_in_words(row.hour)


def _cells(source: SourceName, row: ListedRow, columns: Sequence[str], names: dict[int, Agency]) -> dict[str, object]:
    return {
        "label": row.label or (_("Sin número") if row.now_at == row.agency else _("Ya en otro centro")),
        "link": _link(row),
        "day": row.day,
        "hour": _hour(row),
        "place": names[row.agency].name,
        "facts": [(HEADINGS[each], value_in_words(source, each, row.facts[each])) for each in columns],
    }


def _link(row: ListedRow) -> str:
    """Return the page of what a row is about; it writes that it was read."""
    match row.about:
        case Subject.TURNO:
            return reverse("supervision:reverse_turno", args=[row.label])
        case Subject.CASE:
            return reverse("supervision:reverse_case", args=[row.label])
        case Subject.COMPLAINT:
            return reverse("supervision:complaint", args=[row.label])
        case Subject.TICKET:
            return reverse("supervision:day", args=[row.agency, row.day])
    return ""


def _back(request: HttpRequest, figure: Figure) -> str:
    """Return the page on which the figure stands, with the same days and places."""
    slug = next(slug for slug, section in SECTIONS.items() if figure in section.figures)
    query = urlencode(kept_query(request))
    return reverse("supervision:figure_section", args=[slug]) + (f"?{query}" if query else "")
