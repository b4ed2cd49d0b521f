"""The requests for a second (D18): who may decide which, what waits, how long it took, and how one stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Q, QuerySet

from vinculo.queries.shared import access
from vinculo.queries.shared.access import supervised_agencies, supervises
from vinculo.records.models import Agency, Agreement, Case, Staff
from vinculo.rules.cases.agreements import (
    BY_THE_LEGAL_UNIT,
    DECIDED_BY_A_SECOND,
    AgreementKind,
    AgreementState,
    Compared,
    thaw,
)
from vinculo.rules.shared.acts import Act, Subject

COUNTED_DAYS = 30
OWN_HOURS = 24  # how long an own request that was decided stays on the list


@dataclass(frozen=True)
class AgreementRequest:
    """A request for a second as a list or the page of its case shows it; no word of the two records."""

    agreement: Agreement
    state: str  # a request whose time has passed has lapsed, whether upkeep came by or not
    minutes: int  # that it waits, or waited

    @property
    def waits(self) -> bool:
        """Return whether a second can still decide."""
        return self.state == AgreementState.WAITING


@dataclass(frozen=True)
class AgreementList:
    """What somebody can decide as the second, the oldest first, and what they asked themselves."""

    to_decide: list[AgreementRequest]
    own: list[AgreementRequest]


@dataclass(frozen=True)
class AgreementPage:
    """A request with the two records side by side as the first saw them."""

    request: AgreementRequest
    compared: tuple[Compared, ...]
    may_decide: bool
    own: bool


@dataclass(frozen=True)
class AgreementFigures:
    """How many requests a centre made in the counted days, what came of them, and how long they waited."""

    agency: Agency
    asked: int
    agreed: int
    disagreed: int
    lapsed: int
    median_minutes: int | None  # of those that were decided
    longest_minutes: int | None


def state_of(agreement: Agreement, now: datetime) -> str:
    """Return the state at this moment: one that waits beyond its time has lapsed."""
    if agreement.state == AgreementState.WAITING and agreement.lapses_at <= now:
        return AgreementState.LAPSED
    return agreement.state


def request_of(agreement: Agreement, now: datetime) -> AgreementRequest:
    """Return a request with its state at this moment and how long it waits or waited."""
    until = min(agreement.decided_at or now, agreement.lapses_at)
    return AgreementRequest(
        agreement, state_of(agreement, now), int((until - agreement.asked_at).total_seconds() // 60)
    )


def may_decide(staff: Staff, agreement: Agreement) -> bool:
    """Return whether somebody can be the second: an officer of the centre, or who supervises it; never who asked.

    The legal unit of the province decides whether a link is believed (D23).
    """
    if staff.pk == agreement.asked_by_id:
        return False
    if supervises(staff, agreement.agency):
        return True
    if staff.is_legal:
        here = staff.province_id is not None and staff.province_id == agreement.agency.province_id
        return here and agreement.kind in BY_THE_LEGAL_UNIT
    return staff.is_officer and staff.agency_id == agreement.agency_id and not agreement.for_supervisor


def _rows() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("case", "agency", "asked_by", "decided_by")


def _to_decide(staff: Staff, now: datetime) -> QuerySet[Agreement]:
    waiting = _rows().filter(state=AgreementState.WAITING, lapses_at__gt=now).exclude(asked_by=staff)
    if staff.is_supervisor:
        return waiting.filter(agency__in=supervised_agencies(staff))
    if staff.is_legal and staff.province_id is not None:
        return waiting.filter(kind__in=BY_THE_LEGAL_UNIT, agency__province=staff.province_id)
    if not staff.is_officer:
        return waiting.none()
    return waiting.filter(agency=staff.agency_id, for_supervisor=False)


def count_to_decide(staff: Staff, now: datetime) -> int:
    """Return how many requests wait for this person; one statement, no person is read."""
    return _to_decide(staff, now).count()


def list_agreements(staff: Staff, now: datetime) -> AgreementList:
    """Return what this person can decide, and what they asked and is open or was decided of late."""
    recent = Q(state=AgreementState.WAITING) | Q(decided_at__gt=now - timedelta(hours=OWN_HOURS))
    own = _rows().filter(recent, asked_by=staff).order_by("-asked_at", "-pk")
    waiting = _to_decide(staff, now).order_by("asked_at", "pk")
    return AgreementList([request_of(each, now) for each in waiting], [request_of(each, now) for each in own])


def read_agreement(staff: Staff, pk: int, now: datetime) -> AgreementPage:
    """Return a request for the person who may decide it or asked it, and write that it was read.

    Raises `access.NotFoundHere`.
    """
    agreement = _rows().filter(pk=pk).first()
    if agreement is None:
        raise access.NotFoundHere
    own, second = staff.pk == agreement.asked_by_id and staff.is_active, may_decide(staff, agreement)
    if not (own or second):
        raise access.NotFoundHere
    access.record_view(
        act=Act.AGREEMENT_READ, subject=Subject.AGREEMENT, subject_ids=[agreement.pk], staff=staff, now=now
    )
    return AgreementPage(request_of(agreement, now), thaw(agreement.compared), second, own)


def latest(rows: Iterable[Agreement]) -> list[Agreement]:
    """Return the last request of each subject, of rows in the order in which they were asked."""
    last: dict[tuple[str, str], Agreement] = {}
    for each in rows:
        last.pop((each.kind, each.subject), None)
        last[each.kind, each.subject] = each
    return list(last.values())


def requests_of(rows: Iterable[Agreement], now: datetime) -> list[AgreementRequest]:
    """Return the last request of each subject, of rows in the order in which they were asked; none withdrawn."""
    requests = [request_of(each, now) for each in latest(rows)]
    return [each for each in requests if each.state != AgreementState.WITHDRAWN]


def requests_here(staff: Staff, reference: str, now: datetime) -> tuple[Case, list[AgreementRequest]]:
    """Return a case of the officer's agency with its requests, for its page that asks again by itself.

    Raises `access.NotFoundHere`.
    """
    case = access.case(staff, reference)
    return case, requests_of(case.agreements.select_related("decided_by").order_by("pk"), now)


def standing(
    rows: Iterable[Agreement], kind: AgreementKind, subject: str, compared: Iterable[Compared], now: datetime
) -> str:
    """Return how the last request on exactly these facts stands; nothing where none was made, or on other facts."""
    mine = [each for each in rows if each.kind == kind and each.subject == subject]
    if not mine or mine[-1].compared != [line.frozen() for line in compared]:
        return ""
    return state_of(mine[-1], now)


def figures(staff: Staff, now: datetime) -> list[AgreementFigures]:
    """Return the figures of the last days for each centre that this supervisor answers for and that asked."""
    since = now - timedelta(days=COUNTED_DAYS)
    rows = _rows().filter(asked_at__gt=since, agency__in=supervised_agencies(staff)).order_by("agency__name", "pk")
    by_centre: dict[int, list[AgreementRequest]] = {}
    for each in rows:
        by_centre.setdefault(each.agency_id, []).append(request_of(each, now))
    return [_figures(each) for each in by_centre.values()]


def _figures(requests: list[AgreementRequest]) -> AgreementFigures:
    waited = [each.minutes for each in requests if each.state in DECIDED_BY_A_SECOND]
    states: Mapping[str, int] = {state: sum(each.state == state for each in requests) for state in AgreementState}
    return AgreementFigures(
        agency=requests[0].agreement.agency,
        asked=len(requests),
        agreed=states[AgreementState.AGREED],
        disagreed=states[AgreementState.DISAGREED],
        lapsed=states[AgreementState.LAPSED],
        median_minutes=round(median(waited)) if waited else None,
        longest_minutes=max(waited, default=None),
    )
