"""The turno as a calendar entry (`.ics`): one UID for life, so that a change replaces it and a cancel removes it."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import STATUS, Alarm, Calendar, Event, vCalAddress

from vinculo.documents.facts import InviteFacts
from vinculo.documents.labels import contact_line
from vinculo.documents.words import address_to_confirm, join_with_commas
from vinculo.rules.shared.languages import SPANISH, tag_of

_DOMAIN = "turnos.vinculo"  # of the UID: never change it, or calendars keep what was cancelled
_PRODUCT = "-//Vinculo//Turnos//%s"
_ZONES_FROM = date(2000, 1, 1)  # both zones of Ecuador have stood still since
_SPOKEN = ("SUMMARY", "DESCRIPTION")
_ALARMS = (timedelta(days=1), timedelta(hours=2))


def render(facts: InviteFacts) -> bytes:
    """Return the calendar entry in the present language, with its zone, and alarms one day and two hours before.

    With `cancelled` it takes the entry out of the calendar; `sequence` must have grown since the last one sent.
    """
    calendar = Calendar()  # Calendar.new() would draw a random UID
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT % (get_language() or "es").upper())
    calendar.add("method", "CANCEL" if facts.cancelled else "PUBLISH")
    calendar.add_component(_event(facts))
    calendar.add_missing_timezones(first_date=_ZONES_FROM, last_date=date(facts.ends.year + 1, 1, 1))
    return bytes(calendar.to_ical())


def _event(facts: InviteFacts) -> Event:
    zone = ZoneInfo(facts.timezone)
    event = Event.new(
        uid=f"{facts.reference}@{_DOMAIN}",
        start=facts.starts.astimezone(zone),
        end=facts.ends.astimezone(zone),
        stamp=facts.stamp.astimezone(ZoneInfo("UTC")),
        sequence=facts.sequence,
        status=STATUS.CANCELLED if facts.cancelled else STATUS.CONFIRMED,
        summary=_summary(facts),
        description=_description(facts),
        location=join_with_commas(facts.agency, facts.address, facts.city),
        organizer=vCalAddress(f"mailto:{facts.contact.email}"),
        url=facts.url,
    )
    for name in _SPOKEN:  # RFC 5545, 3.2.10: in which language it is
        event[name].params["LANGUAGE"] = tag_of(get_language() or SPANISH)
    if facts.position:
        event.add("geo", facts.position)
    if not facts.cancelled:
        for before in _ALARMS:
            event.add_component(_alarm(before, _summary(facts)))
    return event


def _summary(facts: InviteFacts) -> str:
    if facts.cancelled:
        return _("Cancelado: turno %(reference)s en el IESS") % {"reference": facts.reference}
    return _("Turno %(reference)s en el IESS") % {"reference": facts.reference}


def _description(facts: InviteFacts) -> str:
    if facts.cancelled:
        return _("Este turno fue cancelado.")
    lines = [
        facts.procedure,
        *_how_to_get_there(facts),
        _("Llegue 10 minutos antes. El trámite no tiene costo."),
        _("Qué debe traer: %(url)s") % {"url": facts.bring_url or facts.url},
        _("Ver, mover o cancelar su turno: %(url)s") % {"url": facts.url},
        contact_line(facts.contact),
    ]
    return "\n".join(lines)


def _how_to_get_there(facts: InviteFacts) -> list[str]:
    if not facts.address.strip():
        return [address_to_confirm(facts.phone or facts.contact.phone)]
    return [facts.directions] if facts.directions else []


def _alarm(before: timedelta, text: str) -> Alarm:
    alarm = Alarm.new(description=text)
    alarm.add("action", "DISPLAY")
    alarm.TRIGGER = -before
    return alarm
