"""A real SMTP server for tests, which can be told to refuse, to ask for a log-in and to speak TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from vinculo.gateways.mail import Server, SmtpGateway

USER, PASSWORD = "turnos", "clave-del-correo"


class Letters:
    """Keeps what arrives; each list gives answers, one each, before mails are taken."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.answers: list[str] = []  # to RCPT
        self.to_mail: list[str] = []
        self.to_data: list[str] = []
        self.slow_after_data = 0.0  # seconds that a mail is looked at before it is taken
        self.sessions: set[int] = set()  # connections over which mails came
        self.names: set[str] = set()  # greetings
        self.logins: list[bool] = []

    async def handle_MAIL(  # noqa: N802 aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_mail:
            return self.to_mail.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_data:
            return self.to_data.pop(0)
        content = envelope.original_content or b""
        content.decode("ascii")  # seven bits: nothing depends on 8BITMIME
        letter = message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.arrived.append(letter)
        await asyncio.sleep(self.slow_after_data)
        self.sessions.add(id(session))
        self.names.add(str(session.host_name))
        return "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: object) -> AuthResult:
        """Take one log-in, and no other."""
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.logins.append(good)
        return AuthResult(success=good, handled=False)

    @property
    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.arrived]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def post_office(port: int | None = None) -> Iterator[tuple[Letters, SmtpGateway]]:
    """Run a mail server and give what it keeps and a gateway to it."""
    number = port or free_port()
    with running(Letters(), number) as letters, SmtpGateway(Server(host="127.0.0.1", port=number)) as gateway:
        yield letters, gateway


@contextmanager
def running(
    letters: Letters, port: int, *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Letters]:
    """Run a mail server; with a context it speaks TLS, and asks for a log-in."""
    server = Controller(
        letters,
        hostname="127.0.0.1",
        port=port,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=letters.authenticate,
        auth_required=bool(starttls or tls),
        auth_require_tls=starttls is not None,
    )
    server.start()
    try:
        yield letters
    finally:
        server.stop()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return a new certificate for 127.0.0.1 and a server's context with it; needs the openssl program."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            key,
            "-out",
            made,
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    return made, context
