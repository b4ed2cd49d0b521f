"""Asks the institution's registry of affiliates over HTTP (D6); the contract is docs/registry-service.yaml.

A question is a POST, so that no number of a person stands in an address that servers write down.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from typing import Literal

import httpx
import msgspec
from cachetools import TTLCache
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_before_delay, wait_random_exponential

from vinculo.gateways.registry import RegistryDocument, RegistryEntry, RegistryUnavailable
from vinculo.gateways.services.bounded_http import bounded_client, ending_within
from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.identity import IdentityError, normalise_number

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


class _Pause:
    """Lets nobody ask for a while after failures in a row, and then one alone, by whose answer the others go.

    It holds its lock for its own count only: pybreaker holds one while it asks, so that one slow question would hold
    up all threads of a process.
    """

    def __init__(self, failures: int, seconds: float, timer: Callable[[], float]) -> None:
        self._most, self._seconds, self._timer = failures, seconds, timer
        self._lock, self._failed, self._until = Lock(), 0, 0.0

    def begin(self) -> None:
        """Raise `RegistryUnavailable` while nobody may ask; anyone who asks first after it makes the others wait."""
        with self._lock:
            if self._failed < self._most:
                return
            if self._timer() < self._until:
                raise RegistryUnavailable("paused after failures")
            self._until = self._timer() + self._seconds

    def end(self, *, answered: bool) -> None:
        """Count what came of a question."""
        with self._lock:
            self._failed = 0 if answered else self._failed + 1
            self._until = self._timer() + self._seconds


class RegistryService:
    """The registry of the institution, one object for a process and its threads.

    Each question has one bound of time for all its attempts; after failures in a row nobody asks for a while; the
    person who it told of is kept for a short time and says how long ago that was. Nobody is not kept: it ends an
    affiliation.
    """

    def __init__(self, settings: ServiceSettings, timer: Callable[[], float] = time.monotonic) -> None:
        """Prepare the connections; nothing is asked yet."""
        self._settings, self._timer = settings, timer
        self._client = bounded_client(
            url=settings.url,
            headers={"Authorization": f"Bearer {settings.token}"} if settings.token else {},
            authority=settings.authority,
            certificate=settings.certificate,
            key=settings.key,
        )
        self._pause = _Pause(settings.failures, settings.pause, timer)
        self._kept: TTLCache[bytes, tuple[RegistryEntry, float]] = TTLCache(settings.most_kept, settings.keep, timer)
        self._lock = Lock()

    def find(self, code: str) -> RegistryEntry | None:
        """Return the affiliate with this code, or None. Raises `RegistryUnavailable`."""
        return self._ask({"code": code}, lambda who: _same(who.code, code))

    def find_by_cedula(self, cedula: str) -> RegistryEntry | None:
        """Return the affiliate with this cédula, or None. Raises `RegistryUnavailable`."""
        return self._ask({"cedula": cedula}, lambda who: _same(who.cedula, cedula))

    def find_by_document(self, kind: str, country: str, number: str) -> RegistryEntry | None:
        """Return the affiliate with this document, or None. Raises `RegistryUnavailable`."""
        question: dict[str, object] = {"document": {"kind": kind, "country": country, "number": number}}
        return self._ask(
            question,
            lambda who: any(
                each.kind == kind and canonical(each.country) == canonical(country) and _same(each.number, number)
                for each in who.documents
            ),
        )

    def _ask(self, question: dict[str, object], is_about: Callable[[_Affiliate], bool]) -> RegistryEntry | None:
        asked = msgspec.json.encode(question)
        with self._lock:
            kept = self._kept.get(asked)
        if kept is not None:
            return replace(kept[0], age=timedelta(seconds=self._timer() - kept[1]))
        self._pause.begin()
        answered = False
        try:
            entry = self._ask_until_the_bound(asked, is_about)
            answered = True
        except RegistryUnavailable as error:
            logger.warning("The registry of affiliates gave no answer: %s", error.reason)
            raise
        finally:
            self._pause.end(answered=answered)
        if entry is not None:
            with self._lock:
                self._kept[asked] = entry, self._timer()
        return entry

    def _ask_until_the_bound(self, asked: bytes, is_about: Callable[[_Affiliate], bool]) -> RegistryEntry | None:
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
        return _entry(body, is_about)

    def _send(self, asked: bytes, end: float) -> tuple[int, bytes]:
        """Return the status and the body of one attempt; what may be better next time raises `_AgainError`."""
        left = max(end - time.monotonic(), 0.01)
        headers = {"Content-Type": "application/json"}
        stream = self._client.stream("POST", SEARCH, content=asked, headers=headers, timeout=left)
        try:
            with ending_within(left), stream as response:
                body = bytearray()
                for part in response.iter_raw():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise RegistryUnavailable("an answer too large")
        except httpx.HTTPError as error:
            raise _AgainError(type(error).__name__) from error
        if response.is_server_error:
            raise _AgainError(f"status {response.status_code}")
        return response.status_code, bytes(body)


def _entry(body: bytes, is_about: Callable[[_Affiliate], bool]) -> RegistryEntry | None:
    """Return whom an answer tells of. Raises `RegistryUnavailable` for what the contract does not let it say."""
    try:
        affiliate = msgspec.json.decode(body, type=_Answer).affiliate
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RegistryUnavailable("an answer outside the contract") from error
    if affiliate is None:
        return None
    if not is_about(affiliate):
        raise RegistryUnavailable("an answer about somebody else")
    told = msgspec.structs.asdict(affiliate)
    told["documents"] = tuple(RegistryDocument(**msgspec.structs.asdict(each)) for each in affiliate.documents)
    return RegistryEntry(**told)


def _same(one: str, other: str) -> bool:
    """Return whether two numbers are one, whatever their spelling; what is no number is like nothing."""
    try:
        return normalise_number(one) == normalise_number(other)
    except IdentityError:
        return False
