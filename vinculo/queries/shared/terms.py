"""The term of a correction: its last day by the calendar as it is now, never earlier than the one told (D7, D12)."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from vinculo.queries.shared import calendar
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.reference_data import reference_data
from vinculo.records.models import Agency, Case, Decision, Extension, Solicitud
from vinculo.rules.cases.status import ApplicationStatus, DecisionKind
from vinculo.rules.shared.calendar import deadline
from vinculo.rules.shared.reference_data import TermKind


def end_of_term(agency: Agency, begins: date, days: int) -> date:
    """Return the last of so many working days after a day, by the calendar of the agency as it stands now (D7)."""
    working = copy(agency)
    working.active = True  # a centre that stopped booking still has working days
    closed = calendar.closed_days(working, begins, begins + timedelta(days=10 * days + 366))
    return deadline(begins, closed.__contains__, days)


def correction_of(solicitud: Solicitud) -> Decision | None:
    """Return the last correction that was asked of a solicitud."""
    return solicitud.decisions.filter(kind=DecisionKind.CORRECTION).select_related("agency").order_by("pk").last()


def last_day(solicitud: Solicitud, *, requests: bool = True) -> date:
    """Return the last day on which the correction of a solicitud is in time.

    Counted anew: a day that was closed after the notice was written makes it later, none makes it earlier (D12). With
    `requests` an extension that was asked for in time counts before it is granted.
    """
    assert solicitud.answer_until is not None  # a correction is pending
    correction = correction_of(solicitud)
    if correction is None:
        return solicitud.answer_until
    end = end_of_term(correction.agency, local_day(correction.agency, correction.decided_at), days_of(correction))
    asked = Extension.objects.filter(correction=correction).select_related("granted").first()
    if asked is None:
        return max(solicitud.answer_until, end)
    if asked.granted is not None:
        return max(solicitud.answer_until, end_of_term(correction.agency, end, days_of(asked.granted)))
    told = max(solicitud.answer_until, end)
    if not requests:
        return told
    return end_of_term(correction.agency, told, extension_days(local_day(correction.agency, asked.asked_at)))


def extension_days(day: date) -> int:
    """Return how many working days an extension gives that is asked for on a day."""
    return reference_data([]).days_of(TermKind.EXTENSION, day, settings.EXTENSION_WORKING_DAYS)


def days_of(decision: Decision) -> int:
    """Return how many working days a correction or an extension gave."""
    return int(decision.facts.get("days") or settings.CORRECTION_WORKING_DAYS)


def lapsed_solicitudes(case: Case) -> QuerySet[Solicitud]:
    """Return the solicitudes of a case that ended with their term and were not begun anew."""
    ended = Decision.objects.filter(solicitud=OuterRef("pk"), kind=DecisionKind.WITHDRAWAL, reversed_at=None)
    number = OuterRef("dependent_document_number")
    same = Q(position=OuterRef("position"), pk__gt=OuterRef("pk")) | Q(
        dependent_document_number=number, presented_on__gt=OuterRef("presented_on")
    ) & ~Q(dependent_document_number="")
    anew = Solicitud.objects.filter(same, case=OuterRef("case"))
    mine = Solicitud.objects.filter(case=case, status=ApplicationStatus.WITHDRAWN)
    return mine.filter(Exists(ended), ~Exists(anew))
