"""The one cast of people in all tests, and the stage they act on.

Ana is the affiliate (Colombian), Bruno her son, Carlos her husband, Pedro her proxy (Ecuadorian cédula),
Olga the officer, Rosa of reception, Lucía of the legal unit of Pichincha, Sara the supervisor of Olga's centre,
Alicia the administrator.
The day is Monday 30 November 2026, 09:00 in Guayaquil.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests import clock
from vinculo.records.models import (
    Affiliate,
    Agency,
    Counter,
    IdDocument,
    Procedure,
    Province,
    Remedy,
    Role,
    Seat,
    Service,
    Slot,
    Staff,
)

GUAYAQUIL, NOW = clock.GUAYAQUIL, clock.NOW
PASSWORD = "clave-de-prueba-2026"
ANA_CODE = "EXT1002003"
ANA_PASSPORT = "AN123456"
BRUNO_PASSPORT = "BR765432"
CARLOS_PASSPORT = "CA246810"
PEDRO_CEDULA = "1710034065"  # a valid check digit
PROCEDURE_NAME = "Asignación de código de identificación para dependientes extranjeros"
BRUNO_BIRTH = date(2015, 3, 14)
CARLOS_BIRTH = date(1988, 7, 2)


def procedure() -> Procedure:
    """Return the procedure of this house."""
    made = Procedure.objects.filter(code="dependientes-extranjeros").first()
    return made or Procedure.objects.create(code="dependientes-extranjeros", name=PROCEDURE_NAME)


def agency(name: str = "Centro de Atención Universal Quito", province: str = "Pichincha", code: str = "17") -> Agency:
    """Return an agency that serves the procedure at two counters."""
    if made := Agency.objects.filter(name=name).first():
        return made
    home = Province.objects.get_or_create(code=code, defaults={"name": province})[0]
    made = Agency.objects.create(name=name, province=home, city="Quito", address="Av. 10 de Agosto y Bogotá")
    Service.objects.create(agency=made, procedure=procedure(), counters=2)
    counter(1, made), counter(2, made)
    return made


def ana(**changes: object) -> Affiliate:
    """Return Ana, with her passport in the registry."""
    if made := Affiliate.objects.filter(code=ANA_CODE).first():
        return made
    values: dict[str, object] = {
        "names": "Ana María Restrepo Gómez",
        "names_key": "ANA MARIA RESTREPO GOMEZ",
        "nationality": "COL",
        "birth_date": date(1990, 5, 20),
        "active": True,
        "updated_at": NOW,
    } | changes
    made = Affiliate.objects.create(code=ANA_CODE, **values)
    IdDocument.objects.create(
        affiliate=made,
        kind="passport",
        country="COL",
        number_key=ANA_PASSPORT,
        number=ANA_PASSPORT,
        seen_at=NOW,
        valid_until=date(2030, 1, 1),
    )
    return made


def olga(at: Agency | None = None) -> Staff:
    """Return Olga, an officer."""
    staff = Staff.objects.filter(username="olga").first()
    return staff or Staff.objects.create_user(
        "olga", password=PASSWORD, first_name="Olga", last_name="Paredes", role=Role.OFFICER, agency=at or agency()
    )


def rosa(at: Agency | None = None) -> Staff:
    """Return Rosa, of the reception of Olga's centre, who does nothing else."""
    staff = Staff.objects.filter(username="rosa").first()
    return staff or Staff.objects.create_user(
        "rosa", password=PASSWORD, first_name="Rosa", last_name="Chicaiza", role=Role.RECEPTION, agency=at or agency()
    )


def remedy() -> Remedy:
    """Return the remedy against a refusal that the institution named."""
    return Remedy.objects.get_or_create(
        name="recurso de apelación",
        defaults={"body": "la Dirección Provincial", "term": "diez días", "instrument": "Resolución de prueba"},
    )[0]


def alicia() -> Staff:
    """Return Alicia, an administrator."""
    staff = Staff.objects.filter(username="alicia").first()
    return staff or Staff.objects.create_user(
        "alicia", password=PASSWORD, first_name="Alicia", last_name="Mora", role=Role.ADMINISTRATOR
    )


def lucia() -> Staff:
    """Return Lucía, of the legal unit of Pichincha."""
    staff = Staff.objects.filter(username="lucia").first()
    return staff or Staff.objects.create_user(
        "lucia", password=PASSWORD, first_name="Lucía", last_name="Andrade", role=Role.LEGAL, province=agency().province
    )


def diana() -> Staff:
    """Return Diana, the data-protection delegate."""
    staff = Staff.objects.filter(username="diana").first()
    return staff or Staff.objects.create_user(
        "diana", password=PASSWORD, first_name="Diana", last_name="Ordóñez", role=Role.DELEGATE, territory="nation"
    )


def sara(at: Agency | None = None) -> Staff:
    """Return Sara, the supervisor of Olga's centre."""
    staff = Staff.objects.filter(username="sara").first()
    return staff or Staff.objects.create_user(
        "sara", password=PASSWORD, first_name="Sara", last_name="Villacís", role=Role.SUPERVISOR, agency=at or agency()
    )


def counter(number: int = 1, at: Agency | None = None, staff: Staff | None = None, **changes: object) -> Counter:
    """Return a counter that serves the procedure; open when somebody sits there."""
    values: dict[str, object] = {
        "state": "open" if staff else "closed",
        "staff": staff,
        "since": NOW if staff else None,
    }
    place = at or agency()
    made, fresh = Counter.objects.get_or_create(agency=place, number=number, defaults=values | changes)
    if not fresh and (staff or changes) and made.staff is None:
        Counter.objects.filter(pk=made.pk).update(**values | changes)
        made.refresh_from_db()
    made.procedures.add(procedure())
    return made


def slots(at: Agency, day: date, times: int = 4, counters: int = 2, first_hour: int = 10) -> list[Slot]:
    """Return so many consecutive quarter-hour slots of a day, each with free seats."""
    start = datetime(day.year, day.month, day.day, first_hour, tzinfo=ZoneInfo(at.timezone))
    made = []
    for index in range(times):
        begins = start + timedelta(minutes=15 * index)
        slot = Slot.objects.create(agency=at, procedure=procedure(), starts=begins, ends=begins + timedelta(minutes=15))
        Seat.objects.bulk_create(Seat(slot=slot, number=number) for number in range(1, counters + 1))
        made.append(slot)
    return made
