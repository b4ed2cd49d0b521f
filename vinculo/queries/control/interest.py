"""The case or the power in which a member of staff says that they have an interest, and where it goes on (D35)."""

from __future__ import annotations

from vinculo.queries.shared.access import NotFoundHere, supervises
from vinculo.records.models import Case, PartyDeclaration, Power, Staff


def case_of_staff(staff: Staff, reference: str) -> Case:
    """Return a case that somebody may decide on, by its role and place. Raises `NotFoundHere`."""
    case = Case.objects.select_related("agency").filter(reference=reference).first()
    if case is None or not _is_theirs(staff, case):
        raise NotFoundHere
    return case


def _is_theirs(staff: Staff, case: Case) -> bool:
    if staff.is_legal:
        return staff.province_id == case.agency.province_id
    return (staff.is_officer and staff.agency_id == case.agency_id) or supervises(staff, case.agency)


def power_of_staff(staff: Staff, reference: str) -> Power:
    """Return a power of the unit of somebody. Raises `NotFoundHere`."""
    power = Power.objects.filter(reference=reference).first()
    if power is None or not staff.is_legal or staff.province_id != power.province_id:
        raise NotFoundHere
    return power


def has_declared(staff: Staff, *, case: Case | None = None, power: Power | None = None) -> bool:
    """Return whether somebody has said so already."""
    return PartyDeclaration.objects.filter(staff=staff, case=case, power=power).exists()
