"""How `./run test` runs its parts."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from launch import checks, testing
from launch.surroundings import Surroundings, look_around

MEET = """
import pathlib, sys, time
mine, other = map(pathlib.Path, sys.argv[1:])
mine.touch()
give_up = time.monotonic() + 20
while not other.exists() and time.monotonic() < give_up:
    time.sleep(0.01)
sys.exit(not other.exists())
"""
GIVES_WAY = "import os, sys; sys.exit(os.nice(0) != int(sys.argv[1]))"


def check_with(monkeypatch: pytest.MonkeyPatch, **said: list[str | Path]) -> None:
    """Let the checks be these."""
    monkeypatch.setattr(checks, "commands", lambda around: dict(said))


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    """A project whose Python writes down with which arguments it was called for a pass, and waits for the checks."""
    program = tmp_path / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    places = f"{tmp_path / 'pass'} {tmp_path / 'check'}"
    program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/said\nexec {sys.executable} {tmp_path}/meet.py {places}\n')
    program.chmod(0o755)
    (tmp_path / "meet.py").write_text(MEET)
    environ: Mapping[str, str] = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PATH": os.environ["PATH"]}
    return look_around(environ, tmp_path, tmp_path)


def test_the_checks_run_beside_the_first_pass_and_each_part_is_told(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits for the other to begin: one after the other, the first would give up and fail."""
    meet: list[str | Path] = [sys.executable, tmp_path / "meet.py", tmp_path / "check", tmp_path / "pass"]
    check_with(monkeypatch, mypy=meet)
    outcomes = testing._run_parts(around, [], tmp_path)
    assert [(each.name, each.passed) for each in outcomes] == [("checks", True), ("SQLite", True), ("PostgreSQL", True)]
    first, second = (tmp_path / "said").read_text().splitlines()
    assert first.endswith("--share --share-acts")
    assert second.endswith("--only-database --share --share-acts")


def test_with_arguments_for_pytest_nothing_is_checked(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "check").touch()
    check_with(monkeypatch, mypy=["false"])
    outcomes = testing._run_parts(around, ["-k", "holding"], tmp_path)
    assert [(each.name, each.passed) for each in outcomes] == [("SQLite", True), ("PostgreSQL", True)]


def test_checks_beside_a_pass_give_way_to_it_and_others_do_not(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, polite = os.nice(0), min(os.nice(0) + 10, 19)
    for gently, steps in ((True, polite), (False, now)):
        said: list[str | Path] = [sys.executable, "-c", GIVES_WAY, str(steps)]
        check_with(monkeypatch, one=said, mypy=said)
        assert checks.failures(around, tmp_path / "data", gently=gently) == []


def test_of_a_check_that_passes_the_last_line_is_shown_and_of_one_that_fails_all(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good: list[str | Path] = ["sh", "-c", "echo warning >&2; echo all right"]
    bad: list[str | Path] = ["sh", "-c", "echo why; echo one fault; exit 1"]
    check_with(monkeypatch, good=good, bad=bad, mypy=good)
    assert checks.failures(around, tmp_path / "data") == ["bad"]
    assert capsys.readouterr().out == "\n== good\nall right\n\n== bad\nwhy\none fault\n\n== mypy\nall right\n"
