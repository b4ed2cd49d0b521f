"""What to bring to a turno, or to a visit that is only thought of, in words: for pages, documents, mails (D31)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.names import line_in_words
from vinculo.queries.shared.places import legal_unit
from vinculo.queries.shared.reference_data import PublishedReference
from vinculo.records.models import BringAnswer, BringTick, Province, Solicitud, Turno
from vinculo.rules.cases.bringing.formalities import CountryFormalities
from vinculo.rules.cases.bringing.hard_words import DRAWINGS_OF, OF_CERTIFICATES, WORDS_OF
from vinculo.rules.cases.bringing.model import Answers, BringList, Item, Visit
from vinculo.rules.cases.bringing.required import list_papers
from vinculo.rules.cases.facts import Link
from vinculo.rules.cases.paper_kinds import DocumentKind
from vinculo.rules.cases.statement import answers_kept
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.reference_data import ReferenceData


@dataclass(frozen=True, kw_only=True)
class SaidFormalities:
    """What the document of a country needs, in words."""

    verdict: str
    reason: str
    translation: str
    source: str


@dataclass(frozen=True, kw_only=True)
class SaidItem:
    """One thing to bring, in words; `ticked` where the person said that it is ready."""

    key: str
    code: str
    title: str
    lines: tuple[str, ...]
    formalities: SaidFormalities | None
    ticked: bool = False
    words: tuple[str, ...] = ()  # hard words and drawings that stand with it: each once in a list
    drawings: tuple[str, ...] = ()

    @property
    def details(self) -> str:
        """Return all that is said of it in one text, for documents and mails."""
        of_country = self.formalities
        more = (of_country.verdict, of_country.reason, of_country.translation) if of_country else ()
        return " ".join([*self.lines, *more])


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The legal unit that endorses a power, where it is and when it is open; empty where that is not known (S38)."""

    name: str
    address: str
    hours: str


@dataclass(frozen=True, kw_only=True)
class SaidDependent:
    """A dependent of a visit: the position, and the names where they were typed at home."""

    position: int
    names: str


@dataclass(frozen=True, kw_only=True)
class SaidList:
    """The list in words; `unit` where a proxy has to visit it first, `notes` are texts of the institution."""

    items: tuple[SaidItem, ...]
    not_needed: tuple[str, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    open_questions: tuple[SaidDependent, ...]
    answered: tuple[SaidDependent, ...]
    endorsement_first: bool
    unit: Unit | None = None

    @property
    def ticked(self) -> int:
        """Return how many things are ready."""
        return sum(item.ticked for item in self.items)

    @property
    def not_ticked(self) -> tuple[SaidItem, ...]:
        """Return what is not ready yet."""
        return tuple(item for item in self.items if not item.ticked)


def bring_list(
    turno: Turno, shown: PublishedReference, ticked: Iterable[str] = (), *, prepared: bool = True
) -> SaidList:
    """Return what to bring to a turno, as far as its case is known; two statements, none if nothing is `prepared`."""
    visit = visit_of_turno(turno, shown.reference, prepared=prepared)
    return list_in_words(list_papers(visit), shown.texts, turno.agency.province, ticked, visit.names)


def ticks_of(turno: Turno) -> frozenset[str]:
    """Return the keys of what is ticked for a turno."""
    return frozenset(BringTick.objects.filter(turno=turno).values_list("item", flat=True))


def visit_of_turno(turno: Turno, reference: ReferenceData, *, prepared: bool = True) -> Visit:
    """Return what is known of the visit: the solicitudes typed at home go before what was answered about papers."""
    answered: dict[int, Answers] = {}
    typed: dict[int, Solicitud] = {}
    if prepared:
        answered = {row.position: _answers(row) for row in BringAnswer.objects.filter(turno=turno)}
        live = turno.solicitudes.exclude(status=ApplicationStatus.WITHDRAWN)
        typed = {row.position: row for row in live}
    positions = sorted({*range(1, turno.dependents + 1), *typed})
    return Visit(
        dependents=tuple(_merge_solicitud(answered.get(at, Answers()), typed.get(at)) for at in positions),
        attended_on=local_day(turno.agency, turno.starts),
        by_proxy=turno.by_proxy,
        booked=True,
        names=tuple(typed[at].dependent_names if at in typed else "" for at in positions),
        procedure=turno.procedure.code,
        reference=reference,
    )


def answers_at(turno: Turno, position: int) -> BringAnswer | None:
    """Return what was answered about one dependent of a turno, or None."""
    return BringAnswer.objects.filter(turno=turno, position=position).first()


def _answers(row: BringAnswer) -> Answers:
    return Answers(
        link=Link(row.link) if row.link else None,
        affiliate_passport=row.affiliate_passport,
        affiliate_until=row.affiliate_until,
        dependent_passport=row.dependent_passport,
        dependent_until=row.dependent_until,
        country=row.country,
        issued_on=row.issued_on,
    )


def _merge_solicitud(answers: Answers, typed: Solicitud | None) -> Answers:
    """Return the answers with what a solicitud says over them: one typed at home always says which document it is."""
    if typed is None or not typed.link:
        return answers
    proof = answers_kept(typed.account_parts)  # a narration that was answered says of the document itself
    return Answers(
        link=Link(typed.link),
        affiliate_passport=typed.applicant_document_kind == DocumentKind.PASSPORT,
        affiliate_until=answers.affiliate_until,
        dependent_passport=typed.dependent_document_kind == DocumentKind.PASSPORT,
        dependent_until=answers.dependent_until,
        country=proof.country if proof else answers.country,
        issued_on=proof.issued_on if proof else answers.issued_on,
        birth_date=typed.birth_date,
    )


def list_in_words(
    bring: BringList,
    texts: Mapping[str, str],
    province: Province | None = None,
    ticked: Iterable[str] = (),
    names: Sequence[str] = (),
) -> SaidList:
    """Return a list of the rules in words; the unit is that of the province of the centre, where there is one."""
    done = frozenset(ticked)
    keys = dict.fromkeys(key for item in bring.items if item.formalities for key in item.formalities.texts)
    words, drawings = _once(bring.items, WORDS_OF), _once(bring.items, DRAWINGS_OF)
    return SaidList(
        items=tuple(
            _item_in_words(item, done, words.get(item.key, ()), drawings.get(item.key, ())) for item in bring.items
        ),
        not_needed=tuple(map(line_in_words, bring.not_needed)),
        warnings=tuple(map(line_in_words, bring.warnings)),
        notes=tuple(texts[key] for key in keys),
        open_questions=_dependents(bring.open_questions, names),
        answered=_dependents(bring.answered, names),
        endorsement_first=bring.endorsement_first,
        unit=_unit(province) if bring.endorsement_first and province else None,
    )


def _dependents(positions: Iterable[int], names: Sequence[str]) -> tuple[SaidDependent, ...]:
    known = dict(enumerate(names, start=1))
    return tuple(SaidDependent(position=position, names=known.get(position, "")) for position in positions)


def _once(items: Iterable[Item], of_requirement: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return what stands with each thing of a list, and nothing of it a second time."""
    shown: set[str] = set()
    with_items: dict[str, tuple[str, ...]] = {}
    for item in items:
        with_it = (*of_requirement.get(item.code, ()), *((OF_CERTIFICATES,) if item.certificate else ()))
        new = tuple(each for each in with_it if each not in shown)
        with_items[item.key] = new
        shown.update(new)
    return with_items


def _item_in_words(item: Item, ticked: frozenset[str], words: tuple[str, ...], drawings: tuple[str, ...]) -> SaidItem:
    return SaidItem(
        key=item.key,
        code=item.code,
        title=capfirst(line_in_words(item.title)),
        lines=tuple(map(line_in_words, item.lines)),
        formalities=formalities_in_words(item.formalities) if item.formalities else None,
        ticked=item.key in ticked,
        words=words,
        drawings=drawings,
    )


def formalities_in_words(answer: CountryFormalities) -> SaidFormalities:
    """Return what the document of a country needs, in words (D5)."""
    return SaidFormalities(
        verdict=line_in_words(answer.verdict),
        reason=line_in_words(answer.reason),
        translation=line_in_words(answer.translation),
        source=line_in_words(answer.source) if answer.source else "",
    )


def _unit(province: Province) -> Unit:
    return Unit(name=legal_unit(province.name), address=province.legal_unit_address, hours=province.legal_unit_hours)


def endorsement_lines(said: SaidList) -> tuple[str, ...]:
    """Return what a proxy does before the visit, with the address and hours of the unit where they are known (S38)."""
    if not said.endorsement_first:
        return ()
    first = _(
        "Antes del día del turno, Asesoría Jurídica del IESS debe validar y sumillar el poder. Sin la sumilla no se "
        "puede continuar. La solicitud la firma a mano la persona afiliada; el apoderado nunca la firma."
    )
    return (first, *_where(said.unit))


def _where(unit: Unit | None) -> tuple[str, ...]:
    if unit is None:
        return (
            _("La unidad es la de la provincia del centro: pregunte su dirección y horario en Atención al Ciudadano."),
        )
    named = {"unit": unit.name, "address": unit.address, "hours": unit.hours}
    if unit.address and unit.hours:
        return (_("%(unit)s. Dirección: %(address)s. Horario: %(hours)s.") % named,)
    if unit.address:
        return (_("%(unit)s. Dirección: %(address)s. Horario por confirmar: llame antes de ir.") % named,)
    return (_("%(unit)s. Dirección y horario por confirmar: llame a Atención al Ciudadano antes de ir.") % named,)


def list_as_text(said: SaidList) -> str:
    """Return the list as it stands in a mail: the endorsement first, then what to bring, in the order of the page."""
    parts = [
        *_section(_("Primero, la sumilla del poder:"), endorsement_lines(said), "- %s"),
        *_section(_("Qué debe traer:"), [f"{item.title}\n    {item.details}" for item in said.items], "[ ] %s"),
        *_section(_("No hace falta traer:"), said.not_needed, "- %s"),
        *_section(_("Tenga cuidado:"), (*said.warnings, *said.notes), "- %s"),
    ]
    return "\n\n".join(parts)


def _section(title: str, lines: Sequence[str], form: str) -> list[str]:
    return ["\n".join([title, *(form % line for line in lines)])] if lines else []
