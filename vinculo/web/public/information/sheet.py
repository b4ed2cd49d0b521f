"""The sheet of the procedure in words: what the page shows and what is given as open data are made of it (S01-S08)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from vinculo.queries.shared.reference_data import PublishedReference
from vinculo.rules.cases.facts import Link
from vinculo.rules.cases.requirements.model import Requirement
from vinculo.rules.shared import labels
from vinculo.rules.shared.legal_basis import TAKEN_FROM_THE_PAGE_ON, Instrument
from vinculo.web.public.information import official
from vinculo.web.public.information.checklists import Overview, overview


@dataclass(frozen=True, kw_only=True)
class SaidRequirement:
    """One requirement: its words, what is said of it, and what each case brings where that differs."""

    code: str
    text: str
    hint: str
    cases: tuple[tuple[str, str], ...] = ()
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class SaidStep:
    """One of the eight steps in words; `key` is the id of its parts on the page."""

    title: str
    text: str
    key: str
    parts: tuple[str, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class ProcedureSheet:
    """The sheet in the language of the moment; its texts have the tags of the page."""

    name: str
    institution: str
    description: str
    audience: str
    audience_kind: str
    result_kind: str
    result: str
    time: str
    conditions: tuple[SaidRequirement, ...]
    general: tuple[SaidRequirement, ...]
    alternatives: tuple[tuple[str, str], ...]
    additional: str
    of_proxy: tuple[SaidRequirement, ...]
    steps: tuple[SaidStep, ...]
    channel: str
    cost: str
    place_and_hours: str
    closed: str
    legal_basis: tuple[Instrument, ...]
    updated: date


def sheet_in_words(today: date, shown: PublishedReference) -> ProcedureSheet:
    """Return the sheet of a day in the language of the moment."""
    requirements = overview(today)
    return ProcedureSheet(
        name=_(official.NAME),
        institution=_(labels.INSTITUTION),
        description=_(official.DESCRIPTION),
        audience=_(official.AUDIENCE),
        audience_kind=_(official.AUDIENCE_KIND),
        result_kind=_(official.RESULT_KIND),
        result=_(official.RESULT),
        time=_(official.TIME),
        conditions=_requirements(requirements.conditions),
        general=_general(requirements),
        alternatives=tuple((_(text), _(hint) if hint else "") for text, hint in official.ALTERNATIVES),
        additional=_(official.ADDITIONAL),
        of_proxy=_requirements(requirements.of_proxy),
        steps=tuple(_step(step) for step in official.STEPS),
        channel=_(official.CHANNEL),
        cost=_(official.COST),
        place_and_hours=_(official.PLACE_AND_HOURS),
        closed=_(official.CLOSED),
        legal_basis=tuple(shown.reference.instruments(today)),
        updated=TAKEN_FROM_THE_PAGE_ON,
    )


def _requirements(rows: Iterable[Requirement]) -> tuple[SaidRequirement, ...]:
    return tuple(SaidRequirement(code=row.code, text=_(row.text), hint=_(row.hint)) for row in rows)


def _general(requirements: Overview) -> tuple[SaidRequirement, ...]:
    """Return the general requirements in the order of the page: those of everybody, the family link, the turno."""
    certificates = {
        link: " ".join(_(row.text) for row in rows if row.papers) for link, rows in requirements.of_link.items()
    }
    names = {link.value: _(labels.LINKS[link]) for link in (Link.SPOUSE, Link.PARTNER)}
    names[Link.CHILD.value] = _(official.CHILDREN)
    family = SaidRequirement(
        code="family_document",
        text=_(official.FAMILY_DOCUMENT),
        hint=_(official.FAMILY_DOCUMENT_HINT),
        cases=tuple((name, certificates[link]) for link, name in names.items()),
        more=_(requirements.of_link[Link.SPOUSE.value][0].hint),
    )
    turno = SaidRequirement(code="turno", text=_(official.TURNO), hint=_(official.TURNO_HINT))
    return (*_requirements(requirements.everybody), family, turno)


def _step(step: official.Step) -> SaidStep:
    addresses = {"booking": reverse("public:booking")}
    return SaidStep(
        title=_(step.title),
        text=_(step.text),
        key=step.key,
        parts=tuple(_(part) % addresses if "%(" in part else _(part) for part in step.parts),
        note=_(step.note) if step.note else "",
    )
