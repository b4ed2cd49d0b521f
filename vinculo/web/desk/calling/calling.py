"""The counter: opened, the next person called, there or not, served, gone. Every act is one press, and has its key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from vinculo.actions.queue import calling, counters, missed_calls
from vinculo.actions.queue.calling import NobodyToCall, Paused
from vinculo.actions.queue.counters import CounterTaken, SitsElsewhere, SomebodyIsHere
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.shared.guards import NoReason, Repeated, Stale
from vinculo.actions.shared.registry import consult_registry_again, registry_service
from vinculo.queries.queue import queue
from vinculo.queries.shared import access
from vinculo.rules.shared.references import draw_token
from vinculo.rules.shared.statuses import TicketState
from vinculo.web.desk.calling.forms import PauseForm
from vinculo.web.desk.case.ending import LeftOpenForm, ask_why, left_of
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.doors import View
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import CHANGED, read_of

if TYPE_CHECKING:
    from vinculo.records.models import Counter, Ticket

LONGEST_NUMBER = 9
TOO_LATE: dict[type[Exception], tuple[Callable[..., None], Any]] = {
    SomebodyIsHere: (messages.warning, _lazy("Primero termine con la persona que está en su ventanilla.")),
    Paused: (messages.warning, _lazy("Su ventanilla está en pausa. Reanude para llamar.")),
    NobodyToCall: (messages.info, _lazy("Nadie espera a quien se pueda llamar ahora a esta ventanilla.")),
    Moved: (messages.warning, _lazy("Ese número ya no está así: alguien o el tiempo fue más rápido. Vea cómo está.")),
    Stale: (messages.warning, CHANGED),
}


def page(request: HttpRequest, *, form: PauseForm | None = None, status: int = 200) -> HttpResponse:
    """Render the counter of the officer, or the choice of one."""
    staff, moment = staff_of(request), now()
    hall = queue.hall(staff, moment)
    if hall is None:
        return render(request, "desk/calling/counters.html", {"counters": queue.counters(staff)})
    ticket = hall.ticket
    context = {
        "hall": hall,
        "counter": hall.counter,
        "ticket": ticket,
        "key": draw_token(RANDOM),
        "case": queue.case_of(ticket) if ticket and ticket.state == TicketState.SERVING else "",
        "pause_form": form or PauseForm(),
    }
    return render(request, "desk/calling/calling.html", context, status=status)


@officer
@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """Show who is at the counter and what can be done; who sits at none chooses one."""
    return page(request)


@officer
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Return how many wait, for the page that asks again by itself; nothing for who has left the counter."""
    hall = queue.hall(staff_of(request), now())
    return render(request, "desk/calling/waiting.html", {"hall": hall}) if hall else HttpResponse(status=204)


@officer
@require_POST
def open_counter(request: HttpRequest, number: int) -> HttpResponse:
    """Sit down at a counter."""
    staff = staff_of(request)
    try:
        counters.open_counter(counter=queue.counter(staff, number), actor=staff, now=now(), read=read_of(request))
    except CounterTaken as taken:
        who = taken.counter.staff.printed_name() if taken.counter.staff else ""
        told = _("En la ventanilla %(number)d está %(who)s. Elija otra; si ya no está, la supervisión puede liberarla.")
        messages.warning(request, told % {"number": number, "who": who})
    except SitsElsewhere as elsewhere:
        told = _("Usted tiene abierta la ventanilla %(number)d. Ciérrela primero.")
        messages.warning(request, told % {"number": elsewhere.counter.number})
    except Stale:
        return show_changed(request, "desk:calling")
    return redirect("desk:calling")


def at_the_counter(act: Callable[[HttpRequest, Counter], HttpResponse]) -> View:
    """Give a view the officer's own counter; who sits at none is led to choose one. What was too late is said."""

    @officer
    @require_POST
    def view(request: HttpRequest) -> HttpResponse:
        own = queue.own_counter(staff_of(request))
        if own is None:
            return redirect("desk:calling")
        try:
            return act(request, own)
        except Repeated:
            pass  # the second click: the page shows what the first one did
        except tuple(TOO_LATE) as late:
            say, text = TOO_LATE[type(late)]
            say(request, text)
        return redirect("desk:calling")

    view.__doc__ = act.__doc__
    return view


@at_the_counter
def pause(request: HttpRequest, own: Counter) -> HttpResponse:
    """Have nobody called for a while, with the reason."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return page(request, form=form, status=422)
    counters.pause_counter(
        counter=own, reason=form.cleaned_data["reason"], actor=staff_of(request), now=now(), read=read_of(request)
    )
    return redirect("desk:calling")


@at_the_counter
def resume(request: HttpRequest, own: Counter) -> HttpResponse:
    """Go on after a pause."""
    counters.resume_counter(counter=own, actor=staff_of(request), now=now(), read=read_of(request))
    return redirect("desk:calling")


@at_the_counter
def close(request: HttpRequest, own: Counter) -> HttpResponse:
    """Leave the counter."""
    counters.close_counter(counter=own, actor=staff_of(request), now=now(), read=read_of(request))
    messages.success(request, _("La ventanilla %(number)d está cerrada.") % {"number": own.number})
    return redirect("desk:calling")


@at_the_counter
def call_next(request: HttpRequest, own: Counter) -> HttpResponse:
    """Call the next one; pressed twice, the same one."""
    calling.call_next(counter=own, actor=staff_of(request), now=now(), key=key_of(request))
    return redirect("desk:calling")


@at_the_counter
def finish_and_call(request: HttpRequest, own: Counter) -> HttpResponse:
    """End the service and call the next one."""
    form, left = left_of(request)
    try:
        called = calling.finish_and_call(
            counter=own, actor=staff_of(request), now=now(), key=key_of(request), left=left, read=read_of(request)
        )
    except NoReason:
        return _ask_why(request, form)
    if called is None:
        messages.info(request, _("La atención terminó. Nadie espera a quien se pueda llamar ahora a esta ventanilla."))
    return redirect("desk:calling")


@at_the_counter
def recall(request: HttpRequest, own: Counter) -> HttpResponse:
    """Repeat the call."""
    calling.repeat_call(ticket=ticket_of(request), actor=staff_of(request), now=now(), read=read_of(request))
    return redirect("desk:calling")


@at_the_counter
def start(request: HttpRequest, own: Counter) -> HttpResponse:
    """Begin to serve, and land on the case."""
    ticket = ticket_of(request)
    if registry_service() is not None:
        consult_registry_again(queue.affiliate_of(ticket), now=now())
    try:
        begun = calling.start_service(
            ticket=ticket, actor=staff_of(request), now=now(), random_source=RANDOM, read=read_of(request)
        )
    except Repeated:
        begun = ticket_of(request)
    return onward(begun)


@at_the_counter
def miss(request: HttpRequest, own: Counter) -> HttpResponse:
    """Say that nobody came."""
    after = missed_calls.record_missed_call(
        ticket=ticket_of(request), actor=staff_of(request), now=now(), read=read_of(request)
    )
    told = (
        _("El %(number)d no estuvo en tres llamadas: consta que no se presentó.")
        if after.state == TicketState.NO_SHOW
        else _("El %(number)d vuelve a la espera y se le llamará de nuevo en unos minutos.")
    )
    messages.info(request, told % {"number": after.number})
    return redirect("desk:calling")


@at_the_counter
def finish(request: HttpRequest, own: Counter) -> HttpResponse:
    """End the service without calling anybody."""
    form, left = left_of(request)
    try:
        calling.finish_service(
            ticket=ticket_of(request), actor=staff_of(request), now=now(), left=left, read=read_of(request)
        )
    except NoReason:
        return _ask_why(request, form)
    return redirect("desk:calling")


def _ask_why(request: HttpRequest, form: LeftOpenForm) -> HttpResponse:
    """Ask what becomes of the case of the person who is served, before anything ends (D37)."""
    ticket = ticket_of(request)
    case = access.case(staff_of(request), queue.case_of(ticket))
    return ask_why(request, case, form, reverse("desk:calling"), ticket=ticket, key=key_of(request))


@at_the_counter
def record_gone(request: HttpRequest, own: Counter) -> HttpResponse:
    """Say that the person went without being served."""
    after = missed_calls.leave_counter(
        ticket=ticket_of(request), actor=staff_of(request), now=now(), read=read_of(request)
    )
    messages.info(request, _("Consta que el %(number)d se retiró.") % {"number": after.number})
    return redirect("desk:calling")


def ticket_of(request: HttpRequest) -> Ticket:
    """Return the ticket that the form is about, by the number in it. Raises `NotFoundHere`."""
    text = request.POST.get("ticket", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0
    return queue.at_own_counter(staff_of(request), number, now())


def key_of(request: HttpRequest) -> str:
    """Return the key of the page, which makes a double click one call; a page without one gets a new one."""
    text = request.POST.get("key", "")
    return text if text.isascii() and text.isalnum() and len(text) <= 32 else draw_token(RANDOM)


def onward(ticket: Ticket) -> HttpResponse:
    """Lead from a ticket that is served to its case, to its turno, or to opening a case."""
    if case := queue.case_of(ticket):
        return redirect("desk:case", reference=case)
    if turno := queue.turno_of(ticket):
        return redirect("desk:turno", reference=turno)
    return redirect("desk:walk_in")
