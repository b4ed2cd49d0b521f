"""The table of one thing's states: which acts each of them allows, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

State = TypeVar("State", bound=StrEnum)
Act = TypeVar("Act", bound=StrEnum)


class NotAllowedError(Exception):
    """An act that the state does not allow."""

    def __init__(self, status: str, act: str) -> None:
        super().__init__(f"{act} is not allowed while {status}")
        self.status = status
        self.act = act


@dataclass(frozen=True)
class Transitions(Generic[State, Act]):
    """Every state of one thing: `first` holds where the acts lead that make it, `rows` the others.

    A state is written by nothing else: `begin` for a new row, `after` for one whose state was read, `result` for many
    rows in one statement, which chooses them by `before` or by a condition that says the same.
    """

    states: type[State]
    first: Mapping[Act, State]
    rows: Mapping[tuple[State, Act], State]

    def begin(self, act: Act) -> State:
        """Return the state of a new row that the act makes."""
        return self.first[act]

    def after(self, state: str, act: Act) -> State:
        """Return the state after an act; raise `NotAllowedError` where it is not allowed."""
        try:
            return self.rows[self.states(state), act]
        except (KeyError, ValueError):
            raise NotAllowedError(state, act) from None

    def allows(self, state: str, act: Act) -> bool:
        """Return whether a state allows the act."""
        return (state, act) in self.rows

    def acts(self, state: str) -> tuple[Act, ...]:
        """Return the acts that a state allows, in the order of the table."""
        return tuple(act for before, act in self.rows if before == state)

    def before(self, act: Act) -> tuple[State, ...]:
        """Return the states that allow an act, in the order of the table."""
        return tuple(state for state, each in self.rows if each == act)

    def result(self, act: Act) -> State:
        """Return the one state to which an act leads, whatever was before."""
        (state,) = {after for (_, each), after in self.rows.items() if each == act}
        return state
