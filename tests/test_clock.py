"""The tests and the processes that they start agree on the moment, whatever the system's clock and zone say."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests import ROOT, cast
from tests.clock import read_clock, start_clock

PRODUCT = {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings"}
SATURDAY = cast.NOW - timedelta(days=2)
ENTRIES = {
    "vinculo.config.wsgi": "Pacific/Kiritimati",
    "vinculo.config.asgi": "America/Guayaquil",
    "manage": "Asia/Kabul",
}
SAYING_THE_TIME = "import sys; __import__(sys.argv[1]); import datetime as d; print(d.datetime.now(d.UTC).isoformat())"
MOMENT = timedelta(seconds=60)  # on a busy machine


def time_of_a_process(environ: dict[str, str], entry: str = "vinculo.config.wsgi") -> datetime:
    told = subprocess.run(
        [sys.executable, "-c", SAYING_THE_TIME, entry],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return datetime.fromisoformat(told.stdout.strip())


@pytest.mark.parametrize("turn", range(2))
def test_each_test_begins_on_a_monday_at_nine(clock_of_tests: time_machine.Traveller, turn: int) -> None:
    assert timedelta(0) <= timezone.now() - cast.NOW < MOMENT
    assert f"{timezone.localtime():%A %H}" == "Monday 09"
    clock_of_tests.shift(timedelta(days=1))  # the next one begins on Monday all the same


@pytest.mark.parametrize(("entry", "zone"), ENTRIES.items())
def test_a_process_follows_the_clock_that_its_environment_names(entry: str, zone: str) -> None:
    environ = os.environ | PRODUCT | start_clock(SATURDAY) | {"TZ": zone}
    began = timezone.now()
    before, told, after = read_clock(environ), time_of_a_process(environ, entry), read_clock(environ)
    assert SATURDAY <= before < told < after < SATURDAY + MOMENT
    assert timezone.now() > began  # the clock of the tests runs on too


def test_the_product_knows_no_clock_but_the_systems() -> None:
    long_ago = datetime(2001, 1, 1, tzinfo=cast.GUAYAQUIL)
    environ = os.environ | PRODUCT | start_clock(long_ago)
    assert time_of_a_process(environ).year == 2001
    assert time_of_a_process(environ | {"PYTHONPATH": str(ROOT)}).year > 2001
