"""What the public pages show of the table of requirements: always asked of `rules`, never written down again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vinculo.queries.shared.names import country_in_words, language_in_words
from vinculo.rules.cases.apostille import (
    IN_FORCE_IN_ECUADOR,
    formalities_accepted,
    in_force_since,
    is_confirmed,
    rows_of,
)
from vinculo.rules.cases.facts import Applicant, Case, Dependent, Formality, Link, PresentedBy
from vinculo.rules.cases.paper_kinds import PAPERS, PaperKind, visa_for
from vinculo.rules.cases.requirements.evaluate import Requirement, required_papers
from vinculo.rules.shared.countries import ECUADOR, usual_language
from vinculo.rules.shared.labels import STANDINGS
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.reference_data import ReferenceData, in_force

IN_THE_SOLICITUD = "S11"  # brought by writing it down


@dataclass(frozen=True, kw_only=True)
class Formalities:
    """What a document issued in a country needs so that it counts here (D5); texts are marked Spanish."""

    country: str
    domestic: bool
    apostille: bool
    legalisation: bool
    since: date | None  # the Convention binds both countries from then on
    joined_late: bool  # no day of issue is known, and older documents were legalised
    language: str  # the usual one of its certificates, or nothing where it is not known
    spanish: bool
    standing: str = ""  # how the country stands to the Convention, marked
    sovereign: str = ""  # the country whose territory it is
    source: str = ""
    confirmed: bool = True

    @property
    def both(self) -> bool:
        """Return whether either of the two serves."""
        return self.apostille and self.legalisation


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a personal list: `visa` replaces the passport that is not there (D2)."""

    requirement: Requirement
    visa: str = ""
    certificate: bool = False


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The requirements as the information page lists them."""

    conditions: tuple[Requirement, ...]
    everybody: tuple[Requirement, ...]
    of_link: dict[str, tuple[Requirement, ...]]
    of_proxy: tuple[Requirement, ...]


def formalities(reference: ReferenceData, country: str, issued_on: date | None, today: date) -> Formalities:
    """Return what a document of that country needs; without a day of issue, as if it were issued today."""
    accepted = formalities_accepted(reference, country, issued_on or today, today)
    since, language = in_force_since(reference, country), usual_language(country)
    rows = rows_of(reference, country)
    row = in_force(rows, today) or next(iter(rows), None)
    return Formalities(
        country=country_in_words(country),
        domestic=country == ECUADOR,
        apostille=Formality.APOSTILLE in accepted,
        legalisation=Formality.LEGALISATION in accepted,
        since=since,
        joined_late=issued_on is None and since is not None and since > IN_FORCE_IN_ECUADOR,
        language=language_in_words(language) if language else "",
        spanish=language == SPANISH,
        standing=STANDINGS[row.standing] if row else "",
        sovereign=country_in_words(row.sovereign) if row and row.sovereign else "",
        source=row.instrument if row else "",
        confirmed=is_confirmed(reference, country, issued_on or today, today),
    )


def example(link: Link, who: PresentedBy, today: date) -> Case:
    """Return a case of which nothing is known but the link and who comes: enough to ask what is required."""
    return Case(
        applicant=Applicant(code="", names=""), dependent=Dependent(link=link), judged_on=today, presented_by=who
    )


def overview(today: date) -> Overview:
    """Return the requirements of every kind of case, told apart by whose they are."""
    of_link = {link: required_papers(example(link, PresentedBy.AFFILIATE, today)) for link in Link}
    common = [row for row in of_link[Link.CHILD] if all(row in rows for rows in of_link.values())]
    through_proxy = required_papers(example(Link.CHILD, PresentedBy.PROXY, today))
    return Overview(
        conditions=tuple(row for row in common if not _is_brought(row)),
        everybody=tuple(row for row in common if _is_brought(row)),
        of_link={link.value: tuple(row for row in rows if row not in common) for link, rows in of_link.items()},
        of_proxy=tuple(row for row in through_proxy if row not in of_link[Link.CHILD]),
    )


def _is_brought(row: Requirement) -> bool:
    return bool(row.papers) or IN_THE_SOLICITUD in row.rows


def personal_list(case: Case, without_passport: frozenset[PaperKind]) -> tuple[list[Item], list[Requirement]]:
    """Return what to bring for exactly this case, and what is checked without a paper, in the order of the page.

    `without_passport` names the passports that the family does not have.
    """
    rows = required_papers(case)
    return [_item(row, without_passport) for row in rows if _is_brought(row)], [
        row for row in rows if not _is_brought(row)
    ]


def _item(row: Requirement, without_passport: frozenset[PaperKind]) -> Item:
    absent = next((kind for kind in row.papers if kind in without_passport), None)
    visa = PAPERS[visa_for(absent)].name if absent else ""
    return Item(requirement=row, visa=visa, certificate=row.certificate)
