"""The days and the hours of the day page, each list as one string (S27).

A template for every day and hour would cost more than everything else of the page. What is shown in a day is formatted
once and kept under all that it is made of; the address, which is the person's own, is written around it each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from vinculo.queries.booking.day_calendar import Day, Hour

KEPT = 1000  # lists in one process, each of some ten thousand letters
GAP = '<li class="day day-gap" aria-hidden="true"></li>\n'


def days_list(days: tuple[Day, ...], today: date, chosen: date | None, token: str) -> SafeString:
    """Return the days by weeks of Monday to Friday, with gaps where the first week began earlier."""
    address = reverse("public:booking_day", args=[token])
    return SafeString(address.join(_around_address(days, today, chosen, get_language())))  # nosec B703 B308: made of a template and dates


@lru_cache(maxsize=KEPT)
def _around_address(days: tuple[Day, ...], today: date, chosen: date | None, language: str | None) -> tuple[str, ...]:
    """Return the list in the language of the thread, cut where the address of the day page belongs."""
    parts = [GAP * (days[0].date.weekday() if days else 0)]
    for day in days:
        inside = day_inside(day, today, language)
        if day.selectable:
            mark = ' aria-current="date"' if day.date == chosen else ""
            parts[-1] += '<li class="day"><a href="'
            parts.append(f'?dia={day.date}#horas"{mark}>{inside}</a></li>\n')
        else:
            parts[-1] += f'<li class="day day-off">{inside}</li>\n'
    return tuple(parts)


@lru_cache(maxsize=4 * KEPT)
def day_inside(day: Day, today: date, language: str | None) -> str:
    """Return what is shown of a day in the language of the thread; nothing of it is anybody's own."""
    context = {"day": day, "today": today, "tomorrow": today + timedelta(days=1)}
    return render_to_string("public/booking/day_item.html", context).strip()


def hours_list(hours: Iterable[Hour], token: str) -> SafeString:
    """Return the hours as links: of numbers and times alone, nothing to escape."""
    before, after = reverse("public:booking_hour", args=[token, 0]).rsplit("0", 1)
    return SafeString(  # nosec B703 B308: of numbers and times alone
        "".join(
            f'<li><a href="{before}{hour.slot}{after}?asientos={hour.seats}">{hour.time}</a></li>' for hour in hours
        )
    )
