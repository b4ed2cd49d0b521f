"""What the public pages show of the table of requirements: always asked of `rules`, never written down again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from vinculo.rules.cases.bringing.model import Answers
from vinculo.rules.cases.bringing.required import is_brought
from vinculo.rules.cases.facts import Applicant, Case, Dependent, Link, PresentedBy
from vinculo.rules.cases.requirements.evaluate import REQUIREMENTS, Requirement, required_papers
from vinculo.rules.shared import labels


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The requirements as the information page lists them."""

    conditions: tuple[Requirement, ...]
    everybody: tuple[Requirement, ...]
    of_link: dict[str, tuple[Requirement, ...]]
    of_proxy: tuple[Requirement, ...]


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
        conditions=tuple(row for row in common if not is_brought(row)),
        everybody=tuple(row for row in common if is_brought(row)),
        of_link={link.value: tuple(row for row in rows if row not in common) for link, rows in of_link.items()},
        of_proxy=tuple(row for row in through_proxy if row not in of_link[Link.CHILD]),
    )


def conditions(links: Sequence[Link | None], *, by_proxy: bool, today: date) -> tuple[Requirement, ...]:
    """Return what is checked without a paper, in the order of the page, of any of these links."""
    who = PresentedBy.PROXY if by_proxy else PresentedBy.AFFILIATE
    rows = {row.code for link in links if link for row in required_papers(example(link, who, today))}
    return tuple(row for row in REQUIREMENTS if row.code in rows and not is_brought(row))


def people_in_words(family: Sequence[Answers]) -> list[str]:
    """Return whom a list is for, one label each."""
    return [_(labels.LINKS_LISTED[each.link]) for each in family if each.link]
