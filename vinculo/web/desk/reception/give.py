"""A turno given on the spot, the waiting list, an hour here instead of one elsewhere; the confirmation on paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.booking import at_desk, waiting_list
from vinculo.actions.booking.at_desk import book_at_desk, exchange_at_desk
from vinculo.actions.booking.drafts import NoActiveAffiliate, NotAPresenter, NotServed
from vinculo.actions.booking.holds import AlreadyBooked, TooLate
from vinculo.actions.booking.releases import NotReleasable, release_at_desk
from vinculo.actions.booking.seats import FewerSeats, HourTaken
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.limits import LimitReached
from vinculo.queries.booking import day_calendar, desk_hours, documents
from vinculo.queries.queue import arrival, reception
from vinculo.queries.shared import access
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.parsing import read_day
from vinculo.rules.staff.access import Work
from vinculo.web.desk.door import receiver, staff_of
from vinculo.web.desk.reception.give_forms import GiveForm, SlotForm
from vinculo.web.desk.reception.reception import show_screen
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.documents import pdf, print_on_get
from vinculo.web.shared.fields import CHANGED, ReleaseForm, read_of

if TYPE_CHECKING:
    from vinculo.queries.queue.reception import Screen
    from vinculo.records.models import Slot


@receiver
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Ask for whom, and give the hour; or show the hours of another day; or put the person on the waiting list."""
    screen = reception.screen(staff_of(request), now())
    asked = request.POST.get("acto", "ver") if request.method == "POST" else ""
    form = _form(request, screen, bound=asked in {"dar", "espera"})
    if not form.is_bound:
        return show_screen(request, "give", screen=screen, give=form)
    if asked == "espera":
        form.fields["slot"].required = False
    if form.is_valid():
        done = _wait(request, form) if asked == "espera" else _give(request, form)
        if done is not None:
            return done
    return show_screen(request, "give", 422, screen=screen, give=form)


def _form(request: HttpRequest, screen: Screen, *, bound: bool) -> GiveForm:
    """Return the form with the hours of what was typed so far: procedure, dependents and day."""
    typed = request.POST
    procedures = {each.pk: each for each in screen.procedures}
    wanted = typed.get("procedure", "")
    procedure = procedures.get(int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0)
    return GiveForm(
        typed if bound else None,
        initial=typed.dict(),
        screen=screen,
        procedures=procedures,
        agency=access.agency_of(staff_of(request), Work.RECEPTION),
        procedure=procedure or reception.main_procedure(screen.procedures),
        dependents=_dependents(typed.get("dependents", "")),
        now=now(),
        day=_day(typed.get("day", ""), screen),
    )


def _dependents(typed: str) -> int:
    return min(settings.MAX_DEPENDENTS, max(1, int(typed))) if typed.isdecimal() and len(typed) < 4 else 1


def _day(typed: str, screen: Screen) -> date | None:
    """Return the day that is asked for, if it can be booked."""
    day = read_day(typed[:40])
    return day if day is not None and day >= screen.local.date() else None


def _give(request: HttpRequest, form: GiveForm) -> HttpResponse | None:
    slot = desk_hours.slot(form.cleaned_data["slot"], form.cleaned_data["procedure"])
    visitor = form.visitor()
    try:
        if slot is None:
            raise HourTaken
        turno = book_at_desk(
            slot=slot,
            dependents=form.cleaned_data["dependents"],
            seats=form.seats_agreed(),
            presenter_kind=visitor.presenter_kind,
            presenter_number=visitor.presenter_number,
            presenter_country=visitor.presenter_country,
            affiliate=visitor.affiliate,
            by_proxy=visitor.by_proxy,
            email=visitor.email,
            mobile=visitor.mobile,
            actor=staff_of(request),
            now=now(),
            random_source=RANDOM,
        )
    except AlreadyBooked as error:
        return _already(request, error, slot)
    except (HourTaken, FewerSeats, NotAPresenter, NoActiveAffiliate, NotServed) as error:
        _explain(form, error)
        return None
    return redirect("desk:reception_given", reference=turno.reference)


def _already(request: HttpRequest, error: AlreadyBooked, slot: Slot | None) -> HttpResponse:
    """Lead to the turno that there is: the one just given by the first Enter, or another one."""
    turno = error.turno
    if slot is not None and (turno.agency_id, turno.starts) == (slot.agency_id, slot.starts):
        return redirect("desk:reception_given", reference=turno.reference)
    messages.warning(request, _("Esta persona ya tiene un turno: es este. No se dio otro."))
    return redirect("desk:reception_turno", reference=turno.reference)


def _explain(form: forms.Form, error: Exception) -> None:
    """Say beside the field what cannot be, and what can."""
    if isinstance(error, FewerSeats):
        message = _("A esa hora hay %(left)s espacios seguidos. Presione otra vez para dar esos, o elija otra hora.")
        form.add_error("slot", message % {"left": error.left})
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seats"] = str(error.left)  # type: ignore[index]
    elif isinstance(error, NotAPresenter):
        form.add_error("number", _("Ese número no es una cédula correcta ni un código conocido. Revise los dígitos."))
    elif isinstance(error, NoActiveAffiliate):
        form.add_error("code", _("Con ese número no hay una afiliación activa. Revise el documento."))
    else:
        form.add_error("slot", _("Esa hora ya no está libre. Elija otra de la lista."))


def _wait(request: HttpRequest, form: GiveForm) -> HttpResponse | None:
    agency = access.agency_of(staff_of(request), Work.RECEPTION)
    first, last = day_calendar.horizon(agency, now())
    visitor = form.visitor()
    try:
        at_desk.wait_at_desk(
            agency=agency,
            procedure=form.procedures[form.cleaned_data["procedure"]],
            wish=waiting_list.Wish(first, last, form.cleaned_data["dependents"]),
            presenter_kind=visitor.presenter_kind,
            presenter_number=visitor.presenter_number,
            presenter_country=visitor.presenter_country,
            affiliate=visitor.affiliate,
            by_proxy=visitor.by_proxy,
            email=visitor.email,
            mobile=visitor.mobile,
            actor=staff_of(request),
            now=now(),
            random_source=RANDOM,
        )
    except at_desk.NoEmail:
        form.add_error("email", _("La lista de espera avisa por correo. Sin correo, dé la hora más cercana."))
    except AlreadyBooked as error:
        return _already(request, error, None)
    except waiting_list.AlreadyWaiting:
        form.add_error(None, _("Esta persona ya está en la lista, con el correo que consta en el IESS."))
    except LimitReached as error:
        form.add_error(
            None,
            _("Hubo demasiados intentos con ese correo. Intente desde las %(hour)s.")
            % {"hour": f"{timezone.localtime(error.again_at):%H:%M:%S}"},
        )
    except NoActiveAffiliate as error:
        _explain(form, error)
    else:
        messages.success(request, _("La persona está en la lista de espera. Le avisaremos por correo."))
        return redirect("desk:reception")
    return None


@receiver
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer hours here to somebody whose turno is elsewhere, and give one instead of it."""
    staff, moment = staff_of(request), now()
    meeting = arrival.meet_turno(staff, reference, moment)
    form = SlotForm(
        request.POST if request.method == "POST" else None,
        auto_id="x_%s",
        agency=access.agency_of(staff, Work.RECEPTION),
        procedure=meeting.turno.procedure,
        dependents=meeting.turno.dependents,
        now=moment,
    )
    if request.method == "POST" and form.is_valid():
        done = _exchange(request, meeting, form)
        if done is not None:
            return done
    status = 422 if form.is_bound else 200
    return show_screen(request, "exchange", status, meeting=meeting, give=form)


def _exchange(request: HttpRequest, meeting: arrival.Meeting, form: SlotForm) -> HttpResponse | None:
    slot = desk_hours.slot(form.cleaned_data["slot"], meeting.turno.procedure_id)
    try:
        if slot is None:
            raise HourTaken
        made = exchange_at_desk(
            turno=meeting.turno,
            slot=slot,
            seats=form.seats_agreed(),
            actor=staff_of(request),
            now=now(),
            random_source=RANDOM,
            read=read_of(request),
        )
    except AlreadyBooked as error:
        return _already(request, error, slot)
    except Stale:
        form.add_error(None, CHANGED)
    except TooLate:
        form.add_error(None, _("Ese turno ya no se puede cambiar: su hora llegó o ya no está vigente."))
    except (HourTaken, FewerSeats, NotAPresenter, NoActiveAffiliate, NotServed) as error:
        _explain(form, error)
    else:
        return redirect("desk:reception_given", reference=made.reference)
    return None


@receiver
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Let go of a turno that somebody else booked, for an affiliate who shows their document at this desk (D28)."""
    staff = staff_of(request)
    meeting = arrival.meet_turno(staff, reference, now())
    form = ReleaseForm(request.POST or None, auto_id="r_%s", initial={"version": meeting.turno.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            release_at_desk(turno=meeting.turno, version=data["version"], reason=data["reason"], actor=staff, now=now())
        except Stale:
            form.add_error(None, _("El turno cambió mientras lo leía. Revíselo como está ahora y confirme otra vez."))
        except NotReleasable:
            form.add_error(None, _("Ese turno ya no se puede liberar: terminó, o su persona ya está en el centro."))
        else:
            messages.success(request, _("El turno se liberó y avisamos a quien lo pidió. Ahora puede dar otro."))
            return redirect("desk:reception_give")
    form.with_version(meeting.turno.version)
    return show_screen(request, "release", 422 if form.errors else 200, meeting=meeting, release=form)


@receiver
@require_safe
def show_given(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the turno that was given, with its confirmation to print."""
    turno = access.turno_given(staff_of(request), reference)
    here = arrival.meet_turno(staff_of(request), reference, now())
    return show_screen(request, "given", turno=turno, meeting=here)


@receiver
@require_safe
@print_on_get
def confirmation_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Return the *Confirmación del Turno en Línea*, for the person who has no e-mail (S30)."""
    staff = staff_of(request)
    turno = access.turno_given(staff, reference)
    access.record_view(
        act=Act.CONFIRMATION_PRINTED, subject=Subject.TURNO, subject_ids=[turno.pk], staff=staff, now=now()
    )
    return pdf(documents.confirmation_pdf(turno, turno.language), f"turno-{reference}")
