"""The issued codes that a supervisor looks at again (D35): how many, how old, and one page for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet

from vinculo.queries.cases.decided import DecisionPage, page_of
from vinculo.queries.cases.work.history import EntryLine, history
from vinculo.queries.shared import access
from vinculo.queries.shared.access import NotFoundHere, supervised_agencies, supervises
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.parties import is_party_to_case
from vinculo.records.models import Agency, Decision, PartyDeclaration, Sample, Solicitud, Staff
from vinculo.rules.cases.status import DecisionKind
from vinculo.rules.control.status import UNDECIDED_SAMPLE, SampleState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import hash_token

MOST = 200  # on one page of the list; those that are open for annulment first, then the oldest


@dataclass(frozen=True)
class SampleLine:
    """A code in the list: no name; how many days it waits, and whether the person was heard."""

    sample: Sample
    days: int
    heard: bool


@dataclass(frozen=True)
class SampleCount:
    """How many codes of a centre wait, and how many days the oldest has."""

    agency: Agency
    count: int
    days: int


@dataclass(frozen=True)
class SampleList:
    """What waits for a supervisor: counts by centre, and the codes, those open for annulment first, then the oldest."""

    counts: list[SampleCount]
    lines: list[SampleLine]


@dataclass(frozen=True)
class SamplePage:
    """A code with the decision, its papers and notes; `own` where the reader issued it, `party` where they are one."""

    sample: Sample
    decision: DecisionPage
    notes: list[EntryLine]
    days: int
    heard: bool
    may_decide: bool
    own: bool
    party: bool

    @property
    def waits(self) -> bool:
        """Return whether nobody has looked at it."""
        return self.sample.state == SampleState.WAITING

    @property
    def opened(self) -> bool:
        """Return whether it is open for annulment."""
        return self.sample.state == SampleState.OPENED


@dataclass(frozen=True)
class OpenedCode:
    """A code that is open for annulment, and whether the person was heard."""

    sample: Sample
    heard: bool


@dataclass(frozen=True)
class HearingPage:
    """What the person with the link sees: why the code is looked at, until when to answer, and what was answered."""

    sample: Sample
    case: str
    solicitud: str
    agency: Agency
    over: bool  # the days for the answer

    @property
    def can_answer(self) -> bool:
        """Return whether an answer is still taken."""
        return self.sample.state == SampleState.OPENED and self.sample.answered_at is None and not self.over


def may_decide(staff: Staff, sample: Sample) -> bool:
    """Return whether somebody supervises the centre and did not issue the code themselves."""
    return supervises(staff, sample.agency) and staff.pk != sample.issued_by_id


def is_heard(sample: Sample, now: datetime) -> bool:
    """Return whether the person spoke, by the link or at the centre, or the days for it are over.

    Who is told on paper has days once the notice was handed over.
    """
    over = sample.answer_until is not None and local_day(sample.agency, now) > sample.answer_until
    return sample.heard_at is not None or over


def undecided_of(staff: Staff) -> QuerySet[Sample]:
    """Return what waits for this supervisor: of the centres they answer for, without what they may not decide.

    That is what they issued themselves, and the cases in which they declared an interest (D35).
    """
    rows = Sample.objects.filter(state__in=UNDECIDED_SAMPLE, agency__in=supervised_agencies(staff))
    declared = PartyDeclaration.objects.filter(staff=staff, case=OuterRef("certificate__solicitud__case"))
    return rows.exclude(issued_by=staff).exclude(Exists(declared))


def count_undecided(staff: Staff) -> int:
    """Return how many codes wait for this supervisor; no person is read."""
    return undecided_of(staff).count()


def list_samples(staff: Staff, now: datetime) -> SampleList:
    """Return what waits for this supervisor, counted by centre; no name and no code of a person."""
    waiting = undecided_of(staff)
    counted = waiting.order_by().values("agency").annotate(count=Count("pk"), first=Min("drawn_at"))
    centres = {
        agency.pk: agency for agency in supervised_agencies(staff).filter(pk__in=[each["agency"] for each in counted])
    }
    counts = [SampleCount(centres[each["agency"]], each["count"], (now - each["first"]).days) for each in counted]
    rows = waiting.select_related("agency", "issued_by", "certificate__solicitud__case")
    rows = rows.order_by(F("opened_at").asc(nulls_last=True), "drawn_at", "pk")  # who is asked waits with us
    lines = [SampleLine(each, (now - each.drawn_at).days, is_heard(each, now)) for each in rows[:MOST]]
    return SampleList(sorted(counts, key=lambda each: -each.days), lines)


def read_sample(staff: Staff, pk: int, now: datetime) -> SamplePage:
    """Return a code with all it rests on, and write that its decision was read. Raises `NotFoundHere`."""
    related = ("agency", "issued_by", "opened_by", "decided_by", "certificate__code", "certificate__solicitud__case")
    sample = Sample.objects.select_related(*related).filter(pk=pk).first()
    if sample is None or not supervises(staff, sample.agency):
        raise NotFoundHere
    certificate = sample.certificate
    rows = Decision.objects.select_related("solicitud__case__affiliate", "solicitud__case__agency", "decided_by")
    issues = rows.filter(solicitud=certificate.solicitud_id, kind=DecisionKind.ISSUE)
    decision = issues.filter(decided_at=certificate.issued_at).get()
    access.record_view(
        act=Act.DECISION_READ, subject=Subject.SOLICITUD, subject_ids=[certificate.solicitud_id], staff=staff, now=now
    )
    shown = page_of(decision)
    return SamplePage(
        sample=sample,
        decision=shown,
        notes=history(shown.case),
        days=(now - sample.drawn_at).days,
        heard=is_heard(sample, now),
        may_decide=may_decide(staff, sample),
        own=staff.pk == sample.issued_by_id,
        party=is_party_to_case(staff, shown.case),
    )


def opened_code(solicitud: Solicitud, now: datetime) -> OpenedCode | None:
    """Return the code of a solicitud that is open for annulment, or None."""
    rows = Sample.objects.select_related("agency", "opened_by")
    sample = rows.filter(certificate__solicitud=solicitud, state=SampleState.OPENED).first()
    return OpenedCode(sample, is_heard(sample, now)) if sample else None


def find_hearing(token: str) -> Sample:
    """Return the code of a private link, once it was opened for annulment. Raises `NotFoundHere`."""
    rows = Sample.objects.select_related("agency", "certificate__solicitud__case")
    sample = rows.filter(token_hash=hash_token(token), opened_at__isnull=False).first()
    if sample is None:
        raise NotFoundHere
    return sample


def hearing_page(sample: Sample, now: datetime) -> HearingPage:
    """Return what the person with the link sees."""
    solicitud = sample.certificate.solicitud
    assert solicitud.case is not None  # a code was issued on it
    assert sample.answer_until is not None  # it was opened
    over = local_day(sample.agency, now) > sample.answer_until
    return HearingPage(sample, solicitud.case.reference, solicitud.reference, sample.agency, over)
