"""Which account the institution's provider names: by what it calls a person for ever, bound once (D33)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vinculo.records.events import write_event
from vinculo.records.models import Staff
from vinculo.rules.shared.acts import Act, Subject


@dataclass(frozen=True, kw_only=True)
class Named:
    """Whom the provider names: by issuer and subject, the user name of today, and the roles that it gives."""

    issuer: str
    subject: str
    username: str
    roles: Collection[str]


@transaction.atomic
def account_of_institution(*, named: Named, may_bind: bool, now: datetime) -> Staff | None:
    """Return the account of whom the provider names, or None for nobody; an account is bound to one subject, once.

    One that is bound is found by the subject alone: whatever user name the provider gives to whom later, nobody enters
    the account of another. One that is not is found by its user name at the first log-in, where `may_bind`.
    """
    if not named.subject:
        return None
    bound = Staff.objects.filter(provider_issuer=named.issuer, provider_subject=named.subject).first()
    if bound is not None:
        return bound if _may_enter(bound, named) else None
    if not may_bind or not named.username:
        return None
    free = Staff.objects.select_for_update(no_key=True).filter(username=named.username, provider_subject="").first()
    if free is None or not _may_enter(free, named):
        return None
    free.provider_issuer, free.provider_subject = named.issuer, named.subject
    free.save(update_fields=["provider_issuer", "provider_subject"])
    write_event(
        act=Act.REFERENCE_CHANGED,
        subject=Subject.STAFF,
        subject_id=free.pk,
        now=now,
        actor=free,
        fields=["provider_subject"],
    )
    return free


def _may_enter(account: Staff, named: Named) -> bool:
    """Return whether the account is in use and has the very role that the institution gives it."""
    return account.is_active and account.role in named.roles
