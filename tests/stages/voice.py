"""What people say: visits that were served, marks, and complaints, as the actions leave them."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from tests import cast
from tests.stages.desk import turno
from vinculo.actions.feedback import complaints, ratings
from vinculo.actions.feedback.complaints import Told
from vinculo.queries.feedback import visits
from vinculo.records.models import Agency, CentreDay, Complaint, Opinion, Procedure, Ticket, Turno
from vinculo.rules.queue.status import Origin

LUCK = Random(9)
TEXT = "Esperé una hora y nadie me dijo por qué."


def local(text: str, at: Agency | None = None) -> datetime:
    """Return a moment as the clock of a centre shows it: 2026-11-30 09:00."""
    zone = ZoneInfo(at.timezone if at else "America/Guayaquil")
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def make_attended_turno(when: datetime = cast.NOW, at: Agency | None = None, **changes: object) -> Turno:
    """Return a turno of somebody who was attended at that moment."""
    values: dict[str, object] = {
        "status": "attended",
        "arrived_at": when,
        "ended_at": when + timedelta(minutes=10),
        "starts": when,
        "ends": when + timedelta(minutes=15),
        "agency": at or cast.agency(),
    }
    return turno(**(values | changes))  # type: ignore[arg-type]


def make_served_ticket(
    when: datetime = cast.NOW,
    at: Agency | None = None,
    of: Turno | None = None,
    state: str = "served",
    procedure: Procedure | None = None,
) -> Ticket:
    """Return a ticket whose person was served, or what else became of it."""
    place = at or cast.agency()
    day = when.astimezone(ZoneInfo(place.timezone)).date()
    head = CentreDay.objects.get_or_create(agency=place, date=day)[0]
    head.last_number += 1
    head.save()
    live = state in {"waiting", "called", "serving"}
    return Ticket.objects.create(
        day=head,
        number=head.last_number,
        **Ticket.link_for(f"{LUCK.getrandbits(128):032x}"),
        procedure=procedure or cast.procedure(),
        origin=Origin.TURNO if of else "same_day",
        klass="A" if of else "W",
        turno=of,
        checked_in_at=when,
        ref=when,
        due=when,
        state=state,
        ended_at=None if live else when,
    )


def give_mark(of: Turno | Ticket, about: str, value: int, now: datetime = cast.NOW) -> Opinion:
    """Give a mark, as the page does."""
    visit = visits.by_turno(of.token, now) if isinstance(of, Turno) else visits.by_ticket(of.token, now)
    assert visit is not None
    return ratings.give_mark(visit=visit, about=about, value=value, now=now)


def told_complaint(kind: str = "complaint", **changes: object) -> Told:
    values: dict[str, object] = {"key": UUID(int=LUCK.getrandbits(128)).hex, "kind": kind, "text": TEXT}
    return Told(**(values | changes))  # type: ignore[arg-type]


def complaint(
    kind: str = "complaint", now: datetime = cast.NOW, address: str = "203.0.113.9", **more: object
) -> Complaint:
    """Receive a complaint, as the page does."""
    return complaints.receive_complaint(told=told_complaint(kind, **more), address=address, now=now, random_source=LUCK)


def galapagos() -> Agency:
    """Return a centre that keeps another time."""
    place = cast.agency("Punto de atención San Cristóbal", "Galápagos", "20")
    Agency.objects.filter(pk=place.pk).update(timezone="Pacific/Galapagos")
    place.refresh_from_db()
    return place
