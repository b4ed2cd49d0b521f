"""Keeping the copies of papers (D35): the file first, then its row; what has no row is swept."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from vinculo.actions.cases.locking import locked_case
from vinculo.actions.shared.guards import SECOND_CLICK, NotYours
from vinculo.queries.control.copies import files_of_copies
from vinculo.queries.shared.retention import kept_since
from vinculo.records.events import write_event, write_system_events
from vinculo.records.models import Decision, PaperCopy, PaperRecord, Staff
from vinculo.rules.cases.facts import Copy
from vinculo.rules.control.copies import MOST_OF_PAPER, ScannedCopy
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import draw_token

ORPHAN_AGE = timedelta(hours=1)  # longer than any act that writes a file and then its row
BATCH = 500


class NoCopyAsked(Exception):
    """The paper was not recorded with a copy scanned here, was taken back, or has as many files as it may."""


def add_copy(*, paper: PaperRecord, scan: ScannedCopy, actor: Staff, now: datetime, random_source: Random) -> PaperCopy:
    """Keep one more copy of a recorded paper; the file is on the disk before its row is.

    Twice is once: the second file of a double click has no row. Raises `NotYours`, `NoCopyAsked`. A file without a row
    is deleted by the sweep.
    """
    name = draw_token(random_source)
    files_of_copies().write(name, scan.content)
    return _keep_row(paper, name, scan, actor, now)


@transaction.atomic
def _keep_row(paper: PaperRecord, name: str, scan: ScannedCopy, actor: Staff, now: datetime) -> PaperCopy:
    locked_case(paper.case_id, actor)
    paper = PaperRecord.objects.get(pk=paper.pk)
    mine = paper.copies.filter(added_by=actor, size=len(scan.content), added_at__gte=now - SECOND_CLICK)
    if (same := mine.filter(removed_at=None).first()) is not None:
        return same
    live = paper.copies.filter(removed_at=None).count()
    if paper.copy != Copy.SCAN or paper.undone_at is not None or not paper.received or live >= MOST_OF_PAPER:
        raise NoCopyAsked
    made = PaperCopy.objects.create(
        paper=paper, name=name, media=scan.media, size=len(scan.content), pages=scan.pages, added_by=actor, added_at=now
    )
    write_event(act=Act.COPY_ADDED, subject=Subject.COPY, subject_id=made.pk, now=now, actor=actor)
    return made


@transaction.atomic
def remove_copy(*, copy: PaperCopy, actor: Staff, now: datetime) -> PaperCopy:
    """Take back an own copy before a decision rests on it; the row stays, the file goes; twice is once.

    Raises `NotYours`.
    """
    case = locked_case(copy.paper.case_id, actor)
    copy = PaperCopy.objects.select_for_update(no_key=True).get(pk=copy.pk)
    if copy.removed_at is not None:
        return copy
    if copy.added_by_id != actor.pk or Decision.objects.filter(solicitud__case=case, decided_at__gte=copy.added_at):
        raise NotYours
    copy.removed_at = now
    copy.save(update_fields=["removed_at"])
    write_event(act=Act.COPY_REMOVED, subject=Subject.COPY, subject_id=copy.pk, now=now, actor=actor)
    transaction.on_commit(lambda: files_of_copies().delete(copy.name))
    return copy


@transaction.atomic
def _forget(until: datetime, now: datetime) -> int:
    """Mark the copies of cases that were closed long enough ago; the sweep deletes their files."""
    rows = PaperCopy.objects.filter(removed_at=None, paper__case__closed_at__lt=until)
    over = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    PaperCopy.objects.filter(pk__in=over).update(removed_at=now)
    write_system_events(act=Act.COPY_FORGOTTEN, subject=Subject.COPY, subject_ids=over, now=now)
    return len(over)


def tidy_copies(*, now: datetime) -> int:
    """Delete the files that no row has: of copies whose time is over, and of acts that came to nothing.

    A file that was written within the hour is left: its row may be about to be. Return how many went.
    """
    if since := kept_since(RetentionKind.COPY, now):
        _forget(since, now)
    files = files_of_copies()
    old = list(files.names((now - ORPHAN_AGE).timestamp()))
    gone = 0
    for at in range(0, len(old), BATCH):
        names = old[at : at + BATCH]
        kept = set(PaperCopy.objects.filter(name__in=names, removed_at=None).values_list("name", flat=True))
        for name in set(names) - kept:
            files.delete(name)
            gone += 1
    return gone


__all__ = ["NoCopyAsked", "NotYours", "add_copy", "remove_copy", "tidy_copies"]
