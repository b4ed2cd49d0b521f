"""The page of days and hours, put together from parts that were made before for the same data (S27).

What the page shows is read from the database for every request. Only what was *made* of it is kept, under all that it
was made of: the same days of the same agency need not be formatted again. A part holds nothing of the person; their
token stands in it as a mark and is put in at the end. A part can never be stale, for its key is what was just read
(docs/decisions/0008).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Sequence
from datetime import timedelta
from functools import cache
from threading import Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from vinculo.queries import openings

if TYPE_CHECKING:
    from vinculo.records.models import Draft

TOKEN = secrets.token_hex(32)  # stands for the person's own in what is kept; no page can hold it by chance
MOVES = secrets.token_hex(32)  # that of the turno that is moved
CSRF = secrets.token_hex(32)  # the guard of the forms
HOURS = secrets.token_hex(32)  # the hours of the chosen day
FRAMES, SECTIONS = 1000, 2000  # parts in one process: some 7 and 1 KiB each


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


_frames, _sections = Parts(FRAMES), Parts(SECTIONS)


class DayPage:
    """The page for one look at an agency."""

    def __init__(self, request: HttpRequest, draft: Draft, look: openings.Look, wanted: int, problem: str = "") -> None:
        assert draft.agency is not None
        self.request, self.draft, self.look, self.wanted, self.problem = request, draft, look, wanted, problem
        self.agency = draft.agency
        self.days = look.days
        self.chosen = look.chosen if any(day.date == look.chosen for day in self.days) else None
        self.hours = look.hours(wanted) if self.chosen else ()

    def html(self, earliest: Sequence[openings.Earliest]) -> str:
        """Return the page: the frame of everybody who sees the same, with what is this person's put in."""
        if len(get_messages(self.request)):
            whole = self._rendered(self.request, earliest)
        else:
            nobody = HttpRequest()  # it holds nothing of anybody
            nobody.path, nobody.resolver_match = self.request.path, self.request.resolver_match
            whole = _frames.get(self._key(earliest), lambda: self._rendered(nobody, earliest))
        here = f'?dia={self.chosen}#horas" '
        whole = whole.replace(HOURS, self._section(), 1).replace(here, f'{here}aria-current="date"', 1)
        if self.draft.moves is not None:
            whole = whole.replace(MOVES, self.draft.moves.token)
        if CSRF in whole:
            whole = whole.replace(CSRF, get_token(self.request))
        return whole.replace(TOKEN, self.draft.token)

    def _key(self, earliest: Sequence[openings.Earliest]) -> Hashable:
        """Return everything that a frame is made of."""
        match = self.request.resolver_match
        return (
            self.look.key, self.agency.name, match.view_name if match else "", self.problem, self.draft.moves is None,
            not self.hours, *(each.key for each in earliest),
        )  # fmt: skip

    def _rendered(self, request: HttpRequest, earliest: Sequence[openings.Earliest]) -> str:
        """Return the page with marks in place of the hours, the chosen day and what is the person's."""
        today = self.look.frame.first
        moves = SimpleNamespace(token=MOVES) if self.draft.moves is not None else None
        context = {
            "draft": SimpleNamespace(token=TOKEN, agency=self.agency, moves=moves), "problem": self.problem,
            "weeks": _weeks(self.days), "today": today, "tomorrow": today + timedelta(days=1), "hours_section": HOURS,
            "hours": self.hours, "earliest": earliest, "csrf_token": CSRF,
        }  # fmt: skip
        return render_to_string("public/booking/day.html", context, request)

    def _section(self) -> str:
        """Return the hours of the chosen day, or that it has none; empty where no day is chosen."""
        if self.chosen is None:
            return ""
        key = (self.look.frame.language, self.chosen, self.agency.timezone, self.wanted, self.hours)
        return _sections.get(key, self._made_section)

    def _made_section(self) -> str:
        context = {
            "chosen": self.chosen, "agency": self.agency, "wanted": self.wanted, "links": _links(self.hours),
            "seats": self.hours[0].seats if self.hours else 0,
        }  # fmt: skip
        return render_to_string("public/booking/hours.html", context)


def _links(hours: Sequence[openings.Hour]) -> SafeString:
    """Return the hours as links."""
    before, after = _address()
    rows = ((before, hour.slot, after, hour.seats, f"{hour.starts:%H:%M}") for hour in hours)
    return format_html_join("", '<li><a href="{}{}{}?asientos={}">{}</a></li>', rows)


@cache
def _address() -> tuple[str, str]:
    """Return the address of an hour, around its slot."""
    before, after = reverse("public:booking_hour", args=[TOKEN, 0]).rsplit("0", 1)
    return before, after


def _weeks(days: Sequence[openings.Day]) -> list[list[openings.Day | None]]:
    """Return the days by weeks of Monday to Friday, with gaps where the first week began earlier."""
    weeks: list[list[openings.Day | None]] = []
    for item in days:
        if not weeks or item.date.weekday() == 0:
            weeks.append([None] * item.date.weekday())
        weeks[-1].append(item)
    return weeks
