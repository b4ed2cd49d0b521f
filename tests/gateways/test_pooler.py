"""A real PgBouncer says its version, and one that is too old is refused at the start (D36)."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytest_django import Settings

from launch.surroundings import free_port
from vinculo.config import checks
from vinculo.gateways import pooler

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="pgbouncer is not installed")
INI = """[databases]
vinculo = host=127.0.0.1 port=1
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
stats_users = vinculo
pool_mode = transaction
"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A PgBouncer of this machine; it refuses to run as root."""
    folder, number = Path(tempfile.mkdtemp(prefix="vinculo-bouncer-")), free_port()
    (folder / "users").write_text('"vinculo" ""\n"other" ""\n')
    (folder / "ini").write_text(INI.format(port=number, folder=folder))
    folder.chmod(0o755)
    who: dict[str, Any] = {"user": pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else {}
    with subprocess.Popen([str(PGBOUNCER), "-q", str(folder / "ini")], **who) as process:
        for _ in range(100):
            with suppress(pooler.NoConsole):
                pooler.read_version({"host": "127.0.0.1", "port": number, "user": "vinculo"})
                break
            Event().wait(0.05)
        yield number
        process.terminate()
    shutil.rmtree(folder)


def settle(settings: Settings, port: int, user: str = "vinculo") -> None:
    where = {"HOST": "127.0.0.1", "PORT": str(port), "USER": user, "PASSWORD": ""}
    settings.DATABASE_POOLER, settings.DATABASES = True, {"default": where}


def test_d36_pgbouncer_says_its_version_and_an_older_one_is_refused(
    port: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = pooler.read_version({"host": "127.0.0.1", "port": port, "user": "vinculo"})
    said = subprocess.run([str(PGBOUNCER), "--version"], capture_output=True, text=True, check=True).stdout
    assert ".".join(map(str, version)) in said
    settle(settings, port)
    monkeypatch.setattr(checks, "OLDEST", (version[0], version[1] + 1))
    assert [each.id for each in checks.pooler()] == ["vinculo.E038"]
    monkeypatch.setattr(checks, "OLDEST", version[:2])
    assert checks.pooler() == []


def test_d36_a_pooler_that_does_not_say_its_version_is_refused(port: int, settings: Settings) -> None:
    settle(settings, port, user="other")
    assert [each.id for each in checks.pooler()] == ["vinculo.E037"]
    settle(settings, free_port())
    assert [each.id for each in checks.pooler()] == ["vinculo.E037"]
    settings.DATABASE_POOLER = False
    assert checks.pooler() == []
