"""The least that a Django program does for the same: read the free hours of a day, hold a seat, confirm it."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vinculo.records.models import Seat, Slot, Turno
from vinculo.rules.shared.references import hash_token


def read(request: HttpRequest, agency: int, day: str) -> HttpResponse:
    """Show the free hours of an agency and day: session, one query, one small template."""
    if "affiliate" not in request.session:
        raise Http404
    begins = datetime.combine(date.fromisoformat(day), time(), tzinfo=timezone.get_current_timezone())
    hours = (
        Slot.objects.filter(
            agency=agency,
            starts__gte=begins,
            starts__lt=begins + timedelta(days=1),
            seats__state="free",
            seats__pool="online",
        )
        .values("pk", "starts")
        .annotate(free=Count("seats"))
        .order_by("starts")
    )
    return render(request, "hours.html", {"hours": hours, "day": begins})


@require_POST
@transaction.atomic
def hold(request: HttpRequest, slot: int) -> HttpResponse:
    """Lock a free seat of the hour and hold it for a new turno."""
    affiliate = request.session["affiliate"]
    free = Seat.objects.select_for_update(of=("self",), skip_locked=True).select_related("slot")
    seat = free.filter(slot=slot, state="free", pool="online").first()
    if seat is None:
        return HttpResponse("lleno", status=409)
    now, token = timezone.now(), secrets.token_hex(16)
    turno = Turno.objects.create(
        reference=token[:12],
        **Turno.link_of(token),
        status="holding",
        presenter_kind="code",
        presenter_number=token[:10],
        presenter_key=token,
        affiliate_id=affiliate,
        email="persona@example.com",
        mobile="+593991234567",
        agency_id=seat.slot.agency_id,
        procedure_id=seat.slot.procedure_id,
        dependents=1,
        seats_count=1,
        starts=seat.slot.starts,
        ends=seat.slot.ends,
        created_at=now,
    )
    Seat.objects.filter(pk=seat.pk).update(state="held", turno=turno, held_until=now + timedelta(minutes=10))
    return redirect("confirm", token=turno.token)


@require_POST
@transaction.atomic
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Turn what the turno holds into a confirmed one."""
    if "affiliate" not in request.session:
        raise Http404
    turno = Turno.objects.select_for_update().get(token_hash=hash_token(token), status="holding")
    Seat.objects.filter(turno=turno, state="held").update(state="taken", held_until=None)
    Turno.objects.filter(pk=turno.pk).update(status="confirmed", confirmed_at=timezone.now())
    return redirect("done", token=token)
