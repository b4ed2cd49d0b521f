"""What may become of a message that is handed to another system, by mail or by phone."""

from __future__ import annotations


class SendingDelayed(Exception):
    """The other side asks to come back later, or the conversation broke off: the message is tried again.

    `wait` is how many seconds the other side asked for, 0 where it said nothing.
    """

    def __init__(self, answer: str, code: int = 0, wait: int = 0) -> None:
        super().__init__(answer)
        self.code = code
        self.wait = wait


class ServerDown(SendingDelayed):
    """No message at all can be handed over now: nobody answers, or the log-in or the sender is not accepted."""


class SendingRefused(Exception):
    """The other side will never take this message for this address or number."""

    def __init__(self, answer: str, code: int = 0) -> None:
        super().__init__(answer)
        self.code = code
