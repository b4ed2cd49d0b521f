"""The adoptions at the counters of a province that wait for the legal unit (S37)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from vinculo.queries.legal.powers import unit_of
from vinculo.queries.shared import access
from vinculo.records.models import PaperRecord, Staff
from vinculo.rules.cases.paper_kinds import kinds_with
from vinculo.rules.cases.status import UNDECIDED
from vinculo.rules.shared.acts import Act, Subject

SHOWN = 50


def _open(staff: Staff) -> QuerySet[PaperRecord]:
    rows = PaperRecord.objects.filter(
        kind__in=kinds_with(lambda paper: paper.legal_look),
        received=True,
        undone_at=None,
        legal_look=False,
        case__closed_at=None,
        case__agency__province=unit_of(staff),
        solicitud__status__in=UNDECIDED,
    )
    return rows.select_related("case__agency", "case__affiliate", "solicitud", "recorded_by").order_by("recorded_at")


def waiting_adoptions(staff: Staff, now: datetime) -> list[PaperRecord]:
    """Return the adoptions that the unit has still to look at, the oldest first; written as read."""
    papers = list(_open(staff)[:SHOWN])
    access.record_view(
        act=Act.ADOPTION_LISTED, subject=Subject.PAPER, subject_ids=[each.pk for each in papers], staff=staff, now=now
    )
    return papers


def count_adoptions(staff: Staff) -> int:
    """Return how many adoptions wait for the unit; one statement, no person is read."""
    return _open(staff).count()


def one(staff: Staff, pk: int, now: datetime) -> PaperRecord:
    """Return an adoption that waits for the unit; written as read. Raises `access.NotFoundHere`."""
    paper = _open(staff).filter(pk=pk).first()
    if paper is None:
        raise access.NotFoundHere
    access.record_view(act=Act.ADOPTION_READ, subject=Subject.PAPER, subject_ids=[paper.pk], staff=staff, now=now)
    return paper


def is_of_unit(staff: Staff, pk: int) -> bool:
    """Return whether an adoption is of the province of this unit, whether it waits or not; no person is read."""
    kinds = kinds_with(lambda paper: paper.legal_look)
    return PaperRecord.objects.filter(pk=pk, kind__in=kinds, case__agency__province=unit_of(staff)).exists()


def is_looked_at_by(staff: Staff, pk: int) -> bool:
    """Return whether this lawyer has looked at the adoption."""
    return PaperRecord.objects.filter(pk=pk, look__looked_by=staff).exists()
