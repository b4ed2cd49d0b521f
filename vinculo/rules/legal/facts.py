"""A power of attorney as the unit wrote it down: what the table of its requirements judges (S17, S38)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from vinculo.rules.cases.apostille import formalities_accepted, is_confirmed
from vinculo.rules.cases.facts import Copy, ExecutedBy, Formality
from vinculo.rules.legal.status import PowerAct
from vinculo.rules.shared.reference_data import ReferenceData


class MadeBefore(StrEnum):
    """Before whom a power was made."""

    NOTARY = "notary"
    CONSUL = "consul"  # of Ecuador, abroad: its documents are Ecuadorian
    FOREIGN_CONSUL = "foreign_consul"  # outside the Apostille Convention (D24)


class Acting(StrEnum):
    """How the proxies of one power act."""

    ALONE = "alone"  # there is one
    EACH = "each"  # several, each without the others
    TOGETHER = "together"  # several, none without the others


EXECUTED_BY = {
    MadeBefore.NOTARY: ExecutedBy.AUTHORITY,
    MadeBefore.CONSUL: ExecutedBy.ECUADORIAN_CONSUL,
    MadeBefore.FOREIGN_CONSUL: ExecutedBy.FOREIGN_CONSUL,
}


@dataclass(frozen=True, kw_only=True)
class FormerProxy:
    """Whom a new proxy substitutes, and where that power stands on the day."""

    names: str
    standing: str
    made_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class EarlierEnding:
    """How another power of the same affiliate ended, or that it was refused."""

    by: PowerAct
    on: date  # of a death the day of the death, else of the decision
    unit: str
    reference: str
    same_proxy: bool
    same_deed: bool


@dataclass(frozen=True, kw_only=True)
class Power:
    """A power of attorney as it was written down at the unit; `None` means: not answered yet.

    One power is one proxy: of a deed that names several, each is received on its own (`acting`, `fellows`).
    """

    affiliate_names: str  # as registered
    grantor_names: str
    proxy_names: str
    made_before: MadeBefore
    country: str
    made_on: date
    expires_on: date | None = None
    language: str = "es"
    language_name: str = ""  # in words, where no code is known (D25)
    spanish_too: bool = False
    formality: Formality = Formality.NONE
    formality_reason: str = ""  # why it is taken, where the standing of the place is not confirmed (D24)
    apostille_known: bool = False  # number, date and authority
    translation_seen: bool = False
    original_seen: bool = False
    copy: Copy = Copy.NONE
    by_affiliate: bool | None = None  # the affiliate, or the proxy who is substituted, is who grants it
    names_proxy: bool | None = None  # it names this person as proxy
    covers: bool | None = None  # its scope holds this procedure
    proxy_birth_date: date | None = None
    minor_reason: str = ""  # why a proxy under 18 is accepted
    acting: Acting = Acting.ALONE
    proxies: int = 2  # how many the deed names, where they act together
    fellows: int = 0  # other proxies of the same deed whose powers stand
    former: FormerProxy | None = None
    may_substitute: bool | None = None  # the earlier power lets its proxy be substituted
    earlier: tuple[EarlierEnding, ...] = ()  # the newest first
    reference: ReferenceData = field(default_factory=ReferenceData)  # the dated data that are judged by


def formalities_of(
    reference: ReferenceData, made_before: str, country: str, made_on: date, on: date
) -> frozenset[Formality]:
    """Return every formality that serves for a power; an empty set means that nothing is needed (D5, D24)."""
    executed_by = EXECUTED_BY.get(MadeBefore(made_before) if made_before in set(MadeBefore) else MadeBefore.NOTARY)
    return formalities_accepted(reference, country, made_on, on, executed_by or ExecutedBy.AUTHORITY)


def is_place_confirmed(reference: ReferenceData, made_before: str, country: str, made_on: date, on: date) -> bool:
    """Return whether the table of the Convention is sure of what a power needs (D24)."""
    return made_before != MadeBefore.NOTARY or is_confirmed(reference, country, made_on, on)
