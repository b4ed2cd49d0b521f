"""Backup and restore of the embedded database and of the copies; the mark that says that its folder is in use."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from vinculo.gateways.files import NAME

COPIES = ".copies.tar"  # what the archive of the copies is called, after the name of the backup
MARK = "in_use"  # the file in the data folder on which every process that uses it holds a shared lock
ENOUGH_SECONDS = 30
_marks: dict[Path, IO[str]] = {}


class Refused(Exception):
    """Nothing was done; the message says why and what to do."""


def mark_in_use(data: Path) -> None:
    """Hold the mark that the folder is in use as long as this process lives; a folder that is read-only has none."""
    with suppress(OSError):
        data.mkdir(parents=True, exist_ok=True)
        if data not in _marks:
            _marks[data] = (data / MARK).open("a")
        fcntl.flock(_marks[data], fcntl.LOCK_SH | fcntl.LOCK_NB)


def alone(data: Path) -> bool:
    """Return whether no other process uses the folder; from then on none can begin to, until this one ends."""
    mark_in_use(data)
    try:
        fcntl.flock(_marks[data], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (OSError, KeyError):
        return False
    return True


def back_up(*, database: Path, target: Path, force: bool = False) -> int:
    """Copy the database as it is at one moment, while others read and write, and return the copy's size in bytes.

    The copy is checked before it gets its name; only its owner may read it. Raises `Refused`.
    """
    if not database.exists():
        raise Refused(_("No hay base de datos en %(path)s.") % {"path": database})
    if target.exists() and not force:
        raise Refused(_("Ya existe %(path)s. Use otro nombre o --force.") % {"path": target})
    if not target.parent.is_dir():
        raise Refused(_("No existe la carpeta %(path)s.") % {"path": target.parent})
    _copy(database, target)
    return target.stat().st_size


def restore(*, source: Path, database: Path, known: set[tuple[str, str]], force: bool = False) -> None:
    """Put the backup in the place of the database, in one step; the one that was there stays beside it as `.anterior`.

    `known` are the migrations that this version of the program has. The folder must not be in use. Raises `Refused`.
    """
    check(source, known)
    if not alone(database.parent):
        message = _("El sistema está en marcha con la carpeta %(path)s. Deténgalo (Ctrl-C o systemctl stop) y repita.")
        raise Refused(message % {"path": database.parent})
    if database.exists() and not force:
        message = _("Ya hay una base de datos en %(path)s. Con --force se la reemplaza y se conserva como «.anterior».")
        raise Refused(message % {"path": database})
    if database.exists():
        _keep_beside(database)
    _copy(source, database)


def check(source: Path, known: set[tuple[str, str]]) -> None:
    """Raise `Refused` unless the file is a sound database of this program, not of a later version of it."""
    if not source.is_file():
        raise Refused(_("No existe el archivo %(path)s.") % {"path": source})
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
            _sound(connection)
            applied = set(connection.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.DatabaseError as error:
        raise Refused(
            _("%(path)s no es un respaldo de este sistema: %(error)s.") % {"path": source, "error": error}
        ) from error
    if later := sorted(name for app, name in applied - known if app == "records"):
        message = _("El respaldo es de una versión posterior del sistema (%(names)s). Actualice el sistema y repita.")
        raise Refused(message % {"names": ", ".join(later)})


def _sound(connection: sqlite3.Connection) -> None:
    """Raise an error of the database unless every page and every reference of it is sound."""
    answers = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    if answers != ["ok"]:
        raise sqlite3.DatabaseError(answers[0])
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise sqlite3.DatabaseError("foreign_key_check")


def _copy(source: Path, target: Path) -> None:
    """Copy one database to another file by the online backup, check it, and give it its name in one step."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(source, timeout=ENOUGH_SECONDS)) as old, closing(sqlite3.connect(partial)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
            _sound(new)
        _to_disk(partial)
        partial.replace(target)
        _to_disk(target.parent)
    except (OSError, sqlite3.DatabaseError) as error:
        raise Refused(_("No se pudo copiar a %(path)s: %(error)s.") % {"path": target, "error": error}) from error
    finally:
        partial.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep_beside(database: Path) -> None:
    """Keep the database under a second name, so that it is at its own place until the moment that it is replaced.

    What is in its companion files (-wal, -shm) is brought into it first: an old one must never meet the new database.
    """
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    beside = database.with_name(f"{database.name}.anterior")
    beside.unlink(missing_ok=True)
    beside.hardlink_to(database)
    for ending in ("-wal", "-shm"):  # left where the database is damaged
        companion = database.with_name(database.name + ending)
        if companion.exists():
            companion.replace(beside.with_name(beside.name + ending))


def back_up_copies(*, folder: Path, target: Path, force: bool = False) -> int:
    """Put the encrypted files of the copies into an archive, as they are, and return how many (D35).

    After the database: a file is there before its row. The keys are not in it. Raises `Refused`.
    """
    if target.exists() and not force:
        raise Refused(_("Ya existe %(path)s. Use otro nombre o --force.") % {"path": target})
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    count = 0
    try:
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
            for path in sorted(each for each in folder.glob("*/*") if NAME.fullmatch(each.name)):
                with suppress(FileNotFoundError):  # taken back meanwhile
                    archive.add(path, arcname=path.name, recursive=False)
                    count += 1
        _to_disk(partial)
        partial.replace(target)
    except OSError as error:
        raise Refused(_("No se pudo copiar a %(path)s: %(error)s.") % {"path": target, "error": error}) from error
    finally:
        partial.unlink(missing_ok=True)
    return count


def restore_copies(*, source: Path, folder: Path) -> int:
    """Put the files of an archive back into the folder of the copies, and return how many; one that is there stays.

    Only plain files with a name of ours are taken. Raises `Refused`.
    """
    count = 0
    try:
        with tarfile.open(source, mode="r:") as archive:
            for member in archive:
                target = folder / member.name[:2] / member.name
                if not (member.isfile() and NAME.fullmatch(member.name)) or target.exists():
                    continue
                content = archive.extractfile(member)
                assert content is not None  # a plain file
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    shutil.copyfileobj(content, file)
                count += 1
    except (OSError, tarfile.TarError) as error:
        told = {"path": source, "error": error}
        raise Refused(_("%(path)s no es un respaldo de las copias: %(error)s.") % told) from error
    return count
