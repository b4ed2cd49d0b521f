"""Where the procedure is served: the public list of agencies by province (S06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from itertools import groupby

from vinculo.queries.shared.local_time import MAINLAND
from vinculo.records.models import Agency
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS


@dataclass(frozen=True, kw_only=True)
class AgencyPlace:
    """One agency as the public sees it; an address that is not known is to be confirmed by telephone."""

    name: str
    city: str
    address: str
    directions: str
    phone: str
    latitude: float | None
    longitude: float | None
    opens: time
    closes: time
    verified: bool
    own_time: bool  # keeps another time than the mainland (D9)


@dataclass(frozen=True, kw_only=True)
class ProvincePlaces:
    """The agencies of one province."""

    province: str
    places: tuple[AgencyPlace, ...]


def agencies_by_province(procedure: str = FOREIGN_DEPENDENTS) -> list[ProvincePlaces]:
    """Return the open agencies that serve the procedure (its code), by province and city, in one query."""
    rows = Agency.objects.filter(
        active=True, services__active=True, services__procedure__code=procedure, services__procedure__active=True
    ).select_related("province")
    # Sorted here: the two databases order accented letters differently.
    places = sorted(rows, key=lambda row: (fold(row.province.name), fold(row.city), fold(row.name)))
    return [
        ProvincePlaces(province=name, places=tuple(_place(row) for row in group))
        for name, group in groupby(places, key=lambda row: row.province.name)
    ]


def _place(row: Agency) -> AgencyPlace:
    return AgencyPlace(
        name=row.name,
        city=row.city,
        address=row.address.strip(),
        directions=row.directions,
        phone=row.phone,
        latitude=row.latitude,
        longitude=row.longitude,
        opens=row.opens,
        closes=row.closes,
        verified=row.verified,
        own_time=row.timezone != MAINLAND,
    )
