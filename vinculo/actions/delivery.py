"""Delivering the outbox: outside any transaction, with what is attached made at that moment (S24, S30)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr
from random import Random

from django.conf import settings

from vinculo.actions import mailing
from vinculo.gateways.mail import Attachment, MailDelayed, MailGateway, MailRefused, OutgoingMail, Server, SmtpGateway
from vinculo.paper import confirmation, invite, notice
from vinculo.paper.facts import NoticeFacts
from vinculo.queries import documents
from vinculo.records.models import Decision, Message

logger = logging.getLogger("vinculo.mail")


def configured_gateway() -> SmtpGateway:
    """Return the gateway to the mail server of the settings."""
    return SmtpGateway(
        Server(
            host=settings.SMTP_HOST,
            port=settings.SMTP_PORT,
            user=settings.SMTP_USER,
            password=settings.SMTP_PASSWORD,
            security=settings.SMTP_SECURITY,
        )
    )


def deliver_due(*, gateway: MailGateway, clock: Callable[[], datetime], random_source: Random, limit: int = 20) -> int:
    """Send what is due and return how many messages were handled; one that fails waits, one refused is marked."""
    messages = mailing.take_due(now=clock(), limit=limit)
    for message in messages:
        _deliver(message, gateway, clock, random_source)
    return len(messages)


def _deliver(message: Message, gateway: MailGateway, clock: Callable[[], datetime], random_source: Random) -> None:
    if mailing.is_dead(message):
        mailing.drop(message=message)
        return
    try:
        gateway.send(outgoing(message, clock()))
    except MailDelayed as error:
        mailing.record_delay(message=message, error=str(error), now=clock(), jitter=random_source.random())
        logger.warning("mail %s delayed: %s", message.pk, error)
    except (MailRefused, ValueError) as error:  # ValueError: an address that no header can hold
        mailing.record_refusal(message=message, error=str(error), now=clock())
        logger.warning("mail %s refused: %s", message.pk, error)
    else:
        mailing.record_sent(message=message, now=clock())
        logger.info("mail %s sent", message.pk)


def outgoing(message: Message, now: datetime) -> OutgoingMail:
    """Return the mail of a message, with its attachments made now from the records."""
    domain = parseaddr(settings.MAIL_FROM)[1].partition("@")[2]
    return OutgoingMail(
        sender=settings.MAIL_FROM,
        recipient=message.recipient,
        subject=message.subject,
        body=message.body,
        message_id=f"<vinculo-{message.pk}-{message.created_at:%Y%m%d%H%M%S}@{domain}>",
        date=now,
        attachments=tuple(MAKERS[name](message, now) for name in message.attach),
    )


def _confirmation(message: Message, now: datetime) -> Attachment:
    turno = documents.of_turno(message)
    content = confirmation.render(documents.confirmation_facts(turno))
    return Attachment(name=f"turno-{turno.reference}.pdf", content=content, maintype="application", subtype="pdf")


def _invite(message: Message, now: datetime) -> Attachment:
    turno = documents.of_turno(message)
    content = invite.render(documents.invite_facts(turno))
    return Attachment(name=f"turno-{turno.reference}.ics", content=content, maintype="text", subtype="calendar")


def _notice(message: Message, now: datetime) -> Attachment:
    decision = Decision.objects.filter(solicitud=message.solicitud_id).exclude(kind="issue").latest("id")
    content = notice.render(NoticeFacts.from_json(decision.facts))
    return Attachment(name="notificacion.pdf", content=content, maintype="application", subtype="pdf")


MAKERS: dict[str, Callable[[Message, datetime], Attachment]] = {
    "confirmation_pdf": _confirmation,
    "invite": _invite,
    "cancel_invite": _invite,
    "notice_pdf": _notice,
}
