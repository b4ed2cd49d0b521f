"""How facts read in the present language: days and hours in words, places, masked numbers (D9)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vinculo.rules.shared.marks import mark

_OTHER_ZONES = {"Pacific/Galapagos": mark("hora de Galápagos")}
_ADDRESS_TO_CONFIRM = mark("Dirección por confirmar: llame antes de viajar, teléfono %(phone)s")
_SHOWN = 4  # characters of a masked number


def date_in_words(day: date) -> str:
    """Return a date as people write it: 30 de noviembre de 2026."""
    return date_format(day, "LONG_DATE")


def day_in_words(day: date) -> str:
    """Return a day with its weekday: lunes 30 de noviembre de 2026."""
    return date_format(day, "WEEKDAY_DATE")


def hour_in_words(moment: datetime, timezone: str) -> str:
    """Return the hour on the wall of the agency (D9)."""
    return f"{moment.astimezone(ZoneInfo(timezone)):%H:%M}"


def hour_with_zone(moment: datetime, timezone: str) -> str:
    """Return the hour on the wall of the agency, and whose hour it is where that is not the mainland's (D9)."""
    hour, zone = hour_in_words(moment, timezone), zone_in_words(timezone)
    return _("%(hour)s (%(zone)s)") % {"hour": hour, "zone": zone} if zone else hour


def wait_in_words(late: str, early: str = "") -> str:
    """Return how long somebody waits, as people read it, from hours of the agency; nothing where none is known.

    `late` is the hour before which nearly everybody is called, `early` the one before which nearly nobody is.
    """
    if not late:
        return ""
    hours = {"early": early, "late": late}
    if early:
        return _("Desde las %(early)s no se aleje: casi siempre llamamos entre esa hora y las %(late)s.") % hours
    return _("No se aleje: casi siempre llamamos antes de las %(late)s, y puede ser antes.") % hours


def zone_in_words(timezone: str) -> str:
    """Return whose hour it is; nothing for the mainland's (D9)."""
    other = _OTHER_ZONES.get(timezone)
    return _(other) if other else ""


def mask_number(number: str) -> str:
    """Return a number with its last characters only; at least half of a short one stays hidden."""
    shown = min(_SHOWN, len(number) // 2)
    return "•" * (len(number) - shown) + number[len(number) - shown :]


def join_with_commas(*parts: str) -> str:
    """Return the parts that say something, with commas between them."""
    return ", ".join(part.strip() for part in parts if part.strip())


def office_in_words(office: str, city: str) -> str:
    """Return the office with its city, where its name does not say the city already."""
    return office if office.casefold().endswith(city.strip().casefold()) else join_with_commas(office, city)


def address_in_words(address: str, city: str, phone: str) -> str:
    """Return street and city; of a place whose street is not known the city, and whom to call before travelling."""
    if address.strip():
        return join_with_commas(address, city)
    return " ".join(part for part in (f"{city.strip()}." if city.strip() else "", address_to_confirm(phone)) if part)


def address_to_confirm(phone: str) -> str:
    """Return that the address of a place is not known yet, and whom to call before travelling."""
    return _(_ADDRESS_TO_CONFIRM) % {"phone": phone}
