"""`python -m tools.at_every_hour [--only N] [ARGUMENT…]`: the suite with the system's clock at moments that matter.

Runs `./run test ARGUMENT…` once for each moment and zone and prints the closing lines of each; the exit status is 1 if
any run failed. The tests run at a moment of their own (tests/clock.py): none of these may make a difference. The clock
is moved by a library that is compiled here and preloaded (shifted_clock.c), so this needs a C compiler and Linux.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
SOURCE = Path(__file__).with_name("shifted_clock.c")
QUITO, KIRITIMATI = "America/Guayaquil", "Pacific/Kiritimati"
SHOWN = 60  # lines of a run that failed


@dataclass(frozen=True)
class Moment:
    """What the system's clock shows when a run begins, and in which zone."""

    day: str
    hour: str
    zone: str

    def __str__(self) -> str:
        return f"{self.day} {self.hour} {self.zone}"

    @property
    def shift(self) -> int:
        """Return by how many seconds the clock has to be moved now."""
        wanted = datetime.fromisoformat(f"{self.day} {self.hour}").replace(tzinfo=ZoneInfo(self.zone))
        return round(wanted.timestamp() - time.time())


MOMENTS = [
    Moment(day, hour, zone)
    for zone in (QUITO, KIRITIMATI)
    for day, hour in (
        ("2026-11-28", "12:00"),  # a Saturday
        ("2026-11-30", "00:05"),  # a Monday
        ("2026-12-31", "23:55"),
        ("2028-02-29", "10:00"),
    )
]


def main(words: Sequence[str]) -> int:
    """Run the suite at every moment; return 1 if any run failed, 2 where the clock cannot be moved."""
    parser = argparse.ArgumentParser(description="Run the suite with the system's clock at moments that matter.")
    parser.add_argument("--only", type=int, metavar="N", help=f"only the N-th of the {len(MOMENTS)} moments")
    known, arguments = parser.parse_known_args(words)
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        print("needs Linux and a C compiler (cc)", file=sys.stderr)
        return 2
    chosen = MOMENTS[known.only - 1 : known.only] if known.only else MOMENTS
    with tempfile.TemporaryDirectory(prefix="vinculo-clock-") as folder:
        library = Path(folder) / "shifted_clock.so"
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, SOURCE], check=True)
        failed = [moment for moment in chosen if not passes(moment, library, arguments)]
    print(f"\n== {len(chosen) - len(failed)} of {len(chosen)} passed", *failed, sep="\nfailed: ")
    return 1 if failed else 0


def passes(moment: Moment, library: Path, arguments: Sequence[str]) -> bool:
    """Run the suite at a moment and print its closing lines; return whether it passed."""
    print(f"\n== {moment}", flush=True)
    moved = {"TZ": moment.zone, "CLOCK_SHIFT": str(moment.shift), "LD_PRELOAD": str(library)}
    done = subprocess.run(
        [ROOT / "run", "test", *arguments],
        cwd=ROOT,
        env=os.environ | moved,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    closing = len(lines) - lines.index("== summary") if "== summary" in lines else SHOWN
    print("\n".join(lines[-max(closing, SHOWN if done.returncode else 0) :]), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
