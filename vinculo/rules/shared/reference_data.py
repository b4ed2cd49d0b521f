"""Dated reference data as the rules get them: what holds on a day, by which instrument (D24, D26).

The institution edits the rows; `queries/shared/reference_data.py` reads them and hands them to the rules as one value.
Of several rows for one thing the one that began last holds, so that a row written today for next month needs no other
row to be ended first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from vinculo.rules.shared.legal_basis import INSTRUMENTS, Instrument


class Standing(StrEnum):
    """How a country or territory stands to the Convention of The Hague of 5-X-1961, seen from Ecuador (D24)."""

    PARTY = "party"
    NOT_PARTY = "not_party"
    NOT_WITH_ECUADOR = "not_with_ecuador"  # party, but one of the two objected
    EXTENDED = "extended"  # territory of a party that extended the Convention to it
    NOT_EXTENDED = "not_extended"  # territory of a party that did not


APOSTILLES = frozenset({Standing.PARTY, Standing.EXTENDED})


class Waived(StrEnum):
    """What an exception by decree does without (D26)."""

    VALIDITY = "validity"  # a document that has expired counts as valid
    PASSPORT = "passport"  # a permit or visa identifies, without asking whether there is a passport


class TermKind(StrEnum):
    """The terms that the institution gives, in working days."""

    CORRECTION = "correction"  # D7
    EXTENSION = "extension"  # once


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One row of reference data; without a day it holds since always, or until further notice."""

    valid_from: date | None = None
    valid_until: date | None = None  # the last day, included
    instrument: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether the row is in force on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


Row = TypeVar("Row", bound=Dated)


def in_force(rows: Iterable[Row], day: date) -> Row | None:
    """Return the row that holds on a day: of those in force the one that began last."""
    holding = [row for row in rows if row.holds_on(day)]
    return max(holding, key=lambda row: row.valid_from or date.min, default=None)


@dataclass(frozen=True, kw_only=True)
class ConventionRow(Dated):
    """How a code stands to the Convention from a day on; `confirmed` is false where the source is not sure."""

    code: str
    standing: Standing
    sovereign: str = ""
    confirmed: bool = True


@dataclass(frozen=True, kw_only=True)
class Exemption(Dated):
    """What a decree waives for one nationality and one kind of document (D26).

    `years_after_expiry` bounds how long ago a document may have expired; None: without a bound.
    """

    nationality: str
    document: str  # of `paper_kinds.DocumentKind`
    waives: Waived
    years_after_expiry: int | None = None


@dataclass(frozen=True, kw_only=True)
class CitationRow(Dated):
    """The name and articles by which a legal instrument is cited, known by its key."""

    key: str
    name: str
    articles: str


@dataclass(frozen=True, kw_only=True)
class TermRow(Dated):
    """How many working days a term has."""

    kind: TermKind
    days: int


@dataclass(frozen=True, kw_only=True)
class RemedyRow(Dated):
    """What somebody who is refused may do about it: the remedy, before which body, within which term."""

    name: str
    body: str
    term: str


@dataclass(frozen=True, kw_only=True)
class ReferenceData:
    """Everything dated that the rules judge by; `version` names the state of the rows, kept with each decision."""

    convention: Mapping[str, tuple[ConventionRow, ...]] = field(default_factory=dict)
    exceptions: tuple[Exemption, ...] = ()
    citations: tuple[CitationRow, ...] = ()
    terms: tuple[TermRow, ...] = ()
    remedies: tuple[RemedyRow, ...] = ()
    apostille_data_demanded: bool = False  # number, date and authority of an apostille, by a setting
    version: int = 0

    def days_of(self, kind: TermKind, day: date, otherwise: int) -> int:
        """Return how many working days a term has that begins on a day."""
        row = in_force([each for each in self.terms if each.kind is kind], day)
        return row.days if row else otherwise

    def remedy(self, day: date) -> RemedyRow | None:
        """Return the remedy against a refusal of that day, or None while the institution named none."""
        return in_force(self.remedies, day)

    def instruments(self, day: date) -> tuple[Instrument, ...]:
        """Return the legal instruments as they are cited on a day: those of the page, over them the edited ones."""
        of_page = {each.key: each for each in INSTRUMENTS}
        keys = dict.fromkeys([*of_page, *(row.key for row in self.citations)])
        cited = (self._instrument(key, day) or of_page.get(key) for key in keys)
        return tuple(each for each in cited if each is not None)

    def cite(self, keys: Iterable[str], day: date) -> str:
        """Return the citations of some instruments, joined for print; raise `KeyError` for an unknown one."""
        known = {each.key: each for each in self.instruments(day)}
        return " · ".join(known[key].citation for key in keys)

    def _instrument(self, key: str, day: date) -> Instrument | None:
        row = in_force([each for each in self.citations if each.key == key], day)
        return Instrument(key=row.key, name=row.name, articles=row.articles) if row else None
