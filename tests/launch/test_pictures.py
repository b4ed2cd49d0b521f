"""The pictures of docs/architecture.md: their commands run, count rightly, and what is drawn there is what is here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from django.apps import apps

from launch.surroundings import ROOT
from tools.diagram_of_models import hubs, references
from tools.drawing import MISSING, find_dot
from tools.picture_of_floors import PACKAGE, arrows, layers, rooms

PICTURES = {"picture_of_floors.py": "floors.svg", "diagram_of_models.py": "models.svg"}
MODELS = sorted(model.__name__ for model in apps.get_app_config("records").get_models())
needs_graphviz = pytest.mark.skipif(find_dot() is None, reason=MISSING)


def run(tool: str, target: Path, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, str(ROOT / "tools" / tool), str(target)]
    return subprocess.run(words, env={"PATH": path}, capture_output=True, text=True, check=False)


def floors_and_rooms() -> list[str]:
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)
    floors = [floor for layer in layers() for floor in layer]
    return [*floors, *(room for floor in floors for room in rooms(graph, floor))]


@needs_graphviz
@pytest.mark.parametrize(
    ("tool", "names"), [("picture_of_floors.py", floors_and_rooms()), ("diagram_of_models.py", MODELS)]
)
def test_a_picture_names_everything_that_it_is_of(tool: str, names: list[str], tmp_path: Path) -> None:
    done = run(tool, tmp_path / "picture.svg")
    assert (done.returncode, done.stderr) == (0, "")
    drawn = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    assert [name for name in names if f">{name}</text>" not in drawn] == []


@pytest.mark.parametrize("tool", PICTURES)
def test_without_graphviz_a_picture_says_what_to_install(tool: str, tmp_path: Path) -> None:
    done = run(tool, tmp_path / "picture.svg", path=str(tmp_path))
    assert (done.returncode, done.stderr.strip()) == (1, MISSING)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("picture", "names"), [("floors.svg", floors_and_rooms()), ("models.svg", MODELS)])
def test_the_pictures_of_the_documents_are_not_of_an_older_house(picture: str, names: list[str]) -> None:
    drawn = (ROOT / "docs" / picture).read_text(encoding="utf-8")
    assert [name for name in names if f">{name}</text>" not in drawn] == []


def test_the_document_names_pictures_and_commands() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for tool, picture in PICTURES.items():
        assert f"python tools/{tool}" in text
        assert f"({picture})" in text


def test_an_arrow_counts_the_imports_between_two_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = {
        "web/a.py": "from drawn.rules import r\nfrom drawn.actions import x, y\n",
        "actions/x.py": "from drawn.actions import y\nfrom drawn.rules import r\n",
        "actions/y.py": "import drawn.rules.r\n",
        "rules/r.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import drawn.web.a\n",
    }
    for name, text in modules.items():
        path = tmp_path / "drawn" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        (path.parent / "__init__.py").touch()
    (tmp_path / "drawn" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    graph = grimp.build_graph("drawn", exclude_type_checking_imports=True, cache_dir=None)
    assert arrows(graph, 1, "drawn") == {("web", "rules"): 1, ("web", "actions"): 2, ("actions", "rules"): 2}


def test_what_must_and_what_may_be_referred_to() -> None:
    ends_by_model = references(apps.get_app_config("records").get_models())
    assert sorted(ends_by_model) == MODELS
    assert (ends_by_model["Seat"]["Slot"], ends_by_model["Seat"]["Turno"]) == (True, False)
    assert hubs({name: {"Much": True} for name in "abcdefgh"} | {"Much": {"Little": True}}) == {"Much"}


def test_the_pictures_of_the_day_are_those_that_the_command_takes() -> None:
    told = re.findall(r"\(day/([\w-]+)\.png\)", (ROOT / "docs/day.md").read_text("utf-8"))
    taken = re.findall(r'Shot\("\w*", "([\w-]+)"', (ROOT / "tools/pictures_of_day.py").read_text("utf-8"))
    kept = [path.stem for path in (ROOT / "docs/day").glob("*.png")]
    assert sorted(told) == sorted(taken) == sorted(kept)
