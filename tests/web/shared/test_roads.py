"""The road of each act that is counted goes through its view (tools/roads.py, docs/architecture.md)."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests import ROOT
from tools import road_acts
from tools.roads import roads

pytestmark = pytest.mark.django_db
VIEWS = {
    "si": ("web/public/booking/choose.py", "hour"),
    "confirmar": ("web/public/booking/choose.py", "review"),
    "emitir": ("web/desk/case/decisions.py", "issue"),
    "llamar": ("web/desk/calling/calling.py", "call_next"),
}
# An event that is written in one statement with what it tells of is only composed there.
WRITERS = {"si": "compose_event", "confirmar": "compose_event"}


@pytest.mark.parametrize("name", road_acts.ACTS)
def test_a_road_is_counted_through_its_view_and_the_writer_of_events(name: str) -> None:
    road = roads([name])[name]
    ends = VIEWS[name], ("records/events.py", WRITERS.get(name, "write_event"))
    assert tuple(each for each in road.functions if each in ends) == ends
    assert road.files > len(ends)


@pytest.mark.full
def test_the_table_of_the_roads_has_their_figures() -> None:
    """In a process of its own: another test may have made what is made once."""
    program = [sys.executable, "tools/roads.py"]
    surroundings = {"PATH": os.environ["PATH"]}  # not the data of this run
    done = subprocess.run(program, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counted = re.findall(r"^(\w+): (\d+) files, (\d+) functions$", done.stdout, re.MULTILINE)
    table = re.findall(
        r"^\| \*(\w+)\* [^|]*\| (\d+)[^|]*\| (\d+)", (ROOT / "docs/architecture.md").read_text("utf-8"), re.MULTILINE
    )
    assert [(name.lower(), *figures) for name, *figures in table] == counted
