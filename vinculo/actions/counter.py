"""What every act at the counter begins with: who may do it, and the rows locked in one order.

The case first, then its turno, the turno's seats by ascending id, the head row of the day, the counter, the ticket: two
acts of two people on the same person wait for each other and never cross.
"""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from django.db.models import F

from vinculo.actions.tickets import finish_tickets
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Case, Solicitud, Staff, Turno
from vinculo.rules.case import PaperKind
from vinculo.rules.references import draw_reference, draw_token
from vinculo.rules.status import ApplicationAct, TurnoAct, application_after, turno_after


class NotYours(Exception):
    """Only an officer of the agency that has the case may do this."""


class Stale(Exception):
    """Somebody else changed it since it was read: nothing was written."""


def office(actor: Staff) -> Agency:
    """Return the agency of an officer; raise `NotYours` for anybody else."""
    if not actor.is_officer or actor.agency is None:
        raise NotYours
    return actor.agency


def locked_case(pk: int, actor: Staff, version: int | None = None) -> Case:
    """Lock a case of the officer's agency; raise `NotYours`, or `Stale` when another version was read."""
    where = office(actor)
    case = Case.objects.select_for_update(of=("self",)).select_related("affiliate", "agency", "turno").get(pk=pk)
    if case.agency_id != where.pk:
        raise NotYours
    if version is not None and case.version != version:
        raise Stale
    return case


def lock_case_of(turno_id: int) -> None:
    """Lock the case in which a turno stands, if there is one: before the turno itself."""
    list(Case.objects.select_for_update().filter(turno=turno_id).order_by("pk").values_list("pk", flat=True))


def locked_solicitud(pk: int, actor: Staff, version: int | None = None) -> tuple[Solicitud, Case]:
    """Lock the case of a solicitud and then the solicitud itself; raise `NotYours` or `Stale`."""
    case_id = Solicitud.objects.values_list("case_id", flat=True).get(pk=pk)
    if case_id is None:
        raise NotYours
    case = locked_case(case_id, actor)
    solicitud = Solicitud.objects.select_for_update().get(pk=pk)
    if version is not None and solicitud.version != version:
        raise Stale
    return solicitud, case


def touch(case: Case) -> None:
    """Count one more version of the case."""
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    case.version += 1


def save(solicitud: Solicitud, now: datetime, *names: str) -> None:
    """Save these fields of a locked solicitud and count one more version."""
    solicitud.version += 1
    solicitud.updated_at = now
    solicitud.save(update_fields=[*names, "version", "updated_at"])


def advance(solicitud: Solicitud, act: ApplicationAct, now: datetime, *names: str) -> None:
    """Move a locked solicitud by the table of statuses and save it with these fields; raise `NotAllowedError`."""
    solicitud.status = application_after(solicitud.status, act).value
    save(solicitud, now, "status", *names)


def local_day(agency: Agency, now: datetime) -> date:
    """Return today's date at the agency (D9)."""
    return now.astimezone(ZoneInfo(agency.timezone)).date()


def new_solicitud(case: Case, position: int, now: datetime, random_source: Random) -> Solicitud:
    """Make an empty solicitud of a case with what the registry knows of the applicant, presented today (S10, D12)."""
    registered = case.affiliate.documents.first()
    return Solicitud.objects.create(
        reference=draw_reference("S", random_source),
        token=draw_token(random_source),
        status=application_after("draft", ApplicationAct.PRESENT).value,
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


def conclude(case: Case, actor: Staff, now: datetime) -> None:
    """End the visit when nothing is left in review, and close the case when everything is decided (D7).

    A case whose dependents were all taken out stays open: the officer is about to write another one.
    """
    statuses = set(case.solicitudes.values_list("status", flat=True))
    if "in_review" in statuses or statuses <= {"withdrawn"}:
        return
    if "correction_pending" not in statuses and case.closed_at is None:
        case.closed_at = now
        case.save(update_fields=["closed_at"])
        write_event(act="case_closed", subject="case", subject_id=case.pk, now=now, actor=actor)
    attend(case, actor, now)
    finish_tickets(case, actor, now)


def attend(case: Case, actor: Staff, now: datetime) -> None:
    """Mark the turno of a visit as attended, so that the person may book again; without a live turno, nothing."""
    turno = Turno.objects.select_for_update().filter(pk=case.turno_id or 0, status="arrived").first()
    if turno is None:
        return
    turno.status = turno_after(turno.status, TurnoAct.ATTEND).value
    turno.ended_at, turno.version = now, turno.version + 1
    turno.save(update_fields=["status", "ended_at", "version"])
    write_event(act="turno_attended", subject="turno", subject_id=turno.pk, now=now, actor=actor)


DEPENDENT_IDENTITY = {PaperKind.DEPENDENT_PASSPORT: "passport", PaperKind.DEPENDENT_VISA: "visa"}
AFFILIATE_IDENTITY = {PaperKind.AFFILIATE_PASSPORT: "passport", PaperKind.AFFILIATE_VISA: "visa"}
