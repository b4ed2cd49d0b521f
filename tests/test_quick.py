"""What the daily loop leaves out."""

from __future__ import annotations

import pytest

from tests.quick import CASES, a_few, slow_tests
from tools.slow_tests import is_there, slowest_cases


@pytest.mark.parametrize("many", [1, CASES, CASES + 1, 100])
def test_of_many_cases_a_few_are_shown_with_the_first_and_the_last(many: int) -> None:
    few = a_few(list(range(many)))
    assert (len(few), len(set(few)), few[0], few[-1]) == (min(many, CASES), min(many, CASES), 0, many - 1)


def test_what_takes_long_is_there() -> None:
    """A test that was renamed or removed is taken out of the list, or put there anew by `tools/slow_tests.py`."""
    assert [test for test in sorted(slow_tests()) if not is_there(test)] == []


def test_a_test_is_as_slow_as_its_slowest_case() -> None:
    lines = ["0.10\ttests/a.py::one[x]", "0.52\ttests/a.py::one[y-[z]]", "0.01\ttests/a.py::two"]
    assert slowest_cases(lines) == {"tests/a.py::one": 0.52, "tests/a.py::two": 0.01}
