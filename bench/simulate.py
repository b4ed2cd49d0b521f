"""Simulates 30 days at 10 centres on a PostgreSQL of its own and prints what they were like.

Usage: python bench/simulate.py [--days 30] [--centres 10] [--people 60] [--seed 1]
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from launch.postgres import temporary_cluster  # noqa: E402

KEY = "only-for-measurements-on-this-machine-0123456789-abcdefghij"


def main() -> int:
    """Start the database, run `simulate_day` on it and return its exit status."""
    parser = ArgumentParser(description=__doc__)
    for name, default in (("days", 30), ("centres", 10), ("people", 60), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    wanted = [f"--{name}={value}" for name, value in vars(parser.parse_args()).items()]
    with temporary_cluster() as database, TemporaryDirectory() as data:
        settings = {"DATABASE_URL": database, "VINCULO_DATA": data, "VINCULO_SECRET_KEY": KEY, "VINCULO_DEMO": "1"}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "--verbosity=0"], env=os.environ | settings, check=True)
        return subprocess.run([*manage, "simulate_day", *wanted], env=os.environ | settings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
