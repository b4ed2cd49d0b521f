"""Papers at the counter: recorded, not received, an own slip undone, a renewed document kept (S31-S37, D13, D15)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from vinculo.actions.cases.case import fill_from_document
from vinculo.actions.cases.locking import count_version, locked_case, locked_solicitud, save_solicitud
from vinculo.actions.shared.guards import NotYours, OwnAct, require_read
from vinculo.actions.shared.parties import refuse_party
from vinculo.queries.cases import duplicates
from vinculo.queries.cases.affiliate_identity import identify_document
from vinculo.queries.cases.evaluation import applicant_of, paper_columns, paper_of
from vinculo.records.events import write_event
from vinculo.records.models import Case, Decision, IdDocument, PaperRecord, Solicitud, Staff
from vinculo.records.rows import Tables, insert, rows
from vinculo.records.values.changes import Changes
from vinculo.rules.cases.affiliate_identity import Identified
from vinculo.rules.cases.facts import Paper
from vinculo.rules.cases.paper_kinds import PAPERS, DocumentKind, Names, PaperKind, identities_of
from vinculo.rules.cases.status import APPLICATION, ApplicationAct, ApplicationStatus
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.countries import ECUADOR, canonical
from vinculo.rules.shared.identity import normalise_number


class WrongHolder(Exception):
    """The document recorded as the dependent's is the affiliate's own, or another dependent's of the case."""


class NotReceivedNeedsReason(Exception):
    """A paper that is turned away has a reason, which is printed (D15)."""


class NotYourSlip(Exception):
    """Only who recorded a paper takes it back, and only before a decision rests on it."""


class SomebodyElses(Exception):
    """The document is registered as another affiliate's."""


@transaction.atomic
def record_paper(
    *, case: Case, solicitud: Solicitud | None, paper: Paper, version: int, actor: Staff, now: datetime
) -> PaperRecord:
    """Record one paper as seen at the desk; those of the affiliate and of the proxy serve all dependents of the case.

    `version` is that of the solicitud, or of the case for a shared paper, as it was read; the same paper sent twice is
    recorded once. What is empty on the solicitud is filled from the dependent's document. Raises `NotYours`, `Stale`,
    `NotAllowedError`, `WrongHolder`, `NotReceivedNeedsReason`.
    """
    if PAPERS[paper.kind].shared != (solicitud is None) or (solicitud and solicitud.case_id != case.pk):
        raise NotYours
    if not paper.received and not paper.refusal_reason.strip():
        raise NotReceivedNeedsReason
    again = _same_again(case, solicitud, paper, actor)
    if again is not None:
        return again
    case, solicitud = _lock_place(case, solicitud, version, actor)
    if paper.received and paper.kind in identities_of(Names.DEPENDENT) and solicitud is not None:
        _refuse_wrong_holder(case, solicitud, paper)
    record = PaperRecord(case=case, solicitud=solicitud, recorded_by=actor, recorded_at=now, **paper_columns(paper))
    insert(record)
    write_event(
        act=Act.PAPER_RECORDED if paper.received else Act.PAPER_NOT_RECEIVED,
        subject=Subject.PAPER,
        subject_id=record.pk,
        now=now,
        actor=actor,
        fields=_filled_columns(paper),
    )
    if solicitud is None:
        count_version(case)
    else:
        save_solicitud(solicitud, now)
        if paper.received and paper.kind in identities_of(Names.DEPENDENT):
            fill_from_document(solicitud, record, actor, now)
    return record


def _lock_place(case: Case, solicitud: Solicitud | None, version: int, actor: Staff) -> tuple[Case, Solicitud | None]:
    if solicitud is None:
        case = locked_case(case.pk, actor, version)
        if case.closed_at is not None:
            raise NotYours
        return case, None
    solicitud, case = locked_solicitud(solicitud.pk, actor, version)
    APPLICATION.after(solicitud.status, ApplicationAct.RECORD)
    return case, solicitud


def _same_again(case: Case, solicitud: Solicitud | None, paper: Paper, actor: Staff) -> PaperRecord | None:
    """Return the last paper of this kind where this officer recorded exactly the same: a double click."""
    last = last_of_kind(case.pk, solicitud.pk if solicitud else None, paper.kind)
    if last is None or last.recorded_by_id != actor.pk:
        return None
    same = all(getattr(last, name) == value for name, value in paper_columns(paper).items())
    return last if same else None


_PAPER = Tables(own=PaperRecord)
LAST_OF_KIND = f"""
SELECT {_PAPER.columns} FROM records_paperrecord own
WHERE own.case_id = %(case)s AND own.kind = %(kind)s AND own.undone_at IS NULL AND own.solicitud_id {{whose}}
ORDER BY own.id DESC LIMIT 1
"""  # nosec B608


def last_of_kind(case: int, solicitud: int | None, kind: PaperKind) -> PaperRecord | None:
    """Return the last paper of a kind that was recorded of a dependent, or for all of a case."""
    whose, values = ("IS NULL", {}) if solicitud is None else ("= %(solicitud)s", {"solicitud": solicitud})
    for row in rows(LAST_OF_KIND.format(whose=whose), case=case, kind=kind.value, **values):
        last: PaperRecord = _PAPER.records(row)[0]
        return last
    return None


def _filled_columns(paper: Paper) -> list[str]:
    """Return the names of the columns that say something."""
    return [name for name, value in paper_columns(paper).items() if value not in {"", None, False, "none"}]


def _refuse_wrong_holder(case: Case, solicitud: Solicitud, paper: Paper) -> None:
    """Refuse the affiliate's own document, or that of another dependent of the case, as this dependent's.

    Not where a child is registered in the passport of a parent: then the holder is somebody else by right.
    """
    mine = duplicates.document(identities_of(Names.DEPENDENT)[paper.kind], paper.number, paper.country)
    if mine is None or paper.of_parent:
        return
    own = IdDocument.objects.filter(duplicates.any_of([mine]), affiliate=case.affiliate).exists()
    if own or mine in _others(case, solicitud):
        raise WrongHolder


def _others(case: Case, solicitud: Solicitud) -> list[duplicates.Document]:
    kinds = identities_of(Names.DEPENDENT, Names.AFFILIATE)
    papers = PaperRecord.objects.filter(case=case, kind__in=list(kinds), received=True, undone_at=None)
    papers = (
        papers.filter(of_parent=False)
        .exclude(solicitud=solicitud)
        .exclude(solicitud__status=ApplicationStatus.WITHDRAWN)
    )
    documents = [duplicates.document(kinds[each.kind], each.number, each.country) for each in papers]
    return [each for each in documents if each is not None]


@transaction.atomic
def undo_paper(*, paper: PaperRecord, actor: Staff, now: datetime, read: str | None = None) -> PaperRecord:
    """Take back an own slip before a decision rests on it; the row stays; twice is once.

    `read` is the mark of the solicitud, or of the case for a shared paper (D30). Raises `NotYourSlip`, `NotYours`,
    `Stale`.
    """
    case = locked_case(paper.case_id, actor)
    solicitud = Solicitud.objects.select_for_update(no_key=True).filter(pk=paper.solicitud_id or 0).first()
    require_read(read, solicitud or case, own=OwnAct(actor, now, Subject.PAPER, paper.pk, (Act.PAPER_UNDONE,)))
    paper = PaperRecord.objects.select_for_update(no_key=True).get(pk=paper.pk)
    if paper.undone_at is not None:
        return paper
    if not can_undo(paper, actor):
        raise NotYourSlip
    paper.undone_at, paper.undone_by = now, actor
    paper.save(update_fields=["undone_at", "undone_by"])
    if solicitud is None:
        count_version(case)
    else:
        save_solicitud(solicitud, now)
    write_event(act=Act.PAPER_UNDONE, subject=Subject.PAPER, subject_id=paper.pk, now=now, actor=actor)
    return paper


def can_undo(paper: PaperRecord, actor: Staff) -> bool:
    """Return whether this officer may still take the paper back."""
    decided = Decision.objects.filter(solicitud__case=paper.case_id, decided_at__gte=paper.recorded_at)
    if paper.solicitud_id is not None:
        decided = decided.filter(solicitud=paper.solicitud_id)
    return paper.recorded_by_id == actor.pk and paper.undone_at is None and not decided.exists()


@transaction.atomic
def keep_renewed_document(*, paper: PaperRecord, actor: Staff, now: datetime, read: str | None = None) -> IdDocument:
    """Add an affiliate's renewed document to the history in the registry: an update, not a refusal (S34, D18).

    Only where names and birth date agree and nothing contradicts; else a second has to agree. Twice is once. Raises
    `NotYours`, `Stale`, and `SomebodyElses` when it is registered as another affiliate's.
    """
    case = locked_case(paper.case_id, actor)
    refuse_party(actor, case)
    own = OwnAct(actor, now, Subject.AFFILIATE, case.affiliate_id, (Act.AFFILIATE_DOCUMENT_KEPT,))
    require_read(read, case, own=own)
    if paper.kind not in identities_of(Names.AFFILIATE) or paper.undone_at is not None or not paper.received:
        raise NotYours
    applicant = applicant_of(case.affiliate, case.affiliate.code)
    identity = identify_document(case.affiliate, applicant, (paper, paper_of(paper)))
    if identity is Identified.ANOTHERS:
        raise SomebodyElses
    if identity not in {Identified.RENEWED, Identified.REGISTERED}:
        raise NotYours
    return keep_document(case, paper, actor, now)


def keep_document(case: Case, paper: PaperRecord, actor: Staff, now: datetime) -> IdDocument:
    """Add a document of the affiliate of a locked case to the history in the registry. Raises `SomebodyElses`."""
    kind = identities_of(Names.AFFILIATE)[paper.kind]
    try:
        with transaction.atomic():
            kept, made = IdDocument.objects.get_or_create(
                affiliate=case.affiliate,
                kind=kind.value,
                number_key=normalise_number(paper.number)[:30],
                country=ECUADOR if kind is DocumentKind.VISA else canonical(paper.country),
                defaults={"number": paper.number[:30], "valid_until": paper.valid_until, "seen_at": now},
            )
    except IntegrityError as error:
        raise SomebodyElses from error
    if made:
        count_version(case)
        write_event(
            act=Act.AFFILIATE_DOCUMENT_KEPT,
            subject=Subject.AFFILIATE,
            subject_id=case.affiliate_id,
            now=now,
            actor=actor,
            fields=["documents"],
            changes=Changes(case.affiliate, (("documents", "", kept.number_key),)),
        )
    return kept
