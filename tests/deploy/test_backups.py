"""Backups: by the programs of the server's version, without a password in any process's words, encrypted, rehearsed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from launch.postgres import temporary_cluster
from tests import ROOT
from tests.databases import Migrate
from vinculo.config.backups.nightly import dump_postgres
from vinculo.config.backups.programs import BackupFailed, find_program, open_service
from vinculo.gateways.files import Files

AGE = shutil.which("age")
KEYS = ("log_keys", "copy_keys", "party_keys")
NAME = "0123456789abcdef0123456789abcdef"
Manage = Callable[..., subprocess.CompletedProcess[str]]


def put_program(root: Path, version: int) -> Path:
    program = root / "usr" / "lib" / "postgresql" / str(version) / "bin" / "pg_dump"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.4 (Debian {version}.4-1)'\n", encoding="ascii")
    program.chmod(0o755)
    return program


def test_the_program_is_of_the_servers_version_or_newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fifteen, sixteen, _ = (put_program(tmp_path, version) for version in (15, 16, 17))
    monkeypatch.setenv("PATH", str(fifteen.parent))  # what the system would take by itself
    assert find_program("pg_dump", 15, tmp_path) == fifteen
    assert find_program("pg_dump", 16, tmp_path) == sixteen
    with pytest.raises(BackupFailed) as failed:
        find_program("pg_dump", 18, tmp_path)
    assert str(failed.value) == ("No hay pg_dump de PostgreSQL 18 o más nuevo: apt-get install postgresql-client-18")


def test_the_password_is_in_a_file_of_the_owner_alone_and_not_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = "postgresql://vinculo:s%40creto@10.0.0.1:5432,10.0.0.2:5433/turnos?target_session_attrs=read-write"
    monkeypatch.setenv("DATABASE_URL", url)
    with open_service(url) as environ:
        file = Path(environ["PGSERVICEFILE"])
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert sorted(file.read_text(encoding="utf-8").splitlines()) == [
            "[vinculo]",
            "dbname=turnos",
            "host=10.0.0.1,10.0.0.2",
            "password=s@creto",
            "port=5432,5433",
            "target_session_attrs=read-write",
            "user=vinculo",
        ]
        assert [name for name, value in environ.items() if "creto" in value] == []
    assert not file.exists()


@pytest.fixture
def house(tmp_path: Path, migrate_folder: Migrate) -> Manage:
    """A service with a copy of a paper, its backups and its keys, which lie apart as they do in an institution."""
    data, keys = tmp_path / "data", tmp_path / "keys"
    migrate_folder(data)
    (tmp_path / "backups").mkdir()
    keys.mkdir()

    def manage(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VINCULO_", "DATABASE_URL"))}
        places = {"VINCULO_DATA": str(data), "VINCULO_BACKUPS": str(tmp_path / "backups")}
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=kept | {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings"} | places | more,
            capture_output=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )

    assert manage("upkeep", "--no-days").returncode == 0  # the keys are made, and the log begins
    for name in KEYS:
        shutil.copy(data / name, keys / name)
    key = (keys / "copy_keys").read_text(encoding="ascii").strip().encode()
    Files(data / "copies", {"1": key}).write(NAME, b"a paper")
    return manage


def rehearse(house: Manage, folder: Path, **more: str) -> str:
    done = house("rehearse_restore", "--keys", str(folder / "keys"), **more)
    return done.stdout if done.returncode == 0 else f"{done.returncode}: {done.stderr}"


@pytest.mark.long
@pytest.mark.full
def test_the_rehearsal_restores_the_newest_backup_and_needs_each_key(tmp_path: Path, house: Manage) -> None:
    assert rehearse(house, tmp_path) == (
        f"1: CommandError: El respaldo no se puede restaurar. {tmp_path / 'backups'}: no hay ningún respaldo\n"
    )
    assert house("back_up_night").returncode == 0
    said = rehearse(house, tmp_path)
    assert said.startswith("Copias que se pueden leer: 1\n")
    assert said.endswith("El último respaldo se restauró y se comprobó.\n")
    for name in KEYS:
        (tmp_path / "keys" / name).rename(tmp_path / name)
        assert rehearse(house, tmp_path) == (
            "1: CommandError: El respaldo no se puede restaurar. Falta la clave"
            f" {tmp_path / 'keys' / name}: sin ella el respaldo no se puede leer.\n"
        )
        (tmp_path / name).rename(tmp_path / "keys" / name)
    for name, line in {
        "copy_keys": f"manage.py check_copies: no se puede leer: {NAME}",
        "log_keys": "manage.py verify_events:",
    }.items():
        kept = (tmp_path / "keys" / name).read_text(encoding="ascii")
        (tmp_path / "keys" / name).write_text("another key of forty letters, or nearly so", encoding="ascii")
        assert rehearse(house, tmp_path).startswith(f"1: CommandError: El respaldo no se puede restaurar. {line}")
        (tmp_path / "keys" / name).write_text(kept, encoding="ascii")


@pytest.mark.long
@pytest.mark.skipif(AGE is None, reason="age is not installed")
@pytest.mark.full
def test_an_encrypted_backup_is_read_by_its_private_key_alone(tmp_path: Path, house: Manage) -> None:
    for name in ("age.key", "other.key"):
        subprocess.run(["age-keygen", "-o", tmp_path / name], capture_output=True, timeout=30, check=True)
    (line,) = (each for each in (tmp_path / "age.key").read_text().splitlines() if "public key: " in each)
    shutil.copy(tmp_path / "age.key", tmp_path / "keys" / "age.key")
    assert house("back_up_night", VINCULO_BACKUP_RECIPIENT=line.rpartition(" ")[2]).returncode == 0
    backups = list((tmp_path / "backups").iterdir())
    assert [path.suffix for path in backups] == [".age", ".age"]
    assert [path for path in backups if not path.read_bytes().startswith(b"age-encryption.org/v1")] == []
    assert rehearse(house, tmp_path).endswith("El último respaldo se restauró y se comprobó.\n")
    shutil.copy(tmp_path / "other.key", tmp_path / "keys" / "age.key")
    assert "no identity matched any of the recipients" in rehearse(house, tmp_path)


def test_a_backup_that_cannot_be_encrypted_leaves_nothing_in_clear(tmp_path: Path, house: Manage) -> None:
    done = house("back_up_night", VINCULO_BACKUP_RECIPIENT="age1nobody")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: No se hizo el respaldo. ")
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.own_database
@pytest.mark.full
def test_a_backup_of_postgresql_is_rehearsed_on_a_server_of_its_own(tmp_path: Path, house: Manage) -> None:
    assert connection.vendor == "postgresql"
    with temporary_cluster() as url:
        assert house("migrate", "-v0", DATABASE_URL=url).returncode == 0
        assert house("upkeep", "--no-days", DATABASE_URL=url).returncode == 0
        dump_postgres(url=url, target=tmp_path / "alone.dump")
        assert (tmp_path / "alone.dump").read_bytes().startswith(b"PGDMP")
        done = house("back_up_night", DATABASE_URL=url)
        assert (done.returncode, done.stderr) == (0, "")
    assert rehearse(house, tmp_path).endswith("El último respaldo se restauró y se comprobó.\n")  # the server is gone
