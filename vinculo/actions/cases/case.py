"""What is written on a case at the counter: the facts of a dependent, who presents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vinculo.actions.cases.locking import count_version, locked_case, locked_solicitud, save_solicitud
from vinculo.actions.shared.guards import NotYours, OwnAct, Stale, require_read
from vinculo.queries.shared import registry
from vinculo.records.events import write_event
from vinculo.records.models import Case, PaperRecord, Solicitud, Staff
from vinculo.records.values.changes import changes_in
from vinculo.rules.cases.paper_kinds import PAPERS, PaperKind
from vinculo.rules.cases.status import APPLICATION, ApplicationAct
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import is_cedula
from vinculo.rules.shared.names import same_names


class NoCountry(Exception):
    """The number is neither a cédula nor a code that the registry knows: of a passport the country is told too."""


PRESENTER = ("presenter_kind", "presenter_number", "presenter_country", "presenter_key", "presenter_names")
_READ = {
    "dependent_names": "holder_names",
    "dependent_document_number": "number",
    "dependent_document_country": "country",
    "nationality": "holder_nationality",
    "birth_date": "holder_birth_date",
    "sex": "holder_sex",
}


@dataclass(frozen=True, kw_only=True)
class DependentFacts:
    """The dependent as it stands in the solicitud (S32); empty where it is not known yet."""

    names: str = ""
    document_kind: str = "passport"
    document_number: str = ""
    document_country: str = ""
    nationality: str = ""
    birth_date: date | None = None
    sex: str = ""
    link: str = ""
    resides: bool = False
    has_cedula: bool = False
    ecuadorian_origin: bool = False
    account: str = ""


def _columns(facts: DependentFacts) -> dict[str, object]:
    return {
        "dependent_names": facts.names,
        "dependent_document_kind": facts.document_kind,
        "dependent_document_number": facts.document_number,
        "dependent_document_country": facts.document_country,
        "nationality": facts.nationality,
        "birth_date": facts.birth_date,
        "sex": facts.sex,
        "link": facts.link,
        "resides": facts.resides,
        "has_cedula": facts.has_cedula,
        "ecuadorian_origin": facts.ecuadorian_origin,
        "account": facts.account,
    }


def _write(solicitud: Solicitud, values: dict[str, object], actor: Staff, now: datetime) -> Solicitud:
    """Save what differs and write one event with the names of the fields; nothing when nothing differs."""
    APPLICATION.after(solicitud.status, ApplicationAct.RECORD)
    changed = [name for name, value in values.items() if getattr(solicitud, name) != value]
    if not changed:
        return solicitud
    before = changes_in(solicitud, Subject.SOLICITUD, values)
    for name in changed:
        setattr(solicitud, name, values[name])
    save_solicitud(solicitud, now, *changed)
    write_event(
        act=Act.DEPENDENT_WRITTEN,
        subject=Subject.SOLICITUD,
        subject_id=solicitud.pk,
        now=now,
        actor=actor,
        fields=changed,
        changes=before,
    )
    return solicitud


@transaction.atomic
def save_facts(*, solicitud: Solicitud, facts: DependentFacts, version: int, actor: Staff, now: datetime) -> Solicitud:
    """Write what is known of a dependent, read at the given version. Raises `NotYours`, `Stale`, `NotAllowedError`."""
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    values = _columns(facts) | {"applicant_code": case.affiliate.code}  # S11: as the officer compared it
    if all(getattr(solicitud, name) == value for name, value in values.items()):
        return solicitud
    if solicitud.version != version:
        raise Stale
    return _write(solicitud, values, actor, now)


def fill_from_document(solicitud: Solicitud, paper: PaperRecord, actor: Staff, now: datetime) -> None:
    """Write on a locked solicitud what is still empty there and stands in the dependent's document."""
    read = _said_by(paper)
    empty = {name: value for name, value in read.items() if not getattr(solicitud, name)}
    if empty:
        _write(solicitud, empty, actor, now)


def _said_by(paper: PaperRecord) -> dict[str, object]:
    """Return what a dependent's document says of them, by the columns of the solicitud; a parent's passport nothing."""
    if paper.of_parent:
        return {}
    said: dict[str, object] = {mine: getattr(paper, theirs) for mine, theirs in _READ.items() if getattr(paper, theirs)}
    return said


@transaction.atomic
def take_from_document(*, paper: PaperRecord, actor: Staff, now: datetime, read: str | None = None) -> Solicitud:
    """Replace what was typed of a dependent by what their document says; the spelling of the names stays the officer's.

    Names read by machine have no marks and may be cut: they replace only names that are somebody else's. Raises
    `NotYours`, `NotAllowedError`, `Stale`.
    """
    if paper.solicitud_id is None or paper.undone_at is not None or paper.of_parent:
        raise NotYours
    solicitud, _case = locked_solicitud(paper.solicitud_id, actor)
    own = OwnAct(actor, now, Subject.SOLICITUD, solicitud.pk, (Act.DEPENDENT_WRITTEN,))
    if not require_read(read, solicitud, own=own):
        return solicitud
    values = _said_by(paper)
    if same_names(solicitud.dependent_names, paper.holder_names):
        values.pop("dependent_names", None)
    document = PAPERS[PaperKind(paper.kind)].identity
    if document is not None:
        values["dependent_document_kind"] = document.value
    return _write(solicitud, values, actor, now)


def set_presenter(
    *, case: Case, by_proxy: bool, number: str, names: str, version: int, actor: Staff, now: datetime, country: str = ""
) -> Case:
    """Write who stands at the counter: the affiliate, or a proxy with number and names (D4, S38).

    A proxy's `country` is that of a passport, empty for a cédula or a code. The registry may be far away: it is asked
    outside the transaction. Raises `NoCountry`, `NotYours`, `Stale`.
    """
    kind = "passport" if country else ""
    key = registry.presenter_key(kind, number, country) if by_proxy else f"code:{case.affiliate.code}"
    kind = kind or registry.kind_of_key(key, number).value
    if by_proxy and kind == "cedula" and not is_cedula(number):
        raise NoCountry
    values = [kind, number, country, key, names]
    if not by_proxy:
        values = ["code", case.affiliate.code, "", key, case.affiliate.names]
    return _write_presenter(case, by_proxy, dict(zip(PRESENTER, values, strict=True)), version, actor, now)


@transaction.atomic
def _write_presenter(
    case: Case, by_proxy: bool, values: dict[str, str], version: int, actor: Staff, now: datetime
) -> Case:
    case = locked_case(case.pk, actor)
    if case.by_proxy == by_proxy and all(getattr(case, name) == value for name, value in values.items()):
        return case  # it stands so already, by the first click
    if case.version != version:
        raise Stale
    if case.closed_at is not None:
        raise NotYours
    changes = changes_in(case, Subject.CASE, values)
    case.by_proxy = by_proxy
    for name, value in values.items():
        setattr(case, name, value)
    case.save(update_fields=["by_proxy", *PRESENTER])
    count_version(case)
    write_event(
        act=Act.PRESENTER_WRITTEN,
        subject=Subject.CASE,
        subject_id=case.pk,
        now=now,
        actor=actor,
        fields=["by_proxy", *changes.names()],
        changes=changes,
    )
    return case
