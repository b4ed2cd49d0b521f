"""How long a newcomer waits for the demonstration: its people, its days, and its two months of history (D39).

Usage: python -m bench.demo [--profile]. A new SQLite file is made as `./run` makes it; then each part is done and timed
in this process. The exit status is 1 where people, days and history take more than the bound of processor. Beside
other programs the clock says little. `--profile` names the functions in which the history spends its time, slowed down.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

from launch.surroundings import ROOT

BOUND = 10.0  # seconds
SHOWN = 40  # functions


def make_database(data: Path) -> None:
    """Make the tables and the reference data in a process of their own, and let this one use them."""
    for name in [each for each in os.environ if each.startswith("VINCULO_") or each == "DATABASE_URL"]:
        del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings", "VINCULO_DATA": str(data), "VINCULO_DEMO": "1"}
    for words in (("migrate", "--verbosity", "0"), ("load_reference",)):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=True, stdout=subprocess.PIPE)


def parts_of_demo() -> dict[str, Callable[[], object]]:
    """Return what is done before the demonstration can be opened, by its name, in the order of `./run`."""
    from django.utils import timezone

    from vinculo.actions.booking.opening_days import open_days
    from vinculo.demo import people
    from vinculo.demo.history.loading import load_history

    now = timezone.now()
    return {
        "days": lambda: open_days(now=now, random_source=Random(1)),
        "people": lambda: people.make_demo(now),
        "history": lambda: load_history(people.centres_with_history(), now),
    }


def measure(act: Callable[[], object]) -> tuple[float, float]:
    """Do something and return the seconds of processor and of the clock that it took."""
    used, began = time.process_time(), time.perf_counter()
    act()
    return time.process_time() - used, time.perf_counter() - began


def main(words: Sequence[str]) -> int:
    """Make it, print what each part took, and tell whether it is within the bound."""
    parser = argparse.ArgumentParser(prog="python -m bench.demo", description=__doc__)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder:
        make_database(Path(folder))
        import django

        django.setup()
        whole = [0.0, 0.0]
        for name, act in parts_of_demo().items():
            profile = cProfile.Profile() if asked.profile and name != "people" else None
            taken = measure(partial(profile.runcall, act) if profile else act)
            print(f"{name}: {taken[0]:.1f} s of processor, {taken[1]:.1f} s of the clock", flush=True)
            whole = [before + each for before, each in zip(whole, taken, strict=True)]
            if profile:
                pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)
        print(f"all of it: {whole[0]:.1f} s of processor, {whole[1]:.1f} s of the clock; bound {BOUND:.0f}")
    return int(whole[0] > BOUND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
