"""Queries that are compiled once find and change what the ORM's own would."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import F, Q, QuerySet
from pytest_django import DjangoAssertNumQueries

from tests import cast
from vinculo.records.models import Draft, Event, Seat
from vinculo.records.prepared import Prepared, PreparedUpdate, Unprepared, insert

pytestmark = pytest.mark.django_db
DAY = cast.NOW.date() + timedelta(days=1)


@pytest.fixture(autouse=True)
def seats() -> None:
    cast.slots(cast.agency(), DAY, times=4, counters=2)


def draft(token: str, **values: object) -> Draft:
    return Draft.objects.create(token=token, presenter_number="1", created_at=cast.NOW, updated_at=cast.NOW, **values)


def test_the_same_form_serves_every_value() -> None:
    at_hour: Prepared[Seat] = Prepared(lambda slot, number: Seat.objects.filter(slot=slot, number=number))
    for seat in Seat.objects.all():
        assert at_hour.all(slot=seat.slot_id, number=seat.number) == [seat]
    assert at_hour.first(slot=0, number=1) is None
    assert len(at_hour.forms.known) == 1


def test_what_is_joined_comes_with_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    joined: Prepared[Seat] = Prepared(lambda pk: Seat.objects.select_related("slot__agency__province").filter(pk=pk))
    last = Seat.objects.latest("pk").pk
    with django_assert_num_queries(1):
        seat = joined.first(pk=last)
        assert seat is not None
        assert (seat.pk, seat.slot.agency.province.name) == (last, "Pichincha")


def test_none_is_another_form_than_a_value() -> None:
    moments: Prepared[Draft] = Prepared(lambda at: Draft.objects.filter(verified_at=at).order_by("pk"))
    early, never = draft("a", verified_at=cast.NOW), draft("b")
    late = draft("c", verified_at=cast.NOW + timedelta(minutes=1))
    assert moments.all(at=cast.NOW) == [early]
    assert moments.all(at=None) == [never]
    assert moments.all(at=cast.NOW + timedelta(minutes=1)) == [late]


TAKEN = PreparedUpdate(
    lambda seats, now: (
        Seat.objects.filter(Q(state="free") | Q(state="cooling", free_from__lte=now), pk__in=seats),
        {"state": "cooling", "free_from": now, "version": F("version") + 1},
    )
)


def test_a_list_is_a_form_for_each_length() -> None:
    left = list(Seat.objects.order_by("-pk").values_list("pk", flat=True))
    later = cast.NOW + timedelta(minutes=5)
    for count in (1, 2, 5):
        chosen, left = left[:count], left[count:]
        assert TAKEN.run(seats=chosen, now=cast.NOW) == count
        assert TAKEN.run(seats=chosen, now=cast.NOW - timedelta(minutes=1)) == 0  # they cool until later
        assert TAKEN.run(seats=chosen, now=later) == count
        found = Seat.objects.filter(pk__in=chosen).values_list("state", "free_from", "version")
        assert list(found) == [("cooling", later, 2)] * count
    assert Seat.objects.filter(pk__in=left, version=0, state="free").count() == len(left)


def test_a_value_that_the_compiler_writes_into_the_text_is_refused() -> None:
    def some(most: int) -> QuerySet[Seat]:
        return Seat.objects.order_by("pk")[:most]

    with pytest.raises(Unprepared, match="most"):
        Prepared(some).all(most=2)


def test_an_inserted_record_is_what_the_orm_reads() -> None:
    event = Event(
        at=cast.NOW,
        actor_kind="person",
        act="code_sent",
        subject="draft",
        subject_id=7,
        fields=["a", "ñ"],
        hash="0" * 64,
    )
    insert(event)
    found = Event.objects.get(pk=event.pk)
    written = ("at", "actor_kind", "act", "subject_id", "fields", "hash")
    assert [getattr(found, name) for name in written] == [cast.NOW, "person", "code_sent", 7, ["a", "ñ"], "0" * 64]
    made = draft("d")
    with pytest.raises(IntegrityError):
        insert(Draft(token="d", presenter_number="2", created_at=made.created_at, updated_at=made.updated_at))
