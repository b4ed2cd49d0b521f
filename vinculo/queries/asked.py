"""Which papers a case asks for, before anything is judged."""

from __future__ import annotations

from datetime import date

from vinculo.records.models import Case, Solicitud
from vinculo.rules import case as facts
from vinculo.rules.requirements import Requirement, required

SHARED = {"affiliate_identity", "power", "proxy_identity"}  # serve every dependent of the case


def asked_kinds(case: Case, solicitud: Solicitud | None, *, mistaken: bool = False) -> set[str]:
    """Return the kinds of paper that this case asks for, of a dependent or shared; with those often brought instead."""
    presenter = facts.PresentedBy.PROXY if case.by_proxy else facts.PresentedBy.AFFILIATE
    link = facts.Link(solicitud.link) if solicitud and solicitud.link else facts.Link.CHILD
    rows = required(_stand_in(link, presenter))
    if solicitud is not None and not solicitud.link:
        rows = before_the_link()
    mine = [each for each in rows if (each.code in SHARED) == (solicitud is None)]
    return {kind.value for each in mine for kind in (*each.papers, *(each.mistaken if mistaken else ()))}


def _stand_in(link: facts.Link, presenter: facts.PresentedBy) -> facts.Case:
    """Return a case that only tells which requirements apply."""
    return facts.Case(
        applicant=facts.Applicant(code="", names=""), dependent=facts.Dependent(link=link), judged_on=date.min,
        presented_by=presenter,
    )  # fmt: skip


def before_the_link() -> tuple[Requirement, ...]:
    """Return what is asked of every dependent, whatever the link: all that can be recorded before it is chosen."""
    anybody = _stand_in(facts.Link.CHILD, facts.PresentedBy.AFFILIATE)
    always = {"solicitud", "dependent_identity"}
    return tuple(each for each in required(anybody) if each.code in always)
