"""The first part of a history (bench/history.py): centres, registry, slots and seats, turnos.

What the other parts build on is kept in tables of the connection: `h_centre`, `h_day`, `h_ahead`, `h_affiliate`,
`h_name` and `h_turno`, each with its numbers from 0 as `i`.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef

from bench.counters import make_counters
from bench.filling import count, fill, keep, run
from bench.history import BOOKED, History
from bench.population import people
from vinculo.records.models import Affiliate, Agency, IdDocument, Procedure, Province, Seat, Service, Slot, Staff, Turno
from vinculo.rules.cases.likeness import prepared_keys
from vinculo.rules.shared.calendar import is_weekend, national_rest_days
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS

QUARTERS, SEATS = 36, 4  # of a day, of a quarter of an hour
NAMES = 5000  # different ones; who shares a name differs in the birth date


def working_days(after: date, count: int, step: int) -> list[date]:
    """Return so many working days from a day on (a step of 1) or before it (-1), in their order."""
    rest = {day for year in range(after.year - 2, after.year + 3) for day in national_rest_days(year)}
    day, days = after if step > 0 else after - timedelta(days=1), list[date]()
    while len(days) < count:
        if not is_weekend(day) and day not in rest:
            days.append(day)
        day += timedelta(days=step)
    return sorted(days)


def write_places(size: History) -> None:
    """Make centres until there are enough, with counters; keep those with the history, and the days."""

    procedure = Procedure.objects.get(code=FOREIGN_DEPENDENTS)
    serving = Agency.objects.filter(active=True, services__procedure=procedure)
    staffed = serving.annotate(staffed=Exists(Staff.objects.filter(agency=OuterRef("pk"))))
    there = list(staffed.order_by("-staffed", "pk")[: size.centres])
    provinces = list(Province.objects.order_by("code"))
    made = Agency.objects.bulk_create(
        Agency(name=f"Agencia {n:04}", city=f"Ciudad {n}", province=provinces[n % len(provinces)], verified=True)
        for n in range(len(there), size.centres)
    )
    Service.objects.bulk_create(Service(agency=each, procedure=procedure, counters=SEATS) for each in made)
    make_counters([*there, *made], procedure, SEATS)
    officer, second = (
        Staff.objects.create_user(name, role="officer", agency=(there + made)[0]) for name in ("historia", "segunda")
    )
    new = ", ".join(str(each.pk) for each in made) or "0"
    served = ", ".join(str(each.pk) for each in [*there, *made])
    keep(
        "h_centre",
        f"SELECT row_number() OVER (ORDER BY id) - 1 AS i, id, province_id, id IN ({new}) AS new,"
        f" {procedure.pk}::bigint AS procedure, {officer.pk}::bigint AS officer, {second.pk}::bigint AS second,"
        f" (SELECT min(k.id) FROM records_counter k WHERE k.agency_id = a.id) AS counter"
        f" FROM records_agency a WHERE id IN ({served})",  # nosec B608
        "i",
    )
    days = [working_days(size.until, size.days, -1), working_days(size.until, size.ahead, 1)]
    for name, listed in zip(("h_day", "h_ahead"), days, strict=True):
        keep(
            name,
            "SELECT o - 1 AS i, d, d + time '13:00' AT TIME ZONE 'UTC' AS opens FROM"
            f" unnest(ARRAY[{', '.join(repr(str(day)) for day in listed)}]::date[]) WITH ORDINALITY AS t(d, o)",
        )


def write_registry(size: History) -> None:
    """Make the affiliates and their passports, and keep drawn names with what they are found by."""

    run("DROP TABLE IF EXISTS h_name")
    run("CREATE TEMP TABLE h_name (i bigint, names text, names_key text, sound_key text, other text, nation text)")
    rows = []
    for number, each in enumerate(people(NAMES, random.Random(20261130))):
        keys = prepared_keys(each.names)
        rows.append((number, each.names, *keys.values(), each.nationality))
    with connection.cursor() as cursor, cursor.copy("COPY h_name FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    affiliates = size.centres * size.days * BOOKED * 4 // 5
    fill(
        Affiliate,
        f"generate_series(0, {affiliates - 1}) g JOIN h_name n ON n.i = g % {NAMES}",
        code="'EXT' || (30000000 + g)",
        names="n.names",
        names_key="n.names_key",
        sound_key="n.sound_key",
        other_sound_key="n.other",
        nationality="n.nation",
        birth_date="date '1960-01-01' + (g * 7919::bigint % 16000)::int",
        updated_at="timestamptz '2026-06-01'",
    )
    keep(
        "h_affiliate",
        "SELECT row_number() OVER (ORDER BY id) - 1 AS i, id, code FROM records_affiliate"
        " WHERE code BETWEEN 'EXT30000000' AND 'EXT39999999'",
        "i",
    )
    fill(
        IdDocument,
        "h_affiliate a",
        kind="'passport'",
        number="'HA' || a.i",
        number_key="'HA' || a.i",
        country="'COL'",
        seen_at="timestamptz '2026-06-01'",
        affiliate_id="a.id",
    )


def write_seats(size: History) -> None:
    """Make the slots of every day, and the seats of those that come; some of them blocked, as after a closing."""

    hours = f"CROSS JOIN generate_series(0, {QUARTERS - 1}) q"
    times = {"starts": "d.opens + q * interval '15 minutes'", "ends": "d.opens + (q + 1) * interval '15 minutes'"}
    where = {"agency_id": "c.id", "procedure_id": "c.procedure"}
    fill(Slot, f"h_centre c CROSS JOIN h_day d {hours}", otherwise="ON CONFLICT DO NOTHING", **where, **times)
    fill(Slot, f"h_centre c CROSS JOIN h_ahead d {hours} WHERE c.new", **where, **times)
    fill(
        Seat,
        f"h_centre c JOIN records_slot s ON s.agency_id = c.id CROSS JOIN generate_series(1, {SEATS}) n"
        " CROSS JOIN (SELECT min(opens) AS today FROM h_ahead) t WHERE c.new AND s.starts >= t.today",
        slot_id="s.id",
        agency_id="s.agency_id",
        procedure_id="s.procedure_id",
        starts="s.starts",
        number="n",
        state="CASE WHEN (s.id * 7 + n * 13) % 10 = 0 OR"
        f" c.i >= {size.full_from} AND s.starts < t.today + interval '12 days' THEN 'blocked' ELSE 'free' END",
    )


def write_turnos(size: History) -> None:
    """Make the turnos of the days that passed: 22 of 25 attended, two missed, one cancelled."""

    status = "g.n * 7919 % 25"
    keep(
        "h_booked",
        f"SELECT (d.i * {size.centres} + c.i) * {BOOKED} + q AS n, d.opens + q * interval '15 minutes' AS starts,"
        f" d.d, c.* FROM h_centre c CROSS JOIN h_day d CROSS JOIN generate_series(0, {BOOKED - 1}) q",
    )
    fill(
        Turno,
        f"h_booked g JOIN h_affiliate a ON a.i = g.n * 7919::bigint % {count('h_affiliate')} ORDER BY g.n",
        reference="'TH' || lpad(g.n::text, 8, '0')",
        token="md5('turno' || g.n)",
        status=f"CASE WHEN {status} < 22 THEN 'attended' WHEN {status} < 24 THEN 'no_show' ELSE 'cancelled' END",
        presenter_kind="'code'",
        presenter_number="a.code",
        presenter_key="'code:' || a.code",
        affiliate_id="a.id",
        email="'p' || a.i || '@example.com'",
        mailbox="'p' || a.i || '@example.com'",
        mobile="'+593991234567'",
        agency_id="g.id",
        procedure_id="g.procedure",
        dependents="1",
        seats_count="1",
        starts="g.starts",
        ends="g.starts + interval '15 minutes'",
        created_at="g.starts - interval '6 days'",
        confirmed_at="g.starts - interval '6 days' + interval '4 minutes'",
        arrived_at=f"CASE WHEN {status} < 22 THEN g.starts - interval '5 minutes' END",
        ended_at="g.starts + interval '40 minutes'",
    )
    keep(
        "h_turno",
        "SELECT row_number() OVER (ORDER BY t.id) - 1 AS i, t.id, t.agency_id, t.affiliate_id, t.procedure_id,"
        " t.starts, t.status, t.email, (t.starts - interval '5 hours')::date AS d"
        " FROM records_turno t WHERE t.reference LIKE 'TH%'",
        "i",
        "agency_id, starts",
    )


def write_taken(size: History) -> None:
    """Make the seats of the days that passed: the first of a slot is the turno's that came; a missed one has none."""

    fill(
        Seat,
        f"h_centre c JOIN records_slot s ON s.agency_id = c.id CROSS JOIN generate_series(1, {SEATS}) n"
        " CROSS JOIN (SELECT min(opens) AS first FROM h_day) f"
        " LEFT JOIN h_turno t ON n = 1 AND t.agency_id = s.agency_id AND t.starts = s.starts"
        " AND t.status = 'attended'"
        f" WHERE s.starts >= f.first AND s.starts < date '{size.until}'",
        otherwise="ON CONFLICT DO NOTHING",
        slot_id="s.id",
        agency_id="s.agency_id",
        procedure_id="s.procedure_id",
        starts="s.starts",
        number="n",
        state="CASE WHEN t.id IS NULL THEN 'free' ELSE 'taken' END",
        turno_id="t.id",
    )
