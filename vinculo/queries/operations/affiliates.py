"""An affiliate of the registry for an administrator (D6)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from vinculo.queries.shared.access import record_view
from vinculo.records.models import Affiliate, Staff
from vinculo.rules.shared.acts import Act, Subject


def read_affiliate(staff: Staff, number: str, now: datetime) -> Affiliate | None:
    """Return the one affiliate of this code, cédula, passport or visa with the documents, and write that it was read.

    None where nobody or more than one has the number.
    """
    has = Q(code=number) | Q(cedula=number) | Q(documents__number_key=number)
    rows = list(Affiliate.objects.prefetch_related("documents").filter(has).distinct()[:2])
    if len(rows) != 1:
        return None
    record_view(act=Act.AFFILIATE_READ, subject=Subject.AFFILIATE, subject_ids=[rows[0].pk], staff=staff, now=now)
    return rows[0]
