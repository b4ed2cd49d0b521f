"""The backup of every night: whichever database it is, the copies of papers, encrypted where a recipient is named."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from vinculo.config.backups.programs import (
    BackupFailed,
    encrypt_file,
    find_program,
    open_service,
    run_program,
    server_version,
)
from vinculo.config.embedded import COPIES, Refused, back_up, back_up_copies

ENCRYPTED = ".age"
PATTERNS = ("vinculo-*.sqlite3", "vinculo-*.dump", f"vinculo-*{COPIES}")


def back_up_night(*, folder: Path, recipient: str, keep_days: int, now: datetime) -> list[Path]:
    """Write the backup of this moment and remove those that are too old; return its files.

    A backup that did not come to its end leaves nothing, and removes nothing. Raises `BackupFailed`.
    """
    name = f"vinculo-{now:%Y%m%d-%H%M%S}"
    with TemporaryDirectory(dir=folder, prefix=".unfinished-") as work:
        made = _write_files(Path(work), name)
        if recipient:
            made = [_encrypt_backup(path, recipient) for path in made]
        kept = [path.replace(folder / path.name) for path in made]
    _remove_old(folder, now - timedelta(days=keep_days))
    return kept


def _write_files(work: Path, name: str) -> list[Path]:
    try:
        if settings.EMBEDDED:
            database = work / f"{name}.sqlite3"
            back_up(database=Path(settings.DATABASES["default"]["NAME"]), target=database)
        else:
            database = work / f"{name}.dump"
            dump_postgres(url=settings.DATABASE_URL, target=database)
        copies = database.with_name(database.name + COPIES)
        back_up_copies(folder=settings.COPY_FOLDER, target=copies)
    except Refused as error:
        raise BackupFailed(str(error)) from error
    return [database, copies]


def dump_postgres(*, url: str, target: Path) -> None:
    """Dump a database by the program of its server's version, which gets the password from a file."""
    program = find_program("pg_dump", server_version(url))
    with open_service(url) as environ:
        run_program([program, "--format=custom", "--no-password", f"--file={target}"], environ)


def _encrypt_backup(path: Path, recipient: str) -> Path:
    target = path.with_name(path.name + ENCRYPTED)
    encrypt_file(path, target, recipient)
    path.unlink()
    return target


def _remove_old(folder: Path, before: datetime) -> None:
    for pattern in PATTERNS:
        for path in (*folder.glob(pattern), *folder.glob(pattern + ENCRYPTED)):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


def newest_backup(folder: Path) -> Path:
    """Return the database of the newest backup. Raises `BackupFailed` where there is none."""
    databases = [path for suffix in ("sqlite3", "dump") for path in folder.glob(f"vinculo-*.{suffix}*")]
    backups = sorted((path.name, path) for path in databases if COPIES not in path.name)
    if not backups:
        raise BackupFailed(f"{folder}: no hay ningún respaldo")
    return backups[-1][1]
