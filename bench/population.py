"""People as they may stand in the registry: names by their frequency in each nation, birth dates of families.

The frequencies are written down from general knowledge (bench/names_by_nation.txt says so): they show the size of a
risk, not a count of the population. The shares of the nations are a guess of the same kind.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from vinculo.rules.cases.likeness import Identity

FILE = Path(__file__).parent / "names_by_nation.txt"
SHARES = {
    "VEN": 52,
    "COL": 22,
    "PER": 6,
    "CUB": 6,
    "CHN": 4,
    "HTI": 3,
    "USA": 2,
    "ESP": 2,
    "ARG": 1,
    "IND": 0.7,
    "SYR": 0.7,
    "UKR": 0.6,
}
TODAY = date(2026, 11, 27)
RARE = 3000  # names of those that no list has, the first of them the most usual
TWO_SURNAMES = {"VEN": 0.93, "COL": 0.95, "PER": 0.97, "CUB": 0.97, "ESP": 0.97, "ARG": 0.15}
SECOND_GIVEN = {"VEN": 0.8, "COL": 0.75, "PER": 0.75, "CUB": 0.5, "ESP": 0.3, "ARG": 0.7, "HTI": 0.4, "USA": 0.7}
SYLLABLES = {
    "CHN": (
        "",
        [
            "Xiao",
            "Yu",
            "Zi",
            "Jia",
            "Wen",
            "Guo",
            "Jian",
            "Zhi",
            "Hai",
            "Hong",
            "Ying",
            "Shu",
            "Xiu",
            "Li",
            "Mei",
            "Ting",
            "Hao",
            "Xuan",
            "Ming",
            "Hua",
            "Jun",
            "Wei",
            "Yan",
            "Bo",
        ],
    ),
    "UKR": (
        "",
        [
            "ko",
            "va",
            "len",
            "che",
            "sho",
            "ru",
            "bo",
            "ti",
            "ma",
            "lys",
            "ka",
            "pe",
            "tre",
            "no",
            "hry",
            "dan",
            "vy",
            "ser",
            "ma",
            "to",
        ],
    ),
}
OTHERS = [
    "ba",
    "be",
    "bo",
    "ca",
    "ce",
    "co",
    "da",
    "di",
    "do",
    "fa",
    "fe",
    "ga",
    "go",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "no",
    "pa",
    "pe",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "so",
    "ta",
    "te",
    "ti",
    "to",
    "va",
    "vi",
    "za",
]


@dataclass(frozen=True)
class Names:
    """A list of names with the running sum of their frequencies, rare ones at the end."""

    names: list[str]
    sums: list[float]

    def draw(self, chance: random.Random) -> str:
        """Return a name, each as often as it is borne."""
        return chance.choices(self.names, cum_weights=self.sums)[0]


@cache
def lists() -> dict[tuple[str, str], Names]:
    """Return the names of each nation by kind: m, w and s."""
    names_of = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        head, words = line.split(": ")
        nation, kind = head.split()
        pairs = words.split()
        names, weights = pairs[::2], [float(each) for each in pairs[1::2]]
        chance = random.Random(f"{nation}{kind}")
        rest = max(1000 - sum(weights), 0)
        tail = [1 / (number + 20) for number in range(RARE)]
        names += [_rare(nation, kind, chance) for _ in tail]
        weights += [rest * each / sum(tail) for each in tail]
        names_of[nation, kind] = Names(names, list(accumulate(weights)))
    return names_of


def _rare(nation: str, kind: str, chance: random.Random) -> str:
    if nation == "CHN":
        return "".join(chance.sample(SYLLABLES["CHN"][1], 1 if kind == "s" else 2)).capitalize()
    syllables = SYLLABLES.get(nation, ("", OTHERS))[1]
    ending = {"m": ["s", "n", "r", "l", "o"], "w": ["a", "a", "s", "e"], "s": ["z", "s", "n", "ra", "no", ""]}[kind]
    return ("".join(chance.choices(syllables, k=chance.choice((2, 3)))) + chance.choice(ending)).capitalize()


def draw_names(nation: str, chance: random.Random) -> str:
    """Return the names of one person of this nation, in the order of its papers."""
    known = lists()
    kind = chance.choice("mw")
    given = [known[nation, kind].draw(chance)]
    if chance.random() < SECOND_GIVEN.get(nation, 0):
        given.append(known[nation, kind].draw(chance))
    surnames = [known[nation, "s"].draw(chance)]
    if chance.random() < TWO_SURNAMES.get(nation, 0):
        surnames.append(known[nation, "s"].draw(chance))
    if nation == "IND" and chance.random() < 0.05:
        return given[0]  # one name only
    if nation == "CHN":
        return " ".join(surnames + given)
    if nation == "SYR":
        given.append(known[nation, "m"].draw(chance))  # the father's
    return " ".join(given + surnames)


def draw_birth(chance: random.Random) -> date:
    """Return the birth date of an adult, three of five, or of a child."""
    youngest, oldest = (18, 65) if chance.random() < 0.6 else (0, 18)
    return TODAY - timedelta(days=chance.randrange(youngest * 365, oldest * 365))


def people(count: int, chance: random.Random, nation: str = "") -> Iterator[Identity]:
    """Return so many people, of the nations by their shares or all of one."""
    nations, shares = list(SHARES), list(SHARES.values())
    for _ in range(count):
        home = nation or chance.choices(nations, weights=shares)[0]
        yield Identity(names=draw_names(home, chance), birth_date=draw_birth(chance), nationality=home)
