"""The embedded database is backed up while people write to it, and restored in one step."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from tests import ROOT
from tests.clock import start_clock
from tests.databases import Migrate
from vinculo.config.embedded import COPIES, MARK, Refused, back_up, back_up_copies, restore, restore_copies
from vinculo.gateways.files import Files

pytestmark = pytest.mark.long
KEYS = {"1": b"una clave de pruebas, bastante larga para servir"}
PRODUCT = {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings"}


def manage(data: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a data folder of its own, as somebody at the terminal would."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    around = kept | start_clock() | PRODUCT | {"VINCULO_DATA": str(data)} | environment
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=around,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def filled_folder(tmp_path_factory: pytest.TempPathFactory, migrate_folder: Migrate) -> Path:
    """A data folder with the tables and the reference data."""
    data = tmp_path_factory.mktemp("datos")
    migrate_folder(data)
    done = manage(data, "load_reference")
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(filled_folder: Path, tmp_path: Path) -> Path:
    shutil.copy(filled_folder / "vinculo.sqlite3", tmp_path / "vinculo.sqlite3")
    return tmp_path


def known_people(database: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(database)) as connection:
        return set(connection.execute("SELECT app, name FROM django_migrations"))


def count(database: Path, table: str) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def add_affiliate(connection: sqlite3.Connection, number: int) -> None:
    """Write an affiliate and their passport, both or neither."""
    with connection:
        row = connection.execute(
            "INSERT INTO records_affiliate (code, names, names_key, nationality, sex, email, mobile,"
            " active, updated_at)"
            " VALUES (?, 'Ana', 'ANA', 'COL', '', '', '', 1, '2026-11-30 14:00:00')",
            [f"EXT{number:06d}"],
        )
        connection.execute(
            "INSERT INTO records_iddocument (kind, number, number_key, country, seen_at, affiliate_id)"
            " VALUES ('passport', ?, ?, 'COL', '2026-11-30 14:00:00', ?)",
            [f"P{number}", f"P{number}", row.lastrowid],
        )


@pytest.fixture
def writing(data: Path) -> Iterator[Event]:
    """Somebody writes affiliates without a pause; the event is set once some are there."""
    stop, going = Event(), Event()

    def write() -> None:
        with closing(sqlite3.connect(data / "vinculo.sqlite3", timeout=20)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            for number in range(1_000_000):
                if stop.is_set():
                    return
                add_affiliate(connection, number)
                if number == 50:
                    going.set()

    thread = Thread(target=write)
    thread.start()
    yield going
    stop.set()
    thread.join(timeout=30)


def test_a_backup_under_writing_is_whole_and_of_one_moment(data: Path, writing: Event) -> None:
    assert writing.wait(timeout=30)
    sizes = []
    for number in range(3):
        target = data / f"respaldo-{number}.sqlite3"
        assert back_up(database=data / "vinculo.sqlite3", target=target) == target.stat().st_size
        people, papers = count(target, "records_affiliate"), count(target, "records_iddocument")
        assert people == papers >= 50
        assert target.stat().st_mode & 0o777 == 0o600
        sizes.append(people)
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]  # the writer went on meanwhile
    assert [path.name for path in data.glob(".*partial")] == []


def test_what_was_backed_up_comes_back_and_what_was_there_stays_beside(data: Path) -> None:
    database = data / "vinculo.sqlite3"
    assert manage(data, "backup", str(data / "a.sqlite3")).stdout.startswith("Respaldo revisado y completo: ")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        add_affiliate(connection, 1)
    done = manage(data, "restore", "--force", str(data / "a.sqlite3"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ejecute «manage.py migrate»" in done.stdout
    assert (count(database, "records_affiliate"), count(database, "records_agency")) == (0, 35)
    assert count(data / "vinculo.sqlite3.anterior", "records_affiliate") == 1
    assert not list(data.glob("vinculo.sqlite3-*"))
    assert manage(data, "migrate", "--check").returncode == 0


def test_a_backup_is_restored_into_an_empty_folder(data: Path, tmp_path: Path) -> None:
    back_up(database=data / "vinculo.sqlite3", target=data / "a.sqlite3")
    other = tmp_path / "otra"
    assert manage(other, "restore", str(data / "a.sqlite3")).returncode == 0
    assert count(other / "vinculo.sqlite3", "records_agency") == 35


def test_nothing_is_overwritten_without_force(data: Path) -> None:
    target = data / "a.sqlite3"
    target.write_text("otra cosa")
    with pytest.raises(Refused, match="Use otro nombre o --force"):
        back_up(database=data / "vinculo.sqlite3", target=target)
    assert target.read_text() == "otra cosa"
    back_up(database=data / "vinculo.sqlite3", target=target, force=True)
    before = (data / "vinculo.sqlite3").read_bytes()
    done = manage(data, "restore", str(target))
    assert done.returncode == 1
    assert "Con --force se la reemplaza" in done.stderr
    assert (data / "vinculo.sqlite3").read_bytes() == before


def test_a_running_system_is_not_restored_under(data: Path) -> None:
    back_up(database=data / "vinculo.sqlite3", target=data / "a.sqlite3")
    waits = "import django, sys; django.setup(); print('ready', flush=True); sys.stdin.read()"
    environment = os.environ | start_clock() | PRODUCT | {"VINCULO_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    with subprocess.Popen(
        [sys.executable, "-c", waits], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        done = manage(data, "restore", "--force", str(data / "a.sqlite3"))
        assert done.returncode == 1
        assert "El sistema está en marcha" in done.stderr
        assert manage(data, "backup", "--force", str(data / "a.sqlite3")).returncode == 0
        running.communicate(timeout=30)
    assert manage(data, "restore", "--force", str(data / "a.sqlite3")).returncode == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "no such table"), (b"no soy una base" * 100, "file is not a database"), (None, "No existe el archivo")],
)
def test_what_is_no_backup_is_refused(data: Path, content: bytes | None, message: str) -> None:
    source = data / "x"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(Refused, match=message):
        restore(source=source, database=data / "vinculo.sqlite3", known=set(), force=True)
    assert count(data / "vinculo.sqlite3", "records_agency") == 35


def test_a_damaged_backup_is_refused(data: Path) -> None:
    source = data / "a.sqlite3"
    back_up(database=data / "vinculo.sqlite3", target=source)
    content = bytearray(source.read_bytes())
    content[8192:12288] = os.urandom(4096)
    source.write_bytes(content)
    with pytest.raises(Refused, match="no es un respaldo de este sistema"):
        restore(
            source=source, database=data / "vinculo.sqlite3", known=known_people(data / "vinculo.sqlite3"), force=True
        )


def test_a_backup_of_a_later_version_is_refused(data: Path) -> None:
    back_up(database=data / "vinculo.sqlite3", target=data / "a.sqlite3")
    with closing(sqlite3.connect(data / "a.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', '2027-01-01')"
        )
    done = manage(data, "restore", "--force", str(data / "a.sqlite3"))
    assert "versión posterior del sistema (9999_later)" in done.stderr


@pytest.mark.full
def test_a_backup_from_before_the_migrations_were_joined_is_restored(data: Path) -> None:
    with closing(sqlite3.connect(data / "a.sqlite3")) as connection:
        connection.executescript((ROOT / "tests/records/before/sqlite.sql").read_text())
    assert ("records", "0017_presenter_key") in known_people(data / "a.sqlite3")
    done = manage(data, "restore", "--force", str(data / "a.sqlite3"))
    assert done.returncode == 0, done.stderr
    done = manage(data, "migrate")
    assert done.returncode == 0, done.stderr
    assert {("records", "0001_start"), ("records", "0002_fences")} < known_people(data / "vinculo.sqlite3")


def test_a_folder_that_is_not_there_and_a_database_that_is_not_there_are_told(data: Path) -> None:
    with pytest.raises(Refused, match="No existe la carpeta"):
        back_up(database=data / "vinculo.sqlite3", target=data / "no" / "a.sqlite3")
    with pytest.raises(Refused, match="No hay base de datos"):
        back_up(database=data / "no.sqlite3", target=data / "a.sqlite3")


@pytest.mark.parametrize(
    ("command", "line"), [("backup", "pg_dump --format=custom"), ("restore", "pg_restore --clean")]
)
def test_with_postgresql_the_line_to_type_is_told(data: Path, command: str, line: str) -> None:
    done = manage(data, command, "respaldo", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert f"{line} --" in done.stderr
    assert '"$DATABASE_URL"' in done.stderr
    assert not (data / MARK).exists()


def test_d35_the_copies_go_with_the_backup_encrypted_as_they_are_and_come_back(tmp_path: Path) -> None:
    kept, back = Files(tmp_path / "copies", KEYS), Files(tmp_path / "back", KEYS)
    kept.write("1" * 32, b"Pasaporte de Bruno")
    (tmp_path / "copies" / "11" / "a.partial").write_bytes(b"half")
    archive = tmp_path / f"respaldo.sqlite3{COPIES}"
    assert back_up_copies(folder=kept.folder, target=archive) == 1
    assert b"Bruno" not in archive.read_bytes()
    assert archive.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused):
        back_up_copies(folder=kept.folder, target=archive)
    assert [restore_copies(source=archive, folder=back.folder) for _twice in range(2)] == [1, 0]
    assert back.read("1" * 32) == b"Pasaporte de Bruno"


def test_d35_an_archive_with_other_names_writes_nowhere_else(tmp_path: Path) -> None:
    hostile = tmp_path / "malo.tar"
    with tarfile.open(hostile, "w") as archive:
        for name in ("../../evil", "/etc/evil", "1" * 31 + "/", "b" * 32):
            member = tarfile.TarInfo(name)
            member.type = tarfile.SYMTYPE if name.startswith("b") else tarfile.REGTYPE
            member.linkname = "/etc/passwd"
            archive.addfile(member)
    folder = tmp_path / "in" / "copies"
    assert restore_copies(source=hostile, folder=folder) == 0
    assert [path for path in tmp_path.rglob("*") if path != hostile] == []
    hostile.write_bytes(b"no es un archivo")
    with pytest.raises(Refused):
        restore_copies(source=hostile, folder=folder)


def test_d35_the_commands_take_the_copies_along(data: Path) -> None:
    Files(data / "copies", KEYS).write("1" * 32, b"Pasaporte de Bruno")
    done = manage(data, "backup", str(data / "respaldo.sqlite3"))
    assert (done.returncode, "Copias escaneadas" in done.stdout) == (0, True), done.stderr
    (data / "copies" / "11" / ("1" * 32)).unlink()
    done = manage(data, "restore", "--force", str(data / "respaldo.sqlite3"))
    assert (done.returncode, "volvieron a su carpeta: 1" in done.stdout) == (0, True), done.stderr
    assert Files(data / "copies", KEYS).read("1" * 32) == b"Pasaporte de Bruno"
