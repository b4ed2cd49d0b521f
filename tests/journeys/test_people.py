"""The journeys share a house and nobody in it: the person who is in two of them would make one depend on the other."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.journeys import families, people

MODULES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py"))}
FAMILIES = {name: value for name, value in vars(families).items() if isinstance(value, families.Family)}
PERSONS = {name: value for name, value in vars(people).items() if isinstance(value, people.Person)}
CENTRES = {name: value for name, value in vars(people).items() if isinstance(value, people.Centre)}


def test_each_code_passport_account_and_centre_is_there_once() -> None:
    keys = [each.code for each in FAMILIES.values()]
    keys += [key for each in PERSONS.values() for key in (each.code, each.passport)]
    keys += [key for each in CENTRES.values() for key in (each.name, each.officer, each.supervisor, each.lawyer) if key]
    assert [key for key, times in Counter(keys).items() if times > 1] == []


@pytest.mark.parametrize("name", sorted({*FAMILIES, *PERSONS, "JEAN", "PEDRO", "RITA"}))
def test_each_person_is_in_one_journey(name: str) -> None:
    assert len([test for source in MODULES.values() for test in journeys_of(name, source)]) == 1


@pytest.mark.parametrize("name", sorted(CENTRES))
def test_each_centre_is_in_one_module(name: str) -> None:
    assert len([module for module, source in MODULES.items() if is_imported(name, source)]) == 1


def is_imported(name: str, source: str) -> bool:
    return bool(re.search(rf"^from tests\.journeys\.(people|families) import [^)]*?\b{name}\b", source, re.M))


def journeys_of(name: str, source: str) -> set[str]:
    """Return the tests of a module in which an imported name stands, or in a function of the module that they call."""
    if not is_imported(name, source):
        return set()
    parts = re.split(r"^def (\w+)", source, flags=re.M)[1:]
    bodies = dict(zip(parts[::2], parts[1::2], strict=True))
    reached = {function for function, body in bodies.items() if re.search(rf"\b{name}\b", body)}
    for _ in bodies:
        reached |= {each for each, body in bodies.items() if any(re.search(rf"\b{by}\(", body) for by in reached)}
    return {each for each in reached if each.startswith("test_")}
