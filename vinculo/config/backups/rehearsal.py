"""The rehearsal of a restore: the newest backup, in a place of its own, with the keys that are kept apart.

It uses nothing of the service but the file of the backup: the person who has lost the keys learns it here and not on
the day.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils.translation import gettext as _

from launch.messages import Problem
from launch.postgres import temporary_cluster
from vinculo.config.backups.nightly import ENCRYPTED, newest_backup
from vinculo.config.backups.programs import BackupFailed, decrypt_file, find_program, run_program, server_version
from vinculo.config.embedded import COPIES

KEYS = ("log_keys", "copy_keys", "party_keys")
IDENTITY = "age.key"
CHECKS = ("check_copies", "verify_events", "check_invariants")
DUMP = ".dump"


def rehearse_restore(*, folder: Path, keys: Path) -> list[str]:
    """Restore the newest backup where it harms nothing, and return what each check said of it.

    Raises `BackupFailed`: no backup, a key that is not in the folder, a restore that does not come to its end, an event
    log or a copy that these keys do not open.
    """
    around = _keys_of(keys)
    with ExitStack() as stack:
        work = Path(stack.enter_context(TemporaryDirectory(prefix="vinculo-rehearsal-")))
        database = _fetch(newest_backup(folder), work, keys)
        around |= {"VINCULO_DATA": str(work / "data"), "VINCULO_DEMO": "0", "VINCULO_COPY_FOLDER": str(work / "copies")}
        if database.suffix == DUMP:
            try:
                around["DATABASE_URL"] = stack.enter_context(temporary_cluster())
            except Problem as problem:
                raise BackupFailed(f"{problem.what} {problem.mend}") from problem
            program = find_program("pg_restore", server_version(around["DATABASE_URL"]))
            run_program([program, "--no-owner", "--no-privileges", f"--dbname={around['DATABASE_URL']}", database])
            _manage(around, "restore", "--only-copies", str(database))
        else:
            _manage(around, "restore", str(database))
        _manage(around, "migrate", "-v0")
        return [_manage(around, check) for check in CHECKS]


def _keys_of(folder: Path) -> dict[str, str]:
    """Return the settings of the keys, each from its file: one key, or several as `id: key; id: key`."""
    given = {}
    for name in KEYS:
        try:
            text = (folder / name).read_text(encoding="ascii").strip()
        except OSError as error:
            told = {"file": folder / name}
            raise BackupFailed(_("Falta la clave %(file)s: sin ella el respaldo no se puede leer.") % told) from error
        given[f"VINCULO_{name.upper()}"] = text if ":" in text else f"1: {text}"
    return given


def _fetch(backup: Path, work: Path, keys: Path) -> Path:
    """Return the backup in the folder of the rehearsal, decrypted, its copies beside it."""
    encrypted = backup.suffix == ENCRYPTED
    database = backup.with_suffix("") if encrypted else backup
    for name in (database.name, database.name + COPIES):
        source = backup.with_name(name + (ENCRYPTED if encrypted else ""))
        if encrypted:
            decrypt_file(source, work / name, keys / IDENTITY)
        else:
            shutil.copy(source, work / name)
    return work / database.name


def _manage(around: dict[str, str], *words: str) -> str:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("VINCULO_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    said = run_program([sys.executable, settings.BASE_DIR / "manage.py", *words], kept | around, settings.BASE_DIR)
    return said.strip()
