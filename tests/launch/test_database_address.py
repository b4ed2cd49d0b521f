"""How the program is told where its database is (D36)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests import ROOT
from vinculo.config.installation.database import parse
from vinculo.config.installation.reading import read_settings

ASK = """
import django; django.setup()
from time import perf_counter
from django.db import OperationalError, connection
began = perf_counter()
try:
    connection.cursor()
except OperationalError:
    print(perf_counter() - began)
"""


def test_d36_the_nodes_of_a_cluster_stand_in_one_address() -> None:
    url = "postgresql://vinculo:c%40ve@one:5432,two:5433,three/turnos?target_session_attrs=read-write"
    assert read_settings({"DATABASE_URL": url}).database_url == url
    made = parse(url)
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("one,two,three", "5432,5433,", "turnos")
    assert (made["USER"], made["PASSWORD"]) == ("vinculo", "c@ve")
    assert (made["OPTIONS"]["target_session_attrs"], made["OPTIONS"]["connect_timeout"]) == ("read-write", "3")


def test_d36_what_the_address_says_goes_before_our_bounds() -> None:
    options = parse("postgres://a@%2Frun%2Fpg/b?connect_timeout=9&sslmode=require")["OPTIONS"]
    assert (options["connect_timeout"], options["sslmode"], options["keepalives_count"]) == ("9", "require", "3")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        parse("postgresql://a@b/c?nothing_like_it=1")


def test_d36_nobody_waits_longer_than_three_seconds_for_a_connection(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the call and says nothing
        url = f"postgresql://a@127.0.0.1:{silent.getsockname()[1]}/b"
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "VINCULO_DATA": str(tmp_path)}
        environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "vinculo.config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", ASK], env=environ, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
        )
    assert 2.5 < float(done.stdout) < 6
