"""What the institution's identity provider says of somebody, and what of it counts here (D33)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vinculo.rules.staff.access import Role

STRONG = frozenset({"mfa", "otp", "hwk", "swk", "sc"})  # of RFC 8176: more than a password was shown


class MapError(ValueError):
    """The map of roles names one that there is not; `word` is that one."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def read_map(written: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the roles of each word of the institution, written `word: role, role`. Raises `MapError`."""
    roles = {word: frozenset(part.strip() for part in said.split(",")) for word, said in written.items()}
    for named in roles.values():
        if unknown := sorted(named - {role.value for role in Role}):
            raise MapError(unknown[0])
    return roles


def mapped_roles(claims: Mapping[str, Any], claim: str, roles: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the roles that the words of a claim mean here; of a nested claim its name has points."""
    said: Any = claims
    for part in claim.split("."):
        said = said.get(part) if isinstance(said, Mapping) else None
    words = said if isinstance(said, list) else [said]
    return frozenset(role for word in words if isinstance(word, str) for role in roles.get(word, ()))


def showed_two_factors(claims: Mapping[str, Any]) -> bool:
    """Return whether the provider says that more than a password was shown."""
    methods = claims.get("amr")
    return isinstance(methods, list) and not STRONG.isdisjoint(str(each) for each in methods)
