"""The days and the hours of the day page, each list as one string (S27).

A template for every day and hour would cost more than everything else of the page. What is shown in a day is formatted
once and kept under all that it is made of; the address, which is the person's own, is written around it each time.
"""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language

from vinculo.queries.booking.day_calendar import Day, Hour

KEPT = 1000  # lists in one process, each of some ten thousand letters
NOON = 12
OUTSIDE = "<td></td>"
KINDS = {  # how a day that cannot be chosen looks; the words are those of its reason
    "empty": "full",
    "full": "full",
    "closed": "closed",
    "holiday": "closed",
    "weekend": "closed",
    "unserved": "closed",
    "over": "over",
    "not_open": "later",
}


def kind_of(day: Day, fits: date | None = None) -> str:
    """Return how a day looks: free, early (free, before a proxy can have the endorsement), full, more, closed …"""
    if day.selectable:
        return "early" if fits is not None and day.date < fits else "free"
    return "more" if day.reason == "full" and day.more_on else KINDS[day.reason]


def days_list(
    days: tuple[Day, ...], today: date, chosen: date | None, token: str, fits: date | None = None
) -> SafeString:
    """Return the days as months of weeks from Monday to Sunday; before `fits` those that come too soon for a proxy."""
    address = reverse("public:booking_day", args=[token])
    return SafeString(address.join(_around_address(days, today, chosen, fits, get_language())))  # nosec B703 B308: made of a template and dates


@lru_cache(maxsize=KEPT)
def _around_address(
    days: tuple[Day, ...], today: date, chosen: date | None, fits: date | None, language: str | None
) -> tuple[str, ...]:
    """Return the months in the language of the thread, cut where the address of the day page belongs."""
    parts = [""]
    for first, weeks in _months(days):
        parts[-1] += _head(first, language)
        for week in weeks:
            parts[-1] += "<tr>"
            for day in week:
                if day is None:
                    parts[-1] += OUTSIDE
                    continue
                kind = kind_of(day, fits)
                inside = day_inside(day, today, kind, day.date < first, language)
                if day.selectable:
                    mark = ' aria-current="true"' if day.date == chosen else ""
                    parts[-1] += f'<td class="day day-{kind}"><a href="'
                    parts.append(f'?dia={day.date}#horas"{mark}>{inside}</a></td>')
                else:
                    parts[-1] += f'<td class="day day-off day-{kind}">{inside}</td>'
            parts[-1] += "</tr>\n"
        parts[-1] += "</tbody></table>\n"
    return tuple(parts)


def _months(days: tuple[Day, ...]) -> Iterator[tuple[date, list[list[Day | None]]]]:
    """Return the months of these days, each with its weeks; None for a day of another month or of none of them.

    The last days of a month stand in the first week of the next one, where they are all that is left of theirs.
    """
    if not days:
        return
    known = {day.date: day for day in days}
    first, last = days[0].date, days[-1].date
    months = sorted({day.date.replace(day=1) for day in days})
    if len(months) > 1 and first >= months[1] - timedelta(days=months[1].weekday()):
        months.pop(0)
    for start in months:
        end = (start + timedelta(days=31)).replace(day=1)
        begin = first if start == months[0] else start
        weeks = [
            [known.get(each, Day(each, "weekend")) if begin <= each < end and each <= last else None for each in week]
            for week in Calendar().monthdatescalendar(start.year, start.month)
        ]
        yield start, [week for week in weeks if any(week)]


@lru_cache(maxsize=KEPT)
def _head(first: date, language: str | None) -> str:
    """Return the head of a month in the language of the thread: its name, and the names of the days of the week."""
    monday = first - timedelta(days=first.weekday())
    names = (
        f'<th scope="col"><span aria-hidden="true">{date_format(each, "D")}</span> '
        f'<span class="visually-hidden">{date_format(each, "l")}</span></th>'
        for each in (monday + timedelta(days=offset) for offset in range(7))
    )
    return (
        f'<table class="month"><caption>{capfirst(date_format(first, "MONTH_OF_YEAR"))}</caption>'
        f"<thead><tr>{''.join(names)}</tr></thead><tbody>\n"
    )


@lru_cache(maxsize=4 * KEPT)
def day_inside(day: Day, today: date, kind: str, before: bool, language: str | None) -> str:
    """Return what is shown of a day in the language of the thread; nothing of it is anybody's own.

    A day of the month `before` bears the name of its month.
    """
    context = {"day": day, "kind": kind, "before": before, "today": today, "tomorrow": today + timedelta(days=1)}
    return render_to_string("public/booking/day_item.html", context).strip()


def hours_lists(hours: Iterable[Hour], token: str) -> tuple[SafeString, SafeString]:
    """Return the hours of the morning and those of the afternoon as links: of numbers and times, nothing to escape."""
    before, after = reverse("public:booking_hour", args=[token, 0]).rsplit("0", 1)
    lists = ["", ""]
    for hour in hours:
        link = f'<li><a href="{before}{hour.slot}{after}?asientos={hour.seats}">{hour.time}</a></li>'
        lists[hour.starts.hour >= NOON] += link
    morning, afternoon = map(SafeString, lists)  # nosec B703 B308: of numbers and times alone
    return morning, afternoon
