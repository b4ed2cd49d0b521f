"""Whether two records may be the same person (D19): measured on real pairs and on pairs of public transliterations."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from vinculo.rules.cases.likeness import (
    DateLikeness,
    Identity,
    Likeness,
    compare,
    compare_dates,
    far_dates,
    given_names_differ,
    kept_sounds,
    near_dates,
    sounds_to_find,
)

DATA = Path(__file__).parent / "data"
BORN = date(1990, 5, 20)
NEXT_DAY = date(1990, 5, 21)
Pair = tuple[str, str, str, str]


def pairs(name: str) -> list[Pair]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [(one, other, same, rule) for one, other, same, rule in csv.reader(file)][1:]


GIVEN = pairs("same_person_pairs.csv")
OWN = pairs("transliterated_pairs.csv")
ALL = GIVEN + OWN
SAME = [each for each in ALL if each[2] == "yes"]
TWINS = [each for each in ALL if each[2] == "twins"]


def who(names: str, born: date | None = BORN, nationality: str = "COL") -> Identity:
    """Return an identity; the pairs write another birth date behind the name."""
    bare, _, day = names.partition(" (")
    return Identity(
        names=bare, birth_date=date.fromisoformat(day.rstrip(")")) if day else born, nationality=nationality
    )


def test_d19_the_pairs_are_the_given_ones_and_a_hundred_and_fifty_more_each_with_its_rule() -> None:
    assert len(GIVEN) == 15
    assert len(OWN) >= 150
    assert all(rule for _one, _other, _same, rule in ALL)
    assert len({(one, other) for one, other, _same, _rule in ALL}) == len(ALL)


@pytest.mark.parametrize(("one", "other", "same", "rule"), SAME + TWINS)
def test_d19_every_same_person_pair_and_twins_are_shown_whichever_of_the_two_comes_first(
    one: str, other: str, same: str, rule: str
) -> None:
    assert compare(who(one), who(other)) is not Likeness.DIFFERENT, rule
    assert compare(who(other), who(one)) is not Likeness.DIFFERENT, rule


@pytest.mark.parametrize(("one", "other", "same", "rule"), SAME)
def test_d19_a_pair_with_day_and_month_swapped_is_shown(one: str, other: str, same: str, rule: str) -> None:
    assert compare(who(one, date(1990, 5, 4)), who(other, date(1990, 4, 5))) is not Likeness.DIFFERENT, rule


def test_d19_nine_pairs_of_ten_are_found_by_their_keys_where_the_birth_date_differs_in_one_part() -> None:
    def is_shown(one: str, other: str) -> bool:
        alike = compare(who(one), who(other, NEXT_DAY)) is not Likeness.DIFFERENT
        return alike and not sounds_to_find(one).isdisjoint(kept_sounds(other))

    missed = [(one, other) for one, other, _same, _rule in SAME if not is_shown(one, other)]
    assert len(missed) / len(SAME) <= 0.10, missed


def test_d19_another_birth_date_is_another_person_whatever_the_name() -> None:
    one, other = next((one, other) for one, other, same, why in GIVEN if why == "another birth date")
    assert compare(who(one), who(other)) is Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("other", "likeness"),
    [
        (date(2015, 3, 4), DateLikeness.EQUAL),
        (date(2015, 4, 3), DateLikeness.SWAPPED),
        (date(2015, 3, 14), DateLikeness.ONE_PART),
        (date(2015, 8, 4), DateLikeness.ONE_PART),
        (date(2005, 3, 4), DateLikeness.ONE_PART),
        (date(2014, 3, 5), DateLikeness.DIFFERENT),
        (date(2014, 4, 3), DateLikeness.DIFFERENT),
        (None, DateLikeness.UNKNOWN),
    ],
)
def test_d19_birth_dates_agree_whole_swapped_or_in_all_but_one_part(other: date | None, likeness: DateLikeness) -> None:
    assert compare_dates(date(2015, 3, 4), other) is likeness
    assert compare_dates(other, date(2015, 3, 4)) is likeness


@pytest.mark.parametrize("born", [date(2015, 3, 4), date(2012, 2, 29), date(2000, 1, 1), date(1999, 12, 31)])
def test_d19_the_dates_searched_are_exactly_those_that_agree_in_part(born: date) -> None:
    near, far = near_dates(born), far_dates(born)
    assert {compare_dates(born, each) for each in near} <= {DateLikeness.EQUAL, DateLikeness.SWAPPED}
    assert {compare_dates(born, each) for each in far} == {DateLikeness.ONE_PART}
    assert len(far) == len(set(far))
    assert born in near
    for other in (born.replace(day=28), born.replace(year=2016, day=min(born.day, 28)), born.replace(month=10, day=9)):
        expected = compare_dates(born, other)
        assert (other in near) == (expected in {DateLikeness.EQUAL, DateLikeness.SWAPPED})
        assert (other in far) == (expected is DateLikeness.ONE_PART)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Carlos Pérez Mora", "Ana Gómez Ríos"),
        ("Carlos Pérez Mora", "Carlos Gómez Ríos"),
        ("Wang Wei", "Wang Fang"),
        ("Jean Pierre", "Jean Louis"),
        ("José García", "María García"),
        ("Suharto", "Sukarno Widodo"),
        ("-", "Carlos Pérez Mora"),
        ("-", "."),
    ],
)
def test_d19_people_who_share_a_birth_date_and_one_name_are_different(one: str, other: str) -> None:
    assert compare(who(one), who(other)) is Likeness.DIFFERENT


def test_d19_without_a_birth_date_in_the_registry_three_names_and_the_nationality_have_to_agree() -> None:
    ana = who("Ana Restrepo Gómez")
    assert compare(ana, who("GOMEZ RESTREPO ANA", None)) is Likeness.LIKE
    assert compare(ana, who("GOMEZ RESTREPO ANA", None, "VEN")) is Likeness.DIFFERENT
    assert compare(ana, who("Ana María Restrepo Gómez", None)) is Likeness.DIFFERENT
    assert compare(who("Ana Restrepo"), who("Ana Restrepo", None)) is Likeness.DIFFERENT


def test_d8_two_names_left_out_are_forgiven_within_one_nationality_only() -> None:
    short, long = "Bruno Restrepo", "Bruno Andrés Restrepo Gómez"
    assert compare(who(short), who(long)) is Likeness.LIKE
    assert compare(who(short), who(long, nationality="ESP")) is Likeness.DIFFERENT
    assert compare(who("Bruno Restrepo Gómez"), who(long, nationality="ESP")) is Likeness.LIKE


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Ana Lucía Pérez Mora", "Ana Luisa Pérez Mora", True),
        ("María Pérez Mora", "María José Pérez Mora", True),
        ("Pedro Pérez Mora", "Pablo Pérez Mora", True),
        ("Mohammed Al Zahrani", "Muhammad Alzahrani", False),
        ("Yuliia Kovalenko", "Julia Kovalenko", False),
        ("Anne-Marie Smith", "Annemarie Smith", False),
        ("Oleksandr Shevchenko", "Aleksandr Shevchenko", False),
        ("Ana Pérez Mora", "Ana Pérez", False),
        ("Suharto", "Suharto Widodo", False),
        ("José María López", "López José María", False),
    ],
)
def test_d19_twins_have_other_given_names_and_one_child_one_name_in_two_spellings(
    one: str, other: str, *, differ: bool
) -> None:
    assert given_names_differ(one, other) is differ
    assert given_names_differ(other, one) is differ
