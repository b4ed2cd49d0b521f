"""Hands messages for a mobile to a service over HTTP; the contract is docs/phone-service.yaml.

The service sends at most one message for a key, whatever became of the answer: that is why a message whose answer was
lost may be handed over again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx
import msgspec

from vinculo.gateways.phone import PhoneMessage
from vinculo.gateways.sending import SendingDelayed, SendingRefused, ServerDown
from vinculo.gateways.services.bounded_http import bounded_client, ending_within

CHANNELS = ("sms", "whatsapp")
MOST_BYTES = 16 * 1024  # of an answer
MOST_WAIT = 3600  # seconds that are waited because the service asks for it
TAKEN = {200, 201, 202}
REFUSED = 422
NOT_NOW = {401, 402, 403, 404, 429, 502, 503, 504}  # of no message: log-in, credit, address, load
CODES = {"invalid_number", "unreachable_number", "unsubscribed", "text_not_allowed"}


class _Taken(msgspec.Struct, kw_only=True):
    id: str


class _Refusal(msgspec.Struct, kw_only=True):
    error: str


@dataclass(frozen=True, kw_only=True)
class PhoneServiceSettings:
    """How the service is reached: `channel` is sms or whatsapp, `authority` a file in PEM, `timeout` in seconds."""

    url: str
    token: str = field(repr=False)
    channel: str = "sms"
    sender: str = ""
    authority: str = ""
    timeout: float = 10.0


class PhoneService:
    """The service of the settings; as a context it keeps its connections for a batch."""

    def __init__(self, settings: PhoneServiceSettings) -> None:
        """Prepare; nothing is opened yet."""
        self.settings = settings
        self._client: httpx.Client | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def send(self, message: PhoneMessage) -> None:
        """Hand one message over. Raises `SendingDelayed`, `ServerDown`, `SendingRefused`."""
        try:
            response, body = self._post(message)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ServerDown(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise SendingDelayed(type(error).__name__) from error
        _judge(response, body)

    def _post(self, message: PhoneMessage) -> tuple[httpx.Response, bytes]:
        """Return the answer and its body, read within the time for the whole conversation."""
        said = {"to": message.number, "text": message.text, "language": message.language}
        said |= {"channel": self.settings.channel}
        if self.settings.sender:
            said["from"] = self.settings.sender
        headers = {"Idempotency-Key": message.key, "Content-Type": "application/json"}
        content = msgspec.json.encode(said)
        stream = self._open_client().stream(
            "POST", "messages", content=content, headers=headers, timeout=self.settings.timeout
        )
        with ending_within(self.settings.timeout), stream as response:
            body = bytearray()
            for part in response.iter_raw():
                body += part
                if len(body) > MOST_BYTES:
                    raise SendingDelayed("an answer too large")
        return response, bytes(body)

    def _open_client(self) -> httpx.Client:
        if self._client is None:
            self._client = bounded_client(
                url=self.settings.url,
                headers={"Authorization": f"Bearer {self.settings.token}"},
                authority=self.settings.authority,
                certificate="",
                key="",
            )
        return self._client


def _judge(response: httpx.Response, body: bytes) -> None:
    """Raise what an answer means, unless the message was taken: for ever only where the service names the reason."""
    status = response.status_code
    if status in TAKEN and _is_receipt(body):
        return
    if status == REFUSED and (reason := _reason(body)):
        raise SendingRefused(reason, status)
    answer = "an answer outside the contract" if status in TAKEN or status == REFUSED else f"status {status}"
    kind = ServerDown if status in NOT_NOW else SendingDelayed
    raise kind(answer, status, _asked_wait(response))


def _is_receipt(body: bytes) -> bool:
    try:
        return bool(msgspec.json.decode(body, type=_Taken).id)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _reason(body: bytes) -> str:
    """Return why a message is refused for ever, as the contract names it; nothing for what it does not."""
    try:
        error = msgspec.json.decode(body, type=_Refusal).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return error if error in CODES else ""


def _asked_wait(response: httpx.Response) -> int:
    """Return the seconds of Retry-After, within a bound; 0 without it or in another form."""
    asked = response.headers.get("Retry-After", "")
    return min(int(asked), MOST_WAIT) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
