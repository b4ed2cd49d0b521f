"""How often a search for the same person shows somebody else (D19): per nation, among people drawn by their names.

Usage: python -m bench.precision [--people 100000] [--nation CHN]. No two of these people are the same, so everybody
shown is a false candidate. The exit status is 1 where more than 1 search in 200 shows one.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from bench.population import people
from vinculo.rules.cases.likeness import Identity, Likeness, compare, kept_sounds, near_dates, sounds_to_find

MOST = 1 / 200  # of the searches


class Registry:
    """People under their birth dates and keys; by two parts of the date instead of the database's list of dates."""

    def __init__(self, everybody: Iterable[Identity]) -> None:
        self.by_date: dict[date, list[int]] = defaultdict(list)
        self.by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.everybody = list(everybody)
        for number, each in enumerate(self.everybody):
            self.by_date[_get_birth_date(each)].append(number)
            for key in filter(None, kept_sounds(each.names)):
                for parts in _two_parts(_get_birth_date(each)):
                    self.by_key[key, parts].append(number)

    def search(self, sought: Identity) -> set[int]:
        """Return the numbers of those who are equal or like."""
        matches = {number for day in near_dates(_get_birth_date(sought)) for number in self.by_date.get(day, ())}
        for parts in _two_parts(_get_birth_date(sought)):
            matches.update(
                number for key in sounds_to_find(sought.names) for number in self.by_key.get((key, parts), ())
            )
        return {each for each in matches if compare(sought, self.everybody[each]) is not Likeness.DIFFERENT}


def _get_birth_date(who: Identity) -> date:
    assert who.birth_date is not None
    return who.birth_date


def _two_parts(day: date) -> tuple[str, str, str]:
    return f"{day:%Y-%m}", f"{day:%m-%d}", f"{day:%Y--%d}"


def measure(registry: Registry, searches: int) -> tuple[Counter[str], Counter[str], list[tuple[Identity, Identity]]]:
    """Return how many were searched of each nation, how many searches showed somebody, and whom."""
    asked: Counter[str] = Counter()
    false: Counter[str] = Counter()
    pairs = []
    for number, sought in enumerate(registry.everybody[:searches]):
        asked[sought.nationality] += 1
        others = registry.search(sought) - {number}
        if others:
            false[sought.nationality] += 1
            pairs.append((sought, registry.everybody[min(others)]))
    return asked, false, pairs


def main() -> int:
    """Measure and print; return 1 beyond the bound."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--people", type=int, default=100_000)
    words.add_argument("--searches", type=int, default=0, help="0: everybody is searched")
    words.add_argument("--nation", default="", help="all of one nation, which is harder")
    words.add_argument("--show", type=int, default=0, help="how many of the false candidates are printed")
    given = words.parse_args()
    registry = Registry(people(given.people, random.Random(20261130), given.nation))
    asked, false, pairs = measure(registry, given.searches or given.people)
    for nation, count in asked.most_common():
        print(f"{nation} {count:7d} searches, {false[nation]:5d} with a false candidate, {false[nation] / count:.3%}")
    total = sum(false.values()) / sum(asked.values())
    print(f"all {sum(asked.values()):7d} searches, {sum(false.values()):5d} with a false candidate, {total:.3%}")
    for sought, other in pairs[: given.show]:
        print(f"  {sought.names} {sought.birth_date} | {other.names} {other.birth_date}")
    return int(max(total, *(false[nation] / count for nation, count in asked.items())) > MOST)


if __name__ == "__main__":
    sys.exit(main())
