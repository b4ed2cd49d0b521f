"""Whether a claimed value of a person is the old or the new one of an event, of which digests alone are kept (D32)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from vinculo.queries.operations.log_reading import admit_auditor, subjects_around_person
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.events import Event, is_genuine, write_event
from vinculo.records.models import Affiliate, Case, Person, Power, Solicitud, Staff, Turno, WaitingEntry
from vinculo.records.values.changes import HoldsSecret
from vinculo.rules.log.values import Verdict, fields_of, prove
from vinculo.rules.shared.acts import Act, Subject

HOLDERS: dict[str, type[HoldsSecret]] = {
    Subject.AFFILIATE: Affiliate,
    Subject.PERSON: Person,
    Subject.SOLICITUD: Solicitud,
    Subject.CASE: Case,
    Subject.POWER: Power,
    Subject.TURNO: Turno,
    Subject.WAITING: WaitingEntry,
}


@transaction.atomic
def check_value(staff: Staff, *, number: int, person: str, field: str, claimed: str, now: datetime) -> Verdict:
    """Return what the event of this number proves of a value that is claimed of a person; asking is an event too.

    `person` is their code, cédula or document. Raises `NotFoundHere` where there is no such event.
    """
    admit_auditor(staff)
    event = Event.objects.filter(pk=number).first()
    if event is None:
        raise NotFoundHere
    write_event(
        act=Act.LOG_READ,
        subject=Subject(event.subject),
        subject_id=event.subject_id,
        now=now,
        actor=staff,
        fields=[f"event={event.pk}", f"proof={field}"],
    )
    if event.key_id not in settings.LOG_KEYS:
        return Verdict.KEY_GONE if event.key_id else Verdict.NO_DIGESTS
    if not is_genuine(event):
        return Verdict.CHANGED
    if event.subject_id not in subjects_around_person(person).get(Subject(event.subject), set()):
        return Verdict.NOT_ABOUT
    secret = _secret_of(event)
    if event.digests and not secret:
        return Verdict.SECRET_GONE
    return prove(event.digests or [], field, claimed, secret=secret, key=settings.LOG_KEYS[event.key_id])


def _secret_of(event: Event) -> str:
    """Return the secret of the row that an event changed, empty where it is gone."""
    model = HOLDERS.get(event.subject)
    if model is None:
        return ""
    return model._default_manager.filter(pk=event.subject_id).values_list("value_secret", flat=True).first() or ""


def provable_fields(staff: Staff, number: int) -> list[str]:
    """Return the fields of which an event keeps digests. Raises `NotFoundHere` for an event without any."""
    admit_auditor(staff)
    event = Event.objects.filter(pk=number, digests__isnull=False).first()
    if event is None:
        raise NotFoundHere
    return fields_of(event.digests)
