"""Fills an empty database with a load, and writes who is to read, book and rush into files for wrk.

Usage: python -m bench.building FOLDER SIZE, where SIZE is the JSON of `bench.sizes.Size`; DATABASE_URL names a
PostgreSQL with the tables of the program, whose owner may switch triggers off while it is filled.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")

from bench.sizes import Size
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS

BATCH = 20  # agencies filled by one statement
SLOTS = """
INSERT INTO records_slot (agency_id, procedure_id, starts, ends)
SELECT agency.id, %(procedure)s, day.begins + hour * interval '15 minutes',
       day.begins + (hour + 1) * interval '15 minutes'
FROM unnest(%(agencies)s::bigint[]) AS agency(id) CROSS JOIN unnest(%(days)s::timestamptz[]) AS day(begins)
CROSS JOIN generate_series(0, %(hours)s - 1) AS hour
ORDER BY agency.id, day.begins, hour
"""
# Of fifty seats five are blocked and one is cooling, for a while before now or after it.
SEATS = """
INSERT INTO records_seat (slot_id, agency_id, procedure_id, starts, number, pool, state, free_from, version)
SELECT slot.id, slot.agency_id, slot.procedure_id, slot.starts, number, 'online', mixed.state,
       CASE mixed.state WHEN 'cooling' THEN now() + (slot.id %% 120 - 60) * interval '1 minute' END, 0
FROM records_slot slot CROSS JOIN generate_series(1, %(seats)s) AS number
CROSS JOIN LATERAL (
  SELECT CASE WHEN (slot.id * 7 + number * 13) %% 50 < 5 THEN 'blocked'
              WHEN (slot.id * 7 + number * 13) %% 50 = 5 THEN 'cooling' ELSE 'free' END AS state
) AS mixed
WHERE slot.agency_id = ANY(%(agencies)s)
ORDER BY slot.id, number
"""


def days_from(today: date, count: int) -> list[date]:
    """Return the working days after today."""
    from vinculo.rules.shared.calendar import is_weekend, national_rest_days

    rest = {**national_rest_days(today.year), **national_rest_days(today.year + 1)}
    every = (today + timedelta(days=offset) for offset in range(1, 3 * count + 30))
    return [day for day in every if not is_weekend(day) and day not in rest][:count]


def opening(day: date) -> datetime:
    """Return eight o'clock in the morning in Guayaquil."""
    return datetime(day.year, day.month, day.day, 13, tzinfo=UTC)


def places(size: Size) -> tuple[int, list[int]]:
    """Make the procedure and the agencies, spread over the provinces; return their ids."""
    from bench.counters import make_counters
    from vinculo.records.models import Agency, Procedure, Province, Service

    Agency.objects.update(active=False)  # the reference data's own have no seats here
    procedure = Procedure.objects.get(code=FOREIGN_DEPENDENTS)
    provinces = list(Province.objects.order_by("code"))
    made = Agency.objects.bulk_create(
        Agency(name=f"Agencia {number:04}", city=f"Ciudad {number}", province=provinces[number % len(provinces)])
        for number in range(size.agencies)
    )
    Service.objects.bulk_create(Service(agency=agency, procedure=procedure, counters=size.seats) for agency in made)
    make_counters(made, procedure, size.seats)
    return procedure.pk, [agency.pk for agency in made]


def fill(size: Size, procedure: int, agencies: list[int], days: list[date]) -> None:
    """Make the slots and seats, some agencies at a time."""
    from django.db import connection
    from tqdm import tqdm

    parts = [agencies[at : at + BATCH] for at in range(0, len(agencies), BATCH)]
    per_agency = size.days * size.hours * size.seats
    with connection.cursor() as cursor, tqdm(total=size.all_seats, unit="seat", unit_scale=True) as shown:
        cursor.execute("SET session_replication_role = replica")
        for part in parts:
            words: dict[str, Any] = {
                "agencies": part,
                "procedure": procedure,
                "days": [opening(day) for day in days],
                "hours": size.hours,
                "seats": size.seats,
            }
            cursor.execute(SLOTS, words)
            cursor.execute(SEATS, words)
            shown.update(len(part) * per_agency)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def write_floor(folder: Path, size: Size, procedure: int, agencies: list[int], days: list[date]) -> None:
    """Write the variables of pgbench's scripts: they read the days that people read, and book in the other half."""
    from bench.people import NEAR
    from vinculo.records.models import Affiliate, Slot

    near = days[1 : NEAR + 1]
    variables = {
        "first_agency": agencies[0],
        "last_agency": agencies[-1],
        "agencies": len(agencies),
        "procedure": procedure,
        "days": ",".join(map(str, near)),
        "day_count": len(near),
        "slots_each": size.days * size.hours,
        "first_slot": Slot.objects.filter(agency=agencies[0]).earliest("pk").pk,
        "affiliate": Affiliate.objects.earliest("pk").pk,
    }
    (folder / "floor.json").write_text(json.dumps(variables))


def rush_place(size: Size, procedure: int, days: list[date]) -> int:
    """Make one agency more, with no more seats than the rush is to find; return its id."""
    from bench.counters import make_counters
    from vinculo.records.models import Agency, Procedure, Province, Seat, Service, Slot

    place = Agency.objects.create(name="Agencia de la avalancha", city="Ciudad", province=Province.objects.latest("pk"))
    Service.objects.create(agency=place, procedure_id=procedure, counters=size.seats)
    make_counters([place], Procedure.objects.get(pk=procedure), size.seats)
    quarter = timedelta(minutes=15)
    starts = [opening(day) + hour * quarter for day in days for hour in range(size.hours)]
    slots = Slot.objects.bulk_create(
        Slot(agency=place, procedure_id=procedure, starts=begins, ends=begins + quarter)
        for begins in starts[: size.rush_seats // size.seats]
    )
    Seat.objects.bulk_create(Seat(slot=slot, number=number + 1) for slot in slots for number in range(size.seats))
    return place.pk


def main(folder: Path, size: Size) -> None:
    """Fill the database and write the files."""
    django.setup()
    from bench import people
    from vinculo.actions.operations.reference import load_reference

    load_reference(now=datetime.now(UTC))
    procedure, agencies = places(size)
    days = days_from(datetime.now(UTC).date(), size.days)
    fill(size, procedure, agencies, days)
    people.write(folder, size, procedure, agencies, days)
    write_floor(folder, size, procedure, agencies, days)
    if size.rush_people:
        rush = rush_place(size, procedure, days)
        people.write_rush(folder, size, procedure, rush, days)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Size(**json.loads(sys.argv[2])))
