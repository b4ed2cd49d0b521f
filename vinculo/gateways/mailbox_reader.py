"""Reads the mails that the sink kept, for the demo mailbox."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that came with a mail."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Headers:
    """What a list shows of a kept mail; `key` is its address in the mailbox."""

    key: str
    subject: str
    sender: str
    to: str
    date: datetime | None


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A kept mail, whole."""

    headers: Headers
    text: str
    files: tuple[File, ...]


def list_mails(folder: Path) -> list[Headers]:
    """Return the newest mails, the newest first; none where nothing has arrived."""
    files = [(path, moment) for path in _paths(folder) for moment in _moment(path)]
    newest = sorted(files, key=lambda pair: (pair[1], pair[0].name), reverse=True)[:MOST_SHOWN]
    return [_headers(path, _parse_mail(path, headers_only=True)) for path, _ in newest]


def one(folder: Path, key: str) -> Kept | None:
    """Return a kept mail by its key, or None; the key is only compared, never made a path."""
    path = next((path for path in _paths(folder) if _key(path) == key), None)
    if path is None:
        return None
    letter = _parse_mail(path)
    body = letter.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    return Kept(headers=_headers(path, letter), text=text, files=tuple(map(_file, letter.iter_attachments())))


def _paths(folder: Path) -> Iterator[Path]:
    """Yield the files of the Maildir; a mail that is still being written is in neither folder."""
    for place in ("new", "cur"):
        yield from (folder / place).glob("*")


def _moment(path: Path) -> Iterator[int]:
    with contextlib.suppress(FileNotFoundError):  # emptied by somebody meanwhile
        yield path.stat().st_mtime_ns


def _key(path: Path) -> str:
    return path.name.partition(":")[0]


def _parse_mail(path: Path, *, headers_only: bool = False) -> EmailMessage:
    with path.open("rb") as file:
        return BytesParser(policy=default).parse(file, headersonly=headers_only)


def _headers(path: Path, letter: EmailMessage) -> Headers:
    return Headers(
        key=_key(path),
        subject=str(letter["Subject"] or ""),
        sender=str(letter["From"] or ""),
        to=str(letter["To"] or ""),
        date=_date(letter),
    )


def _date(letter: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(letter["Date"]))
    except (TypeError, ValueError):
        return None


def _file(part: MIMEPart) -> File:
    content = part.get_payload(decode=True)
    return File(
        name=part.get_filename() or "archivo",
        kind=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
    )
