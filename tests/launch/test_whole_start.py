"""`./run` from the first start to the last trace, with everything real."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from launch.postgres import temporary_cluster
from launch.surroundings import ROOT, look_around
from tests.launch.starting import FEW_DAYS, left_behind, start_command

VERSION = look_around({}, ROOT).version
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for traces in /proc")


def test_a_newcomer_starts_it_twice_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with start_command(data, VINCULO_HORIZON_DAYS=FEW_DAYS) as first:
        prepared = [line.split()[-1] for line in first.told if line.startswith("Se prepara la base de datos")]
        steps = ["compile_languages…", "migrate…", "load_reference…", "open_days…", "demo…", "collectstatic…"]
        assert prepared == steps
        assert f"Vínculo está en marcha: http://127.0.0.1:{first.port}/" in first.told
        assert first.get("/salud") == (200, f"ok {VERSION}")
        assert len(left_behind(data)) >= 5
        assert first.stop(signal.SIGINT) == 130
    assert left_behind(data) == []
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600
    with start_command(data, VINCULO_HORIZON_DAYS=FEW_DAYS) as second:
        assert [line for line in second.told if line.startswith("Se prepara")] == []
        assert second.get("/salud") == (200, f"ok {VERSION}")
        assert second.stop(signal.SIGTERM) == 0
    assert left_behind(data) == []


@pytest.mark.full
def test_on_postgresql_it_starts_without_a_demo_and_says_where_mail_goes(tmp_path: Path) -> None:
    with (
        temporary_cluster() as url,
        start_command(tmp_path / "data", DATABASE_URL=url, VINCULO_HORIZON_DAYS=FEW_DAYS) as start,
    ):
        assert not any(line.startswith("Se prepara la base de datos: demo") for line in start.told)
        assert "  Datos en:               PostgreSQL (DATABASE_URL)" in start.told
        assert "Atención: VINCULO_SMTP_HOST no está puesta. Los correos se guardan en un buzón local;" in start.told
        assert start.get("/salud") == (200, f"ok {VERSION}")
        assert start.stop(signal.SIGINT) == 130
    assert left_behind(tmp_path / "data") == []
