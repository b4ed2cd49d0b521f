"""The outbox: a message is written in the transaction of the act, leased by a worker, and never lost (S24, S08)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Unpack

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vinculo.actions.mail.kinds import mail_of, secret_kinds
from vinculo.records.events import write_event
from vinculo.records.mail import About
from vinculo.records.models import Message, Staff
from vinculo.records.rows import insert
from vinculo.rules.mail.kinds import Channel, MailKind
from vinculo.rules.mail.retry import LONGEST_WAIT, next_try
from vinculo.rules.mail.short_text import choose_text, hide_links
from vinculo.rules.mail.status import MESSAGE, MessageAct, MessageState
from vinculo.rules.shared.acts import Act, Subject

LEASE = timedelta(minutes=2)  # of those that wait for their turn in a batch
IN_HAND = timedelta(minutes=13)  # of the one that is sent: longer than a mail server may take to answer (RFC 5321)
NO_WAIT = timedelta()
MOST_SUBJECT = 200
MOST_BODY = 20_000
MOST_ERROR = 300


def enqueue(
    *, kind: MailKind, recipient: str, now: datetime, words: Mapping[str, object] | None = None, **about: Unpack[About]
) -> Message:
    """Write a mail into the outbox, in the caller's transaction, and return it; every mail bears the contact (S08).

    Its text is what its subject registered, with these words in it. Raises `kinds.UnknownKind`.
    """
    message = compose_message(kind=kind, recipient=recipient, now=now, words=words, **about)
    insert(message)
    return message


def compose_message(
    *, kind: MailKind, recipient: str, now: datetime, words: Mapping[str, object] | None = None, **about: Unpack[About]
) -> Message:
    """Return a mail that is not written yet: an act with many writes them together. What is too long is cut.

    Raises `kinds.UnknownKind`.
    """
    mail = mail_of(kind)
    given = {} if words is None else words
    subject, body = _(mail.subject) % given, _(mail.template) % given
    shown = "".join(char if char.isprintable() else " " for char in subject)  # nothing that could begin a header
    return Message(
        kind=kind,
        state=MESSAGE.begin(MessageAct.QUEUE),
        recipient=recipient,
        subject=" ".join(shown.split())[:MOST_SUBJECT],
        body=f"{body.replace(chr(0), '')[:MOST_BODY]}\n\n{signature()}",
        next_at=now,
        created_at=now,
        **about,
    )


def compose_for_phone(
    *, kind: MailKind, number: str, words: Mapping[str, object], now: datetime, **about: Unpack[About]
) -> Message:
    """Return a message to a mobile that is not written yet: the longest of its texts that fits. Never cut.

    Raises `kinds.UnknownKind`.
    """
    return Message(
        kind=kind,
        channel=Channel.PHONE,
        state=MESSAGE.begin(MessageAct.QUEUE),
        recipient=number,
        body=choose_text(_(text) % words for text in mail_of(kind).on_phone),
        next_at=now,
        created_at=now,
        **about,
    )


def signature() -> str:
    """Return the lines that close every mail (S08); a translation says that it is one (D10)."""
    translated = (get_language() or settings.LANGUAGE_CODE) != settings.LANGUAGE_CODE
    said = _("Traducción para su ayuda; el texto oficial es el español.") + "\n\n" if translated else ""
    return (
        said + _("-- \nInstituto Ecuatoriano de Seguridad Social\n%(name)s\n%(email)s · %(phone)s") % settings.CONTACT
    )


def take_due(*, now: datetime, limit: int = 20, lease: timedelta = LEASE) -> list[Message]:
    """Lease the messages that are due, the oldest first, each to one worker only; a dead worker's lease runs out.

    Each is claimed by one statement of its own: several rows in one transaction could deadlock two workers.
    """
    last = now + LONGEST_WAIT  # D36: what waits longer was written by a clock that was wrong
    free = Q(leased_until=None) | Q(leased_until__lte=now) | Q(leased_until__gt=last)
    due = Message.objects.filter(free, Q(next_at__lte=now) | Q(next_at__gt=last), state=MessageState.QUEUED)
    keys = list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:limit])
    taken = [pk for pk in keys if due.filter(pk=pk).update(leased_until=now + lease)]
    return list(Message.objects.filter(pk__in=taken, leased_until=now + lease).order_by("next_at", "pk"))


def renew(*, message: Message, now: datetime, lease: timedelta = LEASE) -> Message | None:
    """Return a leased message as it is now, with a whole lease before it; None when another worker has it meanwhile."""
    if not _own(message).update(leased_until=now + lease):
        return None
    return Message.objects.get(pk=message.pk)


def not_before(message: Message, now: datetime) -> datetime | None:
    """Return until when a message waits, or None: nobody is offered anything by night, and no mobile rings then."""
    kind = mail_of(message.kind)
    when = kind.on_phone_not_before if message.channel == Channel.PHONE else kind.not_before
    later = when(message, now)
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
    """Return whether a message need not be sent any more, what it says being true no longer: asked at sending."""
    return not mail_of(message.kind).while_true(message)


@transaction.atomic
def record_sent(*, message: Message, now: datetime) -> None:
    """Write down that the mail server took the message; a code's mail loses its body, others their links."""
    _queued_row(message).update(
        state=MESSAGE.after(MessageState.QUEUED, MessageAct.SEND),
        sent_at=now,
        leased_until=None,
        last_error="",
        body=_sent_body(message),
        attempts=F("attempts") + 1,
    )
    mail_of(message.kind).when_sent(message, now)


@transaction.atomic
def record_failure(
    *, message: Message, error: str, now: datetime, jitter: float, wait: timedelta = NO_WAIT
) -> datetime | None:
    """Write down that it did not work this time and return when it is tried again: not before the asked wait.

    None when it is given up after days: it stays in the outbox, visibly failed.
    """
    failures = message.attempts + 1
    again = next_try(message.created_at, now, failures, jitter)
    if again is None:
        _give_up(message, error)
    else:
        again = max(again, now + wait)
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
    """Write down that the message was not needed any more; a code's mail loses its body, others their links."""
    _own(message).update(
        state=MESSAGE.after(MessageState.QUEUED, MessageAct.DROP), leased_until=None, body=_sent_body(message)
    )


@transaction.atomic
def send_again(*, message: Message, now: datetime, actor: Staff | None = None) -> Message:
    """Put a message that failed back into the queue and return it; twice is once.

    A code is never sent again: the person who waits for one asks for a new one.
    """
    failed = Message.objects.filter(pk=message.pk, state=MessageState.FAILED).exclude(kind__in=secret_kinds())
    queued = MESSAGE.after(MessageState.FAILED, MessageAct.SEND_AGAIN)
    if failed.update(state=queued, next_at=now, created_at=now, attempts=0, last_error=""):
        write_event(act=Act.MAIL_SENT_AGAIN, subject=Subject.MESSAGE, subject_id=message.pk, now=now, actor=actor)
    message.refresh_from_db()
    return message


def _kept_body(message: Message) -> str:
    """Return what is kept of a mail that can be sent again."""
    return "" if mail_of(message.kind).secret else message.body


def _sent_body(message: Message) -> str:
    """Return what is kept of a mail that nobody sends again: what it said, without what opens links (D34)."""
    return hide_links(_kept_body(message))


def _queued_row(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, state=MessageState.QUEUED)


def _own(message: Message) -> QuerySet[Message]:
    """Return the message while this worker's lease is the one that stands."""
    return _queued_row(message).filter(leased_until=message.leased_until)
