"""The conversation with a mail server: one interface, one SMTP implementation."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

from vinculo.gateways.letter import OutgoingMail, Unaddressable, compose
from vinculo.gateways.sending import SendingDelayed, SendingRefused, ServerDown

TIMEOUT = 20.0  # seconds for each answer of the server …
LAST_ANSWER = 600.0  # … but the last: who gives up before sends a mail again that was taken (RFC 5321, 4.5.3.2.6)
LAST_DOT = b"\r\n.\r\n"
PERMANENT = range(500, 600)
OF_THE_HOUSE = {530, 534, 535, 538}  # the server wants another log-in: no fault of this address
TOO_LARGE = 552


class MailGateway(Protocol):
    """Whatever takes a mail out of the house."""

    def send(self, mail: OutgoingMail) -> None:
        """Hand one mail over. Raises `SendingDelayed`, `ServerDown`, `SendingRefused`."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where the mail server is and how to speak to it.

    `security` is none, starttls or tls; the server's certificate is checked against the authorities that this machine
    trusts. `hello` is the name that is given in the greeting, else that of this machine.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "none"
    hello: str | None = None
    timeout: float = TIMEOUT
    last_answer: float = LAST_ANSWER


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
        """Hand one mail over. Raises `SendingDelayed`, `ServerDown`, `SendingRefused`."""
        try:
            letter = compose(mail)
        except Unaddressable as error:
            raise SendingRefused(str(error)) from error
        line = self._connect()
        try:
            line.send_message(letter)
        except smtplib.SMTPException as error:
            self._hang_up()
            raise judge_answer(error) from error
        except OSError as error:
            self._hang_up()
            raise SendingDelayed(type(error).__name__) from error

    def close(self) -> None:
        """Take leave of the server, if a connection is open."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()

    def _connect(self) -> smtplib.SMTP:
        if self._line is None:
            try:
                self._line = _connect(self.server)
            except smtplib.SMTPResponseException as error:
                raise ServerDown(_answer_text(error.smtp_code, error.smtp_error), error.smtp_code) from error
            except (OSError, smtplib.SMTPException) as error:
                raise ServerDown(type(error).__name__) from error
        return self._line

    def _hang_up(self) -> None:
        """Close without a word: after an error there may be nobody to say goodbye to."""
        line, self._line = self._line, None
        if line is not None:
            line.close()


def judge_answer(error: smtplib.SMTPException) -> SendingDelayed | SendingRefused:
    """Return what an answer means: for ever only where the server names this address or this mail as the fault."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _of_the_mail(code, text)
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code != TOO_LARGE:
        kind = ServerDown if error.smtp_code in PERMANENT else SendingDelayed
        return kind(_answer_text(error.smtp_code, error.smtp_error), error.smtp_code)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return _of_the_mail(error.smtp_code, error.smtp_error)
    return SendingDelayed(type(error).__name__)


def _of_the_mail(code: int, text: bytes | str) -> SendingDelayed | SendingRefused:
    """Return refusal for a permanent answer; one about log-in or policy (5.7) is the house's to mend: it waits."""
    answer = _answer_text(code, text)
    mendable = code in OF_THE_HOUSE or answer.partition(" ")[2].startswith("5.7.")
    if code in PERMANENT and not mendable:
        return SendingRefused(answer, code)
    return SendingDelayed(answer, code)


def _answer_text(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def _connect(server: Server) -> smtplib.SMTP:
    """Return an open connection, greeted, encrypted and logged in as the settings say."""
    line = _open_line(server)
    try:
        if server.security == "starttls":
            line.starttls(context=ssl.create_default_context())
        if server.user:
            line.login(server.user, server.password)
    except (OSError, smtplib.SMTPException):
        line.close()
        raise
    return line


def _open_line(server: Server) -> smtplib.SMTP:
    line: _Patient
    if server.security == "tls":
        line = _PatientTls(
            server.host, server.port, server.hello, timeout=server.timeout, context=ssl.create_default_context()
        )
    else:
        line = _Patient(server.host, server.port, server.hello, timeout=server.timeout)
    line.last_answer = server.last_answer
    return line


class _Patient(smtplib.SMTP):
    """Waits longer for the answer to a whole mail than for any other: the server may look at it before it takes it."""

    last_answer = LAST_ANSWER

    def send(self, s: Any) -> None:
        """Send, and after the last dot allow for the last answer."""
        super().send(s)
        if isinstance(s, bytes) and s.endswith(LAST_DOT) and self.sock is not None:
            self.sock.settimeout(self.last_answer)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand the mail over; what comes after it has its ordinary time again."""
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)


class _PatientTls(_Patient, smtplib.SMTP_SSL):
    """The same over TLS from the first word on."""
