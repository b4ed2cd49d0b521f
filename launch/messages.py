"""Speaks with the person at the terminal."""

import sys
from typing import TextIO


class Problem(Exception):
    """What keeps the launcher from going on, and how to mend it."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


def say(text: str = "", *, to: TextIO | None = None) -> None:
    """Print a line at once; a terminal that has gone away is no reason to fail."""
    try:
        print(text, file=to or sys.stdout, flush=True)
    except (OSError, ValueError):
        return


def complain(problem: Problem) -> None:
    """Print on the error stream what is wrong and, indented below it, how to mend it."""
    say(f"\n{problem.what}", to=sys.stderr)
    for line in problem.mend.splitlines():
        say(f"  {line}", to=sys.stderr)
