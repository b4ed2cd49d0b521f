"""A real SMTP server on loopback that keeps what arrives: the mail server of the demo."""

from __future__ import annotations

import mailbox
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MOST_BYTES = 10_000_000
MOST_SHOWN = 200


class Keeper:
    """Keeps every mail in a Maildir, with the addresses of its envelope."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        """Keep a mail and say so."""
        mailbox.Maildir(self.folder).add(envelope.original_content or b"")
        return "250 OK"


def controller(folder: Path, port: int) -> Controller:
    """Return the server, not started yet, that keeps mails in the folder; loopback only."""
    return Controller(Keeper(folder), hostname="127.0.0.1", port=port, data_size_limit=MOST_BYTES)


@dataclass(frozen=True)
class Kept:
    """A kept mail, for the demo mailbox page."""

    key: str
    letter: EmailMessage

    @property
    def date(self) -> datetime | None:
        """Return when it was written, as its header says."""
        try:
            return parsedate_to_datetime(str(self.letter["Date"]))
        except (TypeError, ValueError):
            return None

    def text(self) -> str:
        """Return its plain text."""
        body = self.letter.get_body(("plain",))
        return str(body.get_content()) if body is not None else ""

    def attachments(self) -> list[tuple[str, str, bytes]]:
        """Return name, type and content of each attached file."""
        found = []
        for part in self.letter.iter_attachments():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                found.append((part.get_filename() or "archivo", part.get_content_type(), content))
        return found


def kept(folder: Path) -> list[Kept]:
    """Return the kept mails, the newest first; none when nothing has arrived."""
    paths = [path for place in ("new", "cur") for path in (folder / place).glob("*") if path.is_file()]
    newest = sorted(paths, key=lambda path: path.stat().st_mtime_ns, reverse=True)[:MOST_SHOWN]
    return [Kept(path.name.partition(":")[0], _parsed(path)) for path in newest]


def one(folder: Path, key: str) -> Kept | None:
    """Return a kept mail by its key, or None; the key is only compared, never made a path."""
    return next((mail for mail in kept(folder) if mail.key == key), None)


def _parsed(path: Path) -> EmailMessage:
    letter = BytesParser(policy=default).parsebytes(path.read_bytes())
    assert isinstance(letter, EmailMessage)  # noqa: S101 the policy makes it so
    return letter
