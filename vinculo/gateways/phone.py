"""Messages to a mobile, by SMS or WhatsApp: one interface, no matter who carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class PhoneMessage:
    """A message as it leaves: `number` in the form +593991234567, `language` a tag of BCP 47.

    `key` stays the same however often it is tried: by it the service knows one that it has already.
    """

    number: str
    text: str
    language: str
    key: str


class PhoneGateway(Protocol):
    """Whatever carries a message to a mobile."""

    def send(self, message: PhoneMessage) -> None:
        """Hand one message over. Raises `SendingDelayed`, `ServerDown`, `SendingRefused`."""
