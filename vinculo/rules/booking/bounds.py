"""How much one may hold: turnos and entries of the waiting list, per affiliate and per mailbox (D28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Proof(StrEnum):
    """How it is known that the person who books may speak for the affiliate."""

    OWN = "own"  # the registered mailbox, or a browser known for this affiliate
    POWER = "power"  # a proxy whose power was received or endorsed for this affiliate
    DESK = "desk"  # an officer saw the identity document
    UNPROVEN = "unproven"  # anybody who knows the number


class Bound(StrEnum):
    """Which bound was reached."""

    SAME = "same"  # this presenter has a place for this affiliate (D4)
    PROXIES = "proxies"
    DEPENDENTS = "dependents"
    MAILBOX = "mailbox"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The settings: how many places, and how many seats for the dependents, which are counted once."""

    proxies: int
    seats: int
    mailbox: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """What somebody holds or wants to hold: a turno, or an entry of the waiting list."""

    key: str  # of the presenter
    affiliate: int
    procedure: int
    by_proxy: bool
    proof: Proof
    mailbox: str  # folded
    seats: int
    turno: int = 0
    entry: int = 0
    held: bool = False  # chosen or waiting, not confirmed: renewed by its presenter, never in their way
    fixed: bool = False  # its person is at the centre: nobody takes its place

    @property
    def whose(self) -> tuple[str, int, int]:
        """Return presenter, affiliate and procedure: together they have one place (D4)."""
        return self.key, self.affiliate, self.procedure

    @property
    def is_owner(self) -> bool:
        """Return whether the affiliate holds it, proven: outside every bound."""
        return self.proof == Proof.OWN and not self.by_proxy

    @property
    def is_counted(self) -> bool:
        """Return whether it takes one of the places and seats of its affiliate that are bounded."""
        return not self.is_owner and self.proof not in {Proof.POWER, Proof.DESK}


class BoundReached(Exception):
    """Nothing more can be held: which bound, and the place that is in the way, if it is one."""

    def __init__(self, bound: Bound, place: Place | None = None) -> None:
        super().__init__(bound.value)
        self.bound = bound
        self.place = place


def give_way(wish: Place, places: Sequence[Place], bounds: Bounds) -> list[Place]:
    """Return the unproven places that end when this one is confirmed; raises `BoundReached` when it cannot be.

    `places` are all live ones of the affiliate and procedure and all of the mailbox, the oldest first. What is proven
    takes the place of what is not, the newest first; what is not proven takes nobody's.
    """
    mine = [place for place in places if place.whose == wish.whose]
    others = [place for place in places if place.whose != wish.whose]
    leaving = [place for place in mine if not place.held and not (place.turno and place.turno == wish.turno)]
    for place in leaving:  # of the same presenter only what is not proven gives way, and only to what is
        is_kept = place.fixed or place.proof != Proof.UNPROVEN
        if is_kept or wish.proof in {Proof.UNPROVEN, Proof.DESK}:  # at a desk the officer lets go of it first
            raise BoundReached(Bound.SAME, place)
    if wish.is_owner or wish.proof == Proof.DESK:
        return leaving
    family = [place for place in others if (place.affiliate, place.procedure) == (wish.affiliate, wish.procedure)]
    leaving += _room_of_the_family(wish, [place for place in family if place.is_counted], bounds)
    held = {place.whose for place in others if place.mailbox == wish.mailbox} if wish.mailbox else set()
    if len(held - {place.whose for place in leaving}) >= bounds.mailbox:
        raise BoundReached(Bound.MAILBOX)
    return leaving


def _room_of_the_family(wish: Place, counted: Sequence[Place], bounds: Bounds) -> list[Place]:
    """Return which unproven places of the affiliate end to make room; raises `BoundReached` when there is none."""
    leaving: list[Place] = []
    while bound := _full(wish, [place for place in counted if place not in leaving], bounds):
        last = [place for place in counted if place not in leaving and _yields(place, wish)][-1:]
        if not last and wish.is_counted:
            raise BoundReached(bound)
        if not last:  # a proxy with a power stands outside the count
            break
        leaving += last
    return leaving


def _full(wish: Place, counted: Sequence[Place], bounds: Bounds) -> Bound | None:
    """Return the bound of the affiliate that one more place would break; a proxy with a power needs a place only."""
    if wish.by_proxy and len({place.whose for place in counted if place.by_proxy}) >= bounds.proxies:
        return Bound.PROXIES
    seats: dict[tuple[str, int, int], int] = {}
    for place in counted:
        seats[place.whose] = max(place.seats, seats.get(place.whose, 0))
    if wish.is_counted and sum(seats.values()) + wish.seats > bounds.seats:
        return Bound.DEPENDENTS
    return None


def _yields(place: Place, wish: Place) -> bool:
    """Return whether a place ends for this wish."""
    return wish.proof != Proof.UNPROVEN and place.proof == Proof.UNPROVEN and not place.fixed
