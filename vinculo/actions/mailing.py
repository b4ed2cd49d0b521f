"""The outbox: a message is written in the transaction of the act, leased by a worker, and never lost (S24, S08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from vinculo.records.models import Draft, Message, MessageState, Solicitud, Turno
from vinculo.rules.sending import next_try

LEASE = timedelta(minutes=2)
SECRET_KINDS = {"verification"}  # their body holds a code: emptied once it is sent
OF_DEAD_TURNOS = {"cancelled", "replaced"}  # what is still told when the turno is dead
DEAD = {"cancelled", "expired", "no_show"}


def enqueue(
    *,
    kind: str,
    recipient: str,
    subject: str,
    body: str,
    now: datetime,
    draft: Draft | None = None,
    turno: Turno | None = None,
    solicitud: Solicitud | None = None,
    attach: Sequence[str] = (),
) -> Message:
    """Write a mail into the outbox, in the caller's transaction, and return it; every mail bears the contact (S08)."""
    return Message.objects.create(
        kind=kind,
        recipient=recipient,
        subject=" ".join(subject.split())[:200],  # a line break would begin a header
        body=f"{body}\n\n{signature()}",
        attach=list(attach),
        draft=draft,
        turno=turno,
        solicitud=solicitud,
        next_at=now,
        created_at=now,
    )


def signature() -> str:
    """Return the lines that close every mail (S08)."""
    return _("-- \nInstituto Ecuatoriano de Seguridad Social\n%(name)s\n%(email)s · %(phone)s") % settings.CONTACT


@transaction.atomic
def take_due(*, now: datetime, limit: int = 20) -> list[Message]:
    """Lease the messages that are due, the oldest first, each to one worker only; a dead worker's lease runs out."""
    due = Message.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), state="queued", next_at__lte=now)
    found = due.order_by("next_at", "pk").values_list("pk", flat=True)[:limit]
    taken = [pk for pk in list(found) if due.filter(pk=pk).update(leased_until=now + LEASE) == 1]
    return list(Message.objects.filter(pk__in=taken).select_related("turno__agency", "turno__procedure").order_by("pk"))


def is_dead(message: Message) -> bool:
    """Return whether a message need not be sent any more: its turno died meanwhile. Asked again at sending."""
    if message.turno is None or message.kind in OF_DEAD_TURNOS:
        return False
    return message.turno.status in DEAD


@transaction.atomic
def record_sent(*, message: Message, now: datetime) -> None:
    """Write down that the mail server took the message; a code's mail loses its body."""
    body = "" if message.kind in SECRET_KINDS else message.body
    _leased(message).update(
        state=MessageState.SENT, sent_at=now, leased_until=None, last_error="", body=body, attempts=F("attempts") + 1
    )


@transaction.atomic
def record_delay(*, message: Message, error: str, now: datetime, jitter: float) -> None:
    """Write down that it did not work this time and when it is tried again; given up after days, visibly."""
    failures = message.attempts + 1
    again = next_try(message.created_at, now, failures, jitter)
    state = MessageState.QUEUED if again else MessageState.FAILED
    _leased(message).update(
        state=state, next_at=again or now, leased_until=None, attempts=failures, last_error=error[:300]
    )


@transaction.atomic
def record_refusal(*, message: Message, error: str, now: datetime) -> None:
    """Write down that the mail server will not take this message for this address."""
    _leased(message).update(
        state=MessageState.FAILED, leased_until=None, attempts=F("attempts") + 1, last_error=error[:300]
    )


@transaction.atomic
def drop(*, message: Message) -> None:
    """Write down that the message was not needed any more; a code's mail loses its body."""
    _leased(message).update(state=MessageState.DROPPED, leased_until=None, body="")


@transaction.atomic
def send_again(*, message: Message, now: datetime) -> Message:
    """Put a message that failed back into the queue and return it."""
    failed = Message.objects.filter(pk=message.pk, state=MessageState.FAILED)
    failed.update(state=MessageState.QUEUED, next_at=now, created_at=now, attempts=0, last_error="", leased_until=None)
    message.refresh_from_db()
    return message


def _leased(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, state=MessageState.QUEUED)
