"""The cases at the counters that wait for a power of attorney (S38)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from vinculo.queries.cases import proxy_powers
from vinculo.queries.shared import access
from vinculo.records.models import Case, Power, Province, Solicitud, Staff, Turno
from vinculo.rules.cases.status import UNDECIDED
from vinculo.rules.legal.status import PowerStatus, power_standing
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TurnoStatus

SHOWN = 50


@dataclass(frozen=True)
class Waiting:
    """A case of a proxy with the standing of the power; `ready` once the endorsement is in force."""

    reference: str
    agency: str
    affiliate: str
    code: str
    proxy: str
    since: date
    standing: str  # empty: no power was brought to a unit
    sumilla: str

    @property
    def ready(self) -> bool:
        """Return whether the case can go on."""
        return bool(self.sumilla)


def open_cases(power: Power) -> list[Case]:
    """Return the open cases that this proxy presents for this affiliate, at any agency."""
    rows = Case.objects.filter(_of_proxy(power), affiliate=power.affiliate_id, by_proxy=True, closed_at=None)
    return list(rows.select_related("agency", "turno").order_by("pk"))


def coming_turnos(power: Power, now: datetime) -> list[Turno]:
    """Return the turnos still to come that this proxy booked for this affiliate, at any agency."""
    rows = Turno.objects.filter(_of_proxy(power), affiliate=power.affiliate_id, by_proxy=True, starts__gt=now)
    return list(rows.filter(status=TurnoStatus.CONFIRMED).select_related("agency").order_by("pk"))


def _of_proxy(power: Power) -> Q:
    theirs = Q(
        presenter_kind=power.proxy_kind, presenter_number=power.proxy_number, presenter_country=power.proxy_country
    )
    return theirs | Q(presenter_key=power.proxy_key)


def at_the_agency(staff: Staff, now: datetime) -> list[Waiting]:
    """Return the proxies' open cases of the officer's agency with the standing of each power; written as read.

    Raises `access.NotFoundHere`.
    """
    agency = access.agency_of(staff)
    return _list_waiting(_waiting().filter(agency=agency), staff, now)


def count_waiting_cases(staff: Staff, now: datetime) -> tuple[int, int]:
    """Return how many proxies' open cases of the officer's agency can go on, and how many still wait; numbers only.

    Two statements. Raises `access.NotFoundHere`.
    """
    rows = _rows(_waiting().filter(agency=access.agency_of(staff)), now)
    ready = sum(each.ready for _, each in rows)
    return ready, len(rows) - ready


def in_the_province(staff: Staff, province: Province, now: datetime) -> list[Waiting]:
    """Return the proxies' open cases of the unit's province that no endorsement serves yet; written as read."""
    waiting = _list_waiting(_waiting().filter(agency__province=province), staff, now)
    return [each for each in waiting if not each.ready]


def _waiting() -> QuerySet[Case]:
    undecided = Solicitud.objects.filter(case=OuterRef("pk"), status__in=UNDECIDED)
    rows = Case.objects.filter(Exists(undecided), by_proxy=True, closed_at=None)
    return rows.select_related("affiliate", "agency").order_by("opened_at", "pk")


def _list_waiting(rows: QuerySet[Case], staff: Staff, now: datetime) -> list[Waiting]:
    pairs = _rows(rows, now)
    access.record_view(
        act=Act.WAITING_READ, subject=Subject.CASE, subject_ids=[case.pk for case, _ in pairs], staff=staff, now=now
    )
    return [each for _, each in pairs]


def _rows(rows: QuerySet[Case], now: datetime) -> list[tuple[Case, Waiting]]:
    cases = list(rows[:SHOWN])
    known = _powers_of(cases)
    today = timezone.localdate(now)
    return [(each, _row(each, known[each.affiliate_id], today)) for each in cases]


def _powers_of(cases: Iterable[Case]) -> dict[int, list[Power]]:
    """Return the powers of the affiliates of these cases, in one statement."""
    powers: dict[int, list[Power]] = defaultdict(list)
    for power in Power.objects.filter(affiliate__in={each.affiliate_id for each in cases}):
        powers[power.affiliate_id].append(power)
    return powers


def _row(case: Case, of_affiliate: list[Power], today: date) -> Waiting:
    power = proxy_powers.best([each for each in of_affiliate if proxy_powers.is_of(each, case)], today)
    now = power_standing(power.state, power.expires_on, today) if power else ""
    return Waiting(
        reference=case.reference,
        agency=case.agency.name,
        affiliate=case.affiliate.names,
        code=case.affiliate.code,
        proxy=case.presenter_number,
        since=case.first_presented_on,
        standing=now,
        sumilla=power.sumilla if power and now == PowerStatus.ENDORSED else "",
    )
