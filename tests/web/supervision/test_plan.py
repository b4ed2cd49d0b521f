"""The plan of a centre's week: from it the seats of each hour, and no turno is taken without asking (D38)."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests import cast
from tests.actions.closures.test_changes import slot_at, whole_day
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, book_turno, local, sound
from tests.stages.counter import at_the_desk
from tests.web.admin.admin_pages import page
from vinculo.actions.closures.plans import Change, NewHours, plan_hours
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.closures.plans import week_of
from vinculo.queries.shared.local_time import moment_at
from vinculo.records.models import Closing, Counter, Event, Message, PlannedHours, Procedure, Seat, Service
from vinculo.web.shared.clock import RANDOM

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
LUNCH = {"weekday": "", "procedure": "", "since": "13:00", "until": "14:00", "counters": "0", "valid_from": ""}
CODES = ("dependientes-extranjeros", "historia-laboral")


def address() -> str:
    return reverse("supervision:plan", args=[cast.agency().pk])


def send(**typed: str) -> Response:
    return at_the_desk(cast.sara()).post(address(), typed)


def states(day: date, hour: int) -> list[str]:
    """Return the states of the seats of a slot, by their numbers."""
    seats = Seat.objects.filter(slot=slot_at(day, hour))
    return list(seats.order_by("number").values_list("state", flat=True))


def test_d38_lunch_closes_its_hours_on_every_day_and_on_those_that_open_later() -> None:
    whole_day()
    assert send(**LUNCH).status_code == 302
    for day in (TUESDAY, WEDNESDAY):
        assert [states(day, 12), states(day, 13), states(day, 14)] == [["free"] * 2, ["blocked"] * 2, ["free"] * 2]
    assert states(WEDNESDAY + timedelta(days=1), 13) == ["blocked"] * 2  # opened by the act itself
    event = Event.objects.get(act="reference_changed")
    assert (event.actor, event.subject, event.fields) == (cast.sara(), "agency", ["plan_added"])
    assert sound()


def test_d38_fewer_counters_attend_on_one_weekday_and_from_a_day_on() -> None:
    whole_day()
    send(**LUNCH | {"weekday": "1", "counters": "1"})
    assert (states(TUESDAY, 13), states(WEDNESDAY, 13)) == (["free", "blocked"], ["free", "free"])
    send(**LUNCH | {"weekday": "", "since": "15:00", "until": "16:00", "valid_from": f"{WEDNESDAY}"})
    assert (states(TUESDAY, 15), states(WEDNESDAY, 15)) == (["free", "free"], ["blocked", "blocked"])


def test_d38_a_plan_that_takes_an_hour_asks_first_and_gives_another_one() -> None:
    whole_day()
    turno = book_turno(1, slot_at(TUESDAY, 13))
    asked = send(**LUNCH)
    assert (turno.reference in page(asked), PlannedHours.objects.count()) == (True, 0)
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page(asked)))
    assert LUNCH.items() <= kept.items()
    Message.objects.all().delete()
    assert send(**kept, decidido="1", reason=" ").status_code == 422
    back = send(**kept, volver="1")
    assert 'value="13:00"' in page(back)
    send(**kept, decidido="1", reason="Almuerzo")
    assert not time(13) <= local(turno).time() < time(14)
    assert (Message.objects.get().turno, Closing.objects.get().reason) == (turno, "Almuerzo")
    assert states(TUESDAY, 13) == ["blocked", "blocked"]


@pytest.mark.usefixtures("page_was_read")
def test_d30_d38_an_answer_to_a_plan_that_changed_meanwhile_changes_nothing() -> None:
    whole_day()
    book_turno(1, slot_at(TUESDAY, 13))
    sara = at_the_desk(cast.sara())
    read = re.findall(r'name="read" value="(\w+)"', page(sara.get(address())))[0]
    asked = page(sara.post(address(), LUNCH | {"read": read}))
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', asked))
    assert kept["read"] == read
    change = Change(agency=cast.agency(), actor=cast.alicia(), now=cast.NOW, random_source=RANDOM)
    plan_hours(change=change, hours=NewHours(time(16), time(17), 1, TUESDAY))
    sara.post(address(), kept | {"decidido": "1", "reason": "Almuerzo"})
    assert (PlannedHours.objects.get().since, Closing.objects.count()) == (time(16), 0)


def test_d38_what_is_taken_out_of_the_plan_opens_again() -> None:
    whole_day()
    send(**LUNCH)
    send(quitar=str(PlannedHours.objects.get().pk))
    assert (PlannedHours.objects.count(), states(TUESDAY, 13)) == (0, ["cooling", "cooling"])


def test_d38_a_row_for_one_procedure_closes_the_hours_of_that_one_alone() -> None:
    other = Procedure.objects.create(code="historia-laboral", name="Historia laboral")
    Service.objects.create(agency=cast.agency(), procedure=other, counters=2)
    for each in Counter.objects.all():
        each.procedures.add(other)
    whole_day()
    send(**LUNCH | {"procedure": str(other.pk)})
    at_one = Seat.objects.filter(slot__starts=moment_at(cast.agency(), TUESDAY, time(13)))
    left = {code: set(at_one.filter(slot__procedure__code=code).values_list("state", flat=True)) for code in CODES}
    assert left == {"dependientes-extranjeros": {"free"}, "historia-laboral": {"blocked"}}
    row = page(at_the_desk(cast.sara()).get(address()))
    assert "Historia laboral" in row[row.index("<table") :]


@pytest.mark.parametrize("row", ["9" * 5000, "9" * 19, "quitar", "-1"])
def test_d38_a_row_that_is_none_takes_nothing_out_of_the_plan(row: str) -> None:
    whole_day()
    send(**LUNCH)
    assert (send(quitar=row).status_code, PlannedHours.objects.count()) == (302, 1)


def test_d38_the_page_shows_the_counters_of_each_hour_of_the_week() -> None:
    whole_day()
    send(**LUNCH | {"weekday": "4", "counters": "1"})
    week = {hour.starts: hour.counters for hour in week_of(cast.agency(), cast.procedure(), cast.NOW)}
    assert (week[time(12, 30)], week[time(13)], len(week)) == ((2, 2, 2, 2, 2), (2, 2, 2, 2, 1), 18)
    assert "Viernes" in page(at_the_desk(cast.sara()).get(address()))


def test_d38_the_plan_of_another_centre_is_not_there_and_an_officer_plans_nothing() -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    assert at_the_desk(cast.sara()).post(reverse("supervision:plan", args=[there.pk]), LUNCH).status_code == 404
    change = Change(agency=cast.agency(), actor=cast.olga(), now=cast.NOW, random_source=RANDOM)
    with pytest.raises(NotYours):
        plan_hours(change=change, hours=NewHours(time(13), time(14), 0, TUESDAY))
    assert PlannedHours.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"since": "tarde"}, "since", "Escriba la hora, así: 14:00."),
        ({"until": "12:00"}, "until", "La segunda hora debe ser posterior a la primera."),
        ({"since": "06:00", "until": "07:00"}, "since", "A esas horas el centro no atiende."),
        ({"counters": "muchas"}, "counters", "Escriba un número de 0 a 60; 0 si nadie atiende con turno."),
        ({"valid_from": "2026-11-29"}, "valid_from", "Ese día ya pasó."),
    ],
)
def test_d38_what_is_wrong_in_the_plan_is_told_beside_its_field(changes: dict[str, str], field: str, told: str) -> None:
    answer = send(**LUNCH | changes)
    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [told]})
    assert PlannedHours.objects.count() == 0
