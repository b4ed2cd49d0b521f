"""A real SMTP server for tests, which can be told to refuse."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from vinculo.gateways.mail import Server, SmtpGateway


class Letters:
    """Keeps what arrives; `answers` are given, one each, before mails are taken."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_RCPT(  # noqa: N802 aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.original_content or b"", policy=default)
        assert isinstance(letter, EmailMessage)
        self.arrived.append(letter)
        return "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def post_office(port: int | None = None) -> Iterator[tuple[Letters, SmtpGateway]]:
    """Run a mail server and give what it keeps and a gateway to it."""
    letters = Letters()
    number = port or free_port()
    server = Controller(letters, hostname="127.0.0.1", port=number)
    server.start()
    try:
        with SmtpGateway(Server(host="127.0.0.1", port=number)) as gateway:
            yield letters, gateway
    finally:
        server.stop()
