"""Who can have a case in hand: the officers of its centre; who had it last."""

from __future__ import annotations

from django.db.models import QuerySet

from vinculo.records.models import Case, Decision, Staff
from vinculo.rules.staff.access import Role


def officers_at(case: Case) -> QuerySet[Staff]:
    """Return the officers who serve at the centre of a case, by name."""
    rows = Staff.objects.filter(role=Role.OFFICER, is_active=True, agency=case.agency_id)
    return rows.order_by("last_name", "first_name", "username")


def colleague(case: Case, pk: int) -> Staff | None:
    """Return an officer of the case's centre, or None."""
    return officers_at(case).filter(pk=pk).first()


def last_officer(case: Case) -> Staff | None:
    """Return who had a case last and still serves at its centre: by name, by the last decision, by opening it."""
    rows = Decision.objects.filter(solicitud__case=case, decided_by__isnull=False).order_by("-pk")
    for pk in (case.officer_id, rows.values_list("decided_by", flat=True).first(), case.opened_by_id):
        if pk is not None and (officer := colleague(case, pk)) is not None:
            return officer
    return None
