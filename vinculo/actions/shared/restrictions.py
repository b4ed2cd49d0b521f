"""Data whose use is suspended are kept and not used (D34): issuing, replacing and printing again are refused."""

from __future__ import annotations

from django.db.models import Q

from vinculo.records.models import Restriction


class Restricted(Exception):
    """The use of these data is suspended: the delegate says when it goes on."""


def refuse_restricted(*, affiliate: int | None = None, person: int | None = None) -> None:
    """Raise `Restricted` where the data of the affiliate or of the person may not be used."""
    theirs = Q(affiliate=affiliate, affiliate__isnull=False) | Q(person=person, person__isnull=False)
    if Restriction.objects.filter(theirs, lifted_at__isnull=True).exists():
        raise Restricted
