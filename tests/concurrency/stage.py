"""A crowd before a few seats: people whose e-mail is verified and who know what they want."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests import cast
from vinculo.actions.booking import holds
from vinculo.actions.booking.drafts import start_move
from vinculo.records.models import Affiliate, Draft, Slot, Turno

DAY = (cast.NOW + timedelta(days=1)).date()
LUCK = Random(5)
DEPENDENTS = 4


def affiliate(index: int) -> Affiliate:
    """Return the affiliate of this number."""
    code = f"EXT{3000000 + index}"
    defaults = {"names": f"Persona {index}", "names_key": f"PERSONA {index}", "active": True, "updated_at": cast.NOW}
    return Affiliate.objects.get_or_create(code=code, defaults=defaults)[0]


def draft(index: int, now: datetime = cast.NOW, dependents: int = DEPENDENTS) -> Draft:
    """Return a new draft of that affiliate, ready for choosing an hour."""
    who = affiliate(index)
    agency = cast.agency()
    return Draft.objects.create(
        **Draft.link_for(f"{LUCK.getrandbits(128):032x}"),
        presenter_number=who.code,
        email=f"persona{index}@example.com",
        mobile="+593991234567",
        verified_at=now,
        affiliate=who,
        province=agency.province,
        procedure=cast.procedure(),
        agency=agency,
        dependents=dependents,
        created_at=now,
        updated_at=now,
    )


def move(turno: Turno, now: datetime = cast.NOW) -> Draft:
    """Return a draft that moves the turno."""
    return start_move(turno=turno, now=now, random_source=LUCK)


def hold(of: Draft, slot: Slot, count: int = 1, now: datetime = cast.NOW) -> holds.Held:
    """Hold seats for a draft, read afresh as a request does."""
    fresh = Draft.objects.select_related("affiliate").get(pk=of.pk)
    return holds.hold_seats(draft=fresh, slot=slot, seats=count, now=now, random_source=Random())
