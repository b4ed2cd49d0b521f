"""An hour here instead of one elsewhere, for somebody who came to another agency than their turno's."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.db import transaction

from vinculo.actions import booking
from vinculo.actions.desk_booking import book_at_desk
from vinculo.actions.retrying import retried
from vinculo.records.models import Slot, Staff, Turno


def exchange_at_desk(
    *, turno: Turno, slot: Slot, seats: int, actor: Staff, now: datetime, random_source: Random
) -> Turno:
    """Give a confirmed turno's person an hour from this slot instead and return the new turno: both or neither.

    The old seats cool down like cancelled ones. Raises `TooLate` once the old turno's hour has come, and what
    `book_at_desk` raises.
    """

    @transaction.atomic
    def work() -> Turno:
        old = booking.cancel(turno=turno, now=now)
        return book_at_desk(
            slot=slot, dependents=old.dependents, seats=seats, presenter_kind=old.presenter_kind,
            presenter_number=old.presenter_number, presenter_country=old.presenter_country, affiliate=old.affiliate,
            by_proxy=old.by_proxy, email=old.email, mobile=old.mobile, actor=actor, now=now,
            random_source=random_source,
        )  # fmt: skip

    return retried(work)
