"""The code that we issue: the only place that knows its form (D11).

Ten digits, the first a 9, so that no code can pass as a cédula, drawn at random, the last digit Verhoeff's, which
misses no single wrong digit and no swap of neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stdnum import verhoeff

from vinculo.rules.shared.identity import LONGEST, SHORTEST, IdentityError, normalise_number

# First two digits of a cédula: the provinces, foreigners' and citizens' abroad.
_CEDULA_BEGINNINGS = frozenset(f"{province:02d}" for province in (*range(1, 25), 30, 50))
_CEDULA_LENGTH = 10


class RandomSource(Protocol):
    """What `draw` needs of a random source: `secrets.SystemRandom()` in production."""

    def randrange(self, stop: int, /) -> int:
        """Return a number from 0 up to, not including, `stop`."""
        ...


class PolicyError(ValueError):
    """A form of code that the institution cannot choose."""


@dataclass(frozen=True, kw_only=True)
class CodePolicy:
    """The form of our codes: the digits it begins with and its whole length, check digit included."""

    prefix: str = "9"
    length: int = 10

    def __post_init__(self) -> None:
        """Refuse a form without room to draw from, or whose codes could pass as a cédula."""
        if not (self.prefix.isascii() and self.prefix.isdigit()):
            raise PolicyError("the prefix has digits only")
        if not SHORTEST <= self.length <= LONGEST or self.drawn < 1:
            raise PolicyError("the length leaves no digits to draw")
        if self.length == _CEDULA_LENGTH and any(self._may_begin(start) for start in _CEDULA_BEGINNINGS):
            raise PolicyError("a code of this form could pass as a cédula")

    def _may_begin(self, start: str) -> bool:
        return self.prefix.startswith(start) or start.startswith(self.prefix)

    @property
    def drawn(self) -> int:
        """The digits that are drawn: all but the prefix and the check digit."""
        return self.length - len(self.prefix) - 1


POLICY = CodePolicy()


def draw(source: RandomSource, policy: CodePolicy = POLICY) -> str:
    """Return a code drawn from the source; whether it is still free, only the database's constraint can tell."""
    body = policy.prefix + str(source.randrange(10**policy.drawn)).zfill(policy.drawn)
    return body + verhoeff.calc_check_digit(body)


def is_own_code(text: str, policy: CodePolicy = POLICY) -> bool:
    """Return whether the text, spaces and hyphens aside, has the form of a code of ours and its right check digit."""
    try:
        number = normalise_number(text)
    except IdentityError:
        return False
    formed = number.isdigit() and len(number) == policy.length and number.startswith(policy.prefix)
    return formed and verhoeff.is_valid(number)


def pretty(code: str) -> str:
    """Return the code in groups of three and a last one of up to four, for print and reading aloud: 912 345 6789."""
    groups, rest = [], code
    while len(rest) > 4:
        groups.append(rest[:3])
        rest = rest[3:]
    return " ".join([*groups, rest])
