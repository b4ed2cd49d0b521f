"""The board of a centre: which numbers, in which order, in how many statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.stages.waiting_room import call, finish, open_counter, waits
from vinculo.queries.queue.board import AtCounter, Called, board, centre, keys, list_centres
from vinculo.records.models import Agency

pytestmark = pytest.mark.django_db


def later(minutes: int) -> Any:
    return cast.NOW + timedelta(minutes=minutes)


def test_the_newest_call_comes_first_and_each_number_once() -> None:
    one, two = open_counter(1), open_counter(2)
    first, second = waits(), waits()
    calls = [call(first, one), call(second, two, later(1)), call(first, one, later(2))]
    seen = board(cast.agency(), later(3))
    assert seen.calls == (Called(calls[2], 1, 1), Called(calls[1], 2, 2))
    assert seen.counters == (AtCounter(1, 1), AtCounter(2, 2))


def test_a_counter_whose_person_has_gone_is_free_and_a_closed_one_is_not_shown() -> None:
    open_counter(1)
    two = open_counter(2)
    cast.counter(3)
    open_counter(4, since=later(-1440))  # left open yesterday
    gone = waits()
    call(gone, two)
    finish(gone, later(5))
    assert board(cast.agency(), later(6)).counters == (AtCounter(1, None), AtCounter(2, None))


def test_a_board_is_of_one_centre_and_one_day() -> None:
    other = cast.agency("Centro de Atención Universal Guayaquil", "Guayas", "09")
    call(waits(agency=other), open_counter(1, other))
    call(waits(now=later(-1440)), open_counter(1), later(-1440))
    here = board(cast.agency(), cast.NOW)
    assert (here.calls, here.key) == ((), "20261130-0")
    assert [each.number for each in board(other, cast.NOW).calls] == [1]


def test_the_key_changes_with_every_change_and_at_midnight() -> None:
    here = cast.agency()
    seen = [keys({here.pk: here}, cast.NOW)]
    ticket = waits()
    seen.append(keys({here.pk: here}, cast.NOW))
    call(ticket, open_counter())
    seen.append(keys({here.pk: here}, cast.NOW))
    seen.append(keys({here.pk: here}, later(15 * 60)))
    assert [each[here.pk] for each in seen] == ["20261130-0", "20261130-1", "20261130-2", "20261201-0"]
    assert board(here, cast.NOW).key == seen[2][here.pk]


def test_the_days_of_galapagos_end_an_hour_later() -> None:
    islands = cast.agency("Centro de Atención Universal San Cristóbal", "Galápagos", "20")
    Agency.objects.filter(pk=islands.pk).update(timezone="Pacific/Galapagos")
    islands.refresh_from_db()
    both = {each.pk: each for each in (cast.agency(), islands)}
    half_past_midnight = cast.NOW.replace(hour=0, minute=30)
    assert list(keys(both, half_past_midnight).values()) == ["20261130-0", "20261129-0"]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_a_board_takes_four_statements_and_the_keys_of_all_centres_one(
    count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(1, count + 1):
        call(waits(), open_counter(number))
    here = cast.agency()
    with django_assert_num_queries(4):
        assert len(board(here, cast.NOW).counters) == count
    centres = {here.pk: here}
    for number in range(count - 1):
        other = cast.agency(f"Centro {number}")
        centres[other.pk] = other
    with django_assert_num_queries(1):
        assert len(keys(centres, cast.NOW)) == count


def test_a_closed_centre_has_no_board() -> None:
    here = cast.agency()
    assert (centre(here.pk), centre(here.pk + 1)) == (here, None)
    assert [line.pk for line in list_centres()["Pichincha"]] == [here.pk]
    Agency.objects.filter(pk=here.pk).update(active=False)
    assert (centre(here.pk), list_centres()) == (None, {})
