"""The nginx example is taken by nginx, and does in front of a server what the settings count on."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from django.conf import settings

from tests import ROOT
from tests.web.shared.secret_routes import CODE, HEX, SHORT, SIGNED, VARYING, addresses, find_secrets
from tools.routes_of_nginx import with_routes
from vinculo.config.logs.routes import ADMINISTRATION, nginx_lines

EXAMPLE = ROOT / "deploy" / "nginx" / "vinculo.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
OPENSSL = shutil.which("openssl")
TOKEN = HEX
HOST = "turnos.ejemplo.gob.ec"

pytestmark = pytest.mark.skipif(
    NGINX is None or OPENSSL is None, reason="nginx or openssl is not installed: the example stays unproven here"
)


class ManyAtOnce(ThreadingHTTPServer):
    """A server at which many may knock at once: nginx lets through what comes in a burst."""

    request_queue_size = 256


class Behind(BaseHTTPRequestHandler):
    """Answers with the headers that it got; a static file as the program does, and counts how often it was asked."""

    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        if self.path.startswith("/static/"):
            self.send_static()
            return
        body = "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode()
        self.send_response(int(self.headers.get("X-Wanted", 200)))
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def send_static(self) -> None:
        accepted = self.headers.get("Accept-Encoding", "")
        self.asked.append((self.path, accepted))
        self.send_response(200)
        self.send_header("Content-Type", "text/css")
        self.send_header("Cache-Control", "max-age=315360000, public, immutable")
        self.send_header("Vary", "Accept-Encoding")
        body = f"made for {accepted}".encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


class Streaming(Behind):
    """Sends one event and keeps the line open until the client goes away."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"data: 47\n\n")
        self.rfile.read(1)  # nothing comes: it waits for the end


@dataclass
class Front:
    """nginx with the example before a server of ours."""

    folder: Path
    http_port: int
    https_port: int
    behind: ThreadingHTTPServer
    boards: ThreadingHTTPServer

    def line(self) -> AbstractContextManager[http.client.HTTPSConnection]:
        """Return a line over TLS."""
        trusting = ssl._create_unverified_context()
        return closing(http.client.HTTPSConnection("127.0.0.1", self.https_port, context=trusting, timeout=10))

    def access_log(self) -> str:
        """Return what the example writes of each request."""
        return (self.folder / "vinculo.access.log").read_text(encoding="utf-8")

    def everything(self) -> str:
        """Return all that nginx wrote into its logs."""
        return "".join(path.read_text(encoding="utf-8") for path in self.folder.glob("*.log"))

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """Ask over TLS."""
        with self.line() as line:
            line.request("GET", path, headers={"Host": HOST} | headers)
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()


def free_ports(count: int) -> list[int]:
    with_ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in with_ports]
    for each in with_ports:
        each.close()
    return ports


def write_configuration(folder: Path, http_port: int, https_port: int, behind: int, boards: int) -> Path:
    """Write the example with the ports and files of this test, and the configuration that includes it."""
    text = EXAMPLE.read_text(encoding="utf-8")
    text = re.sub(r"\n    listen \[::\].*", "", text)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{http_port};",
        "listen 443 ssl": f"listen 127.0.0.1:{https_port} ssl",
        "/etc/letsencrypt/live/turnos.ejemplo.gob.ec": str(folder),
        "/var/log/nginx": str(folder),
        "/var/cache/nginx/vinculo-pages": f"{folder}/pages",
        "/var/cache/nginx/vinculo": f"{folder}/cache",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "127.0.0.1:8001": f"127.0.0.1:{boards}",
    }
    logged = f"access_log {folder}/vinculo.access.log vinculo;"
    changes[logged] = f"{logged}\n    access_log {folder}/plain plain;"  # what is there to leak
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    text = f"log_format plain '$request_uri $http_referer';\n{text}"
    (folder / "site.conf").write_text(text, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    lines = ["user root;" if os.geteuid() == 0 else "", f"pid {folder}/pid;", f"error_log {folder}/error.log;"]
    lines += ["daemon off;", "events {}", "http {", *(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)]
    (folder / "nginx.conf").write_text("\n".join([*lines, f"include {folder}/site.conf;", "}"]), encoding="utf-8")
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nginx")
    subprocess.run(
        [
            str(OPENSSL),
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=turnos.ejemplo.gob.ec",
            "-keyout",
            str(folder / "privkey.pem"),
            "-out",
            str(folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return folder


@pytest.fixture
def front(certificate: Path, tmp_path: Path) -> Iterator[Front]:
    """A front and a server behind it for each test: some of them stop the one or the other."""
    for name in ("privkey.pem", "fullchain.pem"):
        shutil.copy(certificate / name, tmp_path)
    behind = ManyAtOnce(("127.0.0.1", 0), Behind)
    Thread(target=behind.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    boards = ThreadingHTTPServer(("127.0.0.1", 0), Streaming)
    Thread(target=boards.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    http_port, https_port = free_ports(2)
    configuration = write_configuration(tmp_path, http_port, https_port, behind.server_port, boards.server_port)
    with subprocess.Popen([str(NGINX), "-c", str(configuration), "-p", str(tmp_path)]) as server:
        try:
            wait_for(https_port, server)
            yield Front(tmp_path, http_port, https_port, behind, boards)
        finally:
            server.terminate()
            server.wait(timeout=20)
            behind.shutdown()
            boards.shutdown()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Try the port until it answers; a server that ended never will."""
    for _ in range(200):
        assert server.poll() is None, "nginx ended at once"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.05)
    raise AssertionError("nginx does not answer")


def test_nginx_takes_the_example(certificate: Path) -> None:
    configuration = write_configuration(certificate, *free_ports(4))
    done = subprocess.run(
        [str(NGINX), "-t", "-c", str(configuration)], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_server_behind_sees_the_address_and_the_scheme_that_nginx_saw(front: Front) -> None:
    """What a client claims stays before nginx's own word at the end of the list; the scheme is never the client's."""
    status, _, body = front.get("/agencias/", **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})
    assert status == 200
    headers = [line for line in body.splitlines() if line.startswith(("X-Forwarded", "Host"))]
    assert sorted(headers) == [
        "Host: turnos.ejemplo.gob.ec",
        "X-Forwarded-For: 203.0.113.9, 127.0.0.1",
        "X-Forwarded-Proto: https",
    ]


def test_d34_the_map_has_the_routes_and_languages_of_the_program() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert with_routes(text, nginx_lines()) == text, "run python -m tools.routes_of_nginx"
    others = "|".join(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    assert re.findall(r"\(\?(?:<vinculo_spoken>|:)([a-z|-]+)\)\(?", text)[:2] == [others, others]


@pytest.mark.long
def test_d34_no_private_link_of_any_route_reaches_a_log_of_nginx(front: Front) -> None:
    before = len(front.access_log().splitlines())
    asked = [address for route in VARYING for address in addresses(route)]
    statuses = cycle((200, 302, 404, 409, 422, 429, 500))
    with front.line() as line:
        for address in asked:
            headers = {"Host": HOST, "Referer": f"https://x/{HEX}", "X-Wanted": str(next(statuses))}
            line.request("GET", address, headers=headers)
            line.getresponse().read()
    front.get("/agencias/?clave=secreta")
    front.get("/")  # one process answers: what came before is written by now
    lines = front.access_log().splitlines()[before:]
    assert find_secrets(front.everything()) == []
    assert len(lines) >= len(asked)
    written = {line.split('"')[1].removeprefix("GET ") for line in lines if '"GET ' in line}
    assert written >= {"/mi-turno/<token>/confirmacion.pdf", "/en/mi-turno/<token>/", "(no route)", "/agencias/"}
    assert {route for route in VARYING if not route.startswith(ADMINISTRATION)} <= written
    assert "secreta" not in front.everything()
    assert set(find_secrets((front.folder / "plain").read_text(encoding="utf-8"))) >= {
        HEX,
        CODE,
        SHORT,
        SIGNED,
        HEX.upper(),
    }


def test_d34_a_fault_of_nginx_itself_tells_no_link(front: Front) -> None:
    """A body that it cannot keep is such a fault: its line would have the whole line of the request."""
    shutil.rmtree(front.folder / "client_body")
    with front.line() as line:
        line.request("POST", f"/mi-turno/{TOKEN}/cancelar/", body=b"x" * 400_000, headers={"Host": HOST})
        assert line.getresponse().status == 500
    assert find_secrets(front.everything()) == []


def test_an_event_of_a_board_passes_at_once_and_only_streams_go_there(front: Front) -> None:
    trusting = ssl._create_unverified_context()
    with closing(http.client.HTTPSConnection("127.0.0.1", front.https_port, context=trusting, timeout=10)) as line:
        line.request("GET", "/tablero/26/vivo", headers={"Host": HOST})
        answer = line.getresponse()
        assert (answer.status, answer.readline()) == (200, b"data: 47\n")  # the line stays open: nothing more comes
    assert front.get("/tablero/26/ahora/")[2].startswith("Host: ")


def test_without_the_stream_a_board_gets_no_page_in_its_place(front: Front) -> None:
    front.boards.server_close()
    status, _, body = front.get("/tablero/26/vivo")
    assert (status, "Volvemos" in body) == (503, False)


def test_pages_are_not_compressed_a_second_time(front: Front) -> None:
    assert "Content-Encoding" not in front.get("/", **{"Accept-Encoding": "gzip"})[1]


def test_d10_a_static_file_is_asked_for_once_in_each_compression(front: Front) -> None:
    path = "/static/vinculo.0123456789ab.css"
    bodies = [front.get(path, **{"Accept-Encoding": accepted})[2] for accepted in ("br", "gzip", "br", "gzip")]
    assert bodies == ["made for br", "made for gzip", "made for br", "made for gzip"]
    assert [asked for asked in Behind.asked if asked[0] == path] == [(path, "br"), (path, "gzip")]


def test_plain_http_is_sent_to_https(front: Front) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", front.http_port, timeout=10)) as line:
        line.request("GET", "/agencias/?a=1", headers={"Host": "elsewhere.example"})
        answer = line.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, "https://turnos.ejemplo.gob.ec/agencias/?a=1")


SAME_FOR_ALL = ("/", "/en/", "/apostilla/", "/fr/apostilla/", "/privacidad/", "/ficha.json")


def test_d36_while_the_server_behind_is_stopped_what_is_the_same_for_all_is_shown_and_else_a_page_says_so(
    front: Front,
) -> None:
    shown = [front.get(path)[2] for path in SAME_FOR_ALL]
    assert [front.get(path)[0] for path in ("/agencias/", "/t/", "/apostilla/?country=COL", "/?a=1")] == [200] * 4
    front.behind.server_close()
    assert [front.get(path)[2] for path in SAME_FOR_ALL] == shown
    assert [front.get(path)[0] for path in ("/agencias/", "/t/", "/apostilla/?country=COL", "/?a=1")] == [503] * 4
    status, headers, body = front.get(f"/mi-turno/{TOKEN}/")
    assert (status, headers["Content-Type"], headers["Retry-After"]) == (503, "text/html; charset=utf-8", "60")
    assert "Vuelva a cargar la página en un minuto" in body
    assert find_secrets(front.everything()) == []


def post_often(front: Front, path: str, times: int, at_once: int = 0) -> list[tuple[int, str]]:
    """Return the answers to so many forms that are sent at once from one address, and when to come again."""

    def post(_: int) -> tuple[int, str]:
        with front.line() as line:
            line.request("POST", path, body=b"", headers={"Host": HOST})
            answer = line.getresponse()
            return answer.status, answer.headers.get("Retry-After", "")

    with ThreadPoolExecutor(at_once or times) as together:
        return list(together.map(post, range(times)))


@pytest.mark.long
def test_log_ins_and_searches_are_slowed_by_address_and_refused_beyond_fifty(front: Front) -> None:
    assert set(post_often(front, "/quejas/", 60, at_once=4)) == {(200, "")}  # what is not counted
    log_ins = post_often(front, "/ventanilla/ingreso/", 90)
    assert set(log_ins) == {(200, ""), (429, "30")}
    assert log_ins.count((200, "")) in range(51, 75)  # fifty, and those that the rate lets through meanwhile
    assert (429, "30") in post_often(front, "/en/turnos/generar/", 90)
    assert front.get("/ventanilla/ingreso/")[0] == 200  # to read is never counted
