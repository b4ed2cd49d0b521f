"""A centre's day for its supervisor: the report, as a page and as CSV, and taking somebody back into the queue."""

from __future__ import annotations

import csv
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vinculo.actions.queue.missed_calls import reopen_ticket
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.shared.guards import Stale
from vinculo.queries.closures import closures
from vinculo.queries.queue import attendance, day_report, queue
from vinculo.queries.shared.local_time import local_day
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.rules.staff.access import Work
from vinculo.web.shared.cells import plain
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door
from vinculo.web.shared.fields import CHANGED, read_of
from vinculo.web.supervision.centres import choose_centre
from vinculo.web.supervision.door import staff_of, supervisor

answering = door(Work.SUPERVISION)  # an administrator reads the day and takes nothing back


@supervisor
@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """Lead to the day of the own centre; the person who answers for several chooses one."""
    moment = now()
    return choose_centre(
        request,
        "supervision/centres.html",
        lambda agency: reverse("supervision:day", args=[agency.pk, local_day(agency, moment)]),
    )


@supervisor
@require_safe
def day(request: HttpRequest, agency: int, day: date) -> HttpResponse:
    """Show the report of a day, for the screen and for paper."""
    where = day_report.agency_of(staff_of(request), agency)
    report, step = day_report.report(where, day, now()), timedelta(days=1)
    context = {
        "report": report,
        "before": day - step,
        "after": None if report.today else day + step,
        "closed": [each for each in closures.parts_in_force(where, now()) if each.first <= day <= (each.last or day)],
        "seated": queue.seated_counters(where) if report.today else [],
        "unattended": attendance.unattended_counters(where, now()) if report.today else [],
    }
    return render(request, "supervision/day.html", context)


@supervisor
@require_safe
def day_csv(request: HttpRequest, agency: int, day: date) -> HttpResponse:
    """Return every entry of a day's queue as CSV; numbers, no person who came."""
    where = day_report.agency_of(staff_of(request), agency)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cola-{agency}-{day:%Y-%m-%d}.csv"'
    rows = csv.writer(answer)
    rows.writerow(
        [
            _("hora"),
            _("acto"),
            _("número"),
            _("clase"),
            _("ventanilla"),
            _("funcionario"),
            _("motivo"),
            _("adelantados"),
        ]
    )
    for line in day_report.report(where, day, now()).lines:
        cells = [line.at, line.act, line.number, line.klass, line.counter, line.staff, line.reason, line.passed]
        rows.writerow(plain(cells))
    return answer


@answering
@require_POST
def take_back(request: HttpRequest, agency: int, number: int) -> HttpResponse:
    """Take a no-show, or somebody who had left, back into today's queue."""
    staff, moment = staff_of(request), now()
    where = day_report.agency_of(staff, agency)
    ticket = queue.ticket_of_today(where, number, moment)
    try:
        reopen_ticket(ticket=ticket, actor=staff, now=moment, read=read_of(request))
        messages.success(request, _("El %(number)d espera otra vez.") % {"number": number})
    except Stale:
        messages.warning(request, CHANGED)
    except Moved:
        messages.warning(request, _("Ese número ya no se puede reabrir: espera, se atiende, o la persona tiene otro."))
    except NotAllowedError:
        messages.warning(request, _("La persona ya tiene otro turno: es válido el nuevo, y con él recibe un número."))
    return redirect("supervision:day", agency=agency, day=local_day(where, moment))
