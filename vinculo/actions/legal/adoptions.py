"""The legal unit looks at an adoption that a counter recorded in place of a certificate of birth (S37)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.cases.locking import save_solicitud
from vinculo.actions.legal.powers import unit_of
from vinculo.actions.shared.guards import NotYours, require_read
from vinculo.actions.shared.parties import refuse_party
from vinculo.records.events import write_event
from vinculo.records.models import AdoptionLook, Case, PaperRecord, Solicitud, Staff
from vinculo.rules.cases.paper_kinds import PAPERS, PaperKind
from vinculo.rules.shared.acts import Act, Subject


@transaction.atomic
def look_at_adoption(
    *, paper: PaperRecord, note: str, actor: Staff, now: datetime, read: str | None = None
) -> AdoptionLook:
    """Keep the unit's word that an adoption serves as certificate of birth; the case goes on; twice is once (S37).

    Raises `Stale`, and `NotYours` for another province, a closed case, or a paper that is none or was taken back.
    """
    province = unit_of(actor)
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=paper.case_id)
    if case.agency.province_id == province.pk:
        refuse_party(actor, case)
    solicitud = Solicitud.objects.select_for_update(no_key=True).get(pk=paper.solicitud_id or 0)
    paper = PaperRecord.objects.select_for_update(no_key=True).get(pk=paper.pk)
    done = AdoptionLook.objects.filter(paper=paper).first()
    if done is not None and case.agency.province_id == province.pk:
        return done
    require_read(read, paper, solicitud)
    there = PAPERS[PaperKind(paper.kind)].legal_look and paper.received and paper.undone_at is None
    if case.agency.province_id != province.pk or case.closed_at is not None or not there:
        raise NotYours
    paper.legal_look = True
    paper.save(update_fields=["legal_look"])
    save_solicitud(solicitud, now)
    write_event(
        act=Act.ADOPTION_LOOKED, subject=Subject.PAPER, subject_id=paper.pk, now=now, actor=actor, fields=["legal_look"]
    )
    return AdoptionLook.objects.create(paper=paper, note=note.strip(), looked_by=actor, looked_at=now)
