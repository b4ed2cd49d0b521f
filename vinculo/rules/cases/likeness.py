"""Whether two records may be the same person (D19, D8): likeness of names and of birth dates; the officer decides.

Prepared keys find those whose birth date differs in one part; everybody of the same day is compared by name alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from vinculo.rules.cases.sounds import SHORT, Part, consonants, parts_of, shape, sound_of
from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.names import MRZ_NAME_LENGTH, same_names

FIRST_YEAR, LAST_YEAR = 1900, 2100
KEY_LENGTH = 40
STRICT, LOOSE = 0.8, 0.5  # how alike two sounds are, of 1: the second where the birth date is the same
_SHORTEST_CUT = 29  # letters: less never fills the zone of a passport or visa (MRV-B has 31)


class Likeness(StrEnum):
    """What two records are to each other: only `DIFFERENT` lets a code be issued without a look."""

    EQUAL = "equal"
    LIKE = "like"
    DIFFERENT = "different"


class DateLikeness(StrEnum):
    """How two birth dates agree."""

    EQUAL = "equal"
    SWAPPED = "swapped"  # day and month
    ONE_PART = "one_part"  # another day, or month, or year
    DIFFERENT = "different"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What tells people apart where the document is another one."""

    names: str
    birth_date: date
    nationality: str


@dataclass(frozen=True)
class NamesCompared:
    """How the names of two people agree: pairs of the same sound, and what is left over on each side."""

    shared: int
    left: tuple[Part, ...] = ()
    others_left: tuple[Part, ...] = ()
    respelt: tuple[tuple[str, str], ...] = ()  # pairs that only sound alike

    @property
    def more(self) -> int:
        """Return how many names stand on one side alone."""
        return len(self.left) + len(self.others_left)


def compare(one: Identity, other: Identity) -> Likeness:
    """Return whether two records are equal, like or different (D19).

    The nationality contradicts nobody: a child of two passports is one person. It only allows more names to be left
    out, as D8 always did: *Bruno Restrepo* and *Bruno Andrés Restrepo Gómez*.
    """
    dates = compare_dates(one.birth_date, other.birth_date)
    if dates is DateLikeness.DIFFERENT:
        return Likeness.DIFFERENT
    names = compare_names(one.names, other.names, STRICT if dates is DateLikeness.ONE_PART else LOOSE)
    if not names.more:
        equal = dates is DateLikeness.EQUAL and not names.respelt
        return Likeness.EQUAL if equal else Likeness.LIKE
    same_nation = canonical(one.nationality) == canonical(other.nationality)
    alike = _are_like(names, dates, same_nation=same_nation) or _cut_short(one.names, other.names)
    return Likeness.LIKE if alike else Likeness.DIFFERENT


def _are_like(names: NamesCompared, dates: DateLikeness, *, same_nation: bool) -> bool:
    """Return whether names that agree in part are like, the more strictly the less the birth dates agree."""
    one_sided = not names.left or not names.others_left
    if dates is DateLikeness.ONE_PART:
        return names.shared >= 2 and names.more == 1
    if names.shared == 1:  # Suharto, and later Suharto Widodo
        return names.more == 1 and dates is DateLikeness.EQUAL
    if one_sided:
        return names.shared >= 2 and (same_nation or names.more == 1)
    # Another given name between the same surnames: twins, or one child under two names.
    return dates is DateLikeness.EQUAL and names.shared >= 2 and names.more == 2


def _cut_short(one: str, other: str) -> bool:
    """Return whether one is what a machine-readable zone left of the other."""
    return min(len(one), len(other)) >= _SHORTEST_CUT and same_names(one, other, MRZ_NAME_LENGTH)


def compare_dates(one: date, other: date) -> DateLikeness:
    """Return how two birth dates agree: equal, day and month swapped, different in one part, or different."""
    if one == other:
        return DateLikeness.EQUAL
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return DateLikeness.SWAPPED
    same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return DateLikeness.ONE_PART if same == 2 else DateLikeness.DIFFERENT


def near_dates(day: date) -> list[date]:
    """Return the birth dates of which everybody is compared: the same, and with day and month swapped."""
    return [day, *(each for each in _days((day.year, day.day, day.month)) if each != day)]


def far_dates(day: date) -> list[date]:
    """Return the birth dates that differ in one part from this one."""
    near = near_dates(day)
    others = [
        *((day.year, day.month, number) for number in range(1, 32)),
        *((day.year, number, day.day) for number in range(1, 13)),
        *((year, day.month, day.day) for year in range(FIRST_YEAR, LAST_YEAR)),
    ]
    return [each for each in _days(*others) if each not in near]


def _days(*numbers: tuple[int, int, int]) -> Iterator[date]:
    for year, month, day in numbers:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def keys_of(names: str) -> set[str]:
    """Return the keys under which a person is kept, to be found where the birth date differs in one part.

    The consonants of each name of three or more; of shorter ones, which many bear, of two together, so that *Xiao Ming*
    and *Xiaoming* meet as well.
    """
    long, short = _long_and_short(parts_of(names))
    pairs = [one + other for number, one in enumerate(short) for other in short[number + 1 :]]
    return _fit([*long, *(pairs or short)])


def keys_to_find(names: str) -> set[str]:
    """Return the keys under which a person of these names is looked for: in any order, parted or joined."""
    parts = parts_of(names)
    long, short = _long_and_short(parts)
    pairs = [one + other for one in short for other in short] if len(short) > 1 else []
    joined = [consonants(_joined(one, other)) for one, other in zip(parts, parts[1:], strict=False)]
    parted = [piece for key in long for piece in _pieces(key)]
    return _fit([*long, *short, *pairs, *(key for key in joined if len(key) > SHORT), *parted])


def _long_and_short(parts: tuple[Part, ...]) -> tuple[list[str], list[str]]:
    """Return the consonants of the names: those that say much, and those that many bear."""
    every = [list(dict.fromkeys(map(consonants, part.forms))) for part in parts]
    return [key for keys in every for key in keys if len(key) > SHORT], [
        key for keys in every for key in keys if len(key) <= SHORT
    ]


def _pieces(key: str) -> Iterator[str]:
    """Return the beginnings and ends of a long word that may stand as a word of its own: *Abdulrahman*."""
    for length in range(SHORT + 1, len(key) - SHORT + 1):
        yield key[:length]
        yield key[-length:]


def _fit(keys: Iterable[str]) -> set[str]:
    return {consonants(key)[:KEY_LENGTH] for key in keys if key}


@dataclass
class _Pairing:
    """Two lists of names while pairs of the same sound are taken out of them."""

    mine: list[Part]
    theirs: list[Part]
    shared: int = 0
    respelt: list[tuple[str, str]] = field(default_factory=list)


def compare_names(one: str, other: str, nearest: float = STRICT) -> NamesCompared:
    """Return how two people's names agree, in any order, parted or joined, by their sound.

    `nearest` is how alike two names have to be to count as one where their consonants differ.
    """
    pairing = _Pairing(list(parts_of(one)), list(parts_of(other)))
    _take_equal(pairing)
    _take_joined(pairing)
    _take_alike(pairing, nearest)
    return NamesCompared(pairing.shared, tuple(pairing.mine), tuple(pairing.theirs), tuple(pairing.respelt))


def _take_equal(pairing: _Pairing) -> None:
    for part in list(pairing.mine):
        match = next((each for each in pairing.theirs if not set(each.forms).isdisjoint(part.forms)), None)
        if match is not None:
            pairing.mine.remove(part)
            pairing.theirs.remove(match)
            pairing.shared += 1


def _take_joined(pairing: _Pairing) -> None:
    """Take out a name on one side that is two neighbours on the other."""
    for whole, parted in ((pairing.mine, pairing.theirs), (pairing.theirs, pairing.mine)):
        for part in list(whole):
            for first, second in zip(parted, parted[1:], strict=False):
                if any(same_sound(form, _joined(first, second)) for form in part.forms):
                    whole.remove(part)
                    parted.remove(first)
                    parted.remove(second)
                    pairing.shared += 1
                    break


def _joined(first: Part, second: Part) -> str:
    return sound_of(first.joined + second.joined)


def _take_alike(pairing: _Pairing, nearest: float) -> None:
    """Take out the pairs that sound alike, the most alike first."""
    scored = sorted(
        (
            (max(_likeness(mine, theirs, nearest) for mine in one.forms for theirs in other.forms), number, place)
            for number, one in enumerate(pairing.mine)
            for place, other in enumerate(pairing.theirs)
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    gone: set[int] = set()
    theirs_gone: set[int] = set()
    for score, number, place in scored:
        if score <= 0:
            break
        if number not in gone and place not in theirs_gone:
            gone.add(number)
            theirs_gone.add(place)
            pairing.shared += 1
            pairing.respelt.append((pairing.mine[number].sound, pairing.theirs[place].sound))
    pairing.mine = [part for number, part in enumerate(pairing.mine) if number not in gone]
    pairing.theirs = [part for place, part in enumerate(pairing.theirs) if place not in theirs_gone]


def same_sound(one: str, other: str) -> bool:
    """Return whether two sounds count as the same name."""
    return _likeness(one, other, STRICT) > 0


@lru_cache(maxsize=1 << 16)
def _likeness(one: str, other: str, nearest: float) -> float:
    """Return how alike two sounds are, from 0 to 1; 0 where they are too far from each other to be one name."""
    if one == other:
        return 1.0
    alike = OSA.normalized_similarity(one, other)
    bones, others = consonants(one), consonants(other)
    if bones == others:
        return alike if alike >= LOOSE else 0.0
    if alike >= nearest and (nearest < STRICT or min(len(one), len(other)) >= 4):
        return alike
    longest = max(len(bones), len(others))
    if longest >= 5 and alike >= 0.65 and OSA.distance(bones, others) == 1:
        return alike
    return 0.0


def given_names_differ(one: str, other: str) -> bool:
    """Return whether two people bear different given names, and not one name in two spellings (D19).

    A name of another sound on both sides; or on one side alone, before a name that both bear: *María José Pérez* beside
    *María Pérez*. What is left over at the end may be a surname.
    """
    names = compare_names(one, other)
    if any(shape(mine) != shape(theirs) for mine, theirs in names.respelt):
        return True
    if names.left and names.others_left:
        return True
    more, left = (parts_of(one), names.left) if names.left else (parts_of(other), names.others_left)
    return any(each not in left for part in left for each in more[more.index(part) + 1 :])
