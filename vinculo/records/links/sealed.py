"""Texts that the database holds encrypted under a key that it does not have: what a mail says holds links (D34)."""

from __future__ import annotations

import base64
import secrets
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from vinculo.records.links.private import WrongLinkKeyError

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField

SEALED = "sealed:"  # then the id of the key and the text; what begins otherwise is from before
NONCE = 12


def seal_text(text: str) -> str:
    """Return a text as it is kept; nothing stays nothing, and what is sealed already stays as it is."""
    if not text or text.startswith(SEALED):
        return text
    key_id, key = next(iter(settings.LINK_KEYS.items()))
    nonce = secrets.token_bytes(NONCE)
    closed = nonce + _cipher(key).encrypt(nonce, text.encode(errors="replace"), None)
    return f"{SEALED}{key_id}:{base64.b64encode(closed).decode()}"


def open_text(kept: str) -> str:
    """Return what a kept text says. Raises `WrongLinkKeyError`."""
    if not kept.startswith(SEALED):
        return kept
    key_id, _, closed = kept.removeprefix(SEALED).partition(":")
    plain = base64.b64decode(closed)
    try:
        return _cipher(settings.LINK_KEYS[key_id]).decrypt(plain[:NONCE], plain[NONCE:], None).decode()
    except (KeyError, InvalidTag) as error:
        raise WrongLinkKeyError(f"VINCULO_LINK_KEYS has no key {key_id} of this text") from error


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(sha256(b"vinculo.text:" + key).digest())


class SealedTextField(_Text):
    """A text that is encrypted on its way into the database; for its schema it is a text like others."""

    def get_prep_value(self, value: Any) -> Any:
        """Return the text as it is kept."""
        text = super().get_prep_value(value)
        return seal_text(text) if isinstance(text, str) else text

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return what the kept text says."""
        return open_text(value) if isinstance(value, str) else value

    def deconstruct(self) -> Any:
        """Return the column as migrations know it: a text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
