"""A connection over HTTP whose whole conversation ends at one moment, headers that drip included.

The timeouts of httpx count each read by itself: a server that sends one sign now and then is never late.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

FAULTS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)
_END: ContextVar[float | None] = ContextVar("end of the conversation", default=None)


@contextmanager
def ending_within(seconds: float) -> Iterator[None]:
    """Let whatever is asked in this block end within so many seconds, by `httpx.TimeoutException`."""
    token = _END.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _END.reset(token)


def bounded_client(*, url: str, headers: dict[str, str], authority: str, certificate: str, key: str) -> httpx.Client:
    """Return a client that keeps to `ending_within`, follows nobody elsewhere and takes nothing from the surroundings.

    Files are in PEM: who signed the server's certificate, and this program's own with its key.
    """
    context = ssl.create_default_context(cafile=authority or None)
    if certificate:
        context.load_cert_chain(certificate, key or None)
    return httpx.Client(
        base_url=url.rstrip("/") + "/",
        headers=headers | {"Accept": "application/json", "Accept-Encoding": "identity"},
        transport=_BoundedTransport(context),
        follow_redirects=False,
        trust_env=False,
    )


class _BoundedTransport(httpx.BaseTransport):
    """What httpx asks through connections of ours: its own transport lets nobody choose how they are read."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._connections = httpcore.ConnectionPool(
            ssl_context=context, network_backend=_Backend(), max_keepalive_connections=20, keepalive_expiry=5.0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and return the answer once its head is there."""
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        with _faults_of_httpx():
            answer = self._connections.handle_request(asked)
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        with _faults_of_httpx():
            yield from self._parts

    def close(self) -> None:
        if (close := getattr(self._parts, "close", None)) is not None:
            close()


@contextmanager
def _faults_of_httpx() -> Iterator[None]:
    """Raise what goes wrong below as httpx names it: a fault of httpcore has the same name there."""
    try:
        yield
    except FAULTS as error:
        raise getattr(httpx, type(error).__name__, httpx.TransportError)(str(error)) from error


def _bound_timeout(timeout: float | None) -> float | None:
    """Return the seconds that one step may take: its own, and no more than what is left of the whole."""
    end = _END.get()
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the conversation is over")
    return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _bound_timeout(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _bound_timeout(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _bound_timeout(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._backend.connect_tcp(host, port, _bound_timeout(timeout), local_address, socket_options))
