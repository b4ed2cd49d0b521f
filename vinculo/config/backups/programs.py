"""The programs of a backup: PostgreSQL's own, of the server's version, without a password in their words; and age."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from django.utils.translation import gettext as _
from psycopg.conninfo import conninfo_to_dict

FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin")
SERVICE = "vinculo"
LIMIT = 6 * 3600  # seconds that one program may take
SHORT = 30


class BackupFailed(Exception):
    """The backup or its rehearsal was not done; the message says why and what to do."""


def server_version(url: str) -> int:
    """Return the major version of the server. Raises `psycopg.OperationalError` when it does not answer."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        return connection.info.server_version // 10_000


def find_program(name: str, least: int, root: Path = Path("/")) -> Path:
    """Return the oldest program of this name that is not older than the server: an older one refuses to read it.

    Raises `BackupFailed` with the line to type where there is none.
    """
    places = [path / name for pattern in FOLDERS for path in root.glob(pattern)]
    on_path = shutil.which(name)
    known = {path: _version_of(path) for path in [*places, *([Path(on_path)] if on_path else [])]}
    fitting = sorted((version, str(path)) for path, version in known.items() if version >= least)
    if not fitting:
        told = {"name": name, "version": least}
        line = _("No hay %(name)s de PostgreSQL %(version)d o más nuevo: apt-get install postgresql-client-%(version)d")
        raise BackupFailed(line % told)
    return Path(fitting[0][1])


def _version_of(program: Path) -> int:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8", timeout=SHORT, check=False)
    except OSError:
        return 0
    number = re.search(r"\) (\d+)", done.stdout)
    return int(number[1]) if done.returncode == 0 and number else 0


@contextmanager
def open_service(url: str) -> Iterator[dict[str, str]]:
    """Yield the environment in which PostgreSQL's programs know the server: by a file that its owner alone reads.

    Neither the words of a process nor its environment hold the password.
    """
    lines = [f"{name}={value}" for name, value in conninfo_to_dict(url).items() if value is not None]
    with TemporaryDirectory(prefix="vinculo-service-") as folder:
        file = Path(folder) / "service"
        file.touch(mode=0o600)
        file.write_text("\n".join([f"[{SERVICE}]", *lines, ""]), encoding="utf-8")
        hidden = ("DATABASE_URL", "PGPASSWORD")
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        yield kept | {"PGSERVICEFILE": str(file), "PGSERVICE": SERVICE}


def run_program(words: Sequence[str | Path], environ: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """Run a program to its end and return what it said. Raises `BackupFailed` with its last lines."""
    try:
        done = subprocess.run(
            words, env=environ, cwd=cwd, capture_output=True, encoding="utf-8", timeout=LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BackupFailed(f"{Path(words[0]).name}: {error}") from error
    if done.returncode:
        said = "\n".join([*done.stdout.splitlines()[-5:], *done.stderr.splitlines()[-5:]]).strip()
        shown = Path(words[1]).name if Path(words[0]).name.startswith("python") else Path(words[0]).name
        more = f" {words[2]}" if shown == "manage.py" else ""
        raise BackupFailed(f"{shown}{more}: {said}")
    return done.stdout


def encrypt_file(source: Path, target: Path, recipient: str) -> None:
    """Write a file encrypted to the public key of a recipient: this machine cannot read it again."""
    run_program([_age(), "--encrypt", "--recipient", recipient, "--output", target, source])


def decrypt_file(source: Path, target: Path, identity: Path) -> None:
    """Write a file decrypted by the key that an identity file holds."""
    run_program([_age(), "--decrypt", "--identity", identity, "--output", target, source])


def _age() -> str:
    program = shutil.which("age")
    if program is None:
        raise BackupFailed(_("Para cifrar los respaldos falta age: apt-get install age"))
    return program
