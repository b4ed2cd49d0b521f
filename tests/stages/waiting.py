"""People who wait: the steps of the waiting list, taken as actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests import cast
from tests.stages.booking import DAY
from vinculo.actions.booking import holds, waiting_list
from vinculo.actions.operations import upkeep
from vinculo.records.models import Affiliate, Draft, Offer, Slot, WaitingEntry

LUCK = Random(11)
WEEK = DAY + timedelta(days=6)


def draft(index: int, dependents: int = 1) -> Draft:
    """Return a new draft of the affiliate of this number, whose e-mail is verified and who knows what they want."""
    defaults = {"names": f"Persona {index}", "names_key": f"PERSONA {index}", "active": True, "updated_at": cast.NOW}
    who = Affiliate.objects.get_or_create(code=f"EXT{4000000 + index}", defaults=defaults)[0]
    agency = cast.agency()
    return Draft.objects.create(
        **Draft.link_for(f"{LUCK.getrandbits(128):032x}"),
        presenter_number=who.code,
        email=f"persona{index}@example.com",
        mobile=f"+59399{1234567 + index}",
        verified_at=cast.NOW,
        affiliate=who,
        province=agency.province,
        procedure=cast.procedure(),
        agency=agency,
        dependents=dependents,
        created_at=cast.NOW,
        updated_at=cast.NOW,
    )


def hold(of: Draft, slot: Slot, now: datetime = cast.NOW) -> holds.Held:
    """Hold a seat for a draft, read afresh as a request does."""
    fresh = Draft.objects.select_related("affiliate").get(pk=of.pk)
    return holds.hold_seats(draft=fresh, slot=slot, seats=1, now=now, random_source=LUCK)


def join_list(index: int = 0, dependents: int = 1, now: datetime = cast.NOW) -> WaitingEntry:
    """Put the affiliate of this number on the list, from tomorrow for a week."""
    wish = waiting_list.Wish(DAY, WEEK, dependents)
    return waiting_list.join_waiting_list(
        draft=draft(index, dependents=dependents),
        wish=wish,
        address="203.0.113.9",
        device=f"device{index}",
        now=now,
        random_source=LUCK,
    )


def feed(now: datetime = cast.NOW) -> dict[str, int]:
    return upkeep.feed_waiting_list(now=now, random_source=LUCK)


def offer_of(entry: WaitingEntry) -> Offer:
    return Offer.objects.select_related("turno").get(entry=entry, state="open")


def state_of(entry: WaitingEntry) -> str:
    entry.refresh_from_db()
    return entry.state
