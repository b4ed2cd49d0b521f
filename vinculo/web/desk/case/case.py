"""The case at the counter: its page, the facts of a dependent, who presents, who is in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.actions.cases import visits
from vinculo.actions.cases.case import NoCountry, save_facts, set_presenter
from vinculo.actions.queue import dependents
from vinculo.actions.shared.guards import NoReason, Stale
from vinculo.queries.cases import agreements
from vinculo.queries.cases.case_file import FACTS, Step
from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day
from vinculo.rules.shared.countries import canonical
from vinculo.web.desk.case.ending import ask_why, left_of
from vinculo.web.desk.case.forms import AttachForm, FactsForm, PresenterForm
from vinculo.web.desk.case.page import UNTOUCHED, again, back, overtaken, show
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import CHANGED, read_of


@officer
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the case with the next thing open."""
    return show(request, reference)


@officer
@require_safe
def requests(request: HttpRequest, reference: str) -> HttpResponse:
    """Return how the requests for a second stand, for the page that asks again by itself (D18)."""
    case, waiting = agreements.requests_here(staff_of(request), reference, now())
    if not waiting:
        return HttpResponse(status=204)
    return render(request, "desk/case/agreements.html", {"case": case, "requests": waiting, "fresh": True})


@officer
@require_POST
def facts(request: HttpRequest, reference: str, solicitud: str) -> HttpResponse:
    """Write what is known of a dependent (S32)."""
    application = access.solicitud(staff_of(request), reference, solicitud)
    assert application.case is not None
    form = FactsForm(request.POST, today=local_day(application.case.agency, now()))
    step = Step(solicitud, FACTS)
    if not form.is_valid():
        return show(request, reference, step=step, form=form, status=422)
    try:
        save_facts(
            solicitud=application,
            facts=form.facts(application.account),
            version=form.cleaned_data["version"],
            actor=staff_of(request),
            now=now(),
        )
    except UNTOUCHED:
        return again(request, reference, step, form)
    return back(reference)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def presenter(request: HttpRequest, reference: str) -> HttpResponse:
    """Write who stands at the counter (D4, S38)."""
    case = access.case(staff_of(request), reference)
    initial = {
        "version": case.version,
        "by_proxy": "si" if case.by_proxy else "no",
        "presenter_number": case.presenter_number if case.by_proxy else "",
        "presenter_names": case.presenter_names,
        "presenter_country": case.presenter_country,
    }
    form = PresenterForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "desk/case/presenter.html", {"form": form, "case": case}, status=status)
    data = form.cleaned_data
    try:
        set_presenter(
            case=case,
            by_proxy=data["by_proxy"] == "si",
            number=data["presenter_number"],
            names=data["presenter_names"],
            country=canonical(data["presenter_country"]),
            version=data["version"],
            actor=staff_of(request),
            now=now(),
        )
    except NoCountry:
        form.add_error("presenter_country", _("No es una cédula ni un código conocido: elija el país del pasaporte."))
        return render(request, "desk/case/presenter.html", {"form": form, "case": case}, status=422)
    except UNTOUCHED:
        return overtaken(request, reference)
    return redirect("desk:case", reference=reference)


@officer
@require_POST
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add one more dependent (S10)."""
    case = access.case(staff_of(request), reference)
    try:
        dependents.add_dependent(
            case=case, actor=staff_of(request), now=now(), random_source=RANDOM, read=read_of(request)
        )
    except Stale:
        return overtaken(request, reference)
    except dependents.TooManyDependents:
        messages.error(request, _("Este caso ya tiene todos los dependientes que puede tener."))
        return redirect("desk:case", reference=reference)
    return back(reference)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Take in a solicitud prepared at home without a turno, by its reference (S10, S31)."""
    case = access.case(staff_of(request), reference)
    form = AttachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            dependents.attach_solicitud(
                case=case,
                reference=form.cleaned_data["reference"],
                actor=staff_of(request),
                now=now(),
                read=read_of(request),
            )
            return back(reference)
        except Stale:
            form.add_error(None, CHANGED)
        except dependents.NoSuchSolicitud:
            form.add_error(
                "reference", _("No hay una solicitud preparada con ese número para el código de esta persona afiliada.")
            )
        except dependents.TooManyDependents:
            form.add_error("reference", _("Este caso ya tiene todos los dependientes que puede tener."))
    status = 422 if form.errors else 200
    return render(request, "desk/case/attach.html", {"form": form, "case": case}, status=status)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, reference: str, solicitud: str) -> HttpResponse:
    """Ask whether a dependent is taken out of the case; the POST does it."""
    application = access.solicitud(staff_of(request), reference, solicitud)
    if request.method != "POST":
        return render(request, "desk/case/remove.html", {"case": application.case, "solicitud": application})
    try:
        dependents.remove_dependent(solicitud=application, actor=staff_of(request), now=now(), read=read_of(request))
    except UNTOUCHED:
        return overtaken(request, reference)
    return redirect("desk:case", reference=reference)


@officer
@require_POST
def end_visit(request: HttpRequest, reference: str) -> HttpResponse:
    """End the visit while something waits (S38): the case stays open, and why is asked (D37)."""
    case = access.case(staff_of(request), reference)
    form, left = left_of(request)
    try:
        visits.end_visit(case=case, actor=staff_of(request), now=now(), left=left, read=read_of(request))
    except NoReason:
        return ask_why(request, case, form, reverse("desk:case", args=[reference]))
    except Stale:
        return overtaken(request, reference)
    messages.success(
        request, _("La visita terminó. El caso queda abierto y se continúa con su número, sin otro turno.")
    )
    return redirect("desk:home")
