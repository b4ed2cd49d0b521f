"""How much one may hold, and one mailbox however its address is written (D28)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.booking.bounds import Bound, BoundReached, Bounds, Place, Proof, give_way
from vinculo.rules.booking.mailboxes import fold_mailbox

BOUNDS = Bounds(proxies=2, seats=4, mailbox=3)
OWN, POWER, DESK, UNPROVEN = Proof.OWN, Proof.POWER, Proof.DESK, Proof.UNPROVEN


def number(proof: Proof = UNPROVEN, mailbox: str = "m0@x", seats: int = 1, turno: int = 1, **changes: object) -> Place:
    """Return a place on the affiliate's own number."""
    place = Place(
        key="code:A", affiliate=1, procedure=1, by_proxy=False, proof=proof, mailbox=mailbox, seats=seats, turno=turno
    )
    return replace(place, **changes)  # type: ignore[arg-type]


def proxy(who: int, proof: Proof = UNPROVEN, seats: int = 1, **changes: object) -> Place:
    """Return a place that a proxy has for the same affiliate, from a mailbox of their own."""
    made = number(proof, f"m{who}@x", seats, turno=10 + who)
    return replace(made, key=f"cedula:{who}", by_proxy=True, **changes)  # type: ignore[arg-type]


def apply_bounds(wish: Place, *places: Place, bounds: Bounds = BOUNDS) -> Bound | list[Place]:
    try:
        return give_way(wish, places, bounds)
    except BoundReached as error:
        return error.bound


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Ana@Example.com", "ana@example.com"),
        ("ana+turno1@example.com", "ana@example.com"),
        (" ana@example.com ", "ana@example.com"),
        ("ana@example.com.", "ana@example.com"),
        ("a.n.a+x@gmail.com", "ana@gmail.com"),
        ("ana@googlemail.com", "ana@gmail.com"),
        ("ＡＮＡ@example.com", "ana@example.com"),
        ("ana@MÜNCHEN.example", "ana@xn--mnchen-3ya.example"),
    ],
)
def test_d28_addresses_of_one_mailbox_fold_to_one(written: str, same: str) -> None:
    assert fold_mailbox(written) == same == fold_mailbox(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.na@example.com", "ana@example.com"),  # this provider tells them apart
        ("ana@example.com", "ana@example.org"),
        ("ana-x@example.com", "ana@example.com"),
        ("+ana@example.com", "+eva@example.com"),
        ("..@gmail.com", "...@gmail.com"),
    ],
)
def test_d28_addresses_of_two_mailboxes_stay_two(one: str, other: str) -> None:
    assert fold_mailbox(one) != fold_mailbox(other)


@given(st.emails())
def test_d28_folding_twice_is_folding_once(email: str) -> None:
    folded = fold_mailbox(email)
    assert folded
    assert fold_mailbox(folded) == folded


def test_d28_nothing_is_no_mailbox() -> None:
    assert fold_mailbox("") == ""


def test_d28_one_unproven_on_the_number_and_two_by_proxies() -> None:
    assert apply_bounds(number()) == []
    assert apply_bounds(number(turno=0, mailbox="other@x"), number()) == Bound.SAME
    assert apply_bounds(proxy(2), number(), proxy(1)) == []
    assert apply_bounds(proxy(3), number(), proxy(1), proxy(2)) == Bound.PROXIES
    assert apply_bounds(number(), proxy(1), proxy(2)) == []
    assert apply_bounds(proxy(3), proxy(1), proxy(2), bounds=replace(BOUNDS, proxies=3)) == []


def test_d28_dependents_are_counted_once_over_the_unproven() -> None:
    assert apply_bounds(proxy(1, seats=2), number(seats=2)) == []
    assert apply_bounds(proxy(1, seats=3), number(seats=2)) == Bound.DEPENDENTS
    assert apply_bounds(number(seats=1), proxy(1, seats=4)) == Bound.DEPENDENTS
    assert apply_bounds(proxy(1, seats=4), number(OWN, seats=4), proxy(9, POWER, seats=4)) == []
    waiting = number(seats=3, turno=0, entry=5, held=True)
    assert (
        apply_bounds(proxy(1, seats=1), number(seats=3), waiting) == []
    )  # an entry and a turno of one presenter are one
    assert apply_bounds(proxy(1, seats=2), waiting) == Bound.DEPENDENTS


def test_d28_own_is_always_possible_and_takes_the_place_of_an_unproven_one() -> None:
    stranger = number(seats=4)
    full = [stranger, proxy(1), proxy(2)]
    assert apply_bounds(number(OWN, "ana@x", seats=4, turno=0), *full) == [stranger]
    assert apply_bounds(number(OWN, "ana@x", seats=4, turno=0), *full[1:]) == []
    three = [replace(proxy(each), mailbox="ana@x", affiliate=each) for each in (2, 3, 4)]
    assert apply_bounds(number(OWN, "ana@x", turno=0), *three) == []
    assert apply_bounds(number(turno=0), number(OWN, "ana@x")) == Bound.SAME
    assert apply_bounds(number(OWN, "ana@x", turno=0), number(OWN, "ana@x")) == Bound.SAME
    assert apply_bounds(number(OWN, "ana@x", turno=0), replace(stranger, fixed=True)) == Bound.SAME


def test_d28_what_is_only_held_is_in_nobody_s_way_who_is_proven() -> None:
    assert apply_bounds(number(OWN, "ana@x", turno=0), number(held=True)) == []
    assert apply_bounds(number(turno=0, mailbox="other@x"), number(held=True)) == []


def test_d28_a_proxy_with_a_power_stands_outside_the_count_and_takes_an_unproven_place() -> None:
    assert apply_bounds(proxy(3, POWER, seats=4), number(seats=4), proxy(1), proxy(2)) == [proxy(2)]
    assert apply_bounds(proxy(3, POWER, seats=4), number(seats=4), proxy(1)) == []
    assert apply_bounds(proxy(3), proxy(1, POWER), proxy(2, POWER)) == []
    assert apply_bounds(proxy(1, POWER), replace(proxy(1), turno=50)) == [replace(proxy(1), turno=50)]
    assert apply_bounds(proxy(3, POWER), proxy(1, OWN), proxy(2, OWN)) == []


def test_d28_a_proxy_from_the_registered_mailbox_takes_the_place_of_unproven_ones_and_is_counted() -> None:
    assert apply_bounds(proxy(3, OWN, seats=4), number(), proxy(1), proxy(2)) == [proxy(2), proxy(1), number()]
    assert apply_bounds(proxy(3, OWN), proxy(1, OWN), proxy(2, OWN)) == Bound.PROXIES
    assert apply_bounds(proxy(3, OWN, seats=2), proxy(1, OWN, seats=3)) == Bound.DEPENDENTS


def test_d28_a_mailbox_has_three_places_for_whomever() -> None:
    others = [replace(proxy(each), affiliate=each, mailbox="b@x") for each in (2, 3, 4)]
    mine = replace(proxy(1), mailbox="b@x")
    assert apply_bounds(mine, *others[:2]) == []
    assert apply_bounds(mine, *others) == Bound.MAILBOX
    assert apply_bounds(replace(mine, proof=POWER), *others) == Bound.MAILBOX
    assert apply_bounds(mine, *others, bounds=replace(BOUNDS, mailbox=4)) == []
    assert (
        apply_bounds(replace(mine, mailbox=""), *[replace(each, mailbox="") for each in others]) == []
    )  # given at a desk


def test_d28_a_move_keeps_its_own_place() -> None:
    assert apply_bounds(proxy(2), proxy(1), proxy(2)) == []
    assert apply_bounds(proxy(2, seats=4), proxy(1), proxy(2)) == Bound.DEPENDENTS


def test_d28_at_the_desk_nothing_is_bounded_but_the_one_live_turno() -> None:
    assert apply_bounds(number(DESK, "", seats=4, turno=0), proxy(1), proxy(2)) == []
    assert apply_bounds(number(DESK, "", seats=4, turno=0), proxy(1), proxy(2), number(seats=4)) == Bound.SAME


WISHES = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from([OWN, UNPROVEN, UNPROVEN, POWER]), st.integers(1, 4), st.integers(0, 3)
    ),
    max_size=25,
)


@given(WISHES)
def test_d28_in_any_order_the_bounds_hold(wishes: list[tuple[int, Proof, int, int]]) -> None:
    live: list[Place] = []
    for index, (who, proof, seats, box) in enumerate(wishes):
        made = number(proof, seats=seats) if who == 0 else proxy(who, proof, seats)
        wish = replace(made, turno=100 + index, mailbox="ana@x" if proof == OWN else f"m{box}@x")
        try:
            leaving = give_way(wish, live, BOUNDS)
        except BoundReached:
            continue
        assert all(place.proof == UNPROVEN for place in leaving)
        assert not leaving or proof != UNPROVEN
        live = [place for place in live if place not in leaving] + [wish]
    unproven = [place for place in live if place.proof == UNPROVEN]
    assert sum(place.by_proxy for place in unproven) <= 2
    assert sum(not place.by_proxy for place in live) <= 1
    assert sum(place.seats for place in unproven) <= 4
    for mailbox in {place.mailbox for place in live} - {"ana@x"}:
        assert sum(place.mailbox == mailbox for place in live) <= 3
