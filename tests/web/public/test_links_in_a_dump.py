"""Whoever has the database alone opens no private link (D34)."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import waiting
from tests.stages.prepared import saved
from tests.stages.queue import ticket
from tests.web.public.booking.booking_pages import booked
from vinculo.actions.mail import outbox
from vinculo.records.models import Draft, Message
from vinculo.records.sessions import SessionStore
from vinculo.rules.mail.short_text import shorten_token


def dump() -> str:
    """Return all that stands in the tables, as whoever has a backup reads it; the sessions unpacked."""
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


@pytest.mark.django_db
@pytest.mark.usefixtures("seats_tomorrow")
def test_d34_a_dump_of_the_database_opens_no_link(client: Client) -> None:
    """A turno that was booked, its solicitud, a number, a place in the waiting list, their mails: each link works."""
    turno = booked(client)
    solicitud, number, entry = saved(turno), ticket(), waiting.joined()
    links = {"turno": turno.token, "solicitud_view": solicitud.token, "ticket": number.token, "waiting": entry.token}
    pages = [Client().get(reverse(f"public:{name}", args=[token])) for name, token in links.items()]
    assert [(page.status_code, page["Referrer-Policy"]) for page in pages] == [(200, "same-origin")] * 4
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    refused = client.post(reverse("public:booking_contact", args=[Draft.objects.latest("pk").token]), {"email": "no"})
    assert (refused.status_code, "wrong" in client.session) == (303, True)  # the session keeps what was refused
    tokens = [*links.values(), *(draft.token for draft in Draft.objects.all())]
    assert find_links(tokens, dump()) == [turno.token, entry.token]  # mails that wait
    deliver()
    everything = dump()
    assert find_links(tokens, everything) == []
    assert (turno.reference in everything, "/mi-turno/(...)/" in everything) == (True, True)
    assert Message.objects.filter(state="queued").count() == 0
