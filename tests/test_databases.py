"""What is run on the second database, and what a module's tests begin with."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT, cast
from tests.databases import MADE_OF, digest, uses_database
from vinculo.records.models import Staff

ENGINE = re.compile(r"\bown_database\(|os\.environ\[\"DATABASE_URL\"\]")


def test_what_asks_for_no_database_is_run_once(request: pytest.FixtureRequest) -> None:
    assert not uses_database(request.node)


def test_what_asks_for_the_database_is_run_on_each(request: pytest.FixtureRequest, db: None) -> None:
    assert uses_database(request.node)


@pytest.mark.django_db
def test_what_is_marked_is_run_on_each(request: pytest.FixtureRequest) -> None:
    assert uses_database(request.node)


def test_what_makes_databases_on_the_engine_of_the_tests_says_so() -> None:
    """Without the mark it would not run on the second one."""
    modules = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if path.name != "test_databases.py"]
    making = [path for path in modules if ENGINE.search(path.read_text("utf-8"))]
    assert len(making) >= 1
    for path in making:
        marks = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Assign)]
        assert any("own_database" in ast.unparse(mark) for mark in marks), path


def collect_ids(*words: str, **environ: str) -> set[str]:
    """Return the ids that a run with these words would show, of two rooms of pages, one of acts and one of journeys."""
    rooms = ["tests/web/contingency", "tests/web/legal", "tests/actions/legal", "tests/journeys/test_reloading.py"]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *words, *rooms]
    around = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    lines = subprocess.run(command, cwd=ROOT, env=around | environ, capture_output=True, text=True, check=False).stdout
    return {line for line in lines.splitlines() if "::" in line}


@pytest.mark.long
def test_every_test_is_shown_by_one_of_the_two_shares_but_what_waits_for_all() -> None:
    on_postgres = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    everything = collect_ids()
    for words, on_both in ((["--share"], {"actions"}), (["--share", "--share-acts"], set())):
        first, second = collect_ids(*words), collect_ids(*words, "--only-database", **on_postgres)
        twice = {name for name in first & second if "races" not in name}  # those are left out on SQLite, with a reason
        assert {name.split("/")[1] for name in twice} == on_both
        assert {name.split("::")[0] for name in everything - first - second} == {"tests/journeys/test_reloading.py"}
        assert {name.split("/")[1] for name in first} == {name.split("/")[1] for name in second} == {"web", "actions"}


def test_a_template_is_kept_only_while_what_it_is_made_of_is_the_same(tmp_path: Path) -> None:
    made = [ROOT / each for each in MADE_OF]
    migration = tmp_path / "records" / "migrations" / "0001_start.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("operations = []\n")
    first = digest([*made, tmp_path])
    assert digest([*made, tmp_path]) == first
    migration.write_text("operations = [1]\n")
    changed = digest([*made, tmp_path])
    migration.with_name("0002_more.py").write_text("")
    assert len({first, changed, digest([*made, tmp_path])}) == 3


def test_what_a_migration_calls_is_what_a_template_is_made_of() -> None:
    for path in sorted((ROOT / "vinculo/records/migrations").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in [each for each in names if each.startswith("vinculo.")]:
                assert name.replace(".", "/").startswith(MADE_OF), (path.name, name)


@pytest.fixture(scope="module")
def olga(module_db: None) -> int:
    return cast.olga().pk


@pytest.mark.django_db
@pytest.mark.parametrize("turn", range(2))
def test_what_a_module_prepares_is_there_for_each_test_as_it_was(olga: int, turn: int) -> None:
    officer = Staff.objects.get(pk=olga)
    assert officer.first_name != "Otra"
    officer.first_name = "Otra"
    officer.save()


@pytest.mark.django_db
def test_what_a_test_wrote_is_not_there_for_the_next(olga: int) -> None:
    assert not Staff.objects.filter(first_name="Otra").exists()
