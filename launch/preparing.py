"""Brings what the code expects into being: languages, tables, reference data, demo; only when something changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from launch.messages import Problem, say
from launch.processes import run
from launch.stamps import Stamps, alone, digest
from launch.surroundings import Surroundings

STAMP = "prepared.json"
SHORT = 60  # seconds


def prepare(around: Surroundings) -> None:
    """Run the commands that set the database up; with SQLite only when code or database changed since the last time.

    With PostgreSQL they are run at every start, since nothing here shows what became of that database; each of them
    does nothing when there is nothing to do. Raises Problem when one fails.
    """
    stamps = Stamps(around.data / STAMP)
    if around.embedded and stamps.get("state") == state(around):
        return
    with alone(around.data, "preparar la base de datos"):
        for words in steps(around):
            say(f"Se prepara la base de datos: {words[0]}…")
            _manage(around, *words)
        if around.embedded:
            stamps.set("state", state(around))


def check_settings(around: Surroundings) -> None:
    """Have the program read its settings before anything starts; raises Problem with a line for each that is wrong."""
    command: list[str | Path] = [around.python, "-m", "vinculo.config.installation"]
    done = subprocess.run(
        command,
        cwd=around.root,
        env=around.child_environ(),
        capture_output=True,
        encoding="utf-8",
        timeout=SHORT,
        check=False,
    )
    if done.returncode:
        raise Problem(done.stderr.strip())
    if done.stderr:
        say(done.stderr.strip())


def steps(around: Surroundings) -> list[tuple[str, ...]]:
    """Return the management commands to run, in their order."""
    wanted: list[tuple[str, ...]] = [
        ("compile_languages",),
        ("migrate", "--no-input", "--verbosity", "0"),
        ("load_reference",),
        ("open_days",),
    ]
    if around.demo:
        wanted.append(("demo",))
    return [*wanted, ("collectstatic", "--no-input", "--verbosity", "0")]


def state(around: Surroundings) -> str:
    """Return what it depends on: the database file itself, the code that fills it, languages, styles, the demo."""
    records = around.root / "vinculo" / "records"
    commands = sorted((around.root / "vinculo").glob("*/management/commands"))
    catalogues = sorted((around.root / "vinculo").glob("*/locale/*/LC_MESSAGES/*.po"))
    compiled = all(path.with_suffix(".mo").exists() for path in catalogues)
    # The admin's style sheets and scripts come with the packages of the lock.
    static = (around.root / "vinculo" / "web" / "static", around.root / "requirements" / "base.txt")
    filling = (records / "migrations", records / "data", *commands, *catalogues, *static)
    code = digest([path for path in filling if path.exists()])
    collected = (around.data / "static" / "staticfiles.json").exists()
    made = f"demo={around.demo} compiled={compiled} collected={collected}"
    return f"{_file_identity(around.data / 'vinculo.sqlite3')} {code} {made}"


def _file_identity(path: Path) -> str:
    """A file that was removed or replaced has another number."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return "absent"
    return f"{status.st_dev}-{status.st_ino}"


def _manage(around: Surroundings, *words: str) -> None:
    command: list[str | Path] = [around.python, "manage.py", *words]
    # The people of the demo are shown at the end of every start: once is enough.
    if run(command, cwd=around.root, env=around.child_environ(), quiet=words[0] == "demo"):
        raise Problem(
            f"No se pudo preparar la base de datos: falló «manage.py {words[0]}»; arriba consta por qué.",
            "" if around.embedded else "Revise que PostgreSQL responda y que exista la base que nombra DATABASE_URL.",
        )
