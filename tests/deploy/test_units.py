"""The systemd units are taken by systemd, and call commands that there are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from launch import serving
from launch.surroundings import look_around
from tests import ROOT
from tests.databases import Migrate

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
ANALYZE = shutil.which("systemd-analyze")


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """The programs are named where an installation has them: here others that exist stand for them."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/vinculo/.venv/bin/python", sys.executable)
        text = text.replace("/opt/vinculo/deploy/backup", str(ROOT / "deploy" / "backup"))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [str(ANALYZE), "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_of_the_units_is_there() -> None:
    called = {name for unit in UNITS for name in re.findall(r"manage\.py (\w+)", unit.read_text(encoding="utf-8"))}
    assert called == {
        "check",
        "migrate",
        "deliver_mail",
        "upkeep",
        "load_reference",
        "open_days",
        "check_invariants",
        "verify_events",
        "check_late",
        "rehearse_restore",
        "serve_metrics",
    }
    assert called - set(get_commands()) == set()


def test_every_unit_runs_without_rights_of_its_own() -> None:
    for unit in (each for each in UNITS if each.suffix == ".service"):
        text = unit.read_text(encoding="utf-8")
        for line in (
            "User=vinculo",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "StateDirectory=vinculo",
            "UMask=0077",
        ):
            assert f"\n{line}\n" in text, (unit.name, line)


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", [each for each in UNITS if each.suffix == ".service"], ids=lambda each: each.stem)
def test_systemd_finds_each_unit_hardened(unit: Path) -> None:
    done = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout.splitlines()[-1]


def test_d34_no_server_keeps_a_log_of_its_own_of_addresses() -> None:
    """What granian logs are addresses; nginx and the program log routes."""
    started = [text for unit in UNITS if "-m granian" in (text := unit.read_text(encoding="utf-8"))]
    assert ["--no-access-log" in text for text in started] == [True, True]
    around = look_around({}, ROOT)
    assert "--no-access-log" in serving.server_arguments(around)
    assert "--no-access-log" in serving.stream_arguments("127.0.0.1", "8001")


def run_backup(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    around = {
        "PATH": os.environ["PATH"],
        "VINCULO_BACKUPS": str(folder),
        "VINCULO_PYTHON": sys.executable,
    } | environment
    return subprocess.run(
        [str(ROOT / "deploy" / "backup")], env=around, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def age_file(path: Path, days: int) -> Path:
    path.touch()
    moment = path.stat().st_mtime - days * 86400
    os.utime(path, (moment, moment))
    return path


def test_the_backup_keeps_so_many_days_and_never_loses_the_last_good_one(
    tmp_path: Path, migrate_folder: Migrate
) -> None:
    data, folder = tmp_path / "datos", tmp_path / "respaldos"
    folder.mkdir()
    old, recent, other = (
        age_file(folder / name, days)
        for name, days in (("vinculo-1.sqlite3", 40), ("vinculo-2.sqlite3", 5), ("apuntes.txt", 40))
    )
    failed = run_backup(folder, VINCULO_DATA=str(data))
    assert failed.returncode != 0  # there is no database yet
    assert old.exists()
    migrate_folder(data)
    assert run_backup(folder, VINCULO_DATA=str(data)).returncode == 0
    assert (old.exists(), recent.exists(), other.exists()) == (False, True, True)
    assert len(list(folder.glob("vinculo-2*-*.sqlite3"))) == 1


def test_the_settings_example_is_read_by_a_shell_and_names_only_what_is_explained() -> None:
    example = ROOT / "deploy" / "vinculo.env.example"
    read = subprocess.run(
        ["/bin/sh", "-euc", f"set -a; . {example}; env"],
        env={},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=20,
    )
    settings = dict(line.split("=", 1) for line in read.stdout.splitlines())
    assert settings["VINCULO_MAIL_FROM"] == "IESS Turnos <turnos@ejemplo.gob.ec>"
    explained = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("running.md", "production.md"))
    names = {name for name in settings if name.startswith("VINCULO_")}
    tails = {name: name.removeprefix("VINCULO_SMTP") if "SMTP" in name else name for name in names}
    assert [name for name, tail in tails.items() if f"`{name}`" not in explained and f"`{tail}`" not in explained] == []
