"""Handing one case over to an archive: all that is kept of it in one package, and an event that says so (0067)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from vinculo.actions.shared.parties import refuse_party
from vinculo.actions.shared.restrictions import refuse_restricted
from vinculo.gateways.bag import write_bag
from vinculo.queries.operations.archive import FORMAT, collect_case
from vinculo.queries.shared import access
from vinculo.records.events import write_event
from vinculo.records.models import Case, Solicitud, Staff
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.staff.access import Work


@transaction.atomic
def export_case(*, case: Case, actor: Staff | None, now: datetime) -> bytes:
    """Return the package of a case, and write that it was handed over; without an actor, by the operator.

    Raises `access.NotFoundHere` for who may not, `IsParty`, and `Restricted` where use of the data is suspended.
    """
    if actor is not None:
        if not actor.may(Work.ARCHIVE) or not access.supervises(actor, case.agency):
            raise access.NotFoundHere
        refuse_party(actor, case)
    refuse_restricted(affiliate=case.affiliate_id)
    for person in Solicitud.objects.filter(case=case, person__isnull=False).values_list("person", flat=True):
        refuse_restricted(person=person)
    write_event(
        act=Act.DATA_HANDED_OVER,
        subject=Subject.CASE,
        subject_id=case.pk,
        now=now,
        actor=actor,
        actor_kind=None if actor else ActorKind.SYSTEM,
        fields=["archive"],
    )
    about = {
        "Source-Organization": settings.CONTACT["name"],
        "External-Identifier": case.reference,
        "External-Description": f"Vínculo {settings.VERSION}, {FORMAT}",
    }
    return write_bag(name=case.reference, files=collect_case(case), about=about, at=now)
