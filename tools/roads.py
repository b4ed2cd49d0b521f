#!/usr/bin/env python3
"""Count through how many files and functions of the product one act runs: *Si*, *Confirmar*, *Emitir*, *Llamar*.

Usage: python tools/roads.py [--list] [si|confirmar|emitir|llamar …]

Each act is one request of the test client over a fresh database in memory of the tests' settings, with the tests' cast.
Its first run warms what is built once; the second, with other people, is counted with `sys.setprofile`: every function
of `vinculo/` that was entered, once each. `--list` prints them in the order of their first call.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = str(ROOT / "vinculo") + os.sep
COMPREHENSIONS = {"<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>", "<lambda>", "<module>"}


@dataclass
class Road:
    """The functions of the product that ran, in the order of their first call: (file, name)."""

    functions: dict[tuple[str, str], None] = field(default_factory=dict)

    def enter(self, frame: FrameType, event: str, _arg: object) -> None:
        """Note one call, as `sys.setprofile` tells it."""
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(PRODUCT) and code.co_name not in COMPREHENSIONS:
            self.functions[code.co_filename.removeprefix(PRODUCT), code.co_qualname] = None

    @property
    def files(self) -> int:
        """Return in how many files they stand."""
        return len({file for file, _name in self.functions})


@contextmanager
def count_calls() -> Iterator[Road]:
    """Count what runs in the block."""
    road = Road()
    sys.setprofile(road.enter)
    try:
        yield road
    finally:
        sys.setprofile(None)


@contextmanager
def database() -> Iterator[None]:
    """Set Django up with the settings of the tests over a database that goes away."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        yield
    finally:
        connection.creation.destroy_test_db("", verbosity=0)
        teardown_test_environment()


def roads(names: list[str]) -> dict[str, Road]:
    """Return the road of each act."""
    import time_machine
    from django.db import transaction

    from tests import cast
    from tools import road_acts
    from vinculo.web.shared import fields

    fields.NOTHING_SHOWN = None  # what stands before the act is posted without having read a page (D30)

    by_name: dict[str, Road] = {}
    with time_machine.travel(cast.NOW, tick=False):
        for name in names:
            act: Callable[[], Callable[[], None]] = road_acts.ACTS[name]
            for _turn in range(2):  # the first builds what is built once in a process
                with transaction.atomic():
                    press = act()
                    with count_calls() as by_name[name]:
                        press()
                    transaction.set_rollback(True)
    return by_name


def main() -> int:
    """Print a line for each act."""
    parser = argparse.ArgumentParser(description="Count the files and functions that one act runs through.")
    parser.add_argument("acts", nargs="*", help="si, confirmar, emitir, llamar; all of them if none is named")
    parser.add_argument("--list", action="store_true", help="print the functions too")
    options = parser.parse_args()
    with database():
        measured = roads(options.acts or ["si", "confirmar", "emitir", "llamar"])
    for name, road in measured.items():
        print(f"{name}: {road.files} files, {len(road.functions)} functions")
        if options.list:
            print(*(f"  {file}: {function}" for file, function in road.functions), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
