"""What to bring to a visit: one source for the pages, the confirmation, the mails and the desk (D31).

It walks the table of requirements row by row, so the order is that of the procedure's page, and says of each row what
the answers given at home decide. What is not answered is said for every case, with its condition in the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vinculo.rules.cases.bringing.formalities import CountryFormalities, country_formalities
from vinculo.rules.cases.bringing.lines import Line
from vinculo.rules.cases.bringing.model import Answers, BringList, Item, Visit
from vinculo.rules.cases.bringing.remarks import not_needed, warnings
from vinculo.rules.cases.facts import Applicant, Case, Dependent, Link, PresentedBy
from vinculo.rules.cases.paper_kinds import PAPERS, DocumentKind, Names, PaperKind, visa_for
from vinculo.rules.cases.requirements.link_checks import has_formality
from vinculo.rules.cases.requirements.model import Requirement
from vinculo.rules.cases.requirements.procedures import TABLES
from vinculo.rules.shared.labels import LINKS_BRING, LINKS_BRING_NUMBERED
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS

IN_THE_SOLICITUD = "S11"  # brought by writing it down


def is_brought(row: Requirement) -> bool:
    """Return whether a requirement is met by bringing something; the others are looked up or declared."""
    return bool(row.papers) or IN_THE_SOLICITUD in row.rows


def list_papers(visit: Visit) -> BringList:
    """Return what to bring to this visit, in the order of the page; nothing for a procedure without a table."""
    rows = tuple(row for row in TABLES.get(visit.procedure, ()) if is_brought(row))
    items = tuple(item for row in rows for item in _items(row, visit))
    if not rows:
        return BringList(items=(), not_needed=(), warnings=(), open_questions=())
    remarked = visit.procedure == FOREIGN_DEPENDENTS  # the remarks are on its papers
    return BringList(
        items=items,
        not_needed=not_needed(visit) if remarked else (),
        warnings=warnings(visit) if remarked else (),
        open_questions=tuple(at for at, each in _number_dependents(visit) if not _is_answered(each)),
        answered=tuple(at for at, each in _number_dependents(visit) if _is_answered(each)),
        endorsement_first=visit.by_proxy,
    )


def _number_dependents(visit: Visit) -> list[tuple[int, Answers]]:
    return list(enumerate(visit.dependents, start=1))


def _is_answered(answers: Answers) -> bool:
    """Return whether all is known that decides what to bring."""
    known = (answers.link, answers.affiliate_passport, answers.dependent_passport)
    return None not in known and bool(answers.country)


def _items(row: Requirement, visit: Visit) -> Iterator[Item]:
    """Yield what one requirement asks of a visit: once for all, or once for each dependent whom it concerns."""
    if row.shared or IN_THE_SOLICITUD in row.rows:
        if any(row.applies(_case(visit, link)) for link in Link):
            yield _item(row, visit, _of_affiliate(visit.dependents), 0, Line(row.text))
        return
    known = [(at, each) for at, each in _number_dependents(visit) if each.link is not None]
    for at, answers in known:
        if answers.link is not None and row.applies(_case(visit, answers.link)):
            yield _item(row, visit, answers, at, _title(row, visit, answers.link, at, answers))
    if len(known) < len(visit.dependents):
        yield from _items_of_anybody(row, visit)


def _items_of_anybody(row: Requirement, visit: Visit) -> Iterator[Item]:
    """Yield what a requirement asks of dependents whose link is not known: for every link that it is for."""
    concerned = [link for link in Link if row.applies(_case(visit, link))]
    if len(concerned) == len(Link):
        yield _new_item(row, 0, Line(row.text), (Line(row.hint),))
        return
    for link in concerned:
        title = Line(LINKS_BRING[link], {"paper": row.text})
        yield _new_item(row, 0, title, _generic_lines(row))


def _case(visit: Visit, link: Link) -> Case:
    """Return a case of which only the link and who comes is known: enough to ask what is required."""
    return Case(
        applicant=Applicant(code="", names=""),
        dependent=Dependent(link=link),
        judged_on=visit.attended_on,
        presented_by=PresentedBy.PROXY if visit.by_proxy else PresentedBy.AFFILIATE,
        procedure=visit.procedure,
    )


def _of_affiliate(dependents: Sequence[Answers]) -> Answers:
    """Return what is known of the affiliate's own document: the first answer counts for all."""
    return next((each for each in dependents if each.affiliate_passport is not None), Answers())


def _title(row: Requirement, visit: Visit, link: Link, position: int, answers: Answers) -> Line:
    """Return the name of the paper, with whose it is where the visit has several dependents."""
    paper = _paper_name(row, answers)
    if len(visit.dependents) == 1:
        return Line(paper)
    if PaperKind.SOLICITUD in row.papers:
        paper = _SOLICITUD_OF_ONE
    return Line(LINKS_BRING_NUMBERED[link], {"position": position, "paper": paper})


def _paper_name(row: Requirement, answers: Answers) -> str:
    visa = _visa(row, answers)
    return PAPERS[visa].name if visa else row.text


def _item(row: Requirement, visit: Visit, answers: Answers, position: int, title: Line) -> Item:
    """Return one thing to bring, with what the answers decide about it."""
    if row.shared and _visa(row, answers):
        title = Line(_paper_name(row, answers))
    if has_formality in row.checks and answers.country:
        needed = country_formalities(visit.reference, answers.country, answers.issued_on, visit.attended_on)
        lines = (_COPIES, *_alternatives(row))
        return _new_item(row, position, title, lines, needed)
    return _new_item(row, position, title, _lines(row, answers))


def _new_item(
    row: Requirement, position: int, title: Line, lines: tuple[Line, ...], needed: CountryFormalities | None = None
) -> Item:
    return Item(
        code=row.code, position=position, title=title, lines=lines, formalities=needed, certificate=row.certificate
    )


def _lines(row: Requirement, answers: Answers) -> tuple[Line, ...]:
    visa = _visa(row, answers)
    if visa is PaperKind.AFFILIATE_VISA:
        return (_VALID, _COPIES, _NO_PASSPORT, _ELECTRONIC_VISA)
    if visa:
        return (_COPIES, _NO_PASSPORT, _ELECTRONIC_VISA)
    return (_COPIES,) if _has_passport(row, answers) else _generic_lines(row)


def _generic_lines(row: Requirement) -> tuple[Line, ...]:
    return (Line(row.hint), *_alternatives(row)) if row.certificate else (Line(row.hint),)


def _alternatives(row: Requirement) -> tuple[Line, ...]:
    """Return what may be brought in the place of a certificate: the deed of adoption for the birth certificate."""
    return tuple(Line(_INSTEAD, {"paper": PAPERS[kind].name}) for kind in row.papers[1:])


def _has_passport(row: Requirement, answers: Answers) -> bool | None:
    """Return whether the person whom a requirement identifies has a passport; None where it is not answered."""
    for kind in row.papers:
        if PAPERS[kind].identity is DocumentKind.PASSPORT:
            of_affiliate = PAPERS[kind].names is Names.AFFILIATE
            return answers.affiliate_passport if of_affiliate else answers.dependent_passport
    return None


def _visa(row: Requirement, answers: Answers) -> PaperKind | None:
    """Return the visa that takes the place of a passport that is not there, where the requirement takes one (D2)."""
    if _has_passport(row, answers) is not False:
        return None
    visa = next(visa_for(kind) for kind in row.papers if not PAPERS[kind].visa)
    return visa if visa in row.papers else None


_SOLICITUD_OF_ONE = mark("Solicitud firmada a mano por la persona afiliada")
_COPIES = Line(mark("Original y copia simple."))
_VALID = Line(mark("Debe estar vigente el día de la visita."))
_NO_PASSPORT = Line(mark("Se recibe la visa porque no hay pasaporte: en la ventanilla se deja constancia."))
_ELECTRONIC_VISA = Line(mark("La visa electrónica se comprueba con el código de verificación de la visa."))
_INSTEAD = mark("También es válido, en su lugar: %(paper)s.")
