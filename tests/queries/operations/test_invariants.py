"""Every invariant of the booking finds the row that breaks it, and finds nothing in a sound booking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.stages import control, desk, prepared
from tests.stages.booking import DAY, LUCK, hold_seat, ready
from vinculo.actions.booking import drafts, turnos
from vinculo.queries.operations.invariants import RULES, breaches
from vinculo.queries.shared.breach import Breach
from vinculo.records.models import (
    Counter,
    Disposal,
    Draft,
    Offer,
    Sample,
    Seat,
    Slot,
    Solicitud,
    Staff,
    Turno,
    WaitingEntry,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sound() -> Turno:
    """A booking in which every kind of row stands as it must: Ana's turno of two hours is being moved."""
    slots = cast.slots(cast.agency(), DAY, times=8, counters=1)
    draft = ready(2)
    hold_seat(draft, slots[0], 2)
    turno = turnos.confirm_turno(draft=draft, now=cast.NOW)
    moving = drafts.start_move(turno=turno, now=cast.NOW, random_source=LUCK)
    hold_seat(moving, slots[4], 2)
    Seat.objects.filter(slot=slots[6]).update(state="blocked")
    Seat.objects.filter(slot=slots[7]).update(state="cooling", free_from=cast.NOW)
    return turno


def drop_constraint(table: str, constraint: str) -> None:
    """Take a constraint away for the rest of the test."""
    connection.check_constraints()  # PostgreSQL alters no table that has checks to come
    with connection.cursor() as cursor:
        if constraint in {"turno_one_live", "turno_one_held"}:
            cursor.execute(f"DROP INDEX {constraint}")
        elif connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")


@pytest.fixture(autouse=True)
def fences() -> Any:
    """Heed check constraints again after the test: on SQLite the pragma outlives the transaction."""
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def get_taken_seats() -> Any:
    return Seat.objects.filter(state="taken").order_by("pk")


def unknown_state(turno: Turno) -> None:
    drop_constraint("records_seat", "seat_state_turno")
    Seat.objects.filter(state="free").update(state="lost")


def held_by_nobody(turno: Turno) -> None:
    drop_constraint("records_seat", "seat_state_turno")
    Seat.objects.filter(state="held").update(turno=None)


def free_with_an_end(turno: Turno) -> None:
    drop_constraint("records_seat", "seat_state_held_until")
    Seat.objects.filter(state="free").update(held_until=cast.NOW)


def cooling_for_ever(turno: Turno) -> None:
    drop_constraint("records_seat", "seat_state_free_from")
    Seat.objects.filter(state="cooling").update(free_from=None)


def elsewhere_than_its_slot(turno: Turno) -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER seat_stays_as_slot")
        else:
            cursor.execute("ALTER TABLE records_seat DISABLE TRIGGER seat_as_slot")
    Seat.objects.filter(state="free").update(starts=cast.NOW)
    Seat.objects.filter(state="blocked").update(agency=None)


def sold_twice(turno: Turno) -> None:
    """A second turno at the same hour, with a seat that was not there when the slot was opened."""
    twin = prepared.turno(
        dependents=1,
        reference="T000000009",
        token="9" * 32,
        presenter_key="cedula:9",
        starts=turno.starts,
        ends=turno.starts + timedelta(minutes=15),
    )
    later = Slot.objects.order_by("-starts")[0]
    Seat.objects.create(slot=later, number=9, state="taken", turno=twin)


def one_seat_short(turno: Turno) -> None:
    Seat.objects.filter(pk=get_taken_seats()[1].pk).update(state="free", turno=None)


def one_seat_more(turno: Turno) -> None:
    Seat.objects.filter(state="held").update(state="taken", held_until=None)


def another_hour(turno: Turno) -> None:
    gap = timedelta(minutes=15)
    Turno.objects.filter(pk=turno.pk).update(starts=turno.starts + gap, ends=turno.ends + gap)


def another_counter(turno: Turno) -> None:
    Seat.objects.filter(pk=get_taken_seats()[0].pk).update(number=7)


def another_agency(turno: Turno) -> None:
    cuenca = cast.agency("Centro de Atención Universal Cuenca", "Azuay", "01")
    Slot.objects.filter(pk=get_taken_seats()[1].slot_id).update(agency=cuenca)


def a_gap(turno: Turno) -> None:
    Slot.objects.filter(pk=get_taken_seats()[0].slot_id).update(ends=turno.starts + timedelta(minutes=5))


def taken_unconfirmed(turno: Turno) -> None:
    Turno.objects.filter(pk=turno.pk).update(status="holding")


def cancelled_with_seats(turno: Turno) -> None:
    Turno.objects.filter(pk=turno.pk).update(status="cancelled")


def two_live(turno: Turno) -> None:
    drop_constraint("", "turno_one_live")
    prepared.turno(dependents=1, reference="T000000009", token="9" * 32, status="arrived")


def two_held(turno: Turno) -> None:
    drop_constraint("", "turno_one_held")
    for each in ("8", "9"):
        prepared.turno(dependents=1, reference=f"T00000000{each}", token=each * 32, status="holding")


def answered_in_vain(turno: Turno) -> None:
    Seat.objects.filter(turno=turno).update(state="free", turno=None, held_until=None)
    Turno.objects.filter(pk=turno.pk).update(status="expired")


def waiting(turno: Turno, state: str) -> WaitingEntry:
    return WaitingEntry.objects.create(
        **WaitingEntry.link_for("8" * 32),
        state=state,
        presenter_kind="code",
        presenter_key="code:X",
        affiliate=turno.affiliate,
        agency=turno.agency,
        procedure=turno.procedure,
        first=cast.NOW,
        last=cast.NOW,
        dependents=1,
        joined_at=cast.NOW,
    )


def offered_nothing(turno: Turno) -> None:
    waiting(turno, "offered")


def accepted_in_vain(turno: Turno) -> None:
    answered_in_vain(turno)
    Offer.objects.create(
        entry=waiting(turno, "waiting"),
        turno=turno,
        slot=Slot.objects.earliest("pk"),
        state="accepted",
        made_at=cast.NOW,
        expires_at=cast.NOW + timedelta(hours=1),
        ended_at=cast.NOW,
    )


def open_for_nothing(_turno: Turno) -> None:
    case, bruno = desk.case_of_bruno()
    Solicitud.objects.filter(pk=bruno.pk).update(status="refused")
    Turno.objects.filter(case=case).update(status="attended")


def closed_too_early(_turno: Turno) -> None:
    case, _bruno = desk.case_of_bruno()
    case.closed_at = cast.NOW
    case.save()


def disposed_of_by_nobody(_turno: Turno) -> None:
    case, _bruno = desk.case_of_bruno()
    Disposal.objects.create(
        case=case, minutes="Acta", proposed_by=cast.diana(), approved_by=cast.sara(), digest="x", done_at=cast.NOW
    )


def nobody_calls(_turno: Turno) -> None:
    Counter.objects.update(active=False)


def opened_and_decided_by_nobody(_turno: Turno) -> None:
    control.open_annulment(now=cast.NOW - timedelta(days=30))
    Staff.objects.filter(role="supervisor").update(is_active=False)


def days_that_nobody_was_told(_turno: Turno) -> None:
    sample = control.opened_on_paper()
    Sample.objects.filter(pk=sample.pk).update(answer_until=cast.NOW.date() + timedelta(days=9))


BROKEN: list[tuple[Callable[[Turno], None], dict[str, int]]] = [
    (unknown_state, {"estados": 1}),
    (held_by_nobody, {"ataduras": 2}),
    (free_with_an_end, {"ataduras": 2}),
    (cooling_for_ever, {"ataduras": 1}),
    (elsewhere_than_its_slot, {"lugares": 3}),
    (sold_twice, {"sobreventa": 1, "cupos": 1}),
    (one_seat_short, {"cupos": 1}),
    (one_seat_more, {"cupos": 1}),
    (another_hour, {"cupos": 1}),
    (another_counter, {"cupos": 1}),
    (another_agency, {"cupos": 1}),
    (a_gap, {"cupos": 1}),
    (taken_unconfirmed, {"cupos": 1, "respuestas": 1}),
    (cancelled_with_seats, {"muertos": 4}),
    (two_live, {"vigentes": 1}),
    (two_held, {"vigentes": 1}),
    (answered_in_vain, {"respuestas": 1}),
    (offered_nothing, {"esperas": 1}),
    (accepted_in_vain, {"respuestas": 1, "ofrecimientos": 1}),
    (open_for_nothing, {"casos": 1}),
    (closed_too_early, {"cerrados": 1}),
    (nobody_calls, {"venta": 1}),
    (opened_and_decided_by_nobody, {"anulaciones": 1}),
    (days_that_nobody_was_told, {"avisos": 1}),
    (disposed_of_by_nobody, {"eliminaciones": 1}),
]


@pytest.mark.parametrize(("breaking", "expected"), BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_each_invariant_finds_what_breaks_it(
    sound: Turno, breaking: Callable[[Turno], None], expected: dict[str, int]
) -> None:
    assert breaches() == []
    breaking(sound)
    broken = breaches()
    assert {rule: [breach.rule for breach in broken].count(rule) for rule in {each.rule for each in broken}} == expected


def test_every_rule_is_broken_by_a_test() -> None:
    assert {rule for _, rules in BROKEN for rule in rules} == set(RULES)


@pytest.mark.parametrize("status", ["arrived", "attended"])
def test_somebody_who_comes_late_may_have_no_seat_but_never_half_of_them(sound: Turno, status: str) -> None:
    Turno.objects.filter(pk=sound.pk).update(status=status)
    assert breaches() == []
    Seat.objects.filter(pk=get_taken_seats()[0].pk).update(state="free", turno=None)
    assert [breach.rule for breach in breaches()] == ["cupos"]
    get_taken_seats().update(state="free", turno=None)
    assert breaches() == []


def test_one_statement_a_rule_however_many_rows(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(len(RULES)):
        breaches()
    cast.slots(cast.agency(), DAY + timedelta(days=1), times=30, counters=4)
    drop_constraint("records_seat", "seat_state_turno")
    Seat.objects.filter(state="free").update(state="lost")
    with django_assert_num_queries(len(RULES)):
        breaches()


def test_the_command_says_each_breach_in_a_line_and_ends_with_one(sound: Turno) -> None:
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert out.getvalue() == "Todo concuerda.\n"
    cancelled_with_seats(sound)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_invariants", stdout=out)
    lines = [
        str(Breach("muertos", f"cupo {pk}: su turno {sound.pk} ya no es válido"))
        for pk in Seat.objects.filter(turno=sound).order_by("pk").values_list("pk", flat=True)
    ]
    assert (ended.value.code, sorted(out.getvalue().splitlines())) == (1, sorted(lines))


def test_a_sound_booking_is_sound_when_nothing_is_there() -> None:
    Draft.objects.all().delete()
    assert breaches() == []
