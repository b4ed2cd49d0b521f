"""What `./run` prints has no private link and no code of a person, whatever is asked of it (D34)."""

from __future__ import annotations

import http.cookiejar
import re
import signal
import sqlite3
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path

import pytest

from tests.launch.starting import FEW_DAYS, Start, start_command
from tests.web.shared.secret_routes import HEX, VARYING, addresses, find_secrets

pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="looks for traces in /proc"), pytest.mark.long]
REFERER = f"https://127.0.0.1/mi-turno/{HEX}/"


def walk(start: Start) -> set[int]:
    """Ask each route by a few of its addresses in turn, by GET and without the guard of forms; return the statuses."""
    statuses = set()
    turn = cycle(range(4))
    with closing(HTTPConnection("127.0.0.1", start.port, timeout=20)) as line:
        for route in VARYING:
            for address in list(addresses(route))[next(turn) :: 4]:
                for method in ("GET", "POST"):
                    line.request(method, address, headers={"Referer": REFERER, "Cookie": f"sessionid={HEX}"})
                    answer = line.getresponse()
                    answer.read()
                    statuses.add(answer.status)
    return statuses


def wrong_number(start: Start) -> tuple[int, str]:
    """Begin a booking and send its second step empty, as a browser does; return the status and the draft's token."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def send(address: str, **fields: str) -> tuple[int, str, str]:
        sent = urllib.parse.urlencode(fields).encode() if fields else None
        try:
            with browser.open(address, sent, timeout=20) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.url, error.read().decode()

    _, url, page = send(f"{start.address}/turnos/generar/pasaporte/")
    [guard] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    _, url, page = send(
        url, csrfmiddlewaretoken=guard, number="PA1234567", country="COL", presenter_country="COL", next="x"
    )
    status, url, _ = send(url, csrfmiddlewaretoken=guard, email="no")
    return status, url.split("/turnos/")[1].split("/")[0]


@pytest.mark.full
def test_d34_what_run_prints_has_no_private_link(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with (
        start_command(data, VINCULO_HORIZON_DAYS=FEW_DAYS, VINCULO_DEMO="0") as start,
        closing(sqlite3.connect(data / "vinculo.sqlite3")) as database,
    ):
        assert walk(start) >= {302, 403, 404, 405}
        status, draft = wrong_number(start)
        assert (status, len(draft)) == (422, 32)
        database.execute("ALTER TABLE records_turno RENAME TO records_away")
        with pytest.raises(urllib.error.HTTPError, match="503"):
            start.get(f"/mi-turno/{draft}/")
        assert start.stop(signal.SIGTERM) == 0
    log = "\n".join(start.told)
    assert "Unprocessable Entity: /turnos/<token>/contacto/" in log
    assert "Service Unavailable: /mi-turno/<token>/" in log
    assert log.count("Not Found: ") > len(VARYING)
    assert (draft in log, find_secrets(log)) == (False, [])
