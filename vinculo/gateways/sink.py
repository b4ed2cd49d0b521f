"""A real SMTP server on loopback that keeps what arrives: the mail server of the demo."""

from __future__ import annotations

import mailbox
import socket
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
MOST_BYTES = 10_000_000


class Keeper:
    """Keeps every mail in a Maildir, with the addresses of its envelope before its own headers."""

    def __init__(self, folder: Path) -> None:
        self.mails = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        """Keep a mail and say so; where it cannot be written the sender is asked to come back."""
        lines = [f"Return-Path: <{envelope.mail_from}>", *(f"Delivered-To: {each}" for each in envelope.rcpt_tos)]
        head = "".join(f"{line}\r\n" for line in lines).encode()
        try:
            self.mails.add(head + (envelope.original_content or b""))
        except OSError:
            return "452 no room"
        return "250 kept"


def controller(folder: Path, port: int) -> Controller:
    """Return the server, not started yet, that keeps mails in the folder; loopback only. Raises OSError."""
    socket.create_server((HOST, port)).close()  # a port that is taken: told at once, not after its time is up
    folder.parent.mkdir(parents=True, exist_ok=True)
    return Controller(Keeper(folder), hostname=HOST, port=port, server_hostname="localhost", data_size_limit=MOST_BYTES)
