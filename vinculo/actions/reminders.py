"""Reminders one day and two hours before a turno: once, only of a live one, never of one booked after that time."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef
from django.utils.translation import gettext as _

from vinculo.actions.mailing import enqueue
from vinculo.actions.retrying import retried
from vinculo.actions.turno_mail import when
from vinculo.queries.reseating import stands_kept
from vinculo.records.events import Event, write_event
from vinculo.records.models import Reminder, Turno

DAY, HOURS = timedelta(days=1), timedelta(hours=2)
KINDS = {"reminder_day": (DAY, HOURS), "reminder_hours": (HOURS, timedelta())}  # from so long before, to so long


def write_reminders(*, now: datetime) -> int:
    """Write the reminders that are due into the outbox and return how many."""
    return sum(
        retried(partial(_remind, pk, kind, now))
        for kind, (lead, until) in KINDS.items()
        for pk in _due(kind, lead, until, now)
    )


def _due(kind: str, lead: timedelta, until: timedelta, now: datetime) -> list[int]:
    """Return the turnos of this window, booked or moved before it began, that have no such reminder yet."""
    began = ExpressionWrapper(F("starts") - lead, output_field=DateTimeField())
    outer = ExpressionWrapper(OuterRef("starts") - lead, output_field=DateTimeField())
    moved = Event.objects.filter(act="turno_moved", subject="turno", subject_id=OuterRef("pk"), at__gt=outer)
    done = Reminder.objects.filter(turno=OuterRef("pk"), kind=kind, sequence=OuterRef("sequence"))
    found = Turno.objects.filter(
        ~Exists(done), ~Exists(moved), ~stands_kept(), status="confirmed", starts__gt=now + until,
        starts__lte=now + lead, confirmed_at__lte=began,
    ).exclude(email="")  # fmt: skip
    return list(found.order_by("pk").values_list("pk", flat=True))


def _remind(pk: int, kind: str, now: datetime) -> bool:
    """Write one reminder; another worker that wrote it in the same moment has won."""
    try:
        with transaction.atomic():
            return _write(pk, kind, now)
    except IntegrityError:
        if Reminder.objects.filter(turno=pk, kind=kind).exists():
            return False
        raise


def _write(pk: int, kind: str, now: datetime) -> bool:
    turno = Turno.objects.select_for_update(of=("self",)).select_related("agency", "procedure").get(pk=pk)
    lead, until = KINDS[kind]
    if turno.status != "confirmed" or not now + until < turno.starts <= now + lead:
        return False
    subject = _("Recordatorio: su turno es mañana") if kind == "reminder_day" else _("Recordatorio: su turno es hoy")
    message = enqueue(kind=kind, recipient=turno.email, subject=subject, body=_body(turno), now=now, turno=turno)
    Reminder.objects.create(turno=turno, kind=kind, sequence=turno.sequence, message=message)
    write_event(act="turno_reminded", subject="turno", subject_id=pk, now=now, actor_kind="system")
    return True


def _body(turno: Turno) -> str:
    place = ", ".join(part for part in [turno.agency.name, turno.agency.address, turno.agency.city] if part)
    return _(
        "Le recordamos su turno %(reference)s.\n\nDía y hora: %(when)s\nLugar: %(place)s\n\n"
        "Llegue 10 minutos antes.\n\n¿No puede venir? Así otra persona puede usar la hora:\n"
        "Mover el turno: %(url)s/mi-turno/%(token)s/mover/\nCancelar el turno: %(url)s/mi-turno/%(token)s/cancelar/\n\n"
        "Los enlaces abren una página que pregunta antes de cambiar algo. No los comparta."
    ) % {
        "reference": turno.reference,
        "when": when(turno),
        "place": place,
        "url": settings.PUBLIC_URL,
        "token": turno.token,
    }
