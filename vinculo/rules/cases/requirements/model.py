"""What a requirement is, and the predicates that tell whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from vinculo.rules.cases.facts import Case, Link, PresentedBy
from vinculo.rules.cases.paper_kinds import PAPERS, PaperKind
from vinculo.rules.cases.requirements.faults import FactCheck, Fault, PaperCheck


def always(_case: Case) -> bool:
    """Return true: the requirement is everybody's."""
    return True


def linked_by(link: Link) -> Callable[[Case], bool]:
    """Return a predicate that holds for one family link (D3)."""

    def applies(case: Case) -> bool:
        return case.dependent.link is link

    return applies


def through_a_proxy(case: Case) -> bool:
    """Return whether a proxy stands at the counter (S38)."""
    return case.presented_by is PresentedBy.PROXY


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One requirement of the page.

    `source_line` is the page's own line; `text` and `hint` are marked Spanish for the checklist; any one of `papers`
    satisfies it and is judged by `checks`; `facts` are judged without a paper; `mistaken` is said when a wrong one was
    brought instead.
    """

    code: str
    rows: tuple[str, ...]
    source_line: str
    text: str
    hint: str
    cites: tuple[str, ...] = ()  # keys of the legal instruments, cited as they stand on the day
    basis: str = ""  # a legal basis in words, in the place of `cites`
    step: str = ""  # where the page asks for it, as people find it there
    applies: Callable[[Case], bool] = always
    papers: tuple[PaperKind, ...] = ()
    checks: tuple[PaperCheck, ...] = ()
    facts: tuple[FactCheck, ...] = ()
    mistaken: Mapping[PaperKind, Fault] = field(default_factory=dict)
    not_brought: Fault | None = None  # said in the place of what the kind of its first paper says

    @property
    def absent(self) -> Fault | None:
        """Return what is said where none of its papers was brought, or None where no paper is asked for."""
        if self.not_brought or not self.papers:
            return self.not_brought
        absence = PAPERS[self.papers[0]].absence
        return Fault(code=absence.code, text=absence.text, remedy=absence.remedy)

    def basis_on(self, case: Case) -> str:
        """Return the legal basis as it is cited on the day of the case."""
        return self.basis or case.reference.cite(self.cites, case.today)

    @property
    def shared(self) -> bool:
        """Return whether its papers serve every dependent of the case."""
        return any(PAPERS[kind].shared for kind in self.papers)

    @property
    def certificate(self) -> bool:
        """Return whether a certificate satisfies it, with apostille, legalisation and translation (D5)."""
        return any(PAPERS[kind].certificate for kind in self.papers)
