"""Delivering the outbox: outside any transaction, with what is attached made at that moment (S24, S30)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from random import Random
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext as _

from vinculo.actions.mail import outbox
from vinculo.actions.mail.kinds import mail_of
from vinculo.gateways.letter import OutgoingMail
from vinculo.gateways.letter_page import CLOSING, render_page, show_picture
from vinculo.gateways.mail import MailGateway, Server, SmtpGateway
from vinculo.gateways.phone import PhoneGateway, PhoneMessage
from vinculo.gateways.sending import SendingDelayed, SendingRefused, ServerDown
from vinculo.gateways.services.phone_service import PhoneService, PhoneServiceSettings
from vinculo.records.models import Message
from vinculo.rules.mail.kinds import Channel
from vinculo.rules.shared.languages import tag_of
from vinculo.rules.shared.marks import mark

logger = logging.getLogger("vinculo.mail")
Clock = Callable[[], datetime]


def configured_gateway() -> SmtpGateway:
    """Return the gateway to the mail server of the settings."""
    return SmtpGateway(
        Server(
            host=settings.SMTP_HOST,
            port=settings.SMTP_PORT,
            user=settings.SMTP_USER,
            password=settings.SMTP_PASSWORD,
            security=settings.SMTP_SECURITY,
            hello=_greeting(urlsplit(settings.PUBLIC_URL).hostname or ""),
        )
    )


def configured_phone() -> PhoneService | None:
    """Return the service that carries messages to mobiles, or None where the institution has none."""
    return PhoneService(PhoneServiceSettings(**settings.PHONE_SERVICE)) if settings.PHONE_MESSAGES else None


def _greeting(host: str) -> str | None:
    """Return the public name of this house; a bare address or a short name would be refused by mail servers."""
    return host if "." in host and not host.replace(".", "").isdigit() else "[127.0.0.1]"


@dataclass(frozen=True, kw_only=True)
class Gateways:
    """The ways out of the house; without a phone service what was written for one is dropped."""

    mail: MailGateway
    phone: PhoneGateway | None = None


def deliver_due(
    *,
    gateway: MailGateway,
    phone: PhoneGateway | None = None,
    clock: Clock,
    random_source: Random,
    limit: int = 20,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due and return how many messages were handled; one that fails waits, one refused is marked.

    While nobody answers on a channel the rest of its batch waits too. When asked to stop, what was not begun is given
    back.
    """
    gateways = Gateways(mail=gateway, phone=phone)
    messages = outbox.take_due(now=clock(), limit=limit)
    down: dict[str, ServerDown] = {}
    for done, leased in enumerate(messages):
        if stopped():
            for rest in messages[done:]:
                outbox.release(message=rest)
            return done
        message = outbox.renew(message=leased, now=clock(), lease=outbox.IN_HAND)
        if message is None:
            continue
        if message.channel in down:
            _delay(message, down[message.channel], clock(), random_source)
        elif (fault := _deliver(message, gateways, clock, random_source)) is not None:
            down[message.channel] = fault
    return len(messages)


def _deliver(message: Message, gateways: Gateways, clock: Clock, random_source: Random) -> ServerDown | None:
    """Send one message or write down why not; return the fault that concerns the others of its channel too."""
    if outbox.is_dead(message) or (message.channel == Channel.PHONE and gateways.phone is None):
        outbox.drop(message=message)
        logger.info("%s dropped id=%s kind=%s", message.channel, message.pk, message.kind)
        return None
    later = outbox.not_before(message, clock())
    if later is not None:
        outbox.postpone(message=message, until=later)
        return None
    try:
        _hand_over(message, gateways, clock)
    except SendingDelayed as error:
        _delay(message, error, clock(), random_source)
        return error if isinstance(error, ServerDown) else None
    except SendingRefused as error:
        outbox.record_refusal(message=message, error=_reason(message, error))
        logger.warning("%s refused id=%s kind=%s code=%s", message.channel, message.pk, message.kind, error.code)
    except Error:
        raise
    except Exception as error:  # a document that cannot be made must not stop the mails of the others
        _delay(message, error, clock(), random_source)
    else:
        outbox.record_sent(message=message, now=clock())
        attempt = message.attempts + 1
        logger.info("%s sent id=%s kind=%s attempt=%s", message.channel, message.pk, message.kind, attempt)
    return None


def _hand_over(message: Message, gateways: Gateways, clock: Clock) -> None:
    if message.channel == Channel.PHONE and gateways.phone is not None:
        gateways.phone.send(build_phone_message(message))
    else:
        gateways.mail.send(build_mail(message, clock()))


def _delay(message: Message, error: Exception, now: datetime, random_source: Random) -> None:
    """Write down that it waits; the log gets no answer of a server: it may repeat the address."""
    code, wait = (error.code, error.wait) if isinstance(error, SendingDelayed) else (0, 0)
    again = outbox.record_failure(
        message=message,
        error=_reason(message, error),
        now=now,
        jitter=random_source.random(),
        wait=timedelta(seconds=wait),
    )
    what = type(error.__cause__ or error).__name__
    fate = f"again={again.isoformat()}" if again else "given up"
    logger.warning(
        "%s delayed id=%s kind=%s code=%s error=%s %s", message.channel, message.pk, message.kind, code, what, fate
    )


_WHY = {
    Channel.MAIL: {
        SendingRefused: mark("El servidor de correo no acepta este correo o esta dirección: %(answer)s"),
        ServerDown: mark("El servidor de correo no está disponible: %(answer)s"),
        SendingDelayed: mark("El servidor de correo pidió intentarlo más tarde: %(answer)s"),
    },
    Channel.PHONE: {
        SendingRefused: mark("El servicio de mensajes no acepta este número o este texto: %(answer)s"),
        ServerDown: mark("El servicio de mensajes no está disponible: %(answer)s"),
        SendingDelayed: mark("El servicio de mensajes pidió intentarlo más tarde: %(answer)s"),
    },
}


def _reason(message: Message, error: Exception) -> str:
    """Return why a message waits or failed, as the officer reads it."""
    if isinstance(error, SendingRefused) and not error.code:
        return _("La dirección no es válida.")
    why = _WHY[Channel(message.channel)].get(type(error))
    if why is None:
        return _("No se pudo preparar el correo: %(answer)s") % {"answer": type(error).__name__}
    return _(why) % {"answer": str(error)}


def build_phone_message(message: Message) -> PhoneMessage:
    """Return the message to a mobile as it leaves; its key stays the same however often it is tried."""
    return PhoneMessage(
        number=message.recipient,
        text=message.body,
        language=tag_of(message.language),
        key=f"{_name(message)}@{_domain()}",
    )


def _name(message: Message) -> str:
    """Return what tells this message from every other; one that is sent again by hand is another one."""
    return f"vinculo-{message.pk}-{message.created_at:%Y%m%d%H%M%S}"


def _domain() -> str:
    return parseaddr(settings.MAIL_FROM)[1].partition("@")[2]


def build_mail(message: Message, now: datetime) -> OutgoingMail:
    """Return the mail of a message, with its attachments and the last part of its text made now from the records.

    Its HTML part is made of that text, in the language in which it was written.
    """
    kind, language = mail_of(message.kind), tag_of(message.language)
    name, domain = _name(message), _domain()
    body = _with_more(message.body, kind.more_text(message))
    picture, picture_id = kind.picture(message), f"qr-{name}@{domain}"
    shown = show_picture(picture, picture_id) if picture else ""
    return OutgoingMail(
        sender=settings.MAIL_FROM,
        recipient=message.recipient,
        subject=message.subject,
        body=body,
        message_id=f"<{name}@{domain}>",
        date=now,
        language=language,
        page=render_page(body, title=message.subject, language=language, large=kind.large(message), picture=shown),
        picture=picture,
        picture_id=picture_id,
        attachments=tuple(make(message) for make in kind.attachment),
    )


def _with_more(body: str, more: str) -> str:
    """Return a text with something more before the lines that close every mail (S08)."""
    text, closing, contact = body.rpartition(CLOSING)
    return f"{text}\n\n{more}{closing}{contact}" if more else body
