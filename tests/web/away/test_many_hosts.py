"""One address with several nodes leads to the one that takes changes, also when it has moved (D36)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import unquote

import psycopg
import pytest

from launch.postgres import temporary_cluster
from tests import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.long]
ASK = """
import django; django.setup()
from django.db import connection
from vinculo.queries.operations.readiness import takes_changes
with connection.cursor() as cursor:
    cursor.execute("SHOW unix_socket_directories")
    print(cursor.fetchone()[0], takes_changes())
"""


@pytest.fixture(scope="module")
def folders() -> Iterator[list[str]]:
    """Two servers."""
    with ExitStack() as stack:
        urls = [stack.enter_context(temporary_cluster()) for _ in range(2)]
        yield [unquote(url.partition("@")[2].rpartition("/")[0]) for url in urls]


def set_read_only(folder: str, value: str) -> None:
    """Have a server take no changes, as one that follows another, or take them again."""
    with psycopg.connect(host=folder, user="vinculo", dbname="vinculo", autocommit=True) as line:
        line.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
        line.execute("SELECT pg_reload_conf()")


def find_server(folders: list[str]) -> str:
    """Return which server the program came to."""
    hosts = "&".join(["host=" + ",".join(folders), "target_session_attrs=read-write"])
    environ = {"PATH": os.environ["PATH"], "DATABASE_URL": f"postgresql://vinculo@/vinculo?{hosts}"}
    environ |= {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environ, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_d36_the_program_comes_to_the_node_that_takes_changes_wherever_it_is(folders: list[str]) -> None:
    first, second = folders
    set_read_only(first, "on")
    assert find_server(folders) == f"{second} True"
    set_read_only(second, "on")
    set_read_only(first, "off")
    assert find_server(folders) == f"{first} True"
    set_read_only(second, "off")
