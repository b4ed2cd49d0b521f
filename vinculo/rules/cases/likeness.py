"""Whether two records may be the same person (D19, D8): likeness of names and of birth dates; the officer decides.

Prepared keys find those whose birth date differs in one part; everybody of the same day is compared by name alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from rapidfuzz.distance import OSA

from vinculo.rules.cases.sounds import SHORT, Part, consonants, folded_word, parts_of, shape, sound_of
from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.names import MRZ_NAME_LENGTH, same_names

FIRST_YEAR, LAST_YEAR = 1900, 2060
KEY_LENGTH = 20
NAMES_KEY_LENGTH = 200
SOUND_KEYS = ("sound_key", "other_sound_key")  # columns
ENOUGH_NAMES = 3  # where nothing is known of the birth date
FEW_LETTERS = 5  # another letter in so short a sound is another name
TELLING = 3  # consonants: a name of so many says something, of more few bear it
AT_THE_SEAM = 2  # consonants that may go where two names are joined, or that are written otherwise
FAR = AT_THE_SEAM + 1  # consonants: two names together that differ more from a third are not that one
LEAST_ALIKE = 0.6  # two words that are less alike are never one name
LOOSE, CLOSE = 0.5, 0.6  # how alike the last two names are where all the others agree
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
    UNKNOWN = "unknown"  # the registry has none
    DIFFERENT = "different"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What tells people apart where the document is another one."""

    names: str
    birth_date: date | None
    nationality: str


@dataclass(frozen=True)
class NamesCompared:
    """How the names of two people agree: pairs of the same sound, and what is left over on each side."""

    shared: int
    telling: int = 0  # consonants of the longest name that both bear
    one_name: bool = False  # of one of the two only one name is known
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
    names = compare_names(one.names, other.names, at_most_one=dates is DateLikeness.ONE_PART)
    if not names.shared:
        return Likeness.DIFFERENT
    if dates is DateLikeness.UNKNOWN:  # then everything else has to agree, and be enough to tell people apart
        agree = not names.more and names.shared >= ENOUGH_NAMES and _same_nation(one, other)
        return Likeness.LIKE if agree else Likeness.DIFFERENT
    if not names.more:
        equal = dates is DateLikeness.EQUAL and not names.respelt
        return Likeness.EQUAL if equal else Likeness.LIKE
    alike = _are_like(names, dates)
    if alike is None:
        alike = _same_nation(one, other)
    return Likeness.LIKE if alike or _cut_short(one.names, other.names) else Likeness.DIFFERENT


def _same_nation(one: Identity, other: Identity) -> bool:
    return canonical(one.nationality) == canonical(other.nationality)


def _are_like(names: NamesCompared, dates: DateLikeness) -> bool | None:
    """Return whether names that agree in part are like, the more strictly the less the birth dates agree.

    None where they are within one nationality only.
    """
    if names.left and names.others_left:
        # Another given name between the same surnames: twins, or one child under two names. Or the last name in a
        # spelling that is further away: Reza and Rida, Georgios and Giorgos.
        if names.more > 2:
            return False
        alike = _letters_alike(names.left[0], names.others_left[0])
        if dates is DateLikeness.ONE_PART:
            return alike >= CLOSE and (names.shared >= 2 or names.telling > TELLING)
        return names.shared >= 2 or (names.shared == 1 and alike >= (LOOSE if names.telling >= TELLING else CLOSE))
    if names.shared == 1:  # Suharto, and later Suharto Widodo
        return names.more == 1 and names.one_name and dates is not DateLikeness.ONE_PART
    if dates is DateLikeness.ONE_PART:
        return names.more == 1
    return True if names.more == 1 else None


def _letters_alike(one: Part, other: Part) -> float:
    return max(OSA.normalized_similarity(mine, theirs) for mine in one.forms for theirs in other.forms)


def _cut_short(one: str, other: str) -> bool:
    """Return whether one is what a machine-readable zone left of the other."""
    return min(len(one), len(other)) >= _SHORTEST_CUT and same_names(one, other, MRZ_NAME_LENGTH)


def compare_dates(one: date | None, other: date | None) -> DateLikeness:
    """Return how two birth dates agree: equal, day and month swapped, different in one part, or different."""
    if one is None or other is None:
        return DateLikeness.UNKNOWN
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


def prepared_keys(names: str) -> dict[str, str]:
    """Return the columns by which a person of these names is found."""
    key = " ".join(filter(None, map(folded_word, names.split())))  # as `fold` of the whole
    return {"names_key": key[:NAMES_KEY_LENGTH], **dict(zip(SOUND_KEYS, kept_sounds(names), strict=True))}


def kept_sounds(names: str) -> tuple[str, str]:
    """Return the consonants of the two names that say most, the second empty where there is one name only.

    Two are enough to be found where the birth date differs in one part: there one name at most has no counterpart.
    """
    kept = sorted(parts_of(names), key=attrgetter("rank"))[:2]
    first, second = [*(part.kept[:KEY_LENGTH] for part in kept), "", ""][:2]
    return first, second


def sounds_to_find(names: str) -> set[str]:
    """Return the consonants under which a person of these names is looked for: in any order, parted or joined."""
    parts = parts_of(names)
    words = {consonants(form) for part in parts for form in part.forms}
    joined = {consonants(_joined_sound(one, other)) for one, other in pairwise(parts)}
    pieces = {piece for word in words for piece in _pieces(word)}
    return {key[:KEY_LENGTH] for key in words | joined | pieces if key}


def _pieces(key: str) -> Iterator[str]:
    """Return the beginnings and ends of a long word that may stand as a word of its own: *Abdulrahman*."""
    for length in range(SHORT, len(key) - SHORT + 1):
        yield key[:length]
        yield key[-length:]


@dataclass
class _Pairing:
    """Two lists of names while pairs of the same sound are taken out of them."""

    mine: list[Part]
    theirs: list[Part]
    shared: int = 0
    telling: int = 0
    respelt: list[tuple[str, str]] = field(default_factory=list)


@lru_cache(maxsize=1 << 12)
def compare_names(one: str, other: str, *, at_most_one: bool = False) -> NamesCompared:
    """Return how two people's names agree, in any order, parted or joined, by their sound.

    With `at_most_one` nothing more is looked for once two names of one side are sure to be left over: most people who
    share a sound and a part of a birth date are told apart so.
    """
    pairing = _Pairing(list(parts_of(one)), list(parts_of(other)))
    one_name = 1 in {len(pairing.mine), len(pairing.theirs)}
    _take_equal(pairing)
    _take_joined(pairing)
    _take_alike(pairing, at_most_one=at_most_one)
    return NamesCompared(
        shared=pairing.shared,
        telling=pairing.telling,
        one_name=one_name,
        left=tuple(pairing.mine),
        others_left=tuple(pairing.theirs),
        respelt=tuple(pairing.respelt),
    )


def _take_equal(pairing: _Pairing) -> None:
    for part in tuple(pairing.mine):
        for each in pairing.theirs:
            if part.sounds_as(each):
                pairing.mine.remove(part)
                pairing.theirs.remove(each)
                pairing.shared += 1
                pairing.telling = max(pairing.telling, len(part.kept))
                break


def _take_joined(pairing: _Pairing) -> None:
    """Take out a name on one side that is two neighbours on the other.

    It has about as many consonants as the two together; most have not, and none are lost by not looking closer.
    """
    for whole, parted in ((pairing.mine, pairing.theirs), (pairing.theirs, pairing.mine)):
        neighbours = _neighbours(parted)
        for part in tuple(whole) if neighbours else ():
            fewest, most = part.fewest - AT_THE_SEAM, part.most + AT_THE_SEAM
            for length, first, second in neighbours:
                if fewest <= length <= most and _is_joined(part, first, second):
                    whole.remove(part)
                    parted.remove(first)
                    parted.remove(second)
                    pairing.shared += 1
                    neighbours = _neighbours(parted)
                    break


def _neighbours(parts: list[Part]) -> list[tuple[int, Part, Part]]:
    """Return each two neighbours, and how many consonants they have together."""
    return [(len(first.kept) + len(second.kept), first, second) for first, second in pairwise(parts)]


def _is_joined(part: Part, first: Part, second: Part) -> bool:
    bones = first.whole + second.whole
    if all(OSA.distance(each, bones, score_cutoff=FAR) > FAR for each in part.bones):
        return False  # most of them, and the sound of the two together costs more
    joined = _joined_sound(first, second)
    return any(_whole_word(form, joined) for form in part.forms)


def _whole_word(one: str, joined: str) -> bool:
    """Return whether a word is two others together; short ones only where nothing differs."""
    return one == joined or (min(len(one), len(joined)) > FEW_LETTERS and sound_likeness(one, joined) > 0)


def _joined_sound(first: Part, second: Part) -> str:
    return sound_of(first.joined + second.joined)


def _take_alike(pairing: _Pairing, *, at_most_one: bool) -> None:
    """Take out the pairs that sound alike, the most alike first."""
    if at_most_one and abs(len(pairing.mine) - len(pairing.theirs)) > 1:
        return
    pairs: list[tuple[float, Part, Part]] = []
    alone = 0
    for one in pairing.mine:
        counterparts = [(alike, one, other) for other in pairing.theirs if (alike := _parts_likeness(one, other)) > 0]
        pairs += counterparts
        alone += not counterparts
        if at_most_one and alone > 1:
            return
    for _, one, other in sorted(pairs, key=lambda each: -each[0]):
        if one in pairing.mine and other in pairing.theirs:
            pairing.mine.remove(one)
            pairing.theirs.remove(other)
            pairing.shared += 1
            pairing.respelt.append((one.sound, other.sound))


def _parts_likeness(one: Part, other: Part) -> float:
    if len(one.forms) == len(other.forms) == 1:  # most of them
        return sound_likeness(one.forms[0], other.forms[0])
    return max(sound_likeness(mine, theirs) for mine in one.forms for theirs in other.forms)


def sound_likeness(one: str, other: str) -> float:
    """Return how alike two sounds are, from 0 to 1; 0 where they are too far from each other to be one name."""
    if one == other:
        return 1.0
    alike = OSA.normalized_similarity(one, other, score_cutoff=LEAST_ALIKE)
    if not alike:  # most pairs: nothing else has to be looked at
        return 0.0
    bones, others = consonants(one), consonants(other)
    if bones == others:
        return alike if alike >= (LEAST_ALIKE if min(len(one), len(other)) > FEW_LETTERS else 0.7) else 0.0
    if alike >= 0.85:
        return alike
    if max(len(bones), len(others)) >= 5 and alike >= 0.65 and OSA.distance(bones, others) == 1:
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
