"""How the event log is authenticated (D32): by keys that the database does not hold, each with an id.

An event is keyed alone when it is written: no act waits for another. Afterwards links put what is committed in order,
each keyed together with the one before it, and the seal of a day holds the head that the chain then had.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable
from hashlib import sha256

NONCE = 16  # digits: two events that say the same have two hashes, so that a copy of one is found
MAC = 48


def sign_event(content: str, key: bytes) -> str:
    """Return the hash of a new event: a number used once, and what the key makes of it and of the content."""
    nonce = secrets.token_hex(NONCE // 2)
    return nonce + _mac(key, "event", nonce, content)[:MAC]


def is_event_genuine(content: str, value: str, key: bytes) -> bool:
    """Return whether the hash of an event was made with this key, of this content."""
    nonce = value[:NONCE]
    return hmac.compare_digest(value[NONCE:], _mac(key, "event", nonce, content)[:MAC])


def sign_link(before: str, position: int, event: int, value: str, key: bytes) -> str:
    """Return the head of the chain with one event more: its number and its hash after the head before."""
    return _mac(key, "link", before, position, event, value)


def sign_seal(parts: Iterable[str | int], key: bytes) -> str:
    """Return the hash of a seal, of all that it holds."""
    return _mac(key, "seal", *parts)


def _mac(key: bytes, *parts: str | int) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, b"vinculo.log:" + text.encode(), sha256).hex()
