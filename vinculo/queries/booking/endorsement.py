"""From which day on a proxy can have the endorsement of the power (S38): what is proposed, never what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings

from vinculo.queries.booking.day_calendar import Day
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Draft, Power
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.legal.status import PowerStatus, power_standing

CLOSED = ("closed", "holiday")


def day_after_endorsement(days: Iterable[Day], today: date) -> date | None:
    """Return the first day that leaves the legal unit its working days after today; None where no day does."""
    working = [day.date for day in days if day.date > today and day.reason not in CLOSED]
    wanted = settings.ENDORSEMENT_WORKING_DAYS
    if not wanted:
        return None
    return working[wanted - 1] if len(working) >= wanted else None


def has_endorsement(draft: Draft, now: datetime) -> bool:
    """Return whether an endorsement in force is known of the proxy of this draft for its affiliate (S38).

    Where the proxy left an e-mail at the unit it is asked too: anybody can type a proxy's number (D28).
    """
    today = local_day(None, now)
    endorsed = Power.objects.filter(
        affiliate=draft.affiliate_id, proxy_key=draft.presenter_key, state=PowerStatus.ENDORSED
    )
    return any(
        power_standing(power.state, power.expires_on, today) == PowerStatus.ENDORSED
        and (not power.email or fold_mailbox(power.email) == fold_mailbox(draft.email))
        for power in endorsed
    )
