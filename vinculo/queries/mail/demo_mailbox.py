"""What the demo mailbox shows; absent wherever the demo is."""

from __future__ import annotations

from django.conf import settings

from vinculo.gateways import mailbox_reader
from vinculo.gateways.mailbox_reader import File, Headers, Kept


class NoMailbox(Exception):
    """There is no demo here, or no such mail."""


def arrived_mails() -> list[Headers]:
    """Return the mails that arrived, the newest first. Raises `NoMailbox`."""
    _only_in_the_demo()
    return mailbox_reader.list_mails(settings.DEMO_MAILBOX)


def letter(key: str) -> Kept:
    """Return one mail by its key. Raises `NoMailbox`."""
    _only_in_the_demo()
    mail = mailbox_reader.one(settings.DEMO_MAILBOX, key)
    if mail is None:
        raise NoMailbox
    return mail


def file(key: str, number: int) -> File:
    """Return a file of a mail, counted from 0. Raises `NoMailbox`."""
    files = letter(key).files
    if number >= len(files):
        raise NoMailbox
    return files[number]


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise NoMailbox
