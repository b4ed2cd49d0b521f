"""Reception on one screen: one field for anyone who comes, the answer below it, a number in a few keys (S29, S30)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.actions.booking.drafts import NotServed
from vinculo.actions.queue import check_in
from vinculo.actions.queue.reception import (
    ClosedNow,
    NoSuchCategory,
    NotAdmitted,
    receive_priority,
    receive_same_day,
    receive_turno,
    report_mismatch,
)
from vinculo.actions.shared.guards import Stale
from vinculo.queries.booking import bring
from vinculo.queries.closures import closures
from vinculo.queries.queue import arrival, reception
from vinculo.queries.shared import access
from vinculo.queries.shared.reference_data import get_published
from vinculo.rules.queue.admission import REASONS, numbers
from vinculo.rules.queue.scanner import read_scan
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.rules.staff.access import Work
from vinculo.web.desk.door import receiver, staff_of
from vinculo.web.desk.reception.forms import PriorityForm, ReceiveForm, SameDayForm, ScanForm
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.documents import framing
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import CHANGED, read_of

PANELS = "desk/reception/"
# They say what comes next; else the field waits.
OWN_FOCUS = {"meeting", "found", "give", "given", "exchange", "release"}


def show_screen(request: HttpRequest, panel: str = "", status: int = 200, **context: Any) -> HttpResponse:
    """Show the one screen with a panel below the field, and beside it how loaded the centre is."""
    screen = context.pop("screen", None) or reception.screen(staff_of(request), now())
    answer = screen.answer
    filled = {
        "screen": screen,
        "form": ScanForm(in_focus=panel not in OWN_FOCUS),
        "priority": PriorityForm(screen=screen),
        "same_day": SameDayForm(screen=screen),
        "sentence": _(REASONS[answer.why]) % numbers(answer) if answer else "",
        "panel": f"{PANELS}{panel}.html" if panel else "",
        "parts": closures.parts_of_today(access.agency_of(staff_of(request), Work.RECEPTION), now()),
        "quiet": panel in {"give", "exchange", "release"},
    } | context
    return framing(render(request, "desk/reception/screen.html", filled, status=status))


@receiver
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Show the screen; what is scanned comes by POST: numbers stay out of addresses."""
    if request.method != "POST":
        return show_screen(request)
    form = ScanForm(request.POST)
    if not form.is_valid():
        return show_screen(request, status=422, form=form)
    met = arrival.meet(staff_of(request), read_scan(form.cleaned_data["q"]), now())
    return _show_met(request, met) or show_screen(request, "nothing", met=met)


def _show_met(request: HttpRequest, met: arrival.Met, categories: Collection[str] = ()) -> HttpResponse | None:
    """Show what a scan or a number led to, with the groups that were said; None where it led to nothing."""
    if met.empty:
        return None
    if met.number is not None:
        return redirect("desk:reception_ticket", number=met.number)
    if len(met.meetings) == 1 and not met.cases:
        return _show_meeting(request, met.meetings[0], categories=categories)
    return show_screen(request, "found", met=met)


def _show_known(request: HttpRequest, person: str, categories: Collection[str] = ()) -> HttpResponse | None:
    """Show the turno or the open case of a person about to get a number without one; None where there is none (D37).

    Without the number of the person nobody is looked for: a group is received on their word (S29).
    """
    if not person:
        return None
    met = arrival.meet(staff_of(request), read_scan(person), now())
    if not met.goes_on:
        return None
    messages.warning(
        request,
        _("Esta persona ya tiene un turno o un caso: siga con él. Si no corresponde, dé el número sin su documento."),
    )
    return _show_met(request, met, categories)


@receiver
@require_safe
def turno(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one turno: the number big, to be compared with the document."""
    return _show_meeting(request, arrival.meet_turno(staff_of(request), reference, now()))


def _show_meeting(
    request: HttpRequest,
    meeting: arrival.Meeting,
    receive: ReceiveForm | None = None,
    status: int = 200,
    categories: Collection[str] = (),
) -> HttpResponse:
    screen = reception.screen(staff_of(request), now())
    turno = meeting.turno
    return show_screen(
        request,
        "meeting",
        status,
        screen=screen,
        meeting=meeting,
        bring=bring.bring_list(turno, get_published(now()), bring.ticks_of(turno)),
        receive=receive or ReceiveForm(screen=screen, initial={"categories": list(categories)}),
        quiet=meeting.received_now,
    )


@receiver
@require_POST
def receive(request: HttpRequest, reference: str) -> HttpResponse:
    """Register the arrival and give the number, in one go."""
    staff, moment = staff_of(request), now()
    turno = access.turno(staff, reference)
    form = ReceiveForm(request.POST, screen=reception.screen(staff, moment))
    if form.is_valid():
        data = form.cleaned_data
        try:
            ticket = receive_turno(
                turno=turno,
                reason=data["reason"],
                categories=data["categories"],
                accessible=data["accessible"],
                key=data["key"],
                actor=staff,
                now=moment,
                random_source=RANDOM,
                read=read_of(request),
            )
        except Stale:
            form.add_error(None, CHANGED)
        except check_in.NotToday:
            form.add_error("reason", _("Elija el motivo."))
        except NotAllowedError:
            form.add_error(None, _("Este turno ya no se puede usar: fue atendido o cancelado, o hay otro vigente."))
        else:
            return redirect("desk:reception_ticket", number=ticket.number)
    return _show_meeting(request, arrival.meet_turno(staff, reference, moment), form, 422)


@receiver
@require_http_methods(["GET", "HEAD", "POST"])
def mismatch(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what to do when the number is not the one of the document; the answer *no* is written by POST."""
    meeting = arrival.meet_turno(staff_of(request), reference, now())
    if request.method == "POST":
        try:
            report_mismatch(turno=meeting.turno, actor=staff_of(request), now=now(), read=read_of(request))
        except Stale:
            return show_changed(request, "desk:reception_turno", reference=reference)
        return redirect("desk:reception_mismatch", reference=reference)
    return show_screen(request, "mismatch", meeting=meeting)


@receiver
@require_POST
def priority(request: HttpRequest) -> HttpResponse:
    """Give a priority person a number (S29)."""
    staff, moment = staff_of(request), now()
    screen = reception.screen(staff, moment)
    form = PriorityForm(request.POST, screen=screen)
    if not form.is_valid():
        return show_screen(request, status=422, screen=screen, priority=form)
    data = form.cleaned_data
    known = _show_known(request, data["person"], data["categories"])
    if known is not None:
        return known
    try:
        ticket = receive_priority(
            procedure=form.chosen_procedure(),
            categories=data["categories"],
            accessible=data["accessible"],
            key=data["key"],
            actor=staff,
            now=moment,
            random_source=RANDOM,
        )
    except (NoSuchCategory, NotServed):
        return _show_changed_form(request, form, "priority")
    return redirect("desk:reception_ticket", number=ticket.number)


@receiver
@require_POST
def same_day(request: HttpRequest) -> HttpResponse:
    """Give a number for today, or say in numbers why not and what can be had instead."""
    staff, moment = staff_of(request), now()
    screen = reception.screen(staff, moment)
    form = SameDayForm(request.POST, screen=screen)
    if not form.is_valid():
        return show_screen(request, status=422, screen=screen, same_day=form)
    data = form.cleaned_data
    known = _show_known(request, data["person"])
    if known is not None:
        return known
    try:
        ticket = receive_same_day(
            procedure=form.chosen_procedure(),
            accessible=data["accessible"],
            key=data["key"],
            actor=staff,
            now=moment,
            random_source=RANDOM,
        )
    except NotAdmitted as refused:
        messages.warning(request, _(REASONS[refused.answer.why]) % numbers(refused.answer))
        return redirect("desk:reception_give")
    except ClosedNow as shut:
        said = _("El centro no atiende hasta las %(until)s. Dele un turno para otra hora: no le dé un número ahora.")
        messages.warning(request, said % {"until": f"{shut.until:%H:%M}"})
        return redirect("desk:reception_give")
    except NotServed:
        return _show_changed_form(request, form, "same_day")
    return redirect("desk:reception_ticket", number=ticket.number)


def _show_changed_form(request: HttpRequest, form: forms.Form, name: str) -> HttpResponse:
    """Show a form again whose lists an administrator changed at this moment."""
    form.add_error(None, _("La lista cambió mientras tanto. Elija otra vez."))
    context: dict[str, Any] = {name: form}
    return show_screen(request, status=422, **context)
