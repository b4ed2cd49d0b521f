"""The plain statements of hold and confirm find and change what the ORM's would (docs/decisions/0016)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db.models import F, Model, QuerySet

from tests import cast
from tests.queries.booking.test_availability import scatter_seats
from tests.stages import prepared
from tests.stages.statements import content, effect
from vinculo.actions.booking import holds, seats, turnos
from vinculo.queries.booking.places import places_columns
from vinculo.queries.booking.seats import claimable
from vinculo.records.models import Affiliate, Draft, Seat, Turno
from vinculo.records.rows import change, change_all, drawn_id, locking, on_postgresql, one_of, rows
from vinculo.rules.booking.bounds import Proof
from vinculo.rules.shared import references
from vinculo.rules.shared.statuses import SeatState

pytestmark = pytest.mark.django_db
DAY = cast.NOW.date() + timedelta(days=1)
LATER = cast.NOW + timedelta(minutes=7)
BEFORE_KEPT = 7  # the third time a statement is prepared, and after five more its plan is kept
STATUSES = ("holding", "confirmed", "arrived", "attended", "cancelled", "expired", "no_show")


@pytest.fixture
def own() -> Turno:
    cast.ana()
    return prepared.turno(dependents=4, status="holding")


@pytest.fixture
def other(own: Turno) -> Turno:
    return prepared.turno(
        dependents=1, status="expired", reference="T000000007", token="7" * 32, presenter_key="cedula:7"
    )


def scattered_seats(seed: int, own: Turno, other: Turno) -> list[Seat]:
    for place in (cast.agency(), cast.agency("CAU Cuenca", "Azuay", "01")):
        cast.slots(place, DAY, times=5, counters=3)
    scatter_seats(Random(seed), own.pk, other.pk)
    return list(Seat.objects.select_related("slot__agency").order_by("pk"))


@pytest.mark.parametrize("seed", range(4))
def test_the_seats_that_are_claimed(seed: int, own: Turno, other: Turno) -> None:
    every, luck, hits = scattered_seats(seed, own, other), Random(seed), 0
    until = cast.NOW + timedelta(minutes=10)
    for length in (1, 2, 5, len(every)):
        chosen = luck.sample(every, length)
        for turno in (own, other):
            by_orm = Seat.objects.filter(claimable(cast.NOW, turno.pk), pk__in=[seat.pk for seat in chosen])

            def update_by_orm(seats: QuerySet[Seat] = by_orm, turno: Turno = turno) -> int:
                return seats.update(
                    state="held", turno=turno, held_until=until, free_from=None, version=F("version") + 1
                )

            pks = [seat.pk for seat in chosen]

            def plain(turno: Turno = turno, pks: list[int] = pks) -> int:
                sql = seats.CLAIM.format(among=one_of("seats"))
                return change(sql, own=turno.pk, now=cast.NOW, until=until, seats=pks)

            assert effect(plain, Seat) == effect(update_by_orm, Seat)
            hits += effect(plain, Seat)[0]
    assert hits > 5


@pytest.mark.postgres
def test_d10_the_plan_of_what_holds_a_seat_is_kept(own: Turno, other: Turno) -> None:
    """With the list before its eyes PostgreSQL plans a hold and a confirmation anew each time."""
    [seat, *_] = scattered_seats(1, own, other)
    for _time in range(BEFORE_KEPT + 1):
        change_all(seats.claim_of(own, [seat], LATER, cast.NOW))
    kept = "SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement LIKE %(text)s"
    assert rows(kept, text="%UPDATE records_seat%") == [(1,)]


@pytest.mark.parametrize("seed", range(4))
def test_the_seats_that_are_taken(seed: int, own: Turno, other: Turno) -> None:
    every, hits = scattered_seats(seed, own, other), 0
    for turno in (own, other):
        mine = [seat for seat in every if seat.turno_id == turno.pk]
        for chosen in (mine, [seat for seat in mine if seat.state == SeatState.HELD]):
            by_orm = Seat.objects.filter(pk__in=[seat.pk for seat in chosen], turno=turno, state="held")

            def update_by_orm(seats: QuerySet[Seat] = by_orm) -> int:
                return seats.update(state="taken", held_until=None, version=F("version") + 1)

            pks = [seat.pk for seat in chosen]

            def plain(turno: Turno = turno, pks: list[int] = pks) -> int:
                return change(seats.TAKE.format(among=one_of("seats")), turno=turno.pk, seats=pks)

            assert effect(plain, Seat) == effect(update_by_orm, Seat)
            hits += effect(plain, Seat)[0]
    assert hits > 1


@pytest.mark.parametrize("seed", range(3))
def test_the_seats_of_a_turno(seed: int, own: Turno, other: Turno) -> None:
    scattered_seats(seed, own, other)
    for turno in (own, other):
        expected = Seat.objects.filter(turno=turno).select_related("slot__agency").order_by("pk")
        locked = seats.locked_seats(turno)
        assert [(content(each), content(each.slot), content(each.slot.agency)) for each in locked] == [
            (content(each), content(each.slot), content(each.slot.agency)) for each in expected
        ]
        assert len(locked) > 1


def locked_own(key: str, **values: Any) -> Turno | None:
    """Return the turno that a hold of this presenter locks; what else it reads is compared elsewhere."""
    sql = holds.OWN.format(places=places_columns(), drawn=drawn_id(Turno), locking=locking("own"))
    [row] = rows(sql, key=key, mailbox="", now=cast.NOW, **values)
    turno: Turno | None
    [turno] = holds._OWN.records(row[3:])
    assert (row[2] is None) == (turno is not None or not on_postgresql())
    return turno


@pytest.mark.parametrize("status", STATUSES)
def test_the_turno_that_a_presenter_holds(status: str, own: Turno, other: Turno) -> None:
    Turno.objects.filter(pk=own.pk).update(status=status)
    stranger = Affiliate.objects.create(code="EXT1", names="X", names_key="X", active=True, updated_at=cast.NOW)
    for key in (own.presenter_key, other.presenter_key):
        for affiliate in (own.affiliate_id, stranger.pk):
            for procedure in (own.procedure_id, 0):
                for proof in Proof:
                    values = {"affiliate": affiliate, "procedure": procedure, "proof": proof.value}
                    expected = Turno.objects.filter(presenter_key=key, status="holding", **values)
                    assert content(locked_own(key, **values)) == content(expected.first())
    mine = {"affiliate": own.affiliate_id, "procedure": own.procedure_id, "proof": own.proof}
    assert (locked_own(own.presenter_key, **mine) is not None) == (status == "holding")


def of_draft() -> str:
    return turnos.OF_DRAFT.format(places=places_columns()) + locking("turno")


def test_the_turno_that_is_confirmed(own: Turno, other: Turno) -> None:
    nobodys = {"affiliate": 0, "procedure": 0, "mailbox": "", "now": cast.NOW}
    for turno in (own, other):
        expected = Turno.objects.select_related("agency", "procedure").get(pk=turno.pk)
        [row] = rows(of_draft(), pk=turno.pk, **nobodys)
        related = [content(expected), content(expected.agency), content(expected.procedure)]
        assert list(map(content, turnos._TABLES.records(row[2:]))) == related
    assert rows(of_draft(), pk=0, **nobodys) == []


def draft(turno: Turno, **changes: Any) -> Draft:
    values: dict[str, Any] = {
        "token": references.draw_token(Random(1)),
        "presenter_number": cast.ANA_CODE,
        "email": "ana@example.com",
        "mobile": "+593991234567",
        "verified_at": cast.NOW,
        "affiliate": cast.ana(),
        "procedure": cast.procedure(),
        "agency": cast.agency(),
        "dependents": 2,
        "turno": turno,
        "seats": 2,
        "created_at": cast.NOW,
        "updated_at": cast.NOW,
    }
    return Draft.objects.create(**values | changes)


def meanwhile(other: Turno) -> dict[str, dict[str, Any]]:
    """Return what another tab may write into a draft between its reading and its tying."""
    return {
        "nothing": {},
        "done": {"done_at": cast.NOW},
        "verified": {"verified_at": LATER},
        "no longer verified": {"verified_at": None},
        "number": {"presenter_number": "1"},
        "no affiliate": {"affiliate": None},
        "no procedure": {"procedure": None},
        "agency": {"agency": cast.agency("CAU Cuenca", "Azuay", "01")},
        "no agency": {"agency": None},
        "dependents": {"dependents": 3},
        "moves": {"moves": other},
        "no turno": {"turno": None},
        "turno": {"turno": other},
        "seats": {"seats": 1},
        "email": {"email": "b@example.com"},
        "mobile": {"mobile": ""},
        "code": {"code_hash": "x"},
    }


def compare_effects(act: Callable[[], int], expected: Callable[[], int]) -> int:
    """Return how many rows the act hit; the table is afterwards what the ORM would have made of it."""
    model: type[Model] = Draft
    assert effect(act, model) == effect(expected, model)
    return int(effect(act, model)[0])


@pytest.mark.parametrize("read", [{}, {"agency": None}, {"affiliate": None}, {"procedure": None}, {"moving": True}])
def test_a_hold_is_tied_to_the_draft_that_was_read(read: dict[str, Any], own: Turno, other: Turno) -> None:
    as_read = draft(own, **({"moves": other} if "moving" in read else read))
    draft(own, token="f" * 32)  # the like of another person
    same = {
        name: getattr(as_read, name)
        for name in (
            "verified_at",
            "presenter_number",
            "affiliate_id",
            "procedure_id",
            "agency_id",
            "dependents",
            "moves_id",
        )
    }

    def update_by_orm() -> int:
        return Draft.objects.filter(pk=as_read.pk, done_at=None, **same).update(turno=other, seats=3, updated_at=LATER)

    def plain() -> int:
        return change_all(holds._tie_of(as_read, other, 3, LATER))[0]

    hits = {}
    for what, changes in meanwhile(other).items():
        before = Draft.objects.filter(pk=as_read.pk).values().get()
        Draft.objects.filter(pk=as_read.pk).update(**changes)
        hits[what] = compare_effects(plain, update_by_orm)
        Draft.objects.filter(pk=as_read.pk).update(**before)
    assert hits["nothing"] == hits["code"] == hits["email"] == 1
    assert hits["done"] == hits["verified"] == hits["number"] == hits["dependents"] == hits["agency"] == 0


@pytest.mark.parametrize("moving", [False, True])
def test_a_draft_is_answered_with_its_turno(moving: bool, own: Turno, other: Turno) -> None:
    as_read = draft(own, moves=other if moving else None)
    draft(own, token="f" * 32)
    same = {name: getattr(as_read, name) for name in ("seats", "moves_id", "verified_at", "email", "mobile")}

    def update_by_orm() -> int:
        drafts = Draft.objects.filter(pk=as_read.pk, done_at=None, turno=own, **same)
        return drafts.update(done_at=LATER, updated_at=LATER)

    def plain() -> int:
        return change_all(turnos._finish_of(as_read, own, LATER))[0]

    hits = {}
    for what, changes in meanwhile(other).items():
        before = Draft.objects.filter(pk=as_read.pk).values().get()
        Draft.objects.filter(pk=as_read.pk).update(**changes)
        hits[what] = compare_effects(plain, update_by_orm)
        Draft.objects.filter(pk=as_read.pk).update(**before)
    assert hits["nothing"] == hits["code"] == hits["dependents"] == 1
    assert hits["done"] == hits["turno"] == hits["no turno"] == hits["seats"] == hits["email"] == 0


def test_a_turno_is_confirmed(own: Turno, other: Turno) -> None:
    values = {"email": "ñ@example.com", "mobile": "1", "status": "confirmed", "version": 9}
    values |= {"mailbox": "ñ@example.com", "proof": "own", "language": "ht"}

    def plain() -> int:
        return change(turnos.CONFIRM, pk=own.pk, confirmed_at=LATER, **values)

    def update_by_orm() -> int:
        return Turno.objects.filter(pk=own.pk).update(confirmed_at=LATER, **values)

    assert effect(plain, Turno) == effect(update_by_orm, Turno)
    assert effect(plain, Turno)[0] == 1
