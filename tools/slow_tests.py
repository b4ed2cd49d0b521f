"""Write which tests the daily loop leaves out, from the seconds that each one took.

Usage: slow_tests.py FILE

FILE comes from `pytest --times FILE tests/rules tests/actions tests/web`. What takes more than 0.2 seconds of the
processor in one case is slow; so is what stands in the list, is still there and is not in FILE.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "slow.txt"
MOST = 0.2  # seconds


def slowest_cases(lines: list[str]) -> dict[str, float]:
    """Return for each test the seconds of its slowest case."""
    slowest: dict[str, float] = {}
    for line in lines:
        seconds, name = line.split("\t")
        test = name.partition("[")[0]
        slowest[test] = max(slowest.get(test, 0.0), float(seconds))
    return slowest


def is_there(test: str) -> bool:
    """Return whether a test is written where its name says."""
    path, _, name = test.partition("::")
    file = ROOT / path
    return file.exists() and f"def {name.rpartition('::')[2]}(" in file.read_text(encoding="utf-8")


def main() -> int:
    """Write the list anew and return the exit status."""
    measured = slowest_cases(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
    before = set(LIST.read_text(encoding="utf-8").split()) if LIST.exists() else set()
    slow = {test for test in before - measured.keys() if is_there(test)}
    slow |= {test for test, seconds in measured.items() if seconds > MOST}
    LIST.write_text("".join(f"{test}\n" for test in sorted(slow)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
