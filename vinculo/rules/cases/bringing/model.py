"""What is known at home of a visit, and the list of what to bring to it (D31)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from vinculo.rules.cases.bringing.formalities import CountryFormalities
from vinculo.rules.cases.bringing.lines import Line
from vinculo.rules.cases.facts import Link
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.rules.shared.reference_data import ReferenceData


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What is known of one dependent before the visit; None or empty: not answered yet."""

    link: Link | None = None
    affiliate_passport: bool | None = None  # whether there is one
    affiliate_until: date | None = None  # the last day on which it is valid
    dependent_passport: bool | None = None
    dependent_until: date | None = None
    country: str = ""  # that issued the certificate of the link
    issued_on: date | None = None
    birth_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit to come: its dependents in their order, who comes, and the day; without a turno the day is today."""

    dependents: tuple[Answers, ...]
    attended_on: date
    by_proxy: bool = False
    booked: bool = False
    names: tuple[str, ...] = ()  # of the dependents, as far as they were typed at home
    procedure: str = FOREIGN_DEPENDENTS
    reference: ReferenceData = field(default_factory=ReferenceData)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to bring; `position` is that of its dependent, 0 for what serves all of them.

    `title` names the dependent where the visit has several, and the link where it is not known whom it is for.
    """

    code: str  # of the requirement
    position: int
    title: Line
    lines: tuple[Line, ...]
    formalities: CountryFormalities | None = None
    certificate: bool = False

    @property
    def key(self) -> str:
        """Return by what a tick of it is kept."""
        return f"{self.code}-{self.position}"


@dataclass(frozen=True, kw_only=True)
class BringList:
    """The list of a visit: what comes before it, what to bring, what is not needed, what to watch.

    `open_questions` are the positions of the dependents of whom it is not known what to bring, `answered` the others.
    """

    items: tuple[Item, ...]
    not_needed: tuple[Line, ...]
    warnings: tuple[Line, ...]
    open_questions: tuple[int, ...]
    answered: tuple[int, ...] = ()
    endorsement_first: bool = False  # S38: the legal unit is visited before the centre
