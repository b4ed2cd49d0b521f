"""A mail as it leaves the house, and the letter that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from vinculo.gateways.letter_page import Picture


class Unaddressable(ValueError):
    """An address that no mail server could take."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a mail; `params` belong to its kind, such as the method of a calendar entry."""

    name: str
    content: bytes
    maintype: str
    subtype: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """A mail as it leaves; `message_id` stays the same however often it is tried.

    `page` is the same text in HTML; it shows the picture by the id `picture_id`.
    """

    sender: str
    recipient: str
    subject: str
    body: str
    message_id: str
    date: datetime
    language: str = ""  # a tag of BCP 47
    page: str = ""
    picture: Picture | None = None
    picture_id: str = ""
    attachments: tuple[Attachment, ...] = ()


class SubjectPolicy(EmailPolicy):
    """Writes a subject in coded words with the blanks between them.

    Python's own way (3.11) writes a blank between two coded words so that readers drop it (RFC 2047, 6.2).
    """

    def fold(self, name: str, value: Any) -> str:
        """Return a header as lines."""
        if name.lower() != "subject" or str(value).isascii():
            return str(super().fold(name, value))
        return f"{name}: {Header(str(value), 'utf-8', header_name=name).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as lines of bytes."""
        if name.lower() != "subject" or str(value).isascii():
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


def compose(mail: OutgoingMail) -> EmailMessage:
    """Return the letter as it goes over the line: seven bits only, and no automatic answers wanted.

    Raises `Unaddressable`.
    """
    letter = EmailMessage(policy=SubjectPolicy())
    name, sender = parseaddr(mail.sender)
    letter["From"] = Address(name, addr_spec=sender)
    letter["To"] = _recipient(mail.recipient)
    letter["Subject"] = mail.subject
    letter["Date"] = format_datetime(mail.date)
    letter["Message-ID"] = mail.message_id
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes to this
    letter.set_content(mail.body, cte="quoted-printable")
    if mail.page:
        _add_page(letter, mail)
    for item in mail.attachments:
        letter.add_attachment(
            item.content, maintype=item.maintype, subtype=item.subtype, filename=item.name, params=dict(item.params)
        )
    if mail.language:
        letter["Content-Language"] = mail.language  # last: every part that is added takes such headers inside
    return letter


def _add_page(letter: EmailMessage, mail: OutgoingMail) -> None:
    """Add the same text in HTML, and within that part the picture that it shows (RFC 2387)."""
    letter.add_alternative(mail.page, subtype="html", cte="quoted-printable")
    if mail.picture is not None:
        (page,) = (part for part in letter.iter_parts() if part.get_content_type() == "text/html")
        page.add_related(mail.picture.content, "image", "png", cid=f"<{mail.picture_id}>", disposition="inline")
        page.set_param("type", "text/html")


def _recipient(text: str) -> Address:
    """Return an address in ASCII (not every server speaks SMTPUTF8): an international domain in its coded form."""
    local, _, domain = text.rpartition("@")
    try:
        return Address(addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
    except (ValueError, IndexError, MessageError) as error:
        raise Unaddressable("not an address for a mail header") from error
