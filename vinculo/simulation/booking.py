"""Simulated people ask for their turnos as everybody does: number, mailed code, place, hold, confirm."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from vinculo.actions.booking import drafts, holds, turnos
from vinculo.actions.booking.seats import FewerSeats, HourTaken
from vinculo.actions.operations.affiliates import import_affiliates
from vinculo.queries.shared.local_time import midnight
from vinculo.records.models import Agency, Draft, Message, Procedure, Slot, Turno
from vinculo.simulation.people import Visitor

COLUMNS = ("codigo", "nombres", "nacionalidad", "fecha_nacimiento", "pasaporte", "pais_pasaporte", "pasaporte_vence")
_CODE = re.compile(r"\b(\d{6})\b")


def register(people: Iterable[Visitor], now: datetime) -> None:
    """Have the registry know these affiliates, by the import of the institution."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "afiliados.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, delimiter=";")
            rows.writerow(COLUMNS)
            until = f"{now + timedelta(days=2000):%Y-%m-%d}"
            for each in people:
                rows.writerow([each.code, each.names, "COL", f"{each.birth:%Y-%m-%d}", each.passport, "COL", until])
        import_affiliates(path=path, now=now)


def slots_of(agency: Agency, procedure: Procedure, day: date) -> list[Slot]:
    """Return the hours of a day."""
    first = midnight(agency, day)
    rows = Slot.objects.filter(agency=agency, procedure=procedure, starts__gte=first)
    return list(rows.filter(starts__lt=first + timedelta(days=1)).order_by("starts"))


def book(
    visitor: Visitor, agency: Agency, procedure: Procedure, slots: Sequence[Slot], now: datetime, chance: Random
) -> Turno | None:
    """Book an hour of the day for somebody, or none when the day is full; they take fewer seats where a family must."""
    draft = _ready(visitor, agency, procedure, now, chance)
    for slot in chance.sample(slots, len(slots)):
        try:
            return _take_hour(draft, slot, len(visitor.relatives), now, chance)
        except HourTaken:
            continue
    return None


def _take_hour(draft: Draft, slot: Slot, seats: int, now: datetime, chance: Random) -> Turno:
    try:
        holds.hold_seats(draft=draft, slot=slot, seats=seats, now=now, random_source=chance)
    except FewerSeats:
        holds.hold_seats(draft=draft, slot=slot, seats=1, now=now, random_source=chance)
    return turnos.confirm_turno(draft=Draft.objects.get(pk=draft.pk), now=now)


def _ready(visitor: Visitor, agency: Agency, procedure: Procedure, now: datetime, chance: Random) -> Draft:
    """Return a draft with a verified e-mail and a place; the person who comes through a proxy lets the proxy book."""
    address, number = f"simulación {visitor.code}", visitor.code
    if visitor.by_proxy:
        number = visitor.proxy_passport
    kind, country = ("passport", "COL") if visitor.by_proxy else ("", "")
    draft = drafts.start_draft(
        kind=kind, number=number, country=country, address=address, now=now, random_source=chance
    )
    draft = drafts.set_contact(
        draft=draft,
        email=f"{visitor.code.lower()}@example.org",
        mobile=visitor.mobile,
        address=address,
        now=now,
        random_source=chance,
    )
    match = _CODE.search(Message.objects.filter(draft=draft).latest("id").body)
    assert match is not None
    draft = drafts.verify_email(draft=draft, code=match[1], address=address, now=now)
    if visitor.by_proxy:
        draft = drafts.name_affiliate(draft=Draft.objects.get(pk=draft.pk), code=visitor.code, address=address, now=now)
    draft = Draft.objects.get(pk=draft.pk)
    drafts.choose_place(draft=draft, procedure=procedure, agency=agency, dependents=len(visitor.relatives), now=now)
    return Draft.objects.get(pk=draft.pk)
