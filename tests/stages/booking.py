"""The steps of booking, taken as actions: Ana's draft from the number to the seat held."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from random import Random

from tests import cast
from vinculo.actions.booking import drafts, holds
from vinculo.records.models import Draft, Message, Seat, Slot

DAY = (cast.NOW + timedelta(days=1)).date()
LUCK = Random(7)


def start_draft(number: str = cast.ANA_CODE, kind: str = "", country: str = "", now: datetime = cast.NOW) -> Draft:
    return drafts.start_draft(
        kind=kind, number=number, country=country, address="203.0.113.9", now=now, random_source=LUCK
    )


def set_contact(draft: Draft, email: str = "ana@example.com", now: datetime = cast.NOW) -> Draft:
    return drafts.set_contact(
        draft=draft, email=email, mobile="+593991234567", address="203.0.113.9", now=now, random_source=LUCK
    )


def mailed_code(draft: Draft) -> str:
    body = Message.objects.filter(draft=draft).latest("id").body
    match = re.search(r"\b(\d{6})\b", body)
    assert match
    return match.group(1)


def verify_mailbox(draft: Draft, email: str = "ana@example.com") -> Draft:
    draft = set_contact(draft, email)
    return drafts.verify_email(draft=draft, code=mailed_code(draft), address="203.0.113.9", now=cast.NOW)


def choose_place(draft: Draft, dependents: int = 1) -> Draft:
    drafts.choose_place(
        draft=draft, procedure=cast.procedure(), agency=cast.agency(), dependents=dependents, now=cast.NOW
    )
    return Draft.objects.get(pk=draft.pk)


def ready(dependents: int = 1, email: str = "ana@example.com") -> Draft:
    cast.ana()
    return choose_place(Draft.objects.get(pk=verify_mailbox(start_draft(), email).pk), dependents)


def hold_seat(draft: Draft, slot: Slot, count: int = 1, now: datetime = cast.NOW) -> holds.Held:
    hold = holds.hold_seats(draft=draft, slot=slot, seats=count, now=now, random_source=LUCK)
    draft.refresh_from_db()
    return hold


def states() -> list[tuple[str, int | None]]:
    return list(Seat.objects.order_by("slot__starts", "number").values_list("state", "turno"))
