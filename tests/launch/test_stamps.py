"""What makes a second start repeat work, and what does not."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from launch import environment, preparing
from launch.messages import Problem
from launch.stamps import Stamps, alone, digest
from launch.surroundings import ROOT, Surroundings, look_around


@pytest.fixture
def house(tmp_path: Path) -> Surroundings:
    """A small project with a virtual environment that works."""
    for folder in (
        "requirements",
        ".venv/bin",
        "data",
        "vinculo/records/migrations",
        "vinculo/config/management/commands",
    ):
        (tmp_path / folder).mkdir(parents=True)
    for lock in ("base", "test"):
        (tmp_path / "requirements" / f"{lock}.txt").write_text(f"{lock}==1\n")
    (tmp_path / "vinculo/records/migrations/0001.py").write_text("one")
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    return look_around({}, tmp_path, tmp_path)


def fill(house: Surroundings, lock: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Ensure a lock and return the calls that this took."""
    calls: list[tuple[str, ...]] = []

    def call(around: Surroundings, *command: object) -> bool:
        calls.append(tuple(str(word) for word in command))
        return True

    monkeypatch.setattr(environment, "_call", call)
    monkeypatch.setattr(environment, "_call_quietly", call)
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    environment.ensure(house, lock)
    return calls


def test_the_digest_follows_names_and_contents_but_not_compiled_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    first = digest([tmp_path])
    (tmp_path / "a.pyc").write_text("compiled")
    assert digest([tmp_path]) == first
    (tmp_path / "a.py").write_text("2")
    changed = digest([tmp_path])
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, changed, digest([tmp_path])}) == 3


@pytest.mark.parametrize("spoiled", ["", "{", "[1]", "null"])
def test_a_spoiled_stamp_counts_as_none_and_can_be_written_again(tmp_path: Path, spoiled: str) -> None:
    stamps = Stamps(tmp_path / "stamp.json")
    stamps.path.write_text(spoiled)
    assert stamps.get("lock") == ""
    stamps.set("lock", "x")
    assert stamps.get("lock") == "x"
    assert [path.name for path in tmp_path.iterdir()] == ["stamp.json"]


def test_whoever_is_alone_holds_the_folder(tmp_path: Path) -> None:
    with alone(tmp_path, "algo"):
        other = os.open(tmp_path, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


def test_the_environment_is_filled_once_per_lock_with_hashes(
    house: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    installs = [call for call in fill(house, "base", monkeypatch) if "install" in call]
    assert [call[-2:] for call in installs] == [("-r", str(house.root / "requirements/base.txt"))]
    assert "--require-hashes" in installs[0]
    assert fill(house, "base", monkeypatch) == []
    environment.lock_file(house, "base").write_text("base==2\n")
    assert fill(house, "base", monkeypatch) != []


def test_the_lock_of_the_tests_serves_the_product_too(house: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fill(house, "test", monkeypatch) != []
    assert fill(house, "base", monkeypatch) == []


def test_an_environment_that_was_moved_is_filled_again(house: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(house, "base", monkeypatch)
    moved = replace(house, venv=house.root / "moved")
    shutil.copytree(house.venv, moved.venv, symlinks=True)
    assert not environment.is_ready(moved, "base")


def test_an_environment_whose_python_is_gone_is_made_again(
    house: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(house, "base", monkeypatch)
    house.python.unlink()
    assert not environment.is_ready(house, "base")
    assert (sys.executable, "-m", "venv", "--clear", str(house.venv)) in fill(house, "base", monkeypatch)


def test_a_failed_installation_is_not_stamped(house: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(house, "base", monkeypatch)
    environment.lock_file(house, "base").write_text("base==2\n")
    monkeypatch.setattr(environment, "_with_pip", lambda around, lock: False)
    with pytest.raises(Problem, match="No se pudieron instalar las dependencias"):
        environment.ensure(house, "base")
    environment.lock_file(house, "base").write_text("base==1\n")
    assert not environment.is_ready(house, "base")


def test_who_is_not_root_is_told_the_one_line_to_type(house: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "has_venv", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name, path=None: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Problem) as caught:
        environment.make_sure_of_venv(house)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert caught.value.mend == f"sudo apt-get install -y python{version}-venv"


def test_root_gets_the_missing_package_installed(house: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    typed: list[list[str]] = []
    answers = iter([False, True])
    monkeypatch.setattr(environment, "has_venv", lambda: next(answers))
    monkeypatch.setattr(shutil, "which", lambda name, path=None: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    def run(command: list[str], **more: object) -> int:
        typed.append(command)
        return 0

    monkeypatch.setattr(environment, "run", run)
    environment.make_sure_of_venv(house)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert [command[-3:] for command in typed][1] == ["install", "--no-install-recommends", package]


def test_the_database_is_prepared_once(house: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def manage(around: Surroundings, *words: str) -> None:
        done.append(words[0])
        (around.data / "vinculo.sqlite3").touch()

    monkeypatch.setattr(preparing, "_manage", manage)
    preparing.prepare(house)
    assert done == ["migrate", "load_reference", "open_days", "demo"]
    preparing.prepare(house)
    assert len(done) == 4


def test_a_new_migration_another_file_or_another_demo_prepare_again(house: Surroundings) -> None:
    database = house.data / "vinculo.sqlite3"
    database.touch()
    states = [preparing.state(house)]
    (house.root / "vinculo/records/migrations/0002.py").write_text("two")
    states.append(preparing.state(house))
    (house.data / "restored").touch()
    (house.data / "restored").replace(database)
    states.append(preparing.state(house))
    database.unlink()
    states.append(preparing.state(house))
    states.append(preparing.state(replace(house, environ={"VINCULO_DEMO": "0"})))
    assert len(set(states)) == 5


def test_with_postgresql_every_start_looks_and_no_demo_is_made(
    house: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(preparing, "_manage", lambda around, *words: done.append(words[0]))
    preparing.prepare(replace(house, environ={"VINCULO_DEMO": "0"}))  # the folder may have served SQLite before
    done.clear()
    production = replace(house, environ={"DATABASE_URL": "postgresql://x/y"})
    preparing.prepare(production)
    preparing.prepare(production)
    assert done == 2 * ["migrate", "load_reference", "open_days", "collectstatic"]


def test_a_failed_preparation_is_not_stamped(house: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "run", lambda command, **more: 1)
    with pytest.raises(Problem, match=r"falló «manage\.py migrate»"):
        preparing.prepare(house)
    assert not (house.data / preparing.STAMP).exists()


def pins(lock: str) -> set[str]:
    """Return the lines of a lock that name a version."""
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    return {line.rstrip(" \\") for line in lines if "==" in line and not line.startswith((" ", "#"))}


def test_the_lock_of_the_tests_holds_every_version_of_the_products() -> None:
    assert len(pins("base")) > 20
    assert pins("base") - pins("test") == set()
