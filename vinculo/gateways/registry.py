"""The interface of the registry of affiliates (D6): the rest of the house asks through it, whoever answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class RegistryEntry:
    """What a registry tells of an affiliate: the code they have here, and whether they are affiliated now."""

    code: str
    active: bool


class AffiliateRegistry(Protocol):
    """A registry of affiliates; numbers come in any spelling, and one that cannot be one finds nobody."""

    def find(self, code: str) -> RegistryEntry | None:
        """Return the affiliate who has this foreigner code, active or not."""
        ...

    def find_by_document(self, kind: str, country: str, number: str) -> RegistryEntry | None:
        """Return the affiliate who holds or held this document: `passport` or `visa`, country as three letters."""
        ...

    def find_by_cedula(self, cedula: str) -> RegistryEntry | None:
        """Return the affiliate who holds this Ecuadorian cédula, active or not, where the registry knows it (D21)."""
        ...
