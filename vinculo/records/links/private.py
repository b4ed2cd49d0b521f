"""Rows that a private link opens: the database holds a nonce and the hash of the token, never the token (D34)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from vinculo.rules.shared.references import HIDDEN_TOKEN, derive_token, hash_token, mask_token


class WrongLinkKeyError(Exception):
    """The key of a link is not here, or another one bears its name: the link cannot be made again."""


class PrivateLink(models.Model):
    """A row with a private link, whose token is derived from a key outside the database and the row's nonce.

    So later mails and reprints can make the link again, and anyone who has the database alone opens none. A token from
    before is hidden by `link_mask`, which is a number as long as itself: without the key it says nothing.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    link_key = models.CharField(max_length=20)  # the id of the key in VINCULO_LINK_KEYS
    link_nonce = models.CharField(max_length=32)
    link_mask = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    @property
    def token(self) -> str:
        """Return the secret part of the address. Raises `WrongLinkKeyError`: a link that opens nothing is no help.

        Of a row that an address led to it is that of the address: its page names it many times.
        """
        opened_by: str = self.__dict__.get("_opened_by", "")
        if opened_by and hash_token(opened_by) == self.token_hash:
            return opened_by
        key = settings.LINK_KEYS.get(self.link_key, b"")
        token = derive_token(key, self._link_kind(), self.link_nonce, self.link_mask)
        if hash_token(token) != self.token_hash:
            raise WrongLinkKeyError(f"VINCULO_LINK_KEYS has no key {self.link_key} of this link")
        return token

    @token.setter
    def token(self, token: str) -> None:
        """Keep a link that there is already."""
        for column, value in self.link_for(token).items():
            setattr(self, column, value)

    def note_opened(self, token: str) -> None:
        """Keep, with this record in memory alone, the secret part of the address that led to it."""
        self._opened_by = token

    def has_its_key(self) -> bool:
        """Return whether the link can be made again."""
        try:
            return bool(self.token)
        except WrongLinkKeyError:
            return False

    def fill_link(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Return frozen facts for a print or a mail: their address with what opens it, which they are kept without."""
        if (address := facts.get("verification_url")) is None:
            return facts
        return facts | {"verification_url": address.replace(HIDDEN_TOKEN, self.token)}

    @classmethod
    def link_for(cls, token: str) -> dict[str, str]:
        """Return the columns of a row whose link there is already: it is hidden under the key."""
        key_id, key = next(iter(settings.LINK_KEYS.items()))
        hashed = hash_token(token)
        mask = mask_token(key, cls._link_kind(), hashed[:32], token)
        return {"token_hash": hashed, "link_key": key_id, "link_nonce": hashed[:32], "link_mask": mask}

    @classmethod
    def link_of(cls, nonce: str) -> dict[str, str]:
        """Return the columns of a new row whose link is derived from this nonce."""
        key_id, key = next(iter(settings.LINK_KEYS.items()))
        token = derive_token(key, cls._link_kind(), nonce)
        return {"token_hash": hash_token(token), "link_key": key_id, "link_nonce": nonce, "link_mask": ""}

    def renew_link(self, nonce: str) -> None:
        """Give the row the link of this nonce: no link from before opens it any more."""
        for column, value in self.link_of(nonce).items():
            setattr(self, column, value)

    @classmethod
    def _link_kind(cls) -> str:
        return str(cls._meta.model_name)
