"""The interface of the registry of affiliates (D6): the rest of the house asks through it, no matter who answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


class RegistryUnavailable(Exception):
    """The registry gives no answer that can be used; `reason` is for the log and bears no personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class RegistryDocument:
    """A document as a registry tells of it: `passport` or `visa`, issuer as three letters, expiry as ISO 8601."""

    kind: str
    country: str
    number: str
    valid_until: str = ""


@dataclass(frozen=True, kw_only=True)
class RegistryEntry:
    """What a registry tells of an affiliate: the code, whether they are affiliated now, and who they are.

    Texts as the registry writes them, dates as ISO 8601; `age` is how long ago it said so.
    """

    code: str
    active: bool
    names: str = ""
    cedula: str = ""
    nationality: str = ""
    birth_date: str = ""
    sex: str = ""
    email: str = ""
    mobile: str = ""
    documents: tuple[RegistryDocument, ...] = ()
    age: timedelta = timedelta()


class AffiliateRegistry(Protocol):
    """A registry of affiliates; numbers come in any spelling, and one that cannot be one finds nobody.

    Each question raises `RegistryUnavailable` where there is no answer: that is not the same as nobody.
    """

    def find(self, code: str) -> RegistryEntry | None:
        """Return the affiliate who has this foreigner code, active or not."""
        ...

    def find_by_document(self, kind: str, country: str, number: str) -> RegistryEntry | None:
        """Return the affiliate who holds or held this document: `passport` or `visa`, country as three letters."""
        ...

    def find_by_cedula(self, cedula: str) -> RegistryEntry | None:
        """Return the affiliate who holds this Ecuadorian cédula, active or not, where the registry knows it (D21)."""
        ...
