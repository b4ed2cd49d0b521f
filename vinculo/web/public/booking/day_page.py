"""The page of days and hours, put together from parts that were made before for the same data (S27).

What the page shows is read from the database for every request. Only what was *made* of it is kept, under all that it
was made of: the same days of the same agency need not be formatted again. A part holds nothing of the person; their
token stands in it as a mark and is put in at the end. A part can never be stale, for its key is what was just read
(docs/decisions/0011).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Sequence
from datetime import date, timedelta
from functools import cache
from threading import Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape

from vinculo.queries.booking import day_calendar

if TYPE_CHECKING:
    from vinculo.records.models import Draft

# What stands in a part until it is put in: no page can hold them by chance.
TOKEN, MOVES, CSRF, AGENCY, DAYS, HOURS, LINKS, SOONEST, ELSEWHERE = (secrets.token_hex(32) for _ in range(9))
MOST = 4000  # parts in one process, of some hundred bytes each but for a few shells


class Parts:
    """Parts of pages, made once for each key; of too many, those made first are forgotten."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.known: dict[Hashable, str] = {}
        self.lock = Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return the part of this key, made now if it is not there."""
        found = self.known.get(key)
        if found is None:
            found = make()
            with self.lock:
                while len(self.known) >= self.most:
                    del self.known[next(iter(self.known))]
                self.known[key] = found
        return found


_parts = Parts(MOST)
GAP = '<li class="day day-gap" aria-hidden="true"></li>\n'


class DayPage:
    """The page for one look at an agency."""

    def __init__(
        self,
        request: HttpRequest,
        draft: Draft,
        look: day_calendar.Look,
        wanted: int,
        problem: str = "",
        unit: str = "",
    ) -> None:
        assert draft.agency is not None
        self.request, self.draft, self.look, self.wanted, self.problem = request, draft, look, wanted, problem
        self.agency, self.unit = draft.agency, unit
        self.days = look.days
        self.chosen = look.chosen if any(day.date == look.chosen for day in self.days) else None
        self.hours = look.hours(wanted) if self.chosen else ()

    def html(self, earliest: Sequence[day_calendar.Earliest]) -> str:
        """Return the page: the parts for what was read, with what is this person's put in."""
        shell = self._rendered(self.request) if len(get_messages(self.request)) else self._shell()
        whole = (
            shell.replace(AGENCY, escape(self.agency.name), 1)
            .replace(DAYS, self._days(), 1)
            .replace(HOURS, self._hours(), 1)
            .replace(SOONEST, self._soonest(earliest), 1)
            .replace(ELSEWHERE, "" if self.hours else self._elsewhere(earliest), 1)
        )
        if self.draft.moves is not None:
            whole = whole.replace(MOVES, self.draft.moves.token)
        if CSRF in whole:
            whole = whole.replace(CSRF, get_token(self.request))
        return whole.replace(TOKEN, self.draft.token)

    def _shell(self) -> str:
        """Return the page around the agency's own parts."""
        nobody = HttpRequest()  # it holds nothing of anybody
        nobody.path, nobody.resolver_match = self.request.path, self.request.resolver_match
        match = self.request.resolver_match
        key = ("shell", match.view_name if match else "", self.problem, self.unit, self.draft.moves is None)
        return self._part(key, lambda: self._rendered(nobody))

    def _rendered(self, request: HttpRequest) -> str:
        moves = SimpleNamespace(token=MOVES) if self.draft.moves is not None else None
        context = {
            "draft": SimpleNamespace(token=TOKEN, moves=moves),
            "problem": self.problem,
            "unit": self.unit,
            "agency": AGENCY,
            "days": DAYS,
            "hours": HOURS,
            "soonest": SOONEST,
            "elsewhere": ELSEWHERE,
        }
        return render_to_string("public/booking/day.html", context, request)

    def _days(self) -> str:
        """Return the days by weeks of Monday to Friday, with gaps where the first week began earlier."""
        first = self.look.frame.first
        gaps = self.days[0].date.weekday() if self.days else 0
        return "".join([GAP] * gaps + [self._item(day, first, day.date == self.chosen) for day in self.days])

    def _item(self, day: day_calendar.Day, today: date, current: bool) -> str:
        context = {
            "day": day,
            "current": current,
            "token": TOKEN,
            "today": today,
            "tomorrow": today + timedelta(days=1),
        }
        return self._part(
            ("day", day, today, current), lambda: render_to_string("public/booking/day_item.html", context)
        )

    def _hours(self) -> str:
        """Return the hours of the chosen day, or that it has none; empty where no day is chosen."""
        if self.chosen is None:
            return ""
        seats = self.hours[0].seats if self.hours else 0
        context = {
            "chosen": self.chosen,
            "agency": SimpleNamespace(timezone=self.agency.timezone),
            "wanted": self.wanted,
            "links": LINKS if self.hours else "",
            "seats": seats,
        }
        key = ("hours", self.chosen, self.agency.timezone, self.wanted, seats)
        around = self._part(key, lambda: render_to_string("public/booking/hours.html", context))
        return around.replace(LINKS, _links(self.hours), 1)

    def _soonest(self, earliest: Sequence[day_calendar.Earliest]) -> str:
        if not earliest or not earliest[0].here:
            return ""
        context = {"first": earliest[0], "token": TOKEN}
        key = ("soonest", earliest[0].key)
        return self._part(key, lambda: render_to_string("public/booking/soonest.html", context))

    def _elsewhere(self, earliest: Sequence[day_calendar.Earliest]) -> str:
        context = {"earliest": earliest, "token": TOKEN, "csrf_token": CSRF}
        key = ("elsewhere", *(each.key for each in earliest))
        return self._part(key, lambda: render_to_string("public/booking/earliest.html", context))

    def _part(self, key: Hashable, make: Callable[[], str]) -> str:
        return _parts.get((self.look.frame.language, key), make)


def _links(hours: Sequence[day_calendar.Hour]) -> str:
    """Return the hours as links: of numbers and times alone, nothing to escape."""
    before, after = _address()
    return "".join(
        f'<li><a href="{before}{hour.slot}{after}?asientos={hour.seats}">{hour.time}</a></li>' for hour in hours
    )


@cache
def _address() -> tuple[str, str]:
    """Return the address of an hour, around its slot."""
    before, after = reverse("public:booking_hour", args=[TOKEN, 0]).rsplit("0", 1)
    return before, after
