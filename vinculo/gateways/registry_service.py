"""Asks the institution's registry of affiliates over HTTP (D6); the contract is docs/registry-service.yaml.

A question is a POST, so that no number of a person stands in an address that servers write down.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Literal

import httpx
import msgspec
from cachetools import TTLCache
from pybreaker import CircuitBreaker, CircuitBreakerError
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_before_delay, wait_random_exponential

from vinculo.gateways.registry import RegistryDocument, RegistryEntry, RegistryUnavailable

MOST_BYTES = 64 * 1024  # of an answer about one person
ATTEMPTS = 3
SEARCH = "affiliates/search"
logger = logging.getLogger(__name__)


class _Document(msgspec.Struct, kw_only=True):
    kind: Literal["passport", "visa"]
    country: str
    number: str
    valid_until: str = ""


class _Affiliate(msgspec.Struct, kw_only=True):
    code: str
    names: str
    active: bool
    cedula: str = ""
    nationality: str = ""
    birth_date: str = ""
    sex: Literal["F", "M", "X", ""] = ""
    email: str = ""
    mobile: str = ""
    documents: list[_Document] = []


class _Answer(msgspec.Struct, kw_only=True):
    affiliate: _Affiliate | None


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """How the service is reached: seconds for times, files in PEM."""

    url: str
    token: str = ""
    certificate: str = ""  # of this program, for mutual TLS, with its key
    key: str = ""
    authority: str = ""  # who signed the certificate of the service, where it is no public one
    timeout: float = 4.0  # for a question as a whole, repetitions included
    keep: float = 300.0  # how long an answer is kept
    most_kept: int = 5000
    failures: int = 5  # in a row, after which nobody asks …
    pause: float = 30.0  # … for so long


class _AgainError(Exception):
    """The same question may be answered at the next attempt."""


class RegistryService:
    """The registry of the institution, one object for a process and its threads.

    Each question has one bound of time for all its attempts; after failures in a row nobody asks for a while; answers,
    also *nobody*, are kept for a short time, and each says when it was given.
    """

    def __init__(self, settings: ServiceSettings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Prepare the connections; nothing is asked yet."""
        self._settings, self._clock = settings, clock
        headers = {"Accept": "application/json"}
        if settings.token:
            headers["Authorization"] = f"Bearer {settings.token}"
        self._client = httpx.Client(
            base_url=settings.url.rstrip("/") + "/",
            headers=headers,
            verify=_tls(settings) if settings.url.startswith("https") else True,
            follow_redirects=False,
            trust_env=False,
        )
        self._breaker = CircuitBreaker(fail_max=settings.failures, reset_timeout=settings.pause)
        self._kept: TTLCache[bytes, RegistryEntry | None] = TTLCache(settings.most_kept, settings.keep)
        self._lock = Lock()

    def find(self, code: str) -> RegistryEntry | None:
        """Return the affiliate with this code, or None. Raises `RegistryUnavailable`."""
        return self._ask({"code": code})

    def find_by_cedula(self, cedula: str) -> RegistryEntry | None:
        """Return the affiliate with this cédula, or None. Raises `RegistryUnavailable`."""
        return self._ask({"cedula": cedula})

    def find_by_document(self, kind: str, country: str, number: str) -> RegistryEntry | None:
        """Return the affiliate with this document, or None. Raises `RegistryUnavailable`."""
        return self._ask({"document": {"kind": kind, "country": country, "number": number}})

    def _ask(self, question: dict[str, object]) -> RegistryEntry | None:
        asked = msgspec.json.encode(question)
        with self._lock:
            if asked in self._kept:
                return self._kept[asked]
        try:
            entry = self._breaker.call(self._ask_until_the_bound, asked)
        except CircuitBreakerError as error:
            raise RegistryUnavailable("paused after failures") from error
        except RegistryUnavailable as error:
            logger.warning("The registry of affiliates gave no answer: %s", error.reason)
            raise
        with self._lock:
            self._kept[asked] = entry
        return entry

    def _ask_until_the_bound(self, asked: bytes) -> RegistryEntry | None:
        end = time.monotonic() + self._settings.timeout
        attempts = Retrying(
            stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(self._settings.timeout),
            wait=wait_random_exponential(multiplier=0.1, max=1),
            retry=retry_if_exception_type(_AgainError),
            reraise=True,
        )
        try:
            status, body = attempts(self._send, asked, end)
        except _AgainError as error:
            raise RegistryUnavailable(str(error)) from error
        if status != httpx.codes.OK:
            raise RegistryUnavailable(f"status {status}")
        return self._entry(body)

    def _send(self, asked: bytes, end: float) -> tuple[int, bytes]:
        """Return the status and the body of one attempt; what may be better next time raises `_AgainError`."""
        left = max(end - time.monotonic(), 0.01)
        headers = {"Content-Type": "application/json"}
        try:
            with self._client.stream("POST", SEARCH, content=asked, headers=headers, timeout=left) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise RegistryUnavailable("an answer too large")
                    if time.monotonic() > end:  # a timeout of a read alone would let it drip for ever
                        raise RegistryUnavailable("an answer too slow")
        except httpx.HTTPError as error:
            raise _AgainError(type(error).__name__) from error
        if response.is_server_error:
            raise _AgainError(f"status {response.status_code}")
        return response.status_code, bytes(body)

    def _entry(self, body: bytes) -> RegistryEntry | None:
        try:
            affiliate = msgspec.json.decode(body, type=_Answer).affiliate
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RegistryUnavailable("an answer outside the contract") from error
        if affiliate is None:
            return None
        told = msgspec.structs.asdict(affiliate)
        told["documents"] = tuple(RegistryDocument(**msgspec.structs.asdict(each)) for each in affiliate.documents)
        return RegistryEntry(**told, as_of=self._clock())


def _tls(settings: ServiceSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.authority or None)
    if settings.certificate:
        context.load_cert_chain(settings.certificate, settings.key or None)
    return context
