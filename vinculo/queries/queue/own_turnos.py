"""The turnos of the person who stands at a desk: one person has one visit, whichever way they came in (D37).

A person is who presents and for which affiliate (D4): the affiliate themselves, or a proxy by their key or number. A
turno that a proxy booked is not the affiliate's, and the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.models import Affiliate, Agency, Case, Ticket, Turno
from vinculo.rules.cases.requirements.procedures import judged_as
from vinculo.rules.shared.identity import IdentityError, normalise_number
from vinculo.rules.shared.statuses import USABLE_TURNO, TicketState, TurnoStatus

_ORDER = (TurnoStatus.ARRIVED, TurnoStatus.CONFIRMED, TurnoStatus.NO_SHOW)


@dataclass(frozen=True)
class Presenter:
    """Who stands at the desk: for which affiliate, themselves or as a proxy."""

    affiliate: int
    by_proxy: bool
    key: str
    number: str

    @property
    def rows(self) -> Q:
        """Return the condition of the turnos and cases of this person."""
        own = Q(affiliate=self.affiliate, by_proxy=self.by_proxy)
        return own & (Q(presenter_key=self.key) | Q(presenter_number=self.number)) if self.by_proxy else own


def presenter_of(of: Turno | Case) -> Presenter:
    """Return who presents a turno or a case."""
    return Presenter(of.affiliate_id, of.by_proxy, of.presenter_key, of.presenter_number)


def usable_turnos(presenter: Presenter, procedure: str, now: datetime, day: date | None = None) -> list[Turno]:
    """Return what the person can still be served with, the soonest first: arrived or missed today, or to come.

    `procedure` is the code under which the case is judged; `day` stands for today where a visit was written on paper.
    One statement.
    """
    rows = Turno.objects.filter(presenter.rows, status__in=USABLE_TURNO)
    back = (now.date() - day).days if day else 0
    recent = (
        rows.filter(starts__gte=now - timedelta(days=back + 2))
        .select_related("agency", "procedure")
        .order_by("starts", "pk")
    )
    return [each for each in recent if judged_as(each.procedure.code) == procedure and _counts(each, now, day)]


def _counts(turno: Turno, now: datetime, day: date | None) -> bool:
    today, its_day = day or local_day(turno.agency, now), local_day(turno.agency, turno.starts)
    return its_day == today or (turno.status == TurnoStatus.CONFIRMED and its_day > today)


def of_today(turnos: list[Turno], agency: Agency, now: datetime, day: date | None = None) -> Turno | None:
    """Return the turno of today at this agency; who arrived comes before who is expected and who was missed."""
    today = day or local_day(agency, now)
    here = [each for each in turnos if each.agency_id == agency.pk and local_day(agency, each.starts) == today]
    return min(here, key=lambda each: _ORDER.index(TurnoStatus(each.status)), default=None)


def affiliates_expected(text: str, agency: Agency, now: datetime) -> list[Affiliate]:
    """Return the affiliates of who is expected here today with this number: who presents, or a dependent.

    By the turnos of today and the open cases of this agency only. Four statements and the affiliates.
    """
    try:
        number = normalise_number(text)
    except IdentityError:
        return []
    first = midnight(agency, local_day(agency, now))
    today = Turno.objects.filter(
        agency=agency, starts__gte=first, starts__lt=first + timedelta(days=1), status__in=USABLE_TURNO
    )
    cases = Case.objects.filter(agency=agency, closed_at=None)
    affiliates: set[int] = set()
    for rows in (today, cases):
        for way in ({"presenter_number": number}, {"solicitudes__dependent_document_number": number}):
            affiliates |= set(rows.filter(**way).values_list("affiliate", flat=True))
    return list(Affiliate.objects.filter(pk__in=affiliates).order_by("pk"))


def served_now(presenter: Presenter, procedure: str, now: datetime, agency: Agency) -> Ticket | None:
    """Return the number with which the person is being served at this moment, wherever that is."""
    cases = Case.objects.filter(presenter.rows, procedure_id=procedure, closed_at=None).values("pk")
    serving = Ticket.objects.filter(case__in=cases, state=TicketState.SERVING, day__date__gte=local_day(agency, now))
    return serving.select_related("counter", "day__agency").first()
