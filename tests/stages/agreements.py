"""The stage of the second person: what one officer confirmed, and who else there is."""

from __future__ import annotations

from datetime import datetime

from tests import cast
from vinculo.actions.cases.agreements import ask_agreement
from vinculo.records.models import Agency, Agreement, Case, Role, Staff
from vinculo.rules.cases.agreements import AgreementKind, Compared, ComparedField

TWO_RECORDS = (
    Compared(ComparedField.NAMES, "Ana Restrepo", "ANA MARIA RESTREPO GOMEZ"),
    Compared(ComparedField.BIRTH_DATE, "20/05/1990", "20/05/1990"),
)


def nora(at: Agency | None = None) -> Staff:
    """Return Nora, another officer of Olga's centre."""
    staff = Staff.objects.filter(username="nora").first()
    return staff or Staff.objects.create_user(
        "nora", first_name="Nora", last_name="Báez", role=Role.OFFICER, agency=at or cast.agency()
    )


def asking(
    case: Case,
    actor: Staff | None = None,
    kind: AgreementKind = AgreementKind.CANDIDATE_DISMISSED,
    subject: str = "prueba",
    now: datetime = cast.NOW,
    compared: tuple[Compared, ...] = TWO_RECORDS,
) -> Agreement:
    """Return what an officer, Olga unless said otherwise, confirmed and a second has to agree to."""
    return ask_agreement(
        kind=kind,
        case=case,
        subject=subject,
        compared=compared,
        reason="Comparé la fotografía",
        actor=actor or cast.olga(),
        now=now,
    )
