"""Delivering the outbox: outside any transaction, with what is attached made at that moment (S24, S30)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr
from random import Random
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from vinculo.actions.mail import outbox
from vinculo.actions.mail.kinds import mail_of
from vinculo.gateways.letter import OutgoingMail
from vinculo.gateways.letter_page import CLOSING, render_page, show_picture
from vinculo.gateways.mail import MailDelayed, MailGateway, MailRefused, Server, ServerDown, SmtpGateway
from vinculo.records.models import Message
from vinculo.rules.shared.languages import tag_of

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


def _greeting(host: str) -> str | None:
    """Return the public name of this house; a bare address or a short name would be refused by mail servers."""
    return host if "." in host and not host.replace(".", "").isdigit() else "[127.0.0.1]"


def deliver_due(
    *,
    gateway: MailGateway,
    clock: Clock,
    random_source: Random,
    limit: int = 20,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due and return how many messages were handled; one that fails waits, one refused is marked.

    While nobody answers the rest of the batch waits too. When asked to stop, what was not begun is given back.
    """
    messages = outbox.take_due(now=clock(), limit=limit)
    down: ServerDown | None = None
    for done, leased in enumerate(messages):
        if stopped():
            for rest in messages[done:]:
                outbox.release(message=rest)
            return done
        message = outbox.renew(message=leased, now=clock())
        if message is None:
            continue
        if down is None:
            down = _deliver(message, gateway, clock, random_source)
        else:
            _delay(message, down, clock(), random_source)
    return len(messages)


def _deliver(message: Message, gateway: MailGateway, clock: Clock, random_source: Random) -> ServerDown | None:
    """Send one message or write down why not; return the fault that concerns the others too."""
    if outbox.is_dead(message):
        outbox.drop(message=message)
        logger.info("mail dropped id=%s kind=%s", message.pk, message.kind)
        return None
    later = outbox.not_before(message, clock())
    if later is not None:
        outbox.postpone(message=message, until=later)
        return None
    try:
        gateway.send(build_mail(message, clock()))
    except MailDelayed as error:
        _delay(message, error, clock(), random_source)
        return error if isinstance(error, ServerDown) else None
    except MailRefused as error:
        outbox.record_refusal(message=message, error=_reason(error))
        logger.warning("mail refused id=%s kind=%s code=%s", message.pk, message.kind, error.code)
    except DatabaseError:
        raise
    except Exception as error:  # a document that cannot be made must not stop the mails of the others
        _delay(message, error, clock(), random_source)
    else:
        outbox.record_sent(message=message, now=clock())
        logger.info("mail sent id=%s kind=%s attempt=%s", message.pk, message.kind, message.attempts + 1)
    return None


def _delay(message: Message, error: Exception, now: datetime, random_source: Random) -> None:
    """Write down that it waits; the log gets no answer of a server: it may repeat the address."""
    again = outbox.record_failure(message=message, error=_reason(error), now=now, jitter=random_source.random())
    code = error.code if isinstance(error, MailDelayed) else 0
    what = type(error.__cause__ or error).__name__
    fate = f"again={again.isoformat()}" if again else "given up"
    logger.warning("mail delayed id=%s kind=%s code=%s error=%s %s", message.pk, message.kind, code, what, fate)


def _reason(error: Exception) -> str:
    """Return why a mail waits or failed, as the officer reads it."""
    said = {"answer": str(error)}
    if isinstance(error, MailRefused):
        if not error.code:
            return _("La dirección no es válida.")
        return _("El servidor de correo no acepta este correo o esta dirección: %(answer)s") % said
    if isinstance(error, ServerDown):
        return _("El servidor de correo no está disponible: %(answer)s") % said
    if isinstance(error, MailDelayed):
        return _("El servidor de correo pidió intentarlo más tarde: %(answer)s") % said
    return _("No se pudo preparar el correo: %(answer)s") % {"answer": type(error).__name__}


def build_mail(message: Message, now: datetime) -> OutgoingMail:
    """Return the mail of a message, with its attachments and the last part of its text made now from the records.

    Its HTML part is made of that text, in the language in which it was written.
    """
    kind, language = mail_of(message.kind), tag_of(message.language)
    name = f"vinculo-{message.pk}-{message.created_at:%Y%m%d%H%M%S}"
    domain = parseaddr(settings.MAIL_FROM)[1].partition("@")[2]
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
