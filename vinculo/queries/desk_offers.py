"""The hours that reception can give on the spot: today here, then the nearest here and around."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vinculo.queries import booking, desk_seats, openings, registry
from vinculo.queries.seats import local_day
from vinculo.records.models import Affiliate, Agency, IdDocument, Procedure, Slot
from vinculo.rules.identity import IdentityError, normalise_number

TODAY = 6  # hours of today that are shown


@dataclass(frozen=True)
class Offered:
    """An hour that can be given, with its consecutive seats (D16)."""

    slot: int
    when: str
    where: str  # empty: here
    seats: int
    today: bool


def offers(
    agency: Agency, procedure: Procedure, dependents: int, now: datetime, day: date | None = None
) -> list[Offered]:
    """Return what can be given at once, the nearest first: today here, then the first hour here and around.

    With a day, the hours of that day here. Seven statements, however many agencies and seats.
    """
    length = wanted(dependents)
    if day is not None and day != local_day(agency, now):
        found = booking.hours(agency, procedure, day, length, now)
        return [Offered(each.slot, _when(each.starts), "", each.seats, today=False) for each in found]
    here = desk_seats.next_hours(agency, procedure, length, now, most=TODAY)
    today = [
        Offered(each.slot, _("hoy %(hour)s") % {"hour": f"{each.starts:%H:%M}"}, "", each.seats, today=True)
        for each in here
    ]
    return today if day is not None else today + _around(agency, procedure, now)


def _around(agency: Agency, procedure: Procedure, now: datetime) -> list[Offered]:
    """Return the first hour here, unless it is of today, and of each agency around, as online."""
    found = openings.earliest(agency, procedure, now)
    later = [each for each in found if not (each.here and each.starts.date() == local_day(agency, now))]
    named = Q(pk__in=[])
    for each in later:
        named |= Q(agency=each.agency, starts=each.starts)
    slots = {
        (pk, starts): slot
        for slot, pk, starts in Slot.objects.filter(named, procedure=procedure).values_list("pk", "agency", "starts")
    }
    return [
        Offered(
            slots[each.agency.pk, each.starts], _when(each.starts), "" if each.here else each.agency.name, 1,
            today=each.starts.date() == local_day(each.agency, now),
        )
        for each in later
        if (each.agency.pk, each.starts) in slots
    ]  # fmt: skip


def _when(starts: datetime) -> str:
    return f"{date_format(starts, openings.LONG_DAY)}, {starts:%H:%M}"


def wanted(dependents: int) -> int:
    """Return how many consecutive seats so many dependents take (D16)."""
    return booking.seats_wanted(dependents)


def slot(pk: int, procedure: int) -> Slot | None:
    """Return a slot of this procedure, or None."""
    return Slot.objects.select_related("agency", "procedure").filter(pk=pk, procedure=procedure).first()


def affiliate_named(text: str) -> Affiliate | None:
    """Return the active affiliate of this code, or of this passport or visa; unknown and inactive are alike (D17)."""
    try:
        number = normalise_number(text)
    except IdentityError:
        return None
    found = registry.active_affiliate(number)
    if found is not None:
        return found
    holders = {each.affiliate for each in _documents(number) if each.affiliate is not None}
    return registry.active_affiliate(holders.pop().code) if len(holders) == 1 else None


def _documents(number: str) -> list[IdDocument]:
    return list(IdDocument.objects.select_related("affiliate").filter(number_key=number, affiliate__isnull=False))
