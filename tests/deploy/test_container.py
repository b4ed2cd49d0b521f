"""The container and the compose file, by their parts: no engine runs here, so that what they name is looked at."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import yaml

from tests import ROOT
from vinculo.config.installation.reading import FIELDS, fault_of
from vinculo.config.installation.table import setting_name

CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
ENTER = ROOT / "deploy" / "enter"
OURS = {name: each for name, each in COMPOSE["services"].items() if each["image"] == "vinculo"}


def test_what_the_containerfile_copies_is_there_and_not_ignored() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINER, re.MULTILINE)
    paths = [path for line in copied for path in line.split()]
    assert paths == ["requirements/base.txt", "manage.py", "pyproject.toml", "launch", "vinculo", "deploy/enter"]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert [path for path in paths if path.split("/")[0] in ignored] == []


def test_the_image_runs_as_nobody_of_the_host_and_holds_no_secret() -> None:
    assert CONTAINER.split("FROM")[-1].count("\nUSER vinculo\n") == 1
    settings = re.findall(r"(VINCULO_[A-Z_]+)=(\S+)", CONTAINER)
    assert [fault_of(name, value) for name, value in settings if fault_of(name, value)] == []
    assert {name for name, _ in settings} == {"VINCULO_DATA", "VINCULO_DEMO"}


def test_each_service_says_a_word_that_the_entry_knows() -> None:
    words = set(re.findall(r"^(\w+)\)", ENTER.read_text(encoding="utf-8"), re.MULTILINE))
    assert {each["command"][0] for each in OURS.values()} == {"prepare", "web", "boards", "mail", "upkeep", "metrics"}
    assert {each["command"][0] for each in OURS.values()} | {"manage"} == words
    said = subprocess.run([ENTER, "nonsense"], capture_output=True, encoding="utf-8", timeout=20, check=False)
    assert (said.returncode, said.stderr) == (
        2,
        "«nonsense» no se conoce: web, boards, mail, upkeep, metrics, prepare o manage ORDEN.\n",
    )


def test_only_nginx_is_reached_from_outside_and_nothing_has_rights_of_its_own() -> None:
    assert [name for name, each in COMPOSE["services"].items() if "ports" in each] == ["nginx"]
    for each in OURS.values():
        assert each["cap_drop"] == ["ALL"]
        assert each["read_only"] is True
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    known = {setting_name(name) for name in FIELDS}
    assert {name for each in OURS.values() for name in each.get("environment", {})} <= known
