"""The stage of files that may go: a closed case of Ana's, the schedule, who proposes and who approves (D34)."""

from __future__ import annotations

from datetime import timedelta

from tests import cast
from tests.stages import rights
from tests.stages.mail import write_mail
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.operations.disposal import carry_out_disposals, decide_disposal, propose_disposal
from vinculo.records.models import (
    Agreement,
    Case,
    CaseEntry,
    DisposalList,
    Message,
    RetentionRule,
    Solicitud,
    Staff,
    Turno,
)
from vinculo.rules.rights.status import DisposalAct
from vinculo.rules.staff.access import Role

LATER = cast.NOW + timedelta(days=4000)


def nora() -> Staff:
    """The supervisor of the nation."""
    return Staff.objects.filter(username="nora").first() or Staff.objects.create_user(
        "nora", first_name="Nora", role=Role.SUPERVISOR, territory="nation"
    )


def schedule(days: int | None = 3650) -> None:
    RetentionRule.objects.create(kind="expediente", days=days, instrument="Tabla de plazos 2026")


def closed_case() -> Case:
    """A closed case of Ana's: Bruno has a code, Carlos's was corrected in vain; with a note and a second's word."""
    families = rights.families()
    case = families.case
    carlos = case.solicitudes.get(person__isnull=True)
    request_correction(solicitud=carlos, note="", version=carlos.version, actor=cast.olga(), now=cast.NOW)
    Solicitud.objects.filter(case=case, person__isnull=True).update(status="withdrawn")
    Turno.objects.filter(pk=families.turno.pk).update(status="attended", ended_at=cast.NOW)
    CaseEntry.objects.create(
        case=case, kind="note", words="Vino con su hermana", written_by=cast.olga(), written_at=cast.NOW
    )
    families.certificate.samples.update(state="agreed", decided_by=cast.sara(), decided_at=cast.NOW)
    bruno = case.solicitudes.get(person__isnull=False)
    Agreement.objects.create(
        kind="candidate_dismissed",
        state="agreed",
        case=case,
        agency=case.agency,
        subject=f"{bruno.reference}:x",
        compared=[{"field": "names", "known": "Bruno Restrepo", "shown": "Bruno"}],
        reason="Es otra persona",
        asked_by=cast.olga(),
        asked_at=cast.NOW,
        lapses_at=LATER,
        decided_by=cast.sara(),
        decided_at=cast.NOW,
        answer="De acuerdo",
    )
    mail = write_mail(recipient="ana@ejemplo.com", subject="Su turno", body="Hola, Ana")
    Message.objects.filter(pk=mail.pk).update(state="sent", sent_at=cast.NOW, turno=families.turno)
    Case.objects.filter(pk=case.pk).update(closed_at=cast.NOW, email="ana@ejemplo.com", presenter_names="Ana Restrepo")
    case.refresh_from_db()
    return case


def propose(minutes: str = "Acta 1") -> DisposalList:
    return propose_disposal(minutes=minutes, actor=cast.diana(), now=LATER)


def approve(row: DisposalList) -> DisposalList:
    return decide_disposal(disposal_list=row, act=DisposalAct.APPROVE, reason="", actor=nora(), now=LATER)


def dispose_case() -> Case:
    case = closed_case()
    schedule()
    approve(propose())
    assert carry_out_disposals(now=LATER) == 1
    return Case.objects.get(pk=case.pk)
