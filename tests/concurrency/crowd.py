"""People who act at the same moment: each in a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from django.db import connection, connections

from vinculo.actions.booking.holds import AlreadyBooked, DraftNotReady, TooLate, TooMuchHeld
from vinculo.actions.booking.seats import FewerSeats, HoldLost, HourTaken
from vinculo.actions.shared.limits import LimitReached

REFUSALS = (HourTaken, FewerSeats, AlreadyBooked, HoldLost, TooLate, TooMuchHeld, DraftNotReady, LimitReached)
PATIENCE = 60  # seconds, for all of them
Work = Callable[[], Any]


def at_once(works: Sequence[Work]) -> list[Any]:
    """Begin all at the same moment and return what each answered or why it was refused, in order.

    Anything else that goes wrong in one of them is raised here: nobody is ever to see it.
    """
    start = Barrier(len(works))
    answers: list[Any] = [None] * len(works)
    errors: list[BaseException] = []

    def act(index: int, work: Work) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            answers[index] = work()
        except REFUSALS as refusal:
            answers[index] = refusal
        except BaseException as error:  # the thread's failure is the test's
            errors.append(error)
        finally:
            connections.close_all()

    connection.close()  # the pool has room for sixteen
    threads = [Thread(target=act, args=(index, work), daemon=True) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    if errors:
        raise errors[0]
    return answers


def meet_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, people: int) -> None:
    """Let the first `people` calls of a function, inside their transactions, wait for each other before they go on.

    The person who is held up by somebody's lock misses the meeting, which is then over.
    """
    meeting, plain = Barrier(people), getattr(module, name)

    def late(*args: Any, **words: Any) -> Any:
        with suppress(BrokenBarrierError):
            meeting.wait(1)
        return plain(*args, **words)

    monkeypatch.setattr(module, name, late)


def list_refusals(answers: Sequence[Any]) -> list[str]:
    """Return the names of the refusals."""
    return [type(answer).__name__ for answer in answers if isinstance(answer, REFUSALS)]
