"""`./run check`: what is verified without running the program: style, types, layers, templates, safety, sizes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from launch import environment
from launch.messages import say
from launch.processes import Show, running_beside
from launch.surroundings import CLEARED, Surroundings

SPEC = ("--proofs", "docs/proofs.md")  # no row stays without an acceptance test
LIMIT = 600  # seconds for one check
LONGEST = "mypy"
GENTLY = ("nice",)
NOT_CHECKED = 75  # what a check that needs the network says where there is none


def check(around: Surroundings) -> int:
    """Run every check and return 1 if any failed, after naming those."""
    environment.ensure(around, "test")
    with tempfile.TemporaryDirectory(prefix="vinculo-check-") as data:
        unsure: list[str] = []
        failed = failures(around, Path(data), unsure)
    say(f"\nFallaron: {', '.join(failed)}." if failed else "\nTodas las comprobaciones pasaron.")
    if unsure:
        say(f"No se pudo comprobar: {', '.join(unsure)}.")
    return 1 if failed else 0


def failures(around: Surroundings, data: Path, unsure: list[str] | None = None, *, gently: bool = False) -> list[str]:
    """Run every check, each to its end, and return the names of those that failed.

    Those that could not be made, for want of a network, are added to `unsure`: that is neither a failure nor a pass.

    The longest, which takes as long as all others, runs beside them and is shown last. `gently` leaves the processors
    to whatever else runs.
    """
    environ = clean_environ(around, data)
    waiting = {name: [*(GENTLY if gently else ()), *words] for name, words in commands(around).items()}
    failed = []
    with running_beside(waiting.pop(LONGEST), cwd=around.root, env=environ, limit=LIMIT) as show:
        for name, words in waiting.items():
            say(f"\n== {name}")
            with running_beside(words, cwd=around.root, env=environ, limit=LIMIT) as show_one:
                status = _show(show_one)
            if status == NOT_CHECKED and unsure is not None:
                unsure.append(name)
            elif status not in {0, NOT_CHECKED}:
                failed.append(name)
        say(f"\n== {LONGEST}")
        status = _show(show)
    return [*failed, LONGEST] if status else failed


def _show(show: Show) -> int:
    """Show the last line of a check that passed, and all of one that did not; return its status."""
    status, closing = show(if_failed=True)
    if not status:
        say(closing)
    return status


def clean_environ(around: Surroundings, data: Path, database_url: str = "") -> dict[str, str]:
    """Return an environment without the settings of an installation, so that every machine judges alike.

    What is compiled is kept: without that each process of a run would rewrite the assertions of every test anew.
    """
    kept = {
        name: value
        for name, value in around.environ.items()
        if name not in {*CLEARED, *LEFT_OUT} and (not name.startswith("VINCULO_") or name in KEPT)
    }
    database = {"DATABASE_URL": database_url} if database_url else {}
    path = f"{around.venv / 'bin'}:{around.environ.get('PATH', '/usr/bin:/bin')}"
    return kept | database | {"VINCULO_DATA": str(data), "VINCULO_VENV": str(around.venv), "PATH": path}


LEFT_OUT = ("DATABASE_URL", "PORT", "PYTHONDONTWRITEBYTECODE")
KEPT = ("VINCULO_CHROMIUM", "VINCULO_REQUIRE_BROWSER")


def commands(around: Surroundings) -> dict[str, list[str | Path]]:
    """Return the checks by name, in the order of what answers first, but for the longest."""
    tool = around.venv / "bin"
    return {
        "ruff check": [tool / "ruff", "check", "."],
        "ruff format": [tool / "ruff", "format", "--check", "."],
        "sizes": [around.python, "tools/sizes.py", "."],
        "rooms": [around.python, "tools/rooms.py", "."],
        "names": [around.python, "tools/names.py", "."],
        "public names": [around.python, "tools/public_names.py", "."],
        "settings": [around.python, "tools/table_of_settings.py", "check"],
        "bill of materials": [around.python, "tools/bill_of_materials.py", "check"],
        "advisories": [around.python, "tools/bill_of_materials.py", "advisories"],
        "languages": [around.python, "tools/catalogues.py", "check"],
        "spec": [around.python, "tools/coverage_of_spec.py", ".", *SPEC],
        "lint-imports": [tool / "lint-imports"],
        "djlint": [tool / "djlint", "--lint", "--quiet", "vinculo"],
        "bandit": [tool / "bandit", "--quiet", "-c", "pyproject.toml", "-r", "vinculo", "launch", "tools"],
        "mypy": [tool / "mypy"],
        "migrations": [around.python, "manage.py", "makemigrations", "--check", "--dry-run"],
    }
