"""The plain statements of booking read what the ORM reads: seats, drafts, slots, the calendar (docs/decisions/0016)."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter
from random import Random
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.queries.booking.test_availability import scatter_seats
from tests.stages import prepared
from tests.stages.statements import content
from vinculo.queries.booking import drafts
from vinculo.queries.booking.seats import claimable, contended_seats
from vinculo.queries.shared import calendar
from vinculo.records.models import Agency, CalendarDay, Draft, Procedure, Seat, Service, Slot, Turno
from vinculo.records.sessions import hash_key
from vinculo.rules.shared.references import hash_token
from vinculo.rules.shared.statuses import SeatState, TurnoStatus

pytestmark = pytest.mark.django_db
DAY = cast.NOW.date() + timedelta(days=1)


@pytest.fixture
def two_turnos() -> tuple[Turno, Turno]:
    cast.ana()
    own = prepared.turno(dependents=1, status="holding")
    other = prepared.turno(
        dependents=1, status="expired", reference="T000000007", token="7" * 32, presenter_key="cedula:7"
    )
    return own, other


def contended_by_orm(slot: Slot, length: int, own: int | None) -> QuerySet[Seat]:
    later = Slot.objects.filter(agency=slot.agency_id, procedure=slot.procedure_id, starts__gte=slot.starts)
    wanted = Seat.objects.filter(slot__in=later.order_by("starts").values("pk")[:length], pool="online").values("pk")
    if own is not None:
        wanted = wanted.union(Seat.objects.filter(turno=own, state=SeatState.HELD).values("pk"), all=True)
    return Seat.objects.filter(claimable(cast.NOW, own), pk__in=wanted).select_related("slot").order_by("pk")


@pytest.mark.parametrize("seed", range(6))
def test_the_seats_that_a_hold_may_touch(seed: int, two_turnos: tuple[Turno, Turno]) -> None:
    for place in (cast.agency(), cast.agency("CAU Cuenca", "Azuay", "01")):
        cast.slots(place, DAY, times=6, counters=3)
    own, other = (turno.pk for turno in two_turnos)
    scatter_seats(Random(seed), own, other)
    seen = 0
    for slot in Slot.objects.order_by("pk"):
        for length in (1, 2, 4):
            for mine in (None, own, other):
                expected = [(content(seat), content(seat.slot)) for seat in contended_by_orm(slot, length, mine)]
                for lock in (False, True):
                    seats = contended_seats(slot, length, cast.NOW, mine, lock=lock)
                    assert [(content(seat), content(seat.slot)) for seat in seats] == expected
                seen += len(expected)
    assert seen > 50


def test_a_length_that_is_no_number_never_reaches_the_text() -> None:
    [slot] = cast.slots(cast.agency(), DAY, times=1)
    bad: Any = "1; DROP TABLE records_seat"
    with pytest.raises(ValueError, match="format code"):
        contended_seats(slot, bad, cast.NOW)


RELATED = ("affiliate", "procedure", "agency", "turno", "moves")


def whole(draft: Draft) -> dict[str, Any]:
    province = draft.agency.province if draft.agency else None
    related = {name: content(getattr(draft, name)) for name in RELATED}
    return {"draft": content(draft), **related, "province": content(province)}


@pytest.mark.parametrize("left_out", [None, *RELATED, "all"])
def test_a_draft_with_all_that_it_points_to(
    left_out: str | None, two_turnos: tuple[Turno, Turno], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own, other = two_turnos
    related: dict[str, Any] = {
        "affiliate": cast.ana(),
        "procedure": cast.procedure(),
        "agency": cast.agency(),
        "turno": own,
        "moves": other,
    }
    for name in RELATED if left_out == "all" else ():
        related[name] = None
    if left_out in related:
        related[left_out] = None
    typed = {"presenter_number": "ñ'%s", "verified_at": cast.NOW, "created_at": cast.NOW, "updated_at": cast.NOW}
    for token in ("a" * 32, "b" * 32):
        Draft.objects.create(**Draft.link_for(token), **related, **typed)
    expected = Draft.objects.select_related("affiliate", "agency__province", "procedure", "turno", "moves")
    with django_assert_num_queries(1):
        draft = drafts.find_draft("a" * 32, cast.NOW)
        read = draft.affiliate, draft.procedure, draft.agency and draft.agency.province
    assert read[:2] == (related["affiliate"], related["procedure"])
    assert whole(draft) == whole(expected.get(token_hash=hash_token("a" * 32)))


def test_a_draft_that_is_not_there_or_too_old_is_gone(settings: Any) -> None:
    Draft.objects.create(**Draft.link_for("a" * 32), presenter_number="1", created_at=cast.NOW, updated_at=cast.NOW)
    end = cast.NOW + timedelta(hours=settings.DRAFT_HOURS)
    assert drafts.find_draft("a" * 32, end - timedelta(seconds=1)).token == "a" * 32
    for token, moment in (("b" * 32, cast.NOW), ("a" * 32, end)):
        with pytest.raises(drafts.DraftGone):
            drafts.find_draft(token, moment)


def test_a_slot_of_an_agency_and_procedure(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    procedure, here, there = cast.procedure(), cast.agency(), cast.agency("CAU Cuenca", "Azuay", "01")
    slots = [*cast.slots(here, DAY, times=2), *cast.slots(there, DAY, times=2)]
    typed = {"presenter_number": "1", "created_at": cast.NOW, "updated_at": cast.NOW}
    for agency in (here, there, None):
        draft = Draft.objects.create(
            **Draft.link_for(f"{agency.pk if agency else 0:032}"), agency=agency, procedure=procedure, **typed
        )
        for pk in [*(slot.pk for slot in slots), 0]:
            expected = Slot.objects.filter(pk=pk, agency=agency, procedure=procedure).first()
            with django_assert_num_queries(1):
                named = drafts.read_page(draft.token, cast.NOW, slot=pk).slot
                assert content(named) == content(expected)
                assert named is None or (named.agency, named.procedure) == (agency, procedure)


def test_the_session_that_is_read_with_a_page() -> None:
    typed = {"presenter_number": "1", "created_at": cast.NOW, "updated_at": cast.NOW}
    Draft.objects.create(**Draft.link_for("a" * 32), **typed)
    Session.objects.create(session_key=hash_key("k"), session_data="data", expire_date=cast.NOW + timedelta(seconds=1))
    for token in ("a" * 32, "b" * 32):
        for key, moment, data in (
            ("k", cast.NOW, "data"),
            ("k", cast.NOW + timedelta(seconds=1), None),
            ("other", cast.NOW, None),
            (None, cast.NOW, None),
        ):
            page = drafts.read_page(token, moment, session=key)
            assert (page.session, page.draft is not None) == (data, token == "a" * 32)


def test_the_edited_days_of_a_range() -> None:
    agency: Agency = cast.agency()
    for offset in (3, 1, 2, 5):
        day = DAY + timedelta(days=offset)
        CalendarDay.objects.create(date=day, name=f"Corte {offset}", agency=agency, is_open=offset == 2)
        CalendarDay.objects.create(date=day, name="Feriado", province=agency.province, basis="Decreto")
        CalendarDay.objects.create(date=day, name="Ciudad", city="Quito")
    for first, last in ((0, 9), (2, 3), (3, 3), (6, 9)):
        span = (DAY + timedelta(days=first), DAY + timedelta(days=last))
        days = calendar.edited_days(*span)
        assert [row.date for row in days] == sorted(row.date for row in days)
        expected = CalendarDay.objects.filter(date__range=span).order_by("pk")
        assert sorted(map(str, map(content, days))) == sorted(map(str, map(content, expected)))


def test_what_the_place_offers() -> None:
    procedure, quito = cast.procedure(), cast.agency()
    cuenca, closed = cast.agency("CAU Cuenca", "Azuay", "01"), cast.agency("Cerrada", "Azuay", "01")
    second = Procedure.objects.create(code="otro", name="Otro trámite")
    ended = Procedure.objects.create(code="viejo", name="Trámite anterior", active=False)
    Service.objects.create(agency=quito, procedure=second)
    Service.objects.create(agency=cuenca, procedure=ended)
    Service.objects.create(agency=cuenca, procedure=second, active=False)
    Agency.objects.filter(pk=closed.pk).update(active=False)
    expected = Service.objects.filter(active=True, agency__active=True, procedure__active=True)
    names = ("agency", "agency__name", "agency__province", "agency__province__name", "procedure", "procedure__name")
    rows = expected.order_by("agency__province__name", "agency__name", "procedure__name").values_list(*names)
    assert drafts.served_places() == tuple(rows)
    assert [(each.agency, each.procedure) for each in drafts.served_places()] == [
        (cuenca.pk, procedure.pk),
        (quito.pk, procedure.pk),
        (quito.pk, second.pk),
    ]


HIDDEN = [TurnoStatus.HOLDING, TurnoStatus.EXPIRED]


@pytest.mark.parametrize("status", HIDDEN)
def test_a_private_link_leads_to_no_turno_before_it_is_confirmed_and_once_it_ran_out(status: str) -> None:
    cast.ana()
    turno = prepared.turno(dependents=2, status=status)
    assert drafts.turno_by_token(turno.token) is None


@pytest.mark.parametrize("status", [each.value for each in TurnoStatus if each not in HIDDEN])
def test_the_turno_of_a_private_link(status: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    cast.ana()
    turno = prepared.turno(dependents=2, status=status)
    with django_assert_num_queries(1):
        read = drafts.turno_by_token(turno.token)
    assert read is not None
    assert drafts.turno_by_token("f" * 32) is None
    related = ("agency", "agency.province", "procedure", "affiliate")
    expected = Turno.objects.select_related("agency__province", "procedure", "affiliate").get(pk=turno.pk)
    of = [attrgetter(each) for each in related]
    assert [content(read), *(content(get(read)) for get in of)] == [
        content(expected),
        *(content(get(expected)) for get in of),
    ]
