"""What a new ticket is told is kept once, and later what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from tests import cast
from tests.stages.waiting_room import call, open_counter, served_before, waits
from vinculo.actions.queue.predictions import predict_everywhere, predict_waits, settle_predictions
from vinculo.queries.queue.predictions import HitRate, hit_rate, hit_rates, month_after, month_before
from vinculo.records.models import Event, Prediction, Ticket
from vinculo.rules.queue.prediction import ENOUGH

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def later(minutes: float) -> Any:
    return cast.NOW + timedelta(minutes=minutes)


def spans() -> list[tuple[int, int, int]]:
    rows = Prediction.objects.order_by("ticket__number")
    return list(rows.values_list("ticket__number", "low", "high"))


def test_a_new_ticket_is_told_a_wait_once_and_an_event_says_so() -> None:
    served_before([10.0] * ENOUGH)
    call(waits(), open_counter(), later(-3.5))
    ticket = waits()
    assert predict_waits(agency=cast.agency(), now=cast.NOW) == 1
    assert predict_waits(agency=cast.agency(), now=later(5)) == 0
    assert spans() == [(ticket.number, 6, 7)]
    event = Event.objects.get(act="wait_announced")
    assert (event.subject_id, event.actor_kind, event.fields) == (ticket.pk, "system", [])


def test_where_nobody_calls_nothing_is_promised() -> None:
    assert predict_waits(agency=cast.agency(), now=cast.NOW) == 0
    waits()
    assert predict_waits(agency=cast.agency(), now=cast.NOW) == 0
    open_counter()
    assert predict_waits(agency=cast.agency(), now=later(2)) == 1


def test_the_upkeep_tells_the_new_tickets_of_every_centre() -> None:
    other = cast.agency("Centro de Atención Universal Guayaquil", "Guayas", "09")
    for place in (cast.agency(), other):
        open_counter(1 if place == other else 2, place)
        waits(agency=place)
        waits(agency=place)
    assert predict_everywhere(now=cast.NOW) == 4
    assert predict_everywhere(now=cast.NOW) == 0


def test_the_outcome_is_the_first_call_and_stays() -> None:
    one = open_counter()
    ticket, never = waits(), waits()
    predict_waits(agency=cast.agency(), now=cast.NOW)
    assert settle_predictions(now=later(5)) == 0
    call(ticket, one, later(12.4))
    call(ticket, one, later(40))
    assert (settle_predictions(now=later(41)), settle_predictions(now=later(42))) == (1, 0)
    outcomes = dict(Prediction.objects.values_list("ticket", "outcome"))
    assert outcomes == {ticket.pk: 12, never.pk: None}


def test_outcomes_of_many_are_written_in_one_statement(django_assert_num_queries: Callable[[int], Any]) -> None:
    one = open_counter()
    tickets = [waits() for _ in range(3)]
    predict_waits(agency=cast.agency(), now=cast.NOW)
    for minutes, ticket in enumerate(tickets):
        call(ticket, one, later(minutes))
    with django_assert_num_queries(5):  # savepoint, calls, predictions, one write, release
        assert settle_predictions(now=later(9)) == 3


def add_prediction(low: int, high: int, outcome: int | None, **changes: Any) -> None:
    ticket = waits(**changes)
    now = changes.get("now", cast.NOW)
    Prediction.objects.create(ticket=ticket, made_at=now, low=low, high=high, outcome=outcome)


def test_the_hit_rate_counts_both_ends_of_the_interval_as_within() -> None:
    for outcome in (4, 5, 7, 10, 11, None):
        add_prediction(5, 10, outcome)
    here = cast.agency()
    expected = HitRate(here.pk, here.name, called=5, before=1, within=3, after=1)
    assert hit_rate(here, NOVEMBER) == expected
    assert (hit_rates(NOVEMBER), expected.kept) == ([expected], 80)


@pytest.mark.parametrize("centres", [1, 3])
def test_the_hit_rates_of_all_centres_take_one_statement(
    centres: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    names = ["Centro Zaruma", "Centro Ávila", "Centro Baños"][:centres]
    for name in names:
        add_prediction(1, 2, 1, agency=cast.agency(name))
    with django_assert_num_queries(1):
        rates = hit_rates(NOVEMBER)
    assert [each.centre for each in rates] == sorted(names, key=lambda name: name.replace("Á", "A"))


def test_a_month_is_the_days_of_the_month() -> None:
    add_prediction(1, 2, 1, now=later(1440))  # the first of December
    add_prediction(1, 2, 1, now=later(-1440 * 30))  # the last of October
    add_prediction(1, 2, 1)
    here = cast.agency()
    assert [hit_rate(here, date(2026, month, 1)).called for month in (10, 11, 12)] == [1, 1, 1]
    assert (month_before(date(2026, 1, 1)), month_after(date(2026, 12, 1))) == (date(2025, 12, 1), date(2027, 1, 1))


def test_nobody_was_called_has_no_rate() -> None:
    assert hit_rate(cast.agency(), NOVEMBER).kept == 0


def test_an_interval_upside_down_and_a_second_prediction_are_refused() -> None:
    ticket = waits()
    with pytest.raises(IntegrityError), transaction.atomic():
        Prediction.objects.create(ticket=ticket, made_at=cast.NOW, low=3, high=2)
    Prediction.objects.create(ticket=ticket, made_at=cast.NOW, low=2, high=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prediction.objects.create(ticket=ticket, made_at=cast.NOW, low=2, high=2)
    assert Ticket.objects.get(prediction__low=2) == ticket
