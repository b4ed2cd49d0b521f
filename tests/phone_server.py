"""A service for messages to mobiles on loopback, as docs/phone-service.yaml has it, with every bad day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.registry_server import Misbehaviour, RegistryServer, breaking_off, serving
from vinculo.gateways.services.phone_service import PhoneService, PhoneServiceSettings


@dataclass
class PhoneServer(RegistryServer):
    """Keeps one message for each key, as the contract demands, and how often each was handed over."""

    delivered: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Take a message; one whose key is known already is the same one."""
        key = self.headers[-1]["Idempotency-Key"]
        self.delivered.setdefault(key, question)
        return {"id": f"m-{len(self.delivered)}"}

    @property
    def keys(self) -> list[str]:
        return [each["Idempotency-Key"] for each in self.headers]


def losing_its_answer(server: PhoneServer) -> Misbehaviour:
    """Return a service that takes the message and breaks off before it says so."""

    def lose(handler: BaseHTTPRequestHandler) -> None:
        server.answer(server.questions[-1])
        breaking_off(handler)

    return lose


def refusing(status: int, body: bytes = b"{}", **headers: str) -> Misbehaviour:
    """Return a service that answers with a status, a body and headers."""

    def refuse(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return refuse


@contextmanager
def phone_server() -> Iterator[PhoneServer]:
    """Serve until the block ends."""
    state = PhoneServer()
    with serving(state):
        yield state


def service_of(server: PhoneServer, **settings: object) -> PhoneService:
    given = {"url": server.url, "token": "s3cret", "timeout": 2.0, **settings}
    return PhoneService(PhoneServiceSettings(**given))  # type: ignore[arg-type]
