"""The conversation with a mail server: one interface, one SMTP implementation."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Protocol, Self

TIMEOUT = 20  # seconds for each answer of the server
PERMANENT = range(500, 600)
OF_THE_LETTER = {smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused}


class MailDelayed(Exception):
    """The server is down, or asks to come back later: the mail is tried again."""


class MailRefused(Exception):
    """The server will never take this mail for this address."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    maintype: str
    subtype: str


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """A mail as it leaves; `message_id` stays the same however often it is tried."""

    sender: str
    recipient: str
    subject: str
    body: str
    message_id: str
    date: datetime
    attachments: tuple[Attachment, ...] = field(default=())


class MailGateway(Protocol):
    """Whatever takes a mail out of the house."""

    def send(self, mail: OutgoingMail) -> None:
        """Hand one mail over. Raises `MailDelayed`, `MailRefused`."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where the mail server is and how to speak to it: `security` is none, starttls or tls."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = "none"


class SmtpGateway:
    """Hands mails to an SMTP server; as a context it keeps one connection for a batch."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, mail: OutgoingMail) -> None:
        """Hand one mail over. Raises `MailDelayed`, `MailRefused`."""
        letter = compose(mail)
        try:
            self._connected().send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise self._judged(code, text) from error
        except smtplib.SMTPResponseException as error:
            if type(error) not in OF_THE_LETTER:  # of the conversation: log-in, greeting
                self.close()
                raise MailDelayed(_said(error.smtp_code, error.smtp_error)) from error
            raise self._judged(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise MailDelayed(f"{type(error).__name__}: {error}") from error

    def _judged(self, code: int, text: bytes | str) -> Exception:
        """Return refusal for a permanent answer, else delay; the connection is not trusted further."""
        self.close()
        return (MailRefused if code in PERMANENT else MailDelayed)(_said(code, text))

    def _connected(self) -> smtplib.SMTP:
        if self._line is None:
            self._line = _connect(self.server)
        return self._line

    def close(self) -> None:
        """Take leave of the server, if a connection is open."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (OSError, smtplib.SMTPException):
                line.close()


def _connect(server: Server) -> smtplib.SMTP:
    kind = smtplib.SMTP_SSL if server.security == "tls" else smtplib.SMTP
    line = kind(server.host, server.port, timeout=TIMEOUT)
    if server.security == "starttls":
        line.starttls()
    if server.user:
        line.login(server.user, server.password)
    return line


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def compose(mail: OutgoingMail) -> EmailMessage:
    """Return the letter as it goes over the line; automatic answers are asked for by nobody."""
    letter = EmailMessage()
    name, sender = parseaddr(mail.sender)
    letter["From"] = Address(name, addr_spec=sender)
    letter["To"] = Address(addr_spec=mail.recipient)
    letter["Subject"] = mail.subject
    letter["Date"] = format_datetime(mail.date)
    letter["Message-ID"] = mail.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.body)
    for item in mail.attachments:
        letter.add_attachment(item.content, maintype=item.maintype, subtype=item.subtype, filename=item.name)
    return letter
