"""A SQLite file that is full, or kept by another program, is no fault of ours: 503, and then it goes on (D36)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.web.public.booking.booking_pages import hour_url, read_review, url
from vinculo.records.models import Complaint, Draft, Seat, Turno

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("nine_o_clock"),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a file is of SQLite alone"),
]


def pragma(words: str) -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute(f"PRAGMA {words}").fetchone()[0])


@contextmanager
def full() -> Iterator[None]:
    """Let the file grow no further, as on a disk without room: SQLite itself says that it is full."""
    before, free = pragma("max_page_count"), pragma("freelist_count")
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as other:
        other.execute("CREATE TABLE filling (words TEXT)")
        other.execute("INSERT INTO filling VALUES (zeroblob(?))", [(free + 1) * pragma("page_size")])
        other.commit()
        pragma(f"max_page_count = {pragma('page_count')}")
        try:
            yield
        finally:
            pragma(f"max_page_count = {before}")
            other.execute("DROP TABLE filling")
            other.commit()


@contextmanager
def kept_by_another() -> Iterator[None]:
    """Have another program write for longer than anybody waits."""
    before = pragma("busy_timeout")
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        pragma("busy_timeout = 50")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            pragma(f"busy_timeout = {before}")


def test_d36_a_locked_file_answers_503_and_the_same_act_goes_on_afterwards(client: Client, ready: Draft) -> None:
    with kept_by_another():
        refused = client.post(hour_url(ready))
        assert (refused.status_code, refused["Retry-After"]) == (503, "5")
        assert client.get(reverse("public:home")).status_code == 200
        assert (Turno.objects.count(), Seat.objects.filter(state="held").count()) == (0, 0)
    assert client.post(hour_url(ready)).status_code == 302
    read = read_review(client, ready)
    with kept_by_another():
        assert client.post(url("review", ready), read).status_code == 503
    assert client.post(url("review", ready), read).status_code == 302
    assert Turno.objects.get().status == "confirmed"


def test_d36_a_full_file_answers_503_and_what_was_written_is_taken_once_there_is_room(client: Client) -> None:
    told = {"kind": "complaint", "text": "ñ" * 3900, "way": "pagina"}  # more than fits a page of the file
    with full():
        refused = client.post(reverse("public:complaints"), told)
        assert (refused.status_code, refused["Retry-After"]) == (503, "5")
        assert told["text"] in refused.content.decode()  # a button sends it again
        assert client.get(reverse("public:home")).status_code == 200
        assert Complaint.objects.count() == 0
    assert client.post(reverse("public:complaints"), told).status_code == 302
    assert Complaint.objects.get().text == told["text"]
