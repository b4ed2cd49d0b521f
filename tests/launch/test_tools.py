"""The checks of our own: what counts as proven, what counts as too long, in which surroundings they run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from launch.checks import SPEC as OF_THIS_PROJECT
from launch.checks import clean_environ
from launch.surroundings import ROOT, look_around

SPEC = "| # | a | b |\n|---|---|---|\n| S01 | x | y |\n| S27 | x | y |\n| D1 | x | y |\n| D11 | x | y |\n"


def run_tool(tool: str, *words: object) -> tuple[int, list[str]]:
    command = [sys.executable, str(ROOT / "tools" / tool), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs/spec").mkdir(parents=True)
    (tmp_path / "docs/spec/requirements.md").write_text(SPEC)
    (tmp_path / "tests").mkdir()
    return tmp_path


def test_a_row_is_proven_by_name_docstring_or_decorator_of_a_test(project: Path) -> None:
    (project / "tests/test_a.py").write_text(
        "def test_s1_the_name(): ...\n"
        "class TestX:\n    async def test_holding(self):\n        'Si holds the seat (S27).'\n"
        "@mark.row('D1')\ndef test_swapped(): ...\n"
    )
    assert run_tool("coverage_of_spec.py", project) == (1, ["3 of 4 rows proven", "unproven: D11"])
    assert run_tool("coverage_of_spec.py", project, "--except", "D11") == (0, ["3 of 4 rows proven"])


def test_helpers_comments_and_longer_numbers_prove_nothing(project: Path) -> None:
    (project / "tests/test_a.py").write_text(
        "# S01\ndef helper_s01(): ...\ndef test_d111_and_as01(): 'class27 S271'\ndef test_x():\n    note = 'D1'\n"
    )
    assert run_tool("coverage_of_spec.py", project) == (
        1,
        ["0 of 4 rows proven", "unproven: S01", "unproven: S27", "unproven: D1", "unproven: D11"],
    )


def test_an_exception_for_a_row_that_does_not_exist_is_a_mistake(project: Path) -> None:
    (project / "tests/test_a.py").write_text("def test_s01_s27_d1_d11(): ...\n")
    assert run_tool("coverage_of_spec.py", project, "--except", "S99") == (
        1,
        ["4 of 4 rows proven", "no such row: S99"],
    )


PROOFS = ("--proofs", "docs/proofs.md")


def write_proofs(project: Path, *lines: tuple[str, str]) -> None:
    """Write a list of proofs with these rows and tests."""
    rows = (f"| {row} | what it does | `{test}` | what it asserts |\n" for row, test in lines)
    (project / "docs/proofs.md").write_text("| row | what | test | says |\n|---|---|---|---|\n" + "".join(rows))


@pytest.fixture
def proven(project: Path) -> Path:
    """A project with a test that names every row."""
    (project / "tests/web").mkdir()
    (project / "tests/web/test_a.py").write_text("def test_s01_s27_d1_d11(): ...\ndef test_other(): 'D1'\n")
    return project


def test_a_list_of_proofs_with_a_test_that_names_it_for_every_row_is_in_order(proven: Path) -> None:
    test = "tests/web/test_a.py::test_s01_s27_d1_d11"
    write_proofs(proven, *((row, test) for row in ("S01", "S01", "S27", "D1", "D11")))
    assert run_tool("coverage_of_spec.py", proven, *PROOFS) == (0, ["4 of 4 rows proven"])
    write_proofs(proven, *((row, test) for row in ("S01", "S27", "D1")))
    assert run_tool("coverage_of_spec.py", proven, *PROOFS, "--except", "D11") == (0, ["4 of 4 rows proven"])


def test_a_proof_that_is_missing_strange_absent_or_silent_is_told(proven: Path) -> None:
    test = "tests/web/test_a.py::test_s01_s27_d1_d11"
    write_proofs(
        proven,
        ("S01", test),
        ("S27", "tests/web/test_a.py::test_gone"),
        ("D1", "tests/web/test_a.py::test_other"),
        ("S99", test),
    )
    assert run_tool("coverage_of_spec.py", proven, *PROOFS) == (
        1,
        [
            "4 of 4 rows proven",
            "no proof listed: D11",
            "proof of no row: S99",
            "proof of S27: no such test: tests/web/test_a.py::test_gone",
            "proof of D1: not named by tests/web/test_a.py::test_other",
            f"proof of S99: not named by {test}",
        ],
    )


def test_every_row_of_this_project_has_its_proof() -> None:
    assert run_tool("coverage_of_spec.py", ROOT, *OF_THIS_PROJECT)[0] == 0


def function(name: str, lines: int) -> str:
    return f"def {name}():\n" + "    x = 1\n" * (lines - 1)


def test_sizes_within_the_bounds_pass(project: Path) -> None:
    (project / "vinculo").mkdir()
    (project / "vinculo/a.py").write_text(function("f", 50) + function("g", 10) + function("h", 3))
    assert run_tool("sizes.py", project) == (0, ["3 functions, 10 lines in the median, 50 at most"])


def test_sizes_beyond_the_bounds_are_named(project: Path) -> None:
    (project / "launch").mkdir()
    (project / "launch/a.py").write_text(function("f", 51))
    (project / "tests/test_long.py").write_text("x = 1\n" * 401)
    (project / "vinculo/records/migrations").mkdir(parents=True)
    (project / "vinculo/records/migrations/0001.py").write_text("x = 1\n" * 999)
    (project / "vinculo/page.html").write_text(f"{'ñ' * 140}\n{'ñ' * 141}\n", encoding="utf-8")
    assert run_tool("sizes.py", project) == (
        1,
        [
            "1 functions, 51 lines in the median, 51 at most",
            "launch/a.py:1: f has 51 lines, at most 50",
            "tests/test_long.py: 401 lines, at most 400",
            "vinculo/page.html:2: 141 characters, at most 140",
            "the median function has 51 lines, at most 10",
        ],
    )


def test_a_class_name_twice_on_a_floor_is_refused(project: Path) -> None:
    for place in ("actions/booking/a.py", "queries/booking/a.py", "config/commands/a.py", "config/commands/b.py"):
        (project / "vinculo" / place).parent.mkdir(parents=True, exist_ok=True)
        (project / "vinculo" / place).write_text(
            "class Command: ...\n" * place.startswith("config") or "class Line: ...\n"
        )
    assert run_tool("names.py", project) == (0, ["every class has its own name"])
    (project / "vinculo/actions/queue.py").write_text("class Other:\n    class Line: ...\n")
    assert run_tool("names.py", project) == (
        1,
        ["actions: class Line in vinculo/actions/booking/a.py:1, vinculo/actions/queue.py:2"],
    )


def test_a_value_called_found_and_a_function_called_by_a_participle_are_refused(project: Path) -> None:
    (project / "tests/test_a.py").write_text(
        "line = 1\ndef find_line(found_line): ...\n@property\ndef shown(self): ...\n"
    )
    assert run_tool("names.py", project)[0] == 0
    (project / "tests/test_a.py").write_text(
        "found = 1\nfor found, x in y: ...\nz = [found for found in y]\nlambda found: 1\n"
        "if found := 1: ...\nasync def _told(): ...\nclass A:\n    def shown(self, found): ...\nx = found.found\n"
        "def _issued(): ...\ndef embed(): ...\n"
    )
    assert sorted(run_tool("names.py", project)[1]) == [
        "tests/test_a.py:10: _issued(), name it by verb and noun",
        *(f"tests/test_a.py:{line}: found, name the thing" for line in (1, 2, 3, 4, 5)),
        "tests/test_a.py:6: _told(), name it by verb and noun",
        "tests/test_a.py:8: found, name the thing",
        "tests/test_a.py:8: shown(), name it by verb and noun",
    ]


def test_a_word_of_another_century_is_refused_in_every_text(project: Path) -> None:
    word = "who" + "ever"
    (project / "vinculo").mkdir(exist_ok=True)
    (project / "vinculo/page.html").write_text(f"anyone who\n{word.title()} comes\n")
    (project / "README.md").write_text(f"test_s01_{word}_asks\n")
    assert run_tool("names.py", project) == (
        1,
        [f"README.md:1: {word}, say it in plain words", f"vinculo/page.html:2: {word.title()}, say it in plain words"],
    )


def test_a_room_that_is_too_large_and_a_module_without_a_room_are_named(project: Path) -> None:
    room = project / "vinculo/rules/cases"
    room.mkdir(parents=True)
    for number in range(18):
        (room / f"m{number}.py").touch()
    assert run_tool("rooms.py", project) == (0, ["every module in a room"])
    (room / "one_more.py").touch()
    (project / "vinculo/rules/loose.py").touch()
    assert run_tool("rooms.py", project) == (
        1,
        ["vinculo/rules/cases: 19 modules, at most 18", "vinculo/rules/loose.py: loose, it belongs in a room of rules"],
    )


def test_checks_and_tests_do_not_see_the_settings_of_an_installation(tmp_path: Path) -> None:
    environ = {
        "PATH": "/bin",
        "HOME": "/h",
        "PORT": "1",
        "DATABASE_URL": "postgresql://live/db",
        "VINCULO_SECRET_KEY": "x",
        "VINCULO_CHROMIUM": "/c",
        "DJANGO_SETTINGS_MODULE": "other",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    around = look_around(environ, tmp_path, tmp_path)
    assert clean_environ(around, tmp_path / "d", "postgresql://test/db") == {
        "PATH": f"{tmp_path}/.venv/bin:/bin",
        "HOME": "/h",
        "DATABASE_URL": "postgresql://test/db",
        "VINCULO_CHROMIUM": "/c",
        "VINCULO_DATA": str(tmp_path / "d"),
        "VINCULO_VENV": str(tmp_path / ".venv"),
    }
    assert "DATABASE_URL" not in clean_environ(around, tmp_path / "d")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from django.db.models.sql.subqueries import UpdateQuery", "django.db.models.sql.subqueries"),
        ("from django.db.models.query import ModelIterable", "django.db.models.query"),
        ("import django.db.backends.utils", "django.db.backends.utils"),
        ("from django.middleware.csrf import _mask_cipher_secret", "django.middleware.csrf: _mask_cipher_secret"),
        ("rows.query.get_compiler('default')", ".get_compiler"),
        ("connection.ops.quote_name('x')", ".ops"),
        ("response._csp_replace = {}", "._csp_replace"),
        ("request.session._session_key = None", "._session_key"),
        ("from django.db.models import F", None),
        ("from django.db.backends.base.schema import BaseDatabaseSchemaEditor", None),
        ("model._meta.db_table", None),
        ("record._state.adding = False", None),
        ("self._own = cls._own = super()._own", None),
        ("x.__class__", None),
    ],
)
def test_a_private_name_of_a_library_is_found(project: Path, line: str, name: str | None) -> None:
    (project / "vinculo").mkdir()
    (project / "vinculo/a.py").write_text(f"# first\n{line}\n")
    private = (1, [f"vinculo/a.py:2: {name} is private, or for Django alone"])
    assert run_tool("public_names.py", project) == (private if name else (0, ["only public names"]))


def test_this_project_uses_public_names_only() -> None:
    assert run_tool("public_names.py", ROOT) == (0, ["only public names"])
