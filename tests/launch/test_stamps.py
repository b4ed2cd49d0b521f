"""What makes a second start repeat work, and what does not."""

from __future__ import annotations

import ast
import fcntl
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from launch import checks, developing, environment, preparing, serving, testing
from launch.messages import Problem
from launch.stamps import Stamps, alone, digest
from launch.surroundings import ROOT, Surroundings, free_port, look_around


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
    for lock in environment.LOCKS:
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
def test_a_damaged_stamp_counts_as_none_and_can_be_written_again(tmp_path: Path, spoiled: str) -> None:
    stamps = Stamps(tmp_path / "stamp.json")
    stamps.path.write_text(spoiled)
    assert stamps.get("lock") == ""
    stamps.set("lock", "x")
    assert stamps.get("lock") == "x"
    assert [path.name for path in tmp_path.iterdir()] == ["stamp.json"]


def test_somebody_who_is_alone_holds_the_folder(tmp_path: Path) -> None:
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
    assert done == ["compile_languages", "migrate", "load_reference", "open_days", "demo", "collectstatic"]
    preparing.prepare(house)
    assert len(done) == 6


def test_a_changed_style_or_one_that_is_not_collected_prepares_again(house: Surroundings) -> None:
    style = house.root / "vinculo/web/static/vinculo.css"
    style.parent.mkdir(parents=True)
    states = []
    for words in ("a", "b"):
        style.write_text(words)
        states.append(preparing.state(house))
    (house.data / "static").mkdir()
    (house.data / "static/staticfiles.json").touch()
    states.append(preparing.state(house))
    assert len(set(states)) == 3


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
    assert done == 2 * ["compile_languages", "migrate", "load_reference", "open_days", "collectstatic"]


def test_a_failed_preparation_is_not_stamped(house: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "run", lambda command, **more: 1)
    with pytest.raises(Problem, match=r"falló «manage\.py compile_languages»"):
        preparing.prepare(house)
    assert not (house.data / preparing.STAMP).exists()


def pins(lock: str) -> set[str]:
    """Return the lines of a lock that name a version."""
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    return {line.rstrip(" \\") for line in lines if "==" in line and not line.startswith((" ", "#"))}


@pytest.mark.parametrize(("smaller", "larger"), list(pairwise(environment.LOCKS)))
def test_a_lock_holds_every_version_of_the_one_before_it(smaller: str, larger: str) -> None:
    assert len(pins("base")) > 20
    assert pins(smaller) - pins(larger) == set()


def test_the_lock_of_the_tests_holds_every_version_of_the_products() -> None:
    assert pins("base") - pins("test") == set()


def names(lock: str) -> set[str]:
    """Return the packages of a lock."""
    return {line.split("==")[0].split("[")[0] for line in pins(lock)}


def asked_for(lock: str) -> set[str]:
    """Return the packages that requirements/<lock>.in names itself."""
    lines = (ROOT / "requirements" / f"{lock}.in").read_text(encoding="utf-8").splitlines()
    return {re.split(r"[\[<>=]", line)[0] for line in lines if line and not line.startswith(("#", "-r"))}


class AtRunTime(ast.NodeTransformer):
    """Takes out what only the type checker reads."""

    def visit_If(self, node: ast.If) -> ast.AST | None:
        """Drop `if TYPE_CHECKING`, keep the others."""
        return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


@cache
def modules_of(path: Path) -> frozenset[str]:
    """Return the names of the packages that a file of the product imports."""
    names: set[str] = set()
    for node in ast.walk(AtRunTime().visit(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            names |= {name.name.split(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level:
            names.add(str(node.module).split(".")[0])
    return frozenset(names)


def list_imports(*left_out: str) -> set[str]:
    """Return the packages that the product imports, but in some files."""
    paths = (path for path in (ROOT / "vinculo").rglob("*.py") if str(path.relative_to(ROOT)) not in left_out)
    return packages({name for path in paths for name in modules_of(path)})


def named_in_settings() -> set[str]:
    """Return the packages of the applications and of the middleware, which Django imports by their names."""
    return packages({name.split(".")[0] for name in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE)})


distributions = cache(packages_distributions)


def packages(modules: set[str]) -> set[str]:
    """Return the installed packages that hold these modules."""
    by_module = distributions()
    return {re.sub(r"[_.]", "-", name.lower()) for module in modules for name in by_module.get(module, ())}


# Django loads these by itself, the web server is started by its name, fonts and time zones are data.
NOT_IMPORTED = {"argon2-cffi", "granian", "ttf-opensans", "tzdata"}
SINK = "vinculo/gateways/sink.py"  # the mail server on loopback
DEVELOPMENT = ("vinculo/config/development.py", "vinculo/config/development_urls.py")


def test_what_production_locks_is_used_and_what_it_uses_is_locked() -> None:
    used = list_imports(SINK, *DEVELOPMENT) | named_in_settings()
    assert asked_for("base") - used == NOT_IMPORTED
    assert used - names("base") == set()
    assert list_imports() - list_imports(SINK, *DEVELOPMENT) == {"aiosmtpd", "django-debug-toolbar"}


def test_production_has_no_tool_of_demonstration_development_or_tests() -> None:
    for lock in ("demo", "dev", "test"):
        assert asked_for(lock) & names("base") == set()
    assert (asked_for("dev") | asked_for("test")) & names("demo") == set()


def calls_of(monkeypatch: pytest.MonkeyPatch, serve: Callable[[Surroundings], int], around: Surroundings) -> list[str]:
    """Return the locks that a command asks for before it prepares anything."""
    asked: list[str] = []

    def ensure(around: Surroundings, lock: str) -> None:
        asked.append(lock)
        raise Problem("enough")

    monkeypatch.setattr(environment, "ensure", ensure)
    with pytest.raises(Problem, match="enough"):
        serve(around)
    return asked


def test_each_command_installs_what_it_needs(house: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    house = replace(house, port=free_port())
    with_mail_server = replace(house, environ={"VINCULO_SMTP_HOST": "mail.example"})
    assert calls_of(monkeypatch, serving.serve, house) == ["demo"]
    assert calls_of(monkeypatch, serving.serve, with_mail_server) == ["base"]
    assert calls_of(monkeypatch, developing.develop, house) == ["dev"]
    assert calls_of(monkeypatch, checks.check, house) == ["test"]
    assert calls_of(monkeypatch, lambda around: testing.test(around, []), house) == ["test"]
