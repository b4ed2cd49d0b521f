"""The person who has the database alone opens no private link (D34)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.stages import control, legal, voice, waiting
from tests.stages.prepared import save_solicitud
from tests.stages.queue import ticket
from tests.web.public.booking.booking_pages import book_turno
from vinculo.actions.mail import outbox
from vinculo.documents.qr import draw_qr
from vinculo.records.links.private import PrivateLink, WrongLinkKeyError
from vinculo.records.links.sealed import open_text, seal_text
from vinculo.records.models import Draft, Message
from vinculo.records.sessions import SessionStore
from vinculo.rules.feedback.complaints import spelled_key
from vinculo.rules.mail.short_text import shorten_token

KEY_OF_FORM = "d" * 32
OPENS = re.compile(r"(?:/t/|[0-9]+x|/)[0-9A-Za-z_-]{22,}")


def dump() -> str:
    """Return all that stands in the tables, as the person who has a backup reads it; the sessions unpacked."""
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            lines += [" ".join(map(str, row)) for row in cursor.fetchall()]
    lines += [str(SessionStore().decode(session.session_data)) for session in Session.objects.all()]
    return "\n".join(lines)


def find_links(tokens: list[str], everything: str) -> list[str]:
    return [token for token in tokens if token in everything or shorten_token(token) in everything]


def deliver() -> None:
    for message in outbox.take_due(now=cast.NOW, limit=50):
        outbox.record_sent(message=message, now=cast.NOW)


def kinds_of_link() -> list[type[PrivateLink]]:
    return sorted(PrivateLink.__subclasses__(), key=lambda each: each.__name__)


def walk(client: Client) -> list[str]:
    """Make one row of each kind that a link opens, with mails that wait; return all that opens something."""
    turno = book_turno(client)
    save_solicitud(turno), ticket(), waiting.join_list()
    sample = control.open_annulment()
    legal.make_endorsed_power()
    complaint = voice.complaint(key=KEY_OF_FORM, email="zoila@example.com")
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    refused = client.post(reverse("public:booking_contact", args=[Draft.objects.latest("pk").token]), {"email": "no"})
    assert (refused.status_code, "wrong" in client.session) == (303, True)  # the session keeps what was refused
    pages = {"turno": turno, "hearing": sample, "complaint": complaint, "verified": sample.certificate}
    assert [Client().get(reverse(f"public:{name}", args=[row.token])).status_code for name, row in pages.items()] == [
        200
    ] * len(pages)
    tokens = [row.token for kind in kinds_of_link() for row in kind._default_manager.all()]
    in_mails = [part for message in Message.objects.all() for part in OPENS.findall(message.body)]
    return [*tokens, *in_mails, KEY_OF_FORM, spelled_key(complaint.token), client.cookies["sessionid"].value]


@pytest.mark.django_db
@pytest.mark.usefixtures("seats_tomorrow")
def test_d34_a_dump_of_the_database_opens_no_link(client: Client) -> None:
    """Each table with a link has rows, mails wait, the session holds what was refused: nothing in clear opens."""
    tokens = walk(client)
    assert {kind.__name__ for kind in kinds_of_link() if not kind._default_manager.exists()} == set()
    waits = Message.objects.filter(state="queued")
    assert (waits.filter(kind="confirmation").exists(), len(tokens) > 15) == (True, True)
    assert find_links(tokens, dump()) == []
    deliver()
    everything = dump()
    assert (find_links(tokens, everything), Message.objects.filter(state="queued").count()) == ([], 0)
    bodies = "".join(Message.objects.values_list("body", flat=True))
    assert (find_links(tokens, bodies), "/mi-turno/(...)/" in bodies) == ([], True)


LEAKS: dict[str, tuple[str, Callable[[list[str]], str]]] = {
    "a mail in clear": ("UPDATE records_message SET body = %s", lambda made: f"https://x.ec/quejas/{made[0]}/"),
    "a short link": ("UPDATE records_message SET subject = %s", lambda made: f"x.ec/t/{shorten_token(made[0])}"),
    "the key of a form": ("UPDATE records_complaint SET key = %s", lambda made: KEY_OF_FORM),
    "a cookie": ("UPDATE django_session SET session_key = %s", lambda made: made[-1]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.usefixtures("seats_tomorrow")
def test_d34_a_link_in_clear_in_a_table_is_seen(client: Client, leak: str) -> None:
    """Negative control: four columns with something that opens a page, as they were before."""
    tokens = walk(client)
    statement, value = LEAKS[leak]
    with connection.cursor() as cursor:
        cursor.execute(statement, [value(tokens)])
    assert len(find_links(tokens, dump())) == 1


def test_d34_what_is_kept_of_a_mail_is_another_text_each_time_and_comes_back() -> None:
    kept = [seal_text("/mi-turno/"), seal_text("/mi-turno/")]
    assert (kept[0] == kept[1], [open_text(each) for each in kept]) == (False, ["/mi-turno/"] * 2)
    assert (seal_text(""), seal_text(kept[0]), open_text("from before")) == ("", kept[0], "from before")


def test_d34_a_mail_under_a_key_that_is_gone_is_not_taken_for_another_text(settings: Settings) -> None:
    kept = seal_text("/mi-turno/")
    for keys in ({"2": b"o" * 32}, dict.fromkeys(settings.LINK_KEYS, b"o" * 32)):
        settings.LINK_KEYS = keys
        with pytest.raises(WrongLinkKeyError):
            open_text(kept)


def test_d34_no_print_bears_an_address_without_what_opens_it() -> None:
    with pytest.raises(ValueError, match="without what opens it"):
        draw_qr("https://x.ec/verificar/(...)/")
    assert "<svg" in draw_qr("https://x.ec/verificar/0123/")
