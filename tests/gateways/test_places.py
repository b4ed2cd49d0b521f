"""How many of a process ask the database at once, and that nobody waits for a place while it is away (D36)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from vinculo.gateways.database import Breaker, Places

PATIENCE = 20.0  # seconds


class Somebody:
    """A thread that asks for a place and keeps it until it is told to leave."""

    def __init__(self, places: Places, pool: ThreadPoolExecutor) -> None:
        self.answered, self.left = Event(), Event()
        self.got: bool | None = None
        self.done = pool.submit(self.ask, places)

    def ask(self, places: Places) -> None:
        self.got = places.take()
        self.answered.set()
        assert self.left.wait(PATIENCE)
        places.leave()

    def leave(self) -> None:
        self.left.set()
        self.done.result(PATIENCE)


@contextmanager
def asking(places: Places, count: int) -> Iterator[list[Somebody]]:
    with ThreadPoolExecutor(count) as pool:
        people = [Somebody(places, pool) for _ in range(count)]
        try:
            yield people
        finally:
            for each in people:
                each.left.set()


def list_placed(people: list[Somebody]) -> list[Somebody]:
    return [each for each in people if each.answered.is_set()]


def test_d36_so_many_ask_at_once_and_the_next_comes_when_one_leaves() -> None:
    breaker = Breaker(lambda: True, lambda: None)
    with asking(Places(breaker, 2), 3) as people:
        assert [each.answered.wait(0.5) for each in people].count(True) == 2
        list_placed(people)[0].leave()
        assert [each.answered.wait(PATIENCE) for each in people] == [True] * 3
        assert [each.got for each in people] == [True] * 3


def test_d36_who_waits_for_a_place_is_refused_once_the_database_is_away() -> None:
    back = Event()
    breaker = Breaker(back.is_set, lambda: None, every=0.01)
    with asking(Places(breaker, 2), 3) as people:
        assert [each.answered.wait(0.5) for each in people].count(True) == 2
        assert breaker.note_fault() is True
        assert [each.answered.wait(PATIENCE) for each in people] == [True] * 3
        assert sorted(str(each.got) for each in people) == ["False", "True", "True"]
        back.set()


@pytest.mark.parametrize("there", [True, False])
def test_d36_one_look_decides_for_everybody_and_a_connection_from_before_is_given_to_nobody(*, there: bool) -> None:
    looks, forgotten, back = [], [], Event()

    def find() -> bool:
        looks.append(1)
        return there or back.is_set()

    breaker = Breaker(find, lambda: forgotten.append(1), every=60)
    assert [breaker.note_fault() for _ in range(3)] == [not there] * 3
    assert (breaker.is_away(), len(forgotten)) == (not there, int(there))
    assert len(looks) == (1 if there else 2)  # the second by the one thread that looks until it is back
    back.set()
