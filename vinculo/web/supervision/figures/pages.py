"""The figures of the service for supervision: a summary by centre, a page for each subject, and files of both (D39)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vinculo.queries.feedback.service import counting
from vinculo.queries.feedback.service.figures import SECTIONS, Figure, Section
from vinculo.queries.feedback.service.scope import ServiceScope, territory
from vinculo.queries.shared.local_time import local_day, local_moment
from vinculo.web.shared.clock import now
from vinculo.web.supervision.door import staff_of, supervisor
from vinculo.web.supervision.figures import files, tables
from vinculo.web.supervision.figures.forms import PeriodForm
from vinculo.web.supervision.figures.summary import summary_tables
from vinculo.web.supervision.figures.tables import FigureTable, Link

if TYPE_CHECKING:
    from vinculo.records.models import Staff

FILTER = ("periodo", "desde", "hasta", "lugar")


def read_form(request: HttpRequest) -> PeriodForm:
    """Return the form with what the address says; a period that is not named is this month."""
    centres = territory(staff_of(request))
    given = {name: request.GET.get(name, "") for name in FILTER}
    return PeriodForm(given | {"periodo": given["periodo"] or "mes"}, centres=centres, today=local_day(None, now()))


def kept_query(request: HttpRequest) -> dict[str, str]:
    """Return the part of the address that says of what the figures are: every link keeps it."""
    return {name: request.GET[name] for name in FILTER if request.GET.get(name)}


def link_of(request: HttpRequest) -> Link:
    """Return what writes the address of the list of a figure; none for an administrator, who reads no list."""
    if not staff_of(request).is_supervisor:
        return tables.no_link
    query = kept_query(request)

    def link(figure: Figure, **chosen: str) -> str:
        return f"{reverse('supervision:figure_list', args=[figure.key])}?{urlencode(query | chosen)}"

    return link


@supervisor
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """Show each centre beside those of like size."""
    form = read_form(request)
    if not form.is_valid():
        return _page(request, form, None, [], 422)
    return _page(request, form, None, summary_tables(form.scope(now()), link_of(request)))


@supervisor
@require_safe
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figures of a subject, with their parts and their course."""
    chosen, form = _section(slug), read_form(request)
    if not form.is_valid():
        return _page(request, form, chosen, [], 422)
    return _page(request, form, chosen, list(section_tables(chosen, form.scope(now()), link_of(request))))


@supervisor
@require_safe
def file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Return the tables of a page as CSV or XLSX."""
    chosen, form = _section(slug) if slug != "resumen" else None, read_form(request)
    if not form.is_valid():
        raise Http404
    scope = form.scope(now())
    shown = list(section_tables(chosen, scope, tables.no_link)) if chosen else summary_tables(scope, tables.no_link)
    name = f"cifras-{slug}-{scope.first}-{scope.last}"
    if kind == "csv":
        return files.tables_csv(name, shown)
    return files.tables_xlsx(name, about_lines(form, chosen, staff_of(request)), shown)


def about_lines(form: PeriodForm, chosen: Section | None, staff: Staff) -> list[list[str]]:
    """Return what a file is about: subject, place, days, when it was counted, and the role of the person who asked."""
    moment = local_moment(form.chosen_centres()[0], now()) if form.chosen_centres() else now()
    return [
        [_("Tema"), _(chosen.name) if chosen else _("Resumen por centro")],
        [_("Lugar"), form.place_in_words()],
        [_("Período"), form.days_in_words()],
        [_("Contado"), date_format(moment, "d/m/Y H:i")],
        [_("Rol de quien lo descargó"), str(staff.get_role_display())],
    ]


def section_tables(chosen: Section, scope: ServiceScope, link: Link) -> Iterator[FigureTable]:
    """Yield the tables of a subject: its figures, each breakdown, and the course of one figure."""
    counted = counting.count_section(chosen, scope)
    yield tables.figures_table(chosen, counted.counts(), link)
    for each in chosen.breakdowns:
        yield tables.breakdown_table(each, counted.parts(each), scope, link, counted.whole(each))
    yield tables.trend_table(chosen, counted.days(chosen.trend), scope, link)


def _section(slug: str) -> Section:
    if slug not in SECTIONS:
        raise Http404
    return SECTIONS[slug]


def _page(
    request: HttpRequest, form: PeriodForm, chosen: Section | None, shown: list[FigureTable], status: int = 200
) -> HttpResponse:
    query = urlencode(kept_query(request))
    context = {
        "form": form,
        "chosen": chosen,
        "sections": SECTIONS.values(),
        "tables": shown,
        "query": f"?{query}" if query else "",
        "slug": chosen.slug if chosen else "resumen",
        "days": form.days_in_words() if status == 200 else "",
        "place": form.place_in_words() if status == 200 else "",
        "counted_at": local_moment(form.centres[0], now()) if form.centres else now(),
        "today": status == 200 and form.days()[1] == form.today,
        "empty": not any(
            each.is_number and each.value for table in shown for line in table.lines for each in line.cells
        ),
    }
    return render(request, "supervision/figures/page.html", context, status=status)
