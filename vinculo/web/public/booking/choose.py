"""The last steps to a turno: place, day, hour, *Si*, review, *Confirmar* (S26-S28)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.booking import drafts, holds, seats, turnos
from vinculo.actions.booking.bring import keep_answers
from vinculo.documents.words import hour_with_zone
from vinculo.queries.booking import day_calendar, nearby
from vinculo.queries.booking.drafts import held_hour, seats_wanted
from vinculo.queries.booking.endorsement import day_after_endorsement, has_endorsement
from vinculo.queries.booking.places import review_mark, turno_by_pk, what_is_in_the_way
from vinculo.queries.shared.local_time import local_moment
from vinculo.queries.shared.places import legal_unit
from vinculo.rules.booking.bounds import BoundReached
from vinculo.web.public.booking.day_lists import days_list, hours_lists, kind_of
from vinculo.web.public.booking.drafts import with_draft
from vinculo.web.public.booking.forms import PlaceForm
from vinculo.web.public.booking.refused import held_by_others, refuse_held
from vinculo.web.public.information.kept_list import forget_list, kept_list
from vinculo.web.shared.away.marks import tried_again
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.wrong_answers import SeeOther, problem_of, read_form_data, refuse, render_form, status_of

if TYPE_CHECKING:
    from vinculo.records.models import Agency, Draft, Slot, Turno

ALL = 4  # every step before the day is done


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(3)
def place(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask for province, procedure, agency and the number of dependents (S26)."""
    initial = {
        "province": draft.province_id,
        "procedure": draft.procedure_id,
        "agency": draft.agency_id,
        "dependents": draft.dependents,
    }
    form = PlaceForm(read_form_data(request), initial=initial)
    data = form.cleaned_data if request.method == "POST" and form.is_valid() else {}
    try:
        leaving = what_is_in_the_way(
            draft,
            drafts.presenter_key(draft),
            data.get("procedure") or form.only_procedure,
            data.get("dependents", 1),
            now(),
        )
    except BoundReached as error:  # said at the first step that can know it, not after the hour was chosen
        if request.method == "POST":
            return refuse_held(draft, error, data.get("procedure"), data.get("dependents", 1))
        return held_by_others(request, draft, error)
    if data:
        try:
            drafts.choose_place(
                draft=draft,
                procedure=data["procedure"],
                agency=data["agency"],
                dependents=data["dependents"],
                now=now(),
            )
            return redirect("public:booking_day", token=draft.token)
        except drafts.NotServed:
            form.add_error("agency", _("Esa agencia ya no atiende este trámite. Elija otra."))
    return render_form(request, "public/booking/place.html", form, draft=draft, leaving=leaving)


@require_safe
@with_draft(ALL)
def day(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Show the days, and the hours of the chosen one (S27)."""
    problem = problem_of(request, "unserved", "lost")
    return _day_page(request, draft, _read_day(request.GET.get("dia", "")), problem, status_of(problem))


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(ALL)
def switch(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take another agency for the same procedure and people, and show its days; all that was typed stays (S26)."""
    if request.method != "POST":
        return redirect("public:booking_day", token=draft.token)
    agency = day_calendar.find_serving_agency(draft.procedure, _read_id(request.POST.get("agency", "")))
    days = reverse("public:booking_day", args=[draft.token])
    if agency is None or draft.procedure is None:
        return refuse("unserved", days)
    try:
        drafts.choose_place(
            draft=draft, procedure=draft.procedure, agency=agency, dependents=draft.dependents, now=now()
        )
    except drafts.NotServed:
        return refuse("unserved", days)
    return redirect(days)


def _read_id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _day_page(
    request: HttpRequest, draft: Draft, chosen: date | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """Show the days, the hours of the chosen one, and what went wrong; without an hour, the nearest with one sooner.

    After a refusal the other centres are looked at only where this one has no day: what is not needed is not read.
    """
    agency, procedure = draft.agency, draft.procedure
    if agency is None or procedure is None:
        return redirect("public:booking_place", token=draft.token)
    moment = now()
    look = day_calendar.look(agency, procedure, moment, draft.turno_id, chosen)
    wanted = seats_wanted(draft.dependents)
    day, hours = look.chosen, look.hours(wanted)
    unit, fits = _endorsement(draft, agency, look, moment)
    free = any(each.selectable for each in look.days)
    earliest = (
        [] if hours or (problem and free) else nearby.earliest(agency, procedure, moment, draft.turno_id, since=fits)
    )
    context = _hours_context(draft, agency, look, hours) | {
        "problem": problem,
        "unit": unit,
        "fits": fits,
        "days": days_list(look.days, look.frame.first, day.date if day else None, draft.token, fits),
        "kinds": sorted({kind_of(each, fits) for each in look.days}),
        "closures": [each for each in look.days if each.note],
        "opens_before": settings.HORIZON_DAYS,
        "earliest": earliest,
        "elsewhere": nearby.sooner_elsewhere(earliest),
        "none_free": not (hours or free or earliest),
    }
    return render(request, "public/booking/day.html", context, status=status)


def _hours_context(
    draft: Draft, agency: Agency, look: day_calendar.Look, hours: tuple[day_calendar.Hour, ...]
) -> dict[str, object]:
    """Return what a page says of the hours of a day."""
    morning, afternoon = hours_lists(hours, draft.token)
    return {
        "draft": draft,
        "agency": agency,
        "chosen": look.chosen,
        "closed_hours": look.closed_hours,
        "hours": hours,
        "morning": morning,
        "afternoon": afternoon,
        "wanted": seats_wanted(draft.dependents),
        "seats": hours[0].seats if hours else 0,
    }


def _endorsement(draft: Draft, agency: Agency, look: day_calendar.Look, moment: datetime) -> tuple[str, date | None]:
    """Return where a proxy without a known endorsement gets it, and the first day that leaves time for it (S38)."""
    if not draft.by_proxy or has_endorsement(draft, moment):
        return "", None
    return legal_unit(agency.province.name), day_after_endorsement(look.days, look.frame.first)


@require_safe
@with_draft(ALL)
def show_hours_left(request: HttpRequest, draft: Draft, slot: Slot | None) -> HttpResponse:
    """Show what that day still has after somebody else took the hour: one statement; all days where it has nothing."""
    if slot is None:
        raise Http404
    day = local_moment(slot.agency, slot.starts).date()
    look = day_calendar.look(slot.agency, slot.procedure, now(), draft.turno_id, day, only=day)
    hours = look.hours(seats_wanted(draft.dependents))
    if not hours:
        return _day_page(request, draft, day, "taken", status=409)
    context = _hours_context(draft, slot.agency, look, hours) | {"problem": "taken"}
    return render(request, "public/booking/taken.html", context, status=409)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@tried_again
@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(ALL)
def hour(request: HttpRequest, draft: Draft, slot: Slot | None) -> HttpResponse:
    """Open the confirmation window of an hour; *Si* holds the seats (S27)."""
    if slot is None:
        raise Http404
    wanted = seats_wanted(draft.dependents)
    typed = request.POST.get("asientos") or request.GET.get("asientos") or ""
    count = min(int(typed), wanted) if typed.isascii() and typed.isdigit() and len(typed) < 4 and int(typed) else wanted
    local = local_moment(slot.agency, slot.starts)
    if request.method != "POST":
        ends = local + (slot.ends - slot.starts) * count
        context = {"draft": draft, "starts": local, "ends": ends, "seats": count, "wanted": wanted}
        return render(request, "public/booking/hour.html", context)
    try:
        holds.hold_seats(draft=draft, slot=slot, seats=count, now=now(), random_source=RANDOM)
    except (seats.HourTaken, seats.FewerSeats):
        return SeeOther(reverse("public:booking_taken", args=[draft.token, slot.pk]))
    except (holds.AlreadyBooked, holds.TooMuchHeld) as error:
        return refuse_held(draft, error)
    except holds.TooLate:
        return redirect("public:booking_late", token=draft.token)
    except holds.DraftNotReady:  # another tab changed the draft meanwhile: go on where it stands now
        return redirect("public:booking_place", token=draft.token)
    return redirect("public:booking_review", token=draft.token)


@tried_again
@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(ALL)
def review(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Show the data of the turno; *Confirmar* makes it (S28)."""
    if request.method == "POST":
        try:
            turno = turnos.confirm_turno(draft=draft, now=now(), read=request.POST.get("leido", ""))
        except turnos.NotAsRead:
            return refuse("changed", request.path)
        except seats.HoldLost:
            return refuse("lost", reverse("public:booking_day", args=[draft.token]))
        except (holds.AlreadyBooked, holds.TooMuchHeld) as error:
            return refuse_held(draft, error)
        except holds.TooLate:
            return redirect("public:booking_late", token=draft.token)
        return _with_answers(request, turno)
    return _review_page(request, draft, problem_of(request, "changed"))


def _with_answers(request: HttpRequest, turno: Turno) -> HttpResponse:
    """Lead to the turno; what this browser answered about papers goes with it, and is forgotten here (D31)."""
    answer = redirect("public:turno", token=turno.token)
    family = kept_list(request)
    if family:
        keep_answers(turno=turno, answers=family)
        forget_list(answer)
    return answer


def _review_page(request: HttpRequest, draft: Draft, problem: str) -> HttpResponse:
    """Show what is held, with the mark of all that is read (D30)."""
    held = held_hour(draft)
    if held is None or draft.agency is None:
        return _day_page(request, draft, None, "lost" if draft.turno_id else "")
    moves = turno_by_pk(draft.moves_id) if draft.moves_id else None
    context = {
        "draft": draft,
        "moves": moves,
        "left": local_moment(moves.agency, moves.starts) if moves else None,
        "starts": local_moment(draft.agency, held.starts),
        "seats": held.seats,
        "held_until": hour_with_zone(held.until, draft.agency.timezone),
        "over": held.until <= now(),
        "fits": held.seats >= draft.dependents,
        "read": review_mark(draft, held.starts, held.seats),
        "changed": problem,
    }
    return render(request, "public/booking/review.html", context, status=status_of(problem))
