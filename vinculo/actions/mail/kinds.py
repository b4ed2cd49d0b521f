"""What is known of each kind of mail: each subject registers its own, in its `mails.py`, loaded at start-up.

The outbox and the delivery know no other subject: they read here until when a mail is true, what it says and what
goes with it. A system check refuses a kind that nobody registered and one registered twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from vinculo.gateways.letter import Attachment
from vinculo.gateways.letter_page import Picture
from vinculo.records.models import Message
from vinculo.rules.mail.kinds import MailKind

WhileTrue = Callable[[Message], bool]
MakeAttachment = Callable[[Message], Attachment]


class UnknownKind(ValueError):
    """A kind of mail that nobody registered."""


def always(message: Message) -> bool:
    """Return that a mail is sent whatever happened since it was written."""
    return True


def at_once(message: Message, now: datetime) -> datetime:
    """Return that a mail is sent at any hour."""
    return now


def no_more_text(message: Message) -> str:
    """Return that a mail says no more than it said when it was written."""
    return ""


def nothing_large(message: Message) -> str:
    """Return that nothing in a mail stands large."""
    return ""


def no_picture(message: Message) -> None:
    """Return that a mail shows no picture."""


def nothing_more(message: Message, now: datetime) -> None:
    """Do nothing more when a mail has left."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What a kind of mail says, and when it may still be said; subject and template are marked texts."""

    while_true: WhileTrue  # asked at the moment of sending: what is true no longer is not sent
    subject: str
    template: str
    attachment: tuple[MakeAttachment, ...] = ()  # made at the moment of sending
    more_text: Callable[[Message], str] = no_more_text  # made then too: it stands before the closing lines
    large: Callable[[Message], str] = nothing_large  # what stands large in the HTML, as the text says it
    picture: Callable[[Message], Picture | None] = no_picture
    not_before: Callable[[Message, datetime], datetime] = at_once
    when_sent: Callable[[Message, datetime], None] = nothing_more
    on_phone: tuple[str, ...] = ()  # what is said to a mobile too, the longest first: what fits in a message is sent
    on_phone_not_before: Callable[[Message, datetime], datetime] = at_once
    secret: bool = False  # the body holds a code: emptied as soon as it is not needed


REGISTRY: dict[str, list[Mail]] = {}


def register(kind: MailKind, mail: Mail) -> None:
    """Register what a kind of mail says; the system check finds a kind that is registered twice."""
    REGISTRY.setdefault(kind, []).append(mail)


def mail_of(kind: str) -> Mail:
    """Return what is registered of a kind. Raises `UnknownKind`."""
    try:
        return REGISTRY[kind][0]
    except KeyError:
        raise UnknownKind(kind) from None


def secret_kinds() -> list[str]:
    """Return the kinds whose body holds a code."""
    return [kind for kind, (mail, *_twice) in REGISTRY.items() if mail.secret]


def not_registered() -> list[str]:
    """Return the kinds that nobody registered."""
    return [kind for kind in MailKind if kind not in REGISTRY]


def registered_twice() -> list[str]:
    """Return the kinds that were registered more than once."""
    return [kind for kind, mails in REGISTRY.items() if len(mails) > 1]


def is_replaced(message: Message, kinds: Iterable[MailKind]) -> bool:
    """Return whether a newer message of these kinds about the same draft or turno says all that this one says."""
    newer = Message.objects.filter(pk__gt=message.pk, kind__in=list(kinds), channel=message.channel)
    return newer.filter(draft=message.draft_id, turno=message.turno_id).exists()
