"""What every act at the counter begins with: who may do it, and the rows locked in one order.

The affiliate first where a visit begins or a code is issued; then the case (all of the affiliate where a visit begins),
its turno, the turno's seats by ascending id, the head row of the day, the counter, the ticket: two acts of two people
on the same person wait for each other and never cross.

Every step at a counter begins here: the statements are written out (docs/decisions/0079).
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.db.models import F

from vinculo.actions.shared.guards import NotYours, Stale, office_of
from vinculo.queries.shared.access import NotFoundHere
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Affiliate, Agency, Case, Solicitud, Staff, Turno
from vinculo.records.rows import Tables, change_all, find_row, locking, rows, update_of
from vinculo.rules.cases.status import APPLICATION, ApplicationAct
from vinculo.rules.shared.references import draw_reference, draw_token


def lock_affiliate(pk: int) -> None:
    """Lock an affiliate before everything else: two desks never begin two visits of one person (D37)."""
    list(Affiliate.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk", flat=True))


def lock_affiliate_and_cases(pk: int) -> None:
    """Lock an affiliate and every case of theirs, by ascending id: a visit begins, goes on or is taken back.

    Which case it is about is often known only once the turno is locked, and then it is too late to wait for one:
    who ends a visit has the case and waits for the turno.
    """
    lock_affiliate(pk)
    list(Case.objects.select_for_update(no_key=True).filter(affiliate=pk).order_by("pk").values_list("pk", flat=True))


def locked_case(pk: int, actor: Staff, version: int | None = None) -> Case:
    """Lock a case of the officer's agency; raise `NotFoundHere`, `NotYours`, or `Stale` when another was read."""
    where = office_of(actor)
    case = _lock_case(pk)
    if case.agency_id != where.pk:
        raise NotYours
    if version is not None and case.version != version:
        raise Stale
    return case


_WHOLE = Tables(own=Case, affiliate=Affiliate, agency=Agency, turno=Turno)
WHOLE_CASE = f"""
SELECT {_WHOLE.columns} FROM records_case own
JOIN records_affiliate affiliate ON affiliate.id = own.affiliate_id
JOIN records_agency agency ON agency.id = own.agency_id
LEFT JOIN records_turno turno ON turno.id = own.turno_id
WHERE own.id = %(pk)s
"""  # nosec B608


def _lock_case(pk: int) -> Case:
    for row in rows(WHOLE_CASE + locking("own"), pk=pk):
        case: Case
        case, case.affiliate, case.agency, case.turno = _WHOLE.records(row)
        return case
    raise NotFoundHere


def locked_solicitud(pk: int, actor: Staff, version: int | None = None) -> tuple[Solicitud, Case]:
    """Lock the case of a solicitud and then the solicitud itself; raise `NotFoundHere`, `NotYours` or `Stale`."""
    case_ids = list(Solicitud.objects.filter(pk=pk).values_list("case_id", flat=True))
    if not case_ids:
        raise NotFoundHere
    if case_ids[0] is None:  # still at home
        raise NotYours
    case = locked_case(case_ids[0], actor)
    solicitud = find_row(Solicitud, locked=True, id=pk)
    if solicitud is None:  # gone while its case was waited for
        raise NotFoundHere
    if version is not None and solicitud.version != version:
        raise Stale
    return solicitud, case


def count_version(case: Case) -> None:
    """Count one more version of the case."""
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    case.version += 1


def save_solicitud(solicitud: Solicitud, now: datetime, *names: str) -> None:
    """Save these fields of a locked solicitud and count one more version."""
    solicitud.version += 1
    solicitud.updated_at = now
    change_all(update_of(solicitud, *names, "version", "updated_at"))


def advance_solicitud(solicitud: Solicitud, act: ApplicationAct, now: datetime, *names: str) -> None:
    """Move a locked solicitud by the table of statuses and save it with these fields; raise `NotAllowedError`."""
    solicitud.status = APPLICATION.after(solicitud.status, act)
    save_solicitud(solicitud, now, "status", *names)


def new_solicitud(case: Case, position: int, now: datetime, random_source: Random) -> Solicitud:
    """Make an empty solicitud of a case with what the registry knows of the applicant, presented today (S10, D12)."""
    registered = case.affiliate.documents.first()
    return Solicitud.objects.create(
        reference=draw_reference("S", random_source),
        **Solicitud.link_of(draw_token(random_source)),
        status=APPLICATION.begin(ApplicationAct.OPEN),
        case=case,  # and no turno: the private link of a turno shows only what was typed at home
        position=position,
        applicant_names=case.affiliate.names,
        applicant_code=case.affiliate.code,
        applicant_document_kind=registered.kind if registered else "passport",
        applicant_document_number=registered.number if registered else "",
        presented_on=local_day(case.agency, now),
        created_at=now,
        updated_at=now,
    )


def next_position(case: Case) -> int:
    """Return the place of one more dependent."""
    last = Solicitud.objects.filter(case=case).order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def is_blank(solicitud: Solicitud) -> bool:
    """Return whether nothing was written on a solicitud made at the desk."""
    written = solicitud.dependent_names or solicitud.dependent_document_number or solicitud.link or solicitud.birth_date
    kept = solicitud.papers.exists() or solicitud.decisions.exists()
    return not (written or kept)
