"""Which papers a case asks for, before anything is judged.

A recorded paper in one line, for the officer who looks over it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from vinculo.queries.shared.local_time import local_moment
from vinculo.queries.shared.names import country_in_words, language_in_words
from vinculo.records.models import Agency, Case, PaperCopy, PaperRecord, Solicitud, Staff
from vinculo.rules.cases import facts
from vinculo.rules.cases.facts import ExecutedBy
from vinculo.rules.cases.paper_kinds import PAPERS, Names, PaperKind, RecordingForm, identities_of
from vinculo.rules.cases.requirements.evaluate import Requirement, required_papers
from vinculo.rules.shared.countries import ECUADOR, canonical
from vinculo.rules.shared.identity import same_number
from vinculo.rules.shared.labels import COPIES, EXECUTED_BY, FORMALITIES, SIGNATURES
from vinculo.rules.shared.names import same_names


def asked_kinds(case: Case, solicitud: Solicitud | None, *, mistaken: bool = False) -> set[str]:
    """Return the kinds of paper that this case asks for, of a dependent or shared; with those often brought instead."""
    presenter = facts.PresentedBy.PROXY if case.by_proxy else facts.PresentedBy.AFFILIATE
    link = facts.Link(solicitud.link) if solicitud and solicitud.link else facts.Link.CHILD
    rows = required_papers(_stand_in(link, presenter, case.procedure_id))
    if solicitud is not None and not solicitud.link:
        rows = before_the_link(case.procedure_id)
    mine = [each for each in rows if each.shared == (solicitud is None)]
    return {kind.value for each in mine for kind in (*each.papers, *(each.mistaken if mistaken else ()))}


def _stand_in(link: facts.Link, presenter: facts.PresentedBy, procedure: str) -> facts.Case:
    """Return a case that only tells which requirements apply."""
    return facts.Case(
        applicant=facts.Applicant(code="", names=""),
        dependent=facts.Dependent(link=link),
        judged_on=date.min,
        presented_by=presenter,
        procedure=procedure,
    )


def before_the_link(procedure: str) -> tuple[Requirement, ...]:
    """Return what is asked of every dependent, whatever the link: all that can be recorded before it is chosen."""
    of_links = [required_papers(_stand_in(link, facts.PresentedBy.AFFILIATE, procedure)) for link in facts.Link]
    common = [each for each in of_links[0] if all(each in rows for rows in of_links)]
    return tuple(each for each in common if each.papers and not each.shared)


@dataclass(frozen=True)
class PaperLine:
    """One recorded paper, in words; `differs` names what it says otherwise than what was typed."""

    pk: int
    kind: str
    title: str
    received: bool
    details: list[str]
    recorded: str
    undoable: bool
    differs: list[str]
    copies: list[int]  # that were scanned here
    copy_pending: bool  # it was recorded with a copy scanned here, and no file is there


def paper_name(kind: str) -> str:
    """Return the name of a paper, with a capital."""
    name = _(PAPERS[PaperKind(kind)].name)
    return name[:1].upper() + name[1:]


def line(record: PaperRecord, agency: Agency, solicitud: Solicitud | None, *, undoable: bool) -> PaperLine:
    """Return the line of a recorded paper; one statement for one with a copy that was scanned here."""
    scanned = record.received and record.copy == facts.Copy.SCAN
    copies = [each.pk for each in record.copies.filter(removed_at=None)] if scanned else []
    return PaperLine(
        pk=record.pk,
        kind=record.kind,
        title=paper_name(record.kind),
        received=record.received,
        details=_details(record) if record.received else [record.refusal_reason],
        recorded=recorded_by_whom(record.recorded_by, local_moment(agency, record.recorded_at)),
        undoable=undoable,
        differs=_differences(record, solicitud) if solicitud is not None and record.received else [],
        copies=copies,
        copy_pending=scanned and not copies,
    )


def pending_copies(agency: Agency) -> QuerySet[PaperRecord]:
    """Return the papers of a centre that were recorded with a copy scanned here and have no file, the oldest first.

    Not of what was taken back or not received.
    """
    there = PaperCopy.objects.filter(paper=OuterRef("pk"), removed_at=None)
    asked = PaperRecord.objects.filter(case__agency=agency, copy=facts.Copy.SCAN, received=True, undone_at=None)
    return asked.exclude(Exists(there)).select_related("case", "solicitud", "recorded_by").order_by("recorded_at", "pk")


def recorded_by_whom(by: Staff, at: object) -> str:
    """Return who wrote something, and when, at the agency's own time (D9)."""
    return _("%(who)s, %(at)s") % {"who": by.printed_name(), "at": f"{at:%d/%m/%Y %H:%M}"}


def _details(record: PaperRecord) -> list[str]:
    """Return what was recorded of a paper, in the order of the form of its kind."""
    match PAPERS[PaperKind(record.kind)].form:
        case RecordingForm.SIGNED:
            complete = _("con los siete datos") if record.solicitud_complete else _("incompleta")
            parts = [_(SIGNATURES[record.signature]), complete]
        case RecordingForm.IDENTITY:
            parts = [_identity(record), *_on_paper(record)]
        case RecordingForm.CERTIFICATE:
            parts = [*_certificate(record), *_on_paper(record)]
        case RecordingForm.COPY:
            parts = [_(COPIES[record.copy]), _endorsement(record)]
        case RecordingForm.NUMBER:
            parts = [_identity(record)]
        case unknown:
            assert_never(unknown)
    return [part for part in parts if part]


def _on_paper(record: PaperRecord) -> list[str]:
    original = _("original visto") if record.original_seen else _("falta el original")
    return [original, _(COPIES[record.copy])]


def _endorsement(record: PaperRecord) -> str:
    return _("con la sumilla %(number)s") % {"number": record.number} if record.number else _("sin número de sumilla")


def _identity(record: PaperRecord) -> str:
    until = _("válido hasta %(day)s") % {"day": _day(record.valid_until)} if record.valid_until else ""
    country = country_in_words(record.country) if record.country else ""
    alone = _("sin pasaporte") if record.no_passport else ""
    inside = _("la hija o el hijo consta en él") if record.of_parent else ""
    return " · ".join(part for part in [record.number, country, record.holder_names, until, alone, inside] if part)


def _certificate(record: PaperRecord) -> list[str]:
    issued = _("del %(day)s") % {"day": _day(record.issued_on)} if record.issued_on else ""
    attributes = PAPERS[PaperKind(record.kind)]
    names = []
    if attributes.names_affiliate:
        named = record.names_affiliate
        names.append(_("nombra a la persona afiliada") if named else _("no nombra a la persona afiliada"))
    if attributes.names_dependent:
        names.append(_("nombra al dependiente") if record.names_dependent else _("no nombra al dependiente"))
    return [
        record.issuing_authority,
        country_in_words(record.country),
        issued,
        _(EXECUTED_BY[record.executed_by]) if record.executed_by != ExecutedBy.AUTHORITY else "",
        _formality(record),
        _language(record),
        *names,
    ]


def _formality(record: PaperRecord) -> str:
    carried = FORMALITIES.get(record.formality)
    if carried:
        data = [record.apostille_number, _day(record.apostille_on), record.apostille_authority, record.formality_reason]
        return " ".join([_(carried), *([f"({', '.join(each for each in data if each)})"] if any(data) else [])])
    domestic = canonical(record.country) == ECUADOR or record.executed_by == ExecutedBy.ECUADORIAN_CONSUL
    return "" if domestic or not record.issued_on else _("sin apostilla ni legalización")


def _language(record: PaperRecord) -> str:
    if record.language in {"", "es"}:
        return ""
    translated = _("con traducción") if record.translation_seen else _("sin traducción")
    if record.spanish_too:
        translated = _("también en español")
    return f"{language_in_words(record.language, record.language_name)}, {translated}"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _differences(record: PaperRecord, solicitud: Solicitud) -> list[str]:
    """Return what the dependent's document says otherwise than the solicitud, field by field."""
    if record.kind not in identities_of(Names.DEPENDENT) or record.of_parent:
        return []
    number = solicitud.dependent_document_number
    pairs = [
        (_("número"), number, record.number, same_number(number, record.number)),
        (
            _("nombres"),
            solicitud.dependent_names,
            record.holder_names,
            same_names(solicitud.dependent_names, record.holder_names),
        ),
        (
            _("fecha de nacimiento"),
            _day(solicitud.birth_date),
            _day(record.holder_birth_date),
            solicitud.birth_date == record.holder_birth_date,
        ),
        (
            _("nacionalidad"),
            country_in_words(solicitud.nationality),
            country_in_words(record.holder_nationality) if record.holder_nationality else "",
            canonical(solicitud.nationality) == canonical(record.holder_nationality),
        ),
        (_("sexo"), solicitud.sex, record.holder_sex, solicitud.sex == record.holder_sex),
    ]
    return [
        _("%(what)s: la solicitud dice «%(typed)s», el documento «%(read)s»")
        % {"what": what, "typed": typed or "—", "read": read}
        for what, typed, read, same in pairs
        if read and not same
    ]
