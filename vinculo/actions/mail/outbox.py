"""The outbox: a message is written in the transaction of the act, leased by a worker, and never lost (S24, S08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from vinculo.queries.closures.rebooking import latest, stands_kept
from vinculo.queries.shared import calendar
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.quiet_hours import morning
from vinculo.records.events import write_event
from vinculo.records.models import Complaint, Draft, Message, Offer, PowerDecision, Reminder, Solicitud, Staff, Turno
from vinculo.records.prepared import insert
from vinculo.rules.booking.status import OfferState
from vinculo.rules.closures.outcomes import Outcome
from vinculo.rules.legal.status import PowerStatus
from vinculo.rules.mail.retry import next_try
from vinculo.rules.mail.status import MESSAGE, MessageAct, MessageState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import DEAD_TURNO, TurnoStatus

LEASE = timedelta(minutes=2)  # longer than a mail server takes to answer for one message
MOST_SUBJECT = 200
MOST_BODY = 20_000
MOST_ERROR = 300
ATTACHMENTS = frozenset(
    {"confirmation_pdf", "invite", "cancel_invite", "notice_pdf", "power_sheet_pdf", "power_notice_pdf"}
)
SECRET_KINDS = frozenset({"verification", "recovery"})  # their body holds a code: emptied as soon as it is not needed
OF_DEAD_TURNOS = frozenset({"cancelled", "replaced"})  # what is still told when the turno is dead
WHILE = {  # of what is told only while its turno is so; anything else, while it is not dead
    "confirmation": frozenset({TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED}),
    "moved": frozenset({TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED}),
    "kept": frozenset({TurnoStatus.CONFIRMED}),
    "reopened": frozenset({TurnoStatus.CONFIRMED}),
    "offer": frozenset({TurnoStatus.HOLDING}),
    "reminder_day": frozenset({TurnoStatus.CONFIRMED}),
    "reminder_hours": frozenset({TurnoStatus.CONFIRMED}),
    "opinion": frozenset({TurnoStatus.ATTENDED}),
}
REPLACING = frozenset({"confirmation", "moved"})  # the newest tells all that the ones before it told
REMINDERS = frozenset({"reminder_day", "reminder_hours"})


class UnknownAttachment(ValueError):
    """A document that nobody can make."""


class Mentioned(TypedDict, total=False):
    """What a mail is about: one or more of these."""

    draft: Draft | None
    turno: Turno | None
    solicitud: Solicitud | None
    power_decision: PowerDecision | None
    complaint: Complaint | None


def enqueue(
    *,
    kind: str,
    recipient: str,
    subject: str,
    body: str,
    now: datetime,
    attach: Sequence[str] = (),
    **about: Unpack[Mentioned],
) -> Message:
    """Write a mail into the outbox, in the caller's transaction, and return it; every mail bears the contact (S08).

    What is too long is cut. Raises `UnknownAttachment`.
    """
    message = composed(kind=kind, recipient=recipient, subject=subject, body=body, now=now, attach=attach, **about)
    insert(message)
    return message


def composed(
    *,
    kind: str,
    recipient: str,
    subject: str,
    body: str,
    now: datetime,
    attach: Sequence[str] = (),
    **about: Unpack[Mentioned],
) -> Message:
    """Return a mail that is not written yet: whoever writes many writes them together. Raises `UnknownAttachment`."""
    if unknown := set(attach) - ATTACHMENTS:
        raise UnknownAttachment(", ".join(sorted(unknown)))
    return Message(
        kind=kind,
        recipient=recipient,
        subject=_one_line(subject)[:MOST_SUBJECT],
        body=f"{body.replace(chr(0), '')[:MOST_BODY]}\n\n{signature()}",
        attach=list(attach),
        state=MESSAGE.begin(MessageAct.QUEUE),
        next_at=now,
        created_at=now,
        **about,
    )


def _one_line(text: str) -> str:
    """Return the text without anything that could begin a header or hide what it says."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def signature() -> str:
    """Return the lines that close every mail (S08)."""
    return _("-- \nInstituto Ecuatoriano de Seguridad Social\n%(name)s\n%(email)s · %(phone)s") % settings.CONTACT


def take_due(*, now: datetime, limit: int = 20, lease: timedelta = LEASE) -> list[Message]:
    """Lease the messages that are due, the oldest first, each to one worker only; a dead worker's lease runs out.

    Each is claimed by one statement of its own: several rows in one transaction could deadlock two workers.
    """
    due = Message.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now), state=MessageState.QUEUED, next_at__lte=now
    )
    found = list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:limit])
    taken = [pk for pk in found if due.filter(pk=pk).update(leased_until=now + lease)]
    return list(Message.objects.filter(pk__in=taken, leased_until=now + lease).order_by("next_at", "pk"))


def renew(*, message: Message, now: datetime, lease: timedelta = LEASE) -> Message | None:
    """Return a leased message as it is now, with a whole lease before it; None when another worker has it meanwhile."""
    if not _own(message).update(leased_until=now + lease):
        return None
    return Message.objects.select_related("turno", "draft", "power_decision__power").get(pk=message.pk)


def not_before(message: Message, now: datetime) -> datetime | None:
    """Return until when a message waits for the morning: nobody is offered anything by night."""
    if message.kind != "offer" or message.turno is None:
        return None
    later = morning(message.turno.agency, now)
    return later if later > now else None


@transaction.atomic
def postpone(*, message: Message, until: datetime) -> None:
    """Give a leased message back untried, until a time."""
    _own(message).update(leased_until=None, next_at=until)


@transaction.atomic
def release(*, message: Message) -> None:
    """Give a leased message back untried."""
    _own(message).update(leased_until=None)


def is_dead(message: Message) -> bool:
    """Return whether a message need not be sent any more: asked again at the moment of sending.

    A code that was used or replaced, news of a turno that died, a confirmation that a newer one replaces, an offer
    that is over, a reminder of a turno that was moved, is over or stands on a closed day, news of a closing that the
    turno stands no longer under, the question how it was after a visit that was not.
    """
    if message.kind in SECRET_KINDS:
        draft = message.draft
        return draft is None or draft.verified_at is not None or _replaced(message, SECRET_KINDS)
    if message.power_decision is not None:  # a notice is sent whatever became of it; that a power serves, while it does
        return message.kind == "power_endorse" and message.power_decision.power.state != PowerStatus.ENDORSED
    if message.turno is None or message.kind in OF_DEAD_TURNOS:
        return False
    return _no_news(message, message.turno)


def _no_news(message: Message, turno: Turno) -> bool:
    """Return whether what a message says of a live turno is no longer so, or the turno is no longer one to tell of."""
    if turno.status not in WHILE[message.kind] if message.kind in WHILE else turno.status in DEAD_TURNO:
        return True
    if message.kind == "offer":
        return not Offer.objects.filter(turno=turno, state=OfferState.OPEN).exists()
    if message.kind in REMINDERS:
        return turno.sequence != _reminded(message) or _served_no_more(turno)
    if message.kind in {"kept", "reopened"}:
        return not _stands_so(message.kind, turno)
    return message.kind in REPLACING and _replaced(message, REPLACING)


def _served_no_more(turno: Turno) -> bool:
    """Return whether the day of a turno is closed by now, or its counter: nobody is reminded of that."""
    closed = calendar.closed_reason(turno.agency, local_day(turno.agency, turno.starts)) is not None
    return closed or Turno.objects.filter(stands_kept(), pk=turno.pk).exists()


def _stands_so(kind: str, turno: Turno) -> bool:
    """Return whether a turno stands as a closing left it, that closing being reopened by now or not."""
    found = latest(turno.pk, turno.sequence)
    if found is None or (found.closing.reopened_at is not None) != (kind == "reopened"):
        return False
    return kind == "reopened" or found.outcome == Outcome.KEPT


def _reminded(message: Message) -> int | None:
    """Return which state of its turno a reminder is about."""
    return Reminder.objects.filter(message=message).values_list("sequence", flat=True).first()


def _replaced(message: Message, kinds: frozenset[str]) -> bool:
    newer = Message.objects.filter(pk__gt=message.pk, kind__in=kinds)
    return newer.filter(draft=message.draft_id, turno=message.turno_id).exists()


@transaction.atomic
def record_sent(*, message: Message, now: datetime) -> None:
    """Write down that the mail server took the message; a code's mail loses its body, and the code counts from now.

    So an outage of the mail server does not eat up the time in which the code serves (S24, S25).
    """
    _queued(message).update(
        state=MESSAGE.after(MessageState.QUEUED, MessageAct.SEND),
        sent_at=now,
        leased_until=None,
        last_error="",
        body=_kept_body(message),
        attempts=F("attempts") + 1,
    )
    if message.kind in SECRET_KINDS and message.draft_id:
        waiting = Draft.objects.filter(pk=message.draft_id, verified_at=None).exclude(code_hash="")
        waiting.update(code_expires_at=now + timedelta(minutes=settings.VERIFICATION_MINUTES))


@transaction.atomic
def record_failure(*, message: Message, error: str, now: datetime, jitter: float) -> datetime | None:
    """Write down that it did not work this time and return when it is tried again.

    None when it is given up after days: it stays in the outbox, visibly failed.
    """
    failures = message.attempts + 1
    again = next_try(message.created_at, now, failures, jitter)
    if again is None:
        _give_up(message, error)
    else:
        _own(message).update(next_at=again, leased_until=None, attempts=failures, last_error=error[:MOST_ERROR])
    return again


@transaction.atomic
def record_refusal(*, message: Message, error: str) -> None:
    """Write down that the mail server will never take this message for this address."""
    _give_up(message, error)


def _give_up(message: Message, error: str) -> None:
    _own(message).update(
        state=MESSAGE.after(MessageState.QUEUED, MessageAct.FAIL),
        leased_until=None,
        attempts=F("attempts") + 1,
        last_error=error[:MOST_ERROR],
        body=_kept_body(message),
    )


@transaction.atomic
def drop(*, message: Message) -> None:
    """Write down that the message was not needed any more; a code's mail loses its body."""
    _own(message).update(
        state=MESSAGE.after(MessageState.QUEUED, MessageAct.DROP), leased_until=None, body=_kept_body(message)
    )


@transaction.atomic
def send_again(*, message: Message, now: datetime, actor: Staff | None = None) -> Message:
    """Put a message that failed back into the queue and return it; twice is once.

    A code is never sent again: whoever waits for one asks for a new one.
    """
    failed = Message.objects.filter(pk=message.pk, state=MessageState.FAILED).exclude(kind__in=SECRET_KINDS)
    queued = MESSAGE.after(MessageState.FAILED, MessageAct.SEND_AGAIN)
    if failed.update(state=queued, next_at=now, created_at=now, attempts=0, last_error=""):
        write_event(act=Act.MAIL_SENT_AGAIN, subject=Subject.MESSAGE, subject_id=message.pk, now=now, actor=actor)
    message.refresh_from_db()
    return message


def _kept_body(message: Message) -> str:
    return "" if message.kind in SECRET_KINDS else message.body


def _queued(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, state=MessageState.QUEUED)


def _own(message: Message) -> QuerySet[Message]:
    """Return the message while this worker's lease is the one that stands."""
    return _queued(message).filter(leased_until=message.leased_until)
