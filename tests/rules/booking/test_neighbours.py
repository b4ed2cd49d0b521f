"""The table of provinces that touch."""

from __future__ import annotations

from vinculo.rules.booking.neighbours import FAR, kilometres, neighbours

ALL = [f"{number:02}" for number in range(1, 25)]


def test_provinces_touch_each_other_both_ways() -> None:
    assert [(a, b) for a in ALL for b in neighbours(a) if a not in neighbours(b)] == []


def test_every_province_of_the_mainland_has_neighbours_that_exist() -> None:
    assert [a for a in ALL if not neighbours(a)] == ["20"]
    assert {b for a in ALL for b in neighbours(a)} == {*ALL} - {"20"}
    assert [a for a in ALL if a in neighbours(a)] == []


def test_pichincha_by_name() -> None:
    """Esmeraldas, Imbabura, Cotopaxi, Santo Domingo, Napo and Sucumbíos."""
    assert neighbours("17") == ("05", "08", "10", "15", "21", "23")


def test_an_unknown_code_has_none() -> None:
    assert neighbours("99") == ()


def test_the_distance_between_capitals_is_that_of_the_map() -> None:
    known = {("17", "17"): 0, ("17", "05"): 80, ("17", "10"): 77, ("17", "09"): 267, ("17", "20"): 1234}
    assert {pair: kilometres(*pair) for pair in known} == known


def test_every_province_lies_somewhere_and_an_unknown_one_far_away() -> None:
    assert [(a, b) for a in ALL for b in ALL if kilometres(a, b) != kilometres(b, a)] == []
    assert [(a, b) for a in ALL for b in ALL if a != b and not 20 < kilometres(a, b) < 1500] == []
    assert kilometres("17", "99") == FAR
