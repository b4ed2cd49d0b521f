from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from tests.documents.documents import GUAYAQUIL, INVITE, PROCEDURE
from vinculo.documents import invite
from vinculo.documents.facts import InviteFacts

SHOWN = ("uid", "sequence", "status", "summary", "location", "url", "description", "organizer")


def _read(facts: InviteFacts) -> Any:
    return Calendar.from_ical(invite.render(facts))


def _event(facts: InviteFacts) -> Any:
    (event,) = _read(facts).walk("VEVENT")
    return event


def test_s30_the_calendar_entry_says_what_when_and_where() -> None:
    event = _event(INVITE)
    assert {name: str(event[name]) for name in SHOWN} == {
        "uid": "T7K2M9XQ4B@turnos.vinculo",
        "sequence": "0",
        "status": "CONFIRMED",
        "summary": "Turno T7K2M9XQ4B en el IESS",
        "location": "Centro de Atención Universal Quito, Av. 10 de Agosto y Bogotá, Quito",
        "url": INVITE.url,
        "description": (
            f"{PROCEDURE}\nLlegue 10 minutos antes. El trámite no tiene costo.\n"
            f"Qué debe traer: {INVITE.url}#llevar\n"
            f"Ver, mover o cancelar su turno: {INVITE.url}\n"
            "¿Preguntas? Atención al Ciudadano · atencionalusuario@iess.gob.ec · 593 23945666"
        ),
        "organizer": "mailto:atencionalusuario@iess.gob.ec",
    }
    assert (event.start, event.end) == (INVITE.starts, INVITE.ends)


def test_s30_alarms_ring_a_day_and_two_hours_before() -> None:
    assert [alarm.TRIGGER for alarm in _event(INVITE).walk("VALARM")] == [-timedelta(days=1), -timedelta(hours=2)]


def test_d9_the_entry_carries_its_own_zone() -> None:
    calendar = _read(replace(INVITE, timezone="Pacific/Galapagos"))
    (zone,), (event,) = calendar.walk("VTIMEZONE"), calendar.walk("VEVENT")
    assert str(zone["tzid"]) == event["dtstart"].params["TZID"] == "Pacific/Galapagos"
    assert [part["tzoffsetto"].td for part in zone.walk("STANDARD")] == [timedelta(hours=-6)]
    assert event["dtstart"].to_ical() == b"20261130T071500"


def test_a_moved_turno_replaces_the_entry() -> None:
    starts = datetime(2026, 12, 2, 9, 0, tzinfo=GUAYAQUIL)
    moved = _event(replace(INVITE, starts=starts, ends=starts + timedelta(minutes=30), sequence=1))
    assert (str(moved["uid"]), moved["sequence"], moved.start) == ("T7K2M9XQ4B@turnos.vinculo", 1, starts)


def test_a_cancelled_turno_leaves_the_calendar() -> None:
    facts = replace(INVITE, cancelled=True, sequence=2)
    event = _event(facts)
    assert (str(_read(facts)["method"]), str(event["status"]), event["sequence"]) == ("CANCEL", "CANCELLED", 2)
    assert (str(event["uid"]), event.walk("VALARM")) == ("T7K2M9XQ4B@turnos.vinculo", [])
    assert str(event["summary"]) == "Cancelado: turno T7K2M9XQ4B en el IESS"


def test_the_same_facts_give_the_same_entry() -> None:
    assert invite.render(INVITE) == invite.render(INVITE)
    elsewhere = INVITE.starts.astimezone(ZoneInfo("Asia/Tokyo"))
    assert invite.render(replace(INVITE, starts=elsewhere)) == invite.render(INVITE)


def test_line_breaks_in_a_name_cannot_add_a_line_to_the_entry() -> None:
    hostile = replace(INVITE, agency="CAU\r\nATTENDEE:mailto:x@example.ec\nX", city="a;b,c\\")
    event = _event(hostile)
    assert "attendee" not in event
    assert str(event["location"]).splitlines()[0] == "CAU"
