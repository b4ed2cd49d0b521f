"""To suspend the use of somebody's data, and to lift it, each with its reason (D34)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.shared.guards import NoReason
from vinculo.queries.rights.desk import require_delegate
from vinculo.queries.rights.whose import Whose, whose_at
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, Person, Restriction, Staff
from vinculo.rules.rights.status import WhoseKind
from vinculo.rules.shared.acts import Act, Subject


@transaction.atomic
def restrict(*, address: str, reason: str, actor: Staff, now: datetime) -> Restriction:
    """Suspend the use of the data of an affiliate or of a person with a code; twice is once.

    Raises `NotFoundHere` for who is neither, and `NoReason`.
    """
    require_delegate(actor)
    if not reason.strip():
        raise NoReason
    holder = _holder(whose_at(address))
    restriction, is_new = Restriction.objects.get_or_create(
        **holder, lifted_at=None, defaults={"reason": reason.strip(), "placed_by": actor, "placed_at": now}
    )
    if is_new:
        _record(Act.DATA_RESTRICTED, restriction, actor, now)
    return restriction


@transaction.atomic
def lift_restriction(*, restriction: Restriction, reason: str, actor: Staff, now: datetime) -> Restriction:
    """Let the data be used again; twice is once. Raises `NotFoundHere`, `NoReason`."""
    require_delegate(actor)
    if not reason.strip():
        raise NoReason
    restriction = Restriction.objects.select_for_update(no_key=True).get(pk=restriction.pk)
    if restriction.lifted_at is None:
        restriction.lifted_at, restriction.lifted_by, restriction.lifting_reason = now, actor, reason.strip()
        restriction.save(update_fields=["lifted_at", "lifted_by", "lifting_reason"])
        _record(Act.DATA_RESTRICTION_LIFTED, restriction, actor, now)
    return restriction


def _holder(whose: Whose | None) -> dict[str, Affiliate | Person]:
    """Return the one whose data are restricted, locked; of a number or mailbox alone nobody is known to the acts."""
    if whose is None or whose.kind not in (WhoseKind.AFFILIATE, WhoseKind.PERSON):
        raise NotFoundHere
    if whose.kind is WhoseKind.AFFILIATE:
        return {"affiliate": Affiliate.objects.select_for_update(no_key=True).get(pk=whose.affiliates[0])}
    return {"person": Person.objects.select_for_update(no_key=True).get(pk=whose.persons[0])}


def _record(act: Act, restriction: Restriction, actor: Staff, now: datetime) -> None:
    of_affiliate = restriction.affiliate_id is not None
    write_event(
        act=act,
        subject=Subject.AFFILIATE if of_affiliate else Subject.PERSON,
        subject_id=restriction.affiliate_id or restriction.person_id,
        now=now,
        actor=actor,
        fields=["reason"],
    )
