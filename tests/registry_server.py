"""An institution's registry of affiliates on loopback, as docs/registry-service.yaml has it, with every bad day."""

from __future__ import annotations

import gzip
import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Misbehaviour = Callable[[BaseHTTPRequestHandler], None]

LINA = {
    "code": "EXT7007007",
    "names": "Lina Marcela Rojas Peña",
    "active": True,
    "cedula": "",
    "nationality": "COL",
    "birth_date": "1988-04-03",
    "sex": "F",
    "email": "lina@example.org",
    "documents": [{"kind": "passport", "country": "COL", "number": "AR777888", "valid_until": "2031-05-06"}],
}


@dataclass
class RegistryServer:
    """What the service knows, how it behaves, and what it was asked."""

    people: list[dict[str, Any]] = field(default_factory=list)
    misbehaviours: list[Misbehaviour] = field(default_factory=list)  # one for each next question; the last stays
    questions: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    release: Event = field(default_factory=Event)  # ends what hangs
    url: str = ""

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a question about one person."""
        return {"affiliate": next((each for each in self.people if _is_asked(each, question)), None)}


def _is_asked(person: dict[str, Any], question: dict[str, Any]) -> bool:
    if document := question.get("document"):
        return any(all(each[key] == document[key] for key in document) for each in person["documents"])
    return any(person[key] == value for key, value in question.items())


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    """Send an answer of JSON, whole."""
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def failing(status: int) -> Misbehaviour:
    """Return a service that answers with a status and nothing that helps."""
    return lambda handler: send(handler, b"{}", status)


def babbling(body: bytes) -> Misbehaviour:
    """Return a service that answers something else with status 200."""
    return lambda handler: send(handler, body)


def hanging(server: RegistryServer) -> Misbehaviour:
    """Return a service that takes the question and says nothing."""

    def hang(handler: BaseHTTPRequestHandler) -> None:
        server.release.wait(30)

    return hang


def dripping(server: RegistryServer) -> Misbehaviour:
    """Return a service that sends one byte after the other, each in time for itself."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        _send_without_end(handler, b" ", server)

    return drip


def _send_without_end(handler: BaseHTTPRequestHandler, piece: bytes, server: RegistryServer) -> None:
    while not server.release.wait(0.02):
        handler.wfile.write(piece)
        handler.wfile.flush()


def breaking_off(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True


def dripping_heads(server: RegistryServer) -> Misbehaviour:
    """Return a service whose headers never end: one line after the other, each in time for itself."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.flush_headers()
        _send_without_end(handler, b"X-More: 1\r\n", server)

    return drip


def packing(handler: BaseHTTPRequestHandler) -> None:
    """Pack the answer, though nobody said that it may be: few bytes could become many."""
    body = gzip.compress(b'{"affiliate": null}')
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def registry_server(context: ssl.SSLContext | None = None) -> Iterator[RegistryServer]:
    """Serve a registry until the block ends, with TLS where a context is given."""
    state = RegistryServer()
    with serving(state, context):
        yield state


@contextmanager
def serving(state: RegistryServer, context: ssl.SSLContext | None = None) -> Iterator[None]:
    """Serve what answers, until the block ends, with TLS where a context is given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.questions.append(question)
            state.headers.append({"path": self.path, **dict(self.headers.items())})
            if state.misbehaviours:
                act = state.misbehaviours[0] if len(state.misbehaviours) == 1 else state.misbehaviours.pop(0)
                act(self)
            else:
                send(self, json.dumps(state.answer(question)).encode())

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Stay quiet when the client went away: that is what is tried."""

    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "http" if context is None else "https"
    state.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/registry"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        state.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
