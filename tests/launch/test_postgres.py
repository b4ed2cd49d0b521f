"""The database for tests and measurements comes and goes without a trace."""

from __future__ import annotations

import contextlib
import sysconfig
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from launch import postgres
from launch.messages import Problem

SITE_PACKAGES = Path(sysconfig.get_path("platlib"))


def folder_of(url: str) -> Path:
    return Path(unquote(urlsplit(url).netloc.split("@")[1]))


def postmaster(folder: Path) -> Path:
    return Path("/proc") / (folder / "data" / "postmaster.pid").read_text().splitlines()[0]


def test_it_answers_and_leaves_nothing_behind() -> None:
    with postgres.temporary_cluster() as url:
        folder, process = folder_of(url), postmaster(folder_of(url))
        with psycopg.connect(url) as line:
            row = line.execute("SELECT current_database(), current_setting('listen_addresses')").fetchone()
        assert row == ("vinculo", "")
        assert folder.stat().st_mode & 0o777 == 0o700
        assert process.exists()
    assert (folder.exists(), process.exists()) == (False, False)


def test_a_fault_inside_stops_it_too_even_with_somebody_connected() -> None:
    cluster = postgres.temporary_cluster()
    url = cluster.__enter__()
    folder, process = folder_of(url), postmaster(folder_of(url))
    with contextlib.closing(psycopg.connect(url)):
        begun = time.monotonic()
        assert cluster.__exit__(ZeroDivisionError, ZeroDivisionError(), None) is False
        assert time.monotonic() - begun < postgres.STOP_STEP
        assert (folder.exists(), process.exists()) == (False, False)


@pytest.mark.parametrize(("durable", "fsync"), [(False, "off"), (True, "on")])
def test_measurements_can_have_the_guarantees_of_production(durable: bool, fsync: str) -> None:
    with postgres.temporary_cluster(durable=durable) as url, psycopg.connect(url) as line:
        assert line.execute("SHOW fsync").fetchone() == (fsync,)


def test_without_a_system_postgresql_the_wheel_serves_even_where_its_folder_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(postgres, "SYSTEM_FOLDERS", ())
    monkeypatch.setattr(postgres, "_open_to_all", lambda folder: "site-packages" not in str(folder))
    with postgres.temporary_cluster(site_packages=SITE_PACKAGES) as url:
        assert (folder_of(url) / "programs").exists()
        with psycopg.connect(url) as line:
            assert line.execute("SELECT 1").fetchone() == (1,)


def test_without_any_the_message_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(postgres, "SYSTEM_FOLDERS", ())
    with (
        pytest.raises(Problem, match="No se encontró PostgreSQL 15") as caught,
        postgres.temporary_cluster(site_packages=tmp_path),
    ):
        pass
    assert "apt-get install -y postgresql" in caught.value.mend


def test_a_version_that_is_too_old_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("initdb", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(postgres, "SYSTEM_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert postgres.find_binaries(tmp_path) is None


def test_a_server_that_cannot_start_tells_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "QUICK", ("-c", "no_such_setting=1"))
    with pytest.raises(Problem, match="no_such_setting"), postgres.temporary_cluster():
        pass
