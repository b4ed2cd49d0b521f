"""*Transparencia*: attentions and complaints per month, people and satisfaction per service, open data (S09)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vinculo.queries.feedback import figures
from vinculo.queries.feedback.figures import FiguresScope, MonthLine, ServiceLine
from vinculo.rules.feedback.figures import Month
from vinculo.web.public.transparency import open_data
from vinculo.web.public.transparency.first_visit import first_visit_context, first_visit_rows
from vinculo.web.public.transparency.forms import FiguresForm, month_in_words
from vinculo.web.shared.cells import plain
from vinculo.web.shared.clock import now
from vinculo.web.shared.figures.plot import Plot, draw, format_count

BEGINNING = Month(2020, 1)  # before any record


def _form(request: HttpRequest) -> FiguresForm:
    today = Month.of(timezone.localdate(now()))
    given = {name: request.GET.get(name, "") for name in FiguresForm.base_fields}
    return FiguresForm(given | {"month": given["month"] or str(today)}, centres=figures.places(), today=today)


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """Show the figures of the year until a month, of the nation, a province or a centre (S09)."""
    form = _form(request)
    context: dict[str, object] = {"form": form, "least": settings.SATISFACTION_LEAST_MARKS}
    if not form.is_valid():
        return render(request, "public/transparency/transparency.html", context, status=422)
    scope, centres = form.scope(), list(form.centres.values())
    shown = figures.published_figures(scope, centres)
    context |= {
        "month": month_in_words(scope.last),
        "year": str(scope.last.year),
        "unfinished": scope.last == form.today,
        "where": form.where(),
        "months": [_row(line) for line in shown.months],
        "plots": _plots(shown.months, form.where()),
        "first_visit": first_visit_context(scope, centres, timezone.localdate(now())),
        "services": [_service(line) for line in shown.services],
        "licence": settings.OPEN_DATA_LICENCE,
        "licence_url": settings.OPEN_DATA_LICENCE_URL,
        "query": request.GET.urlencode(),
        "address": settings.PUBLIC_URL,
        "columns": open_data.columns(),
    }
    return render(request, "public/transparency/transparency.html", context)


def _row(line: MonthLine) -> dict[str, object]:
    counts = [line.attentions, line.volume, line.suggestions, line.praises]
    return {
        "name": date_format(line.month.first, "F"),
        "has_data": line.has_data,
        "counts": [*map(format_count, counts)],
    }


def _service(line: ServiceLine) -> dict[str, str]:
    return {
        "name": _(line.name),
        "people": format_count(line.people),
        "people_of_year": format_count(line.people_of_year),
        "satisfied_service": _percent(line.satisfied_service),
        "satisfied_person": _percent(line.satisfied_person),
    }


def _percent(value: int | None) -> str:
    return "" if value is None else f"{value} %"


def _plots(lines: Sequence[MonthLine], where: str) -> list[Plot]:
    year = str(lines[0].month.year)
    attentions = [line.attentions if line.has_data else None for line in lines]
    volumes = [line.volume if line.has_data else None for line in lines]
    return [
        _plot(
            "atenciones", _("Atenciones por mes, %(year)s"), _("Número de atenciones"), lines, attentions, where, year
        ),
        _plot("quejas", _("Quejas por mes, %(year)s"), _("Número de quejas y reclamos"), lines, volumes, where, year),
    ]


def _plot(
    name: str, title: str, axis: str, lines: Sequence[MonthLine], values: list[int | None], where: str, year: str
) -> Plot:
    labels = [date_format(line.month.first, "M").lower() for line in lines]
    description = _("%(where)s. Una barra horizontal por mes. Las mismas cifras están en la tabla que sigue.")
    return draw(
        name=name,
        title=title % {"year": year},
        description=description % {"where": where},
        axis=axis,
        lines=list(zip(labels, values, strict=True)),
        nothing=_("sin datos"),
    )


@require_safe
def volumes_csv(request: HttpRequest) -> HttpResponse:
    """Return attentions and complaints by month and centre, of all months or of one, as open data (S09)."""
    form = _form(request)
    if not form.is_valid():
        return open_data.wrong(form)
    chosen = form.scope()
    first, last = (chosen.last, chosen.last) if request.GET.get("month") else (BEGINNING, form.today)
    scope = FiguresScope(first=first, last=last, province=chosen.province, agency=chosen.agency)
    lines = figures.by_place(scope, list(form.centres.values()))
    return _csv("atenciones-y-quejas.csv", open_data.VOLUMES, (open_data.volume(line) for line in lines))


@require_safe
def first_visit_csv(request: HttpRequest) -> HttpResponse:
    """Return who left with the code at the first visit by month and centre, as open data (D39)."""
    form = _form(request)
    if not form.is_valid():
        return open_data.wrong(form)
    chosen = form.scope()
    first, last = (chosen.last, chosen.last) if request.GET.get("month") else (BEGINNING, form.today)
    scope = FiguresScope(first=first, last=last, province=chosen.province, agency=chosen.agency)
    rows = first_visit_rows(scope, list(form.centres.values()), timezone.localdate(now()))
    return _csv(open_data.FIRST_VISIT_FILE, open_data.FIRST_VISIT, rows)


@require_safe
def services_csv(request: HttpRequest) -> HttpResponse:
    """Return people and satisfaction by service until the end of a month, as open data (S09)."""
    form = _form(request)
    if not form.is_valid():
        return open_data.wrong(form)
    scope = form.scope()
    shown = figures.published_figures(scope, list(form.centres.values()))
    rows = (open_data.service(line, scope.last, form.where()) for line in shown.services)
    return _csv("servicios.csv", open_data.SERVICES, rows)


@require_safe
def dictionary_csv(request: HttpRequest) -> HttpResponse:
    """Return what each column of the open data means, and the licence."""
    return _csv("diccionario.csv", open_data.DICTIONARY, open_data.dictionary())


def _csv(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Link"] = f'<{settings.OPEN_DATA_LICENCE_URL}>; rel="license"'
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows(plain(row) for row in rows)
    return response
