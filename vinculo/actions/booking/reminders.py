"""Reminders one day and two hours before a turno: once, only of a live one, never of one booked after that time."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q

from vinculo.actions.booking import mails
from vinculo.actions.mail.kinds import mail_of
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.closures.rebooking import stands_kept
from vinculo.records.events import Event, write_system_events
from vinculo.records.models import Message, Reminder, Turno
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TurnoStatus

BATCH = 200  # turnos in one transaction
MOVED = [Act.TURNO_MOVED, Act.TURNO_RESEATED, Act.TURNO_WENT_BACK]
DAY, HOURS = timedelta(days=1), timedelta(hours=2)
KINDS = {  # from so long before, to so long
    MailKind.REMINDER_DAY: (DAY, HOURS),
    MailKind.REMINDER_HOURS: (HOURS, timedelta()),
}


def write_reminders(*, now: datetime) -> int:
    """Write the reminders that are due into the outbox, so many in one transaction, and return how many."""
    written = 0
    for kind, (lead, until) in KINDS.items():
        due = _due(kind, lead, until, now)
        for first in range(0, len(due), BATCH):
            written += retry_clashes(partial(_remind, due[first : first + BATCH], kind, now))
    return written


def _due(kind: MailKind, lead: timedelta, until: timedelta, now: datetime) -> list[int]:
    """Return the turnos of this window, booked or moved before it began, that have no such reminder yet."""
    began = ExpressionWrapper(F("starts") - lead, output_field=DateTimeField())
    outer = ExpressionWrapper(OuterRef("starts") - lead, output_field=DateTimeField())
    moved = Event.objects.filter(act__in=MOVED, subject="turno", subject_id=OuterRef("pk"), at__gt=outer)
    done = Reminder.objects.filter(turno=OuterRef("pk"), kind=kind, sequence=OuterRef("sequence"))
    reachable = ~Q(email="")
    if settings.PHONE_MESSAGES and mail_of(kind).on_phone:
        reachable |= ~Q(mobile="")
    turnos = Turno.objects.filter(
        reachable,
        ~Exists(done),
        ~Exists(moved),
        ~stands_kept(),
        status=TurnoStatus.CONFIRMED,
        starts__gt=now + until,
        starts__lte=now + lead,
        confirmed_at__lte=began,
    )
    return list(turnos.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(pks: list[int], kind: MailKind, now: datetime) -> int:
    """Write the reminders of these turnos as they are now; another worker that wrote one in the same moment has won."""
    lead, until = KINDS[kind]
    locked = (
        Turno.objects.select_for_update(no_key=True, of=("self",)).select_related("agency", "procedure").order_by("pk")
    )
    rows = locked.filter(pk__in=pks, status=TurnoStatus.CONFIRMED, starts__gt=now + until, starts__lte=now + lead)
    turnos = {turno.pk: turno for turno in rows}
    done = Reminder.objects.filter(turno__in=turnos, kind=kind, sequence=F("turno__sequence"))
    for pk in done.values_list("turno", flat=True):
        del turnos[pk]
    messages = Message.objects.bulk_create(mails.compose_reminders(turnos.values(), kind, now))
    Reminder.objects.bulk_create(
        Reminder(turno=turno, kind=kind, sequence=turno.sequence, message=message)
        for turno, message in zip(turnos.values(), messages, strict=True)
    )
    Message.objects.bulk_create(mails.compose_phone_reminders(turnos.values(), kind, now))
    write_system_events(act=Act.TURNO_REMINDED, subject=Subject.TURNO, subject_ids=turnos, now=now)
    return len(turnos)
