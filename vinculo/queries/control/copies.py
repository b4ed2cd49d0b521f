"""The copies of papers: who may see them, each view an event, and where they are kept (D35)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from vinculo.gateways.files import FileMissing, Files, FileUnreadable
from vinculo.queries.shared import access
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.models import Case, Decision, PaperCopy, PaperRecord, Staff
from vinculo.rules.control.copies import Media, ScanLimits
from vinculo.rules.shared.acts import Act, Subject


class CopyUnreadable(Exception):
    """The row is there and its file is not, or cannot be decrypted."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case


@dataclass(frozen=True)
class ShownCopy:
    """A copy as it is sent to a browser."""

    media: Media
    content: bytes


def files_of_copies() -> Files:
    """Return where the copies are kept."""
    return Files(settings.COPY_FOLDER, settings.COPY_KEYS)


def scan_limits() -> ScanLimits:
    """Return how large a copy may be."""
    return ScanLimits(settings.COPY_MOST_BYTES, settings.COPY_MOST_PIXELS, settings.COPY_MOST_PAGES)


@dataclass(frozen=True)
class CopyLine:
    """A copy in the list of its paper; `removable` where the person who asks added it and nothing rests on it."""

    copy: PaperCopy
    removable: bool


def copies_of(paper: PaperRecord, staff: Staff) -> list[CopyLine]:
    """Return the copies of a paper that the caller may see."""
    rows = paper.copies.filter(removed_at=None).select_related("added_by")
    last = Decision.objects.filter(solicitud__case=paper.case_id).aggregate(at=Max("decided_at"))["at"]
    return [CopyLine(each, each.added_by_id == staff.pk and (last is None or last < each.added_at)) for each in rows]


def own_copy(paper: PaperRecord, pk: int) -> PaperCopy:
    """Return a copy of this paper, there or taken back. Raises `NotFoundHere`."""
    copy = paper.copies.filter(pk=pk).select_related("paper").first()
    if copy is None:
        raise NotFoundHere
    return copy


def read_copy(staff: Staff, pk: int, now: datetime) -> ShownCopy:
    """Return a copy, and write that it was read: for the officers of the case's centre and who supervises it.

    Raises `NotFoundHere`, and `CopyUnreadable` where the file is lost.
    """
    copy = PaperCopy.objects.select_related("paper__case__agency").filter(pk=pk, removed_at=None).first()
    if copy is None or not _may_see(staff, copy.paper.case):
        raise NotFoundHere
    try:
        content = files_of_copies().read(copy.name)
    except (FileMissing, FileUnreadable) as error:
        raise CopyUnreadable(copy.paper.case) from error
    access.record_view(act=Act.COPY_READ, subject=Subject.COPY, subject_ids=[copy.pk], staff=staff, now=now)
    return ShownCopy(Media(copy.media), content)


def _may_see(staff: Staff, case: Case) -> bool:
    return (staff.is_officer and staff.agency_id == case.agency_id) or access.supervises(staff, case.agency)
