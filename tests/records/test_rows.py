"""What plain statements share: records as the ORM reads them, lists, inserted records, sessions (D3)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.stages.statements import content
from vinculo.records.events import ITS_WORDS, compose_event, is_genuine, write_event
from vinculo.records.models import Agency, CalendarDay, Draft, Event, Seat, Slot
from vinculo.records.rows import (
    Change,
    Tables,
    change_all,
    insert,
    insert_many,
    insertion,
    locking,
    one_of,
    rows,
    update_of,
)
from vinculo.records.sessions import SessionStore, hash_key
from vinculo.rules.shared.acts import Act, Subject

pytestmark = pytest.mark.django_db
DAY = cast.NOW.date() + timedelta(days=1)


OWN = {"id": None, "token_hash": None, "link_nonce": None, "link_mask": None}  # of each row alone


def draft(token: str, **values: object) -> Draft:
    return Draft.objects.create(
        **Draft.link_for(token), presenter_number="1", created_at=cast.NOW, updated_at=cast.NOW, **values
    )


def test_the_records_of_a_join_are_those_of_the_orm(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    cast.slots(cast.agency(), DAY, times=2, counters=2)
    tables = Tables(seat=Seat, slot=Slot, agency=Agency)
    sql = (
        f"SELECT {tables.columns} FROM records_seat seat JOIN records_slot slot ON slot.id = seat.slot_id"
        " JOIN records_agency agency ON agency.id = slot.agency_id WHERE slot.starts >= %(after)s ORDER BY seat.id"
    )
    expected = list(Seat.objects.select_related("slot__agency").order_by("pk"))
    with django_assert_num_queries(1):
        joined = [tables.records(row) for row in rows(sql, after=expected[0].slot.starts)]
    assert [[content(each) for each in records] for records in joined] == [
        [content(seat), content(seat.slot), content(seat.slot.agency)] for seat in expected
    ]
    assert len(rows(sql, after=expected[-1].slot.starts)) == 2


def test_a_join_without_a_partner_has_no_record() -> None:
    made = draft("a")
    tables = Tables(draft=Draft, agency=Agency)
    sql = f"SELECT {tables.columns} FROM records_draft draft LEFT JOIN records_agency agency ON false"
    [row] = rows(sql)
    record, agency = tables.records(row)
    assert (content(record), agency) == (content(Draft.objects.get(pk=made.pk)), None)


@pytest.mark.parametrize("days", [[], [DAY], [DAY, DAY + timedelta(days=1)]])
def test_a_list_of_any_length_is_one_value_of_a_statement(days: list[date]) -> None:
    for number, day in enumerate([DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)]):
        CalendarDay.objects.create(date=day, name=f"{number}")
    named = rows(f"SELECT name FROM records_calendarday WHERE date {one_of('days')} ORDER BY date", days=days)
    assert named == [(f"{number}",) for number in range(len(days))]


def test_moments_are_compared_with_their_zone() -> None:
    early, late = draft("a", verified_at=cast.NOW), draft("b", verified_at=cast.NOW + timedelta(minutes=1))
    sql = "SELECT id FROM records_draft WHERE verified_at = %(at)s"
    assert rows(sql, at=cast.NOW) == [(early.pk,)]
    assert rows(sql, at=cast.NOW.astimezone(timezone.get_fixed_timezone(60)) + timedelta(minutes=1)) == [(late.pk,)]


def test_rows_are_locked_where_the_database_can() -> None:
    expected = " FOR NO KEY UPDATE OF seat" if connection.features.has_select_for_update_of else ""
    assert locking("seat") == expected


def test_an_inserted_record_is_what_the_orm_reads() -> None:
    event = Event(
        at=cast.NOW,
        actor_kind="person",
        act="turno_attended",
        subject="turno",
        subject_id=7,
        fields=["a", "ñ"],
        hash="0" * 64,
    )
    insert(event)
    stored = Event.objects.get(pk=event.pk)
    written = ("at", "actor_kind", "act", "subject_id", "fields", "hash")
    assert [getattr(stored, name) for name in written] == [
        cast.NOW,
        "person",
        "turno_attended",
        7,
        ["a", "ñ"],
        "0" * 64,
    ]
    made = draft("d")
    with pytest.raises(IntegrityError):
        insert(
            Draft(**Draft.link_for("d"), presenter_number="2", created_at=made.created_at, updated_at=made.updated_at)
        )


def test_an_inserted_record_is_saved_again_as_the_same_row() -> None:
    made = Draft(**Draft.link_for("d"), presenter_number="2", created_at=cast.NOW, updated_at=cast.NOW)
    insert(made)
    assert (made._state.adding, made._state.db) == (False, "default")
    made.presenter_number = "3"
    made.save()
    assert list(Draft.objects.values_list("pk", "presenter_number")) == [(made.pk, "3")]


def store_session(key: str, minutes: int) -> str:
    ends = timezone.now() + timedelta(minutes=minutes)
    Session.objects.create(
        session_key=hash_key(key), session_data=SessionStore().encode({"drafts": ["x"]}), expire_date=ends
    )
    return key


@pytest.mark.parametrize("minutes", [5, -5])
def test_a_session_is_what_django_itself_reads(minutes: int) -> None:
    key = store_session("a" * 32, minutes)
    ours, plain = SessionStore(key), db.SessionStore(hash_key(key))
    assert (ours.load(), hash_key(ours.session_key)) == (plain.load(), plain.session_key or "")
    assert ours.load() == ({"drafts": ["x"]} if minutes > 0 else {})


def test_a_key_that_nobody_has_is_not_taken_for_a_session() -> None:
    ours = SessionStore("b" * 32)
    ours["drafts"] = ["y"]
    ours.save()
    assert ours.session_key != "b" * 32
    assert list(Session.objects.values_list("session_key", flat=True)) == [hash_key(ours.session_key)]


def test_a_session_takes_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    key = store_session("c" * 32, 5)
    with django_assert_num_queries(1):
        assert SessionStore(key).get("drafts") == ["x"]


DELETED_UNDER_ITS_LOCK = {"vinculo/actions/cases/solicitudes.py": 1}


def test_locks_leave_the_keys_free_unless_the_row_is_deleted() -> None:
    plain = {
        path.as_posix(): len(matches)
        for path in sorted(Path("vinculo").rglob("*.py"))
        if (matches := re.findall(r"select_for_update\((?!no_key=True)", path.read_text()))
    }
    assert plain == DELETED_UNDER_ITS_LOCK


SENT: dict[str, Any] = {"act": Act.CODE_SENT, "subject": Subject.DRAFT, "now": cast.NOW}


def test_changes_of_several_tables_count_each_for_itself(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """On PostgreSQL they are one statement."""
    first, second = draft("a"), draft("b")
    name = Change(
        "UPDATE records_draft SET email = %(email)s WHERE id IN (%(a)s, %(b)s)",
        {"email": "'%s", "a": first.pk, "b": second.pk},
    )
    nobody = Change("UPDATE records_draft SET email = %(email)s WHERE id = %(a)s", {"email": "x", "a": 0})
    event = insertion(compose_event(subject_id=first.pk, **SENT))
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 3):
        assert change_all(name, nobody, event) == [2, 0, 1]
    assert list(Draft.objects.values_list("email", flat=True)) == ["'%s", "'%s"]
    assert Event.objects.get().subject_id == first.pk


def test_an_inserted_change_and_an_update_are_what_the_orm_writes() -> None:
    change_all(insertion(compose_event(subject_id=1, fields=["agency", "ñ"], **SENT), *ITS_WORDS))
    write_event(subject_id=1, fields=["agency", "ñ"], **SENT)
    events = list(Event.objects.order_by("pk"))
    plain, expected = [content(each) | {"id": None, "hash": None} for each in events]  # each hash has its own number
    assert plain == expected
    assert [is_genuine(each) for each in events] == [True, True]
    by_plain, by_orm = draft("a"), draft("a" * 2)
    for each in (by_plain, by_orm):
        each.verified_at, each.by_proxy, each.proof, each.affiliate = cast.NOW, True, "own", cast.ana()
    assert change_all(update_of(by_plain, "verified_at", "by_proxy", "proof", "affiliate_id")) == [1]
    by_orm.save()
    plain, expected = [content(each) | OWN for each in Draft.objects.order_by("pk")]
    assert plain == expected
    with pytest.raises(ValueError, match="has not all of email, mail"):
        update_of(by_plain, "email", "mail")


def test_a_session_that_a_page_read_is_not_read_again(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = SessionStore()
    made["drafts"] = ["a"]
    made.save()
    [(data,)] = Session.objects.values_list("session_data")
    again = SessionStore(made.session_key)
    again.take_data(data)
    with django_assert_num_queries(0):
        assert again["drafts"] == ["a"]
    for nothing in (None, ""):
        unread = SessionStore(made.session_key)
        unread.take_data(nothing)
        with django_assert_num_queries(1):
            assert unread["drafts"] == ["a"]


def test_rows_that_are_there_stay_and_only_the_others_are_written_where_once_is_said() -> None:
    agency = cast.agency()
    slot = cast.slots(agency, cast.NOW.date(), times=1, counters=1)[0]
    names = ("slot_id", "number", "state", "free_from", "pool", "version")
    lines = [(slot.pk, number, "cooling", cast.NOW, "online", 7) for number in (1, 2)]
    insert_many(Seat, names, lines, once=True)
    there = list(Seat.objects.order_by("number").values_list("number", "state", "free_from", "version", "starts"))
    assert there == [(1, "free", None, 0, slot.starts), (2, "cooling", cast.NOW, 7, slot.starts)]
    with pytest.raises((IntegrityError, psycopg.IntegrityError)), transaction.atomic():  # COPY raises the driver's
        insert_many(Seat, names, lines)
