"""The codes that are open for annulment, as a list with their terms, and what their person said (D35)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from vinculo.queries.control.samples import is_heard
from vinculo.queries.shared import access
from vinculo.queries.shared.access import NotFoundHere, supervised_agencies, supervises
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Agency, Case, Sample, Solicitud, Staff
from vinculo.rules.control.hearing import ToldBy
from vinculo.rules.control.status import SampleState
from vinculo.rules.shared.acts import Act, Subject

MOST = 200
_RELATED = ("agency", "opened_by", "certificate__solicitud__case__affiliate")


@dataclass(frozen=True)
class HearingLine:
    """A code that is open for annulment: since when, by whom, until when its person may speak, and whether they did."""

    sample: Sample
    solicitud: Solicitud
    case: Case
    opened_on: date
    heard: bool  # spoke, or the days are over
    over: bool  # the days

    @property
    def untold(self) -> bool:
        """Return whether a notice still has to be handed over: no day runs."""
        return self.sample.told_by == ToldBy.PAPER and self.sample.answer_until is None


@dataclass(frozen=True)
class HearingFile:
    """A code that is open for annulment, for who writes down what its person says; statements with their writers."""

    line: HearingLine
    today: date

    @property
    def open(self) -> bool:
        """Return whether something can still be said."""
        return self.line.sample.state == SampleState.OPENED


def agencies_of(staff: Staff) -> Q:
    """Return the condition of what an officer's centre has, or a supervisor's centres. Raises `NotFoundHere`."""
    if staff.is_officer:
        return Q(agency=access.agency_of(staff))
    if not staff.is_supervisor:
        raise NotFoundHere
    return Q(agency__in=supervised_agencies(staff))


def opened_of(staff: Staff) -> QuerySet[Sample]:
    """Return every code open for annulment at these centres, no matter who may decide it. Raises `NotFoundHere`."""
    return Sample.objects.filter(agencies_of(staff), state=SampleState.OPENED)


def count_opened(staff: Staff, now: datetime) -> tuple[int, int]:
    """Return how many codes are open for annulment, and of how many the person was heard; no person is read."""
    rows = list(opened_of(staff).select_related("agency"))
    return len(rows), sum(is_heard(each, now) for each in rows)


def list_opened(staff: Staff, now: datetime) -> list[HearingLine]:
    """Return the codes that are open for annulment, those whose term ends first before the others; nobody is named."""
    rows = opened_of(staff).select_related(*_RELATED).order_by(F("answer_until").asc(nulls_first=True), "pk")
    return [_line(each, now) for each in rows[:MOST]]


def opened_in(case: Case, now: datetime) -> list[HearingLine]:
    """Return the codes of a case that are open for annulment; the case was read."""
    rows = Sample.objects.filter(certificate__solicitud__case=case, state=SampleState.OPENED)
    return [_line(each, now) for each in rows.select_related(*_RELATED).order_by("pk")]


def cases_opened(cases: Sequence[int]) -> set[int]:
    """Return those of these cases that have a code which is open for annulment."""
    rows = Sample.objects.filter(certificate__solicitud__case__in=cases, state=SampleState.OPENED)
    return set(rows.values_list("certificate__solicitud__case", flat=True))


def read_hearing(staff: Staff, pk: int, now: datetime) -> HearingFile:
    """Return a code that is or was open for annulment, with what was said, and write that its case was read.

    For officers of the centre and for who supervises it. Raises `NotFoundHere`.
    """
    rows = Sample.objects.select_related(*_RELATED).prefetch_related("statements__recorded_by")
    sample = rows.filter(pk=pk, opened_at__isnull=False).first()
    if sample is None or not _here(staff, sample.agency):
        raise NotFoundHere
    line = _line(sample, now)
    access.record_view(act=Act.CASE_READ, subject=Subject.CASE, subject_ids=[line.case.pk], staff=staff, now=now)
    return HearingFile(line, local_day(sample.agency, now))


def _here(staff: Staff, agency: Agency) -> bool:
    return supervises(staff, agency) or (staff.is_officer and staff.agency_id == agency.pk)


def _line(sample: Sample, now: datetime) -> HearingLine:
    solicitud = sample.certificate.solicitud
    assert solicitud.case is not None  # a code was issued on it
    assert sample.opened_at is not None  # it was opened
    over = sample.answer_until is not None and local_day(sample.agency, now) > sample.answer_until
    opened_on = local_day(sample.agency, sample.opened_at)
    return HearingLine(sample, solicitud, solicitud.case, opened_on, is_heard(sample, now), over)
