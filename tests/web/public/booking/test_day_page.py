"""The page of days is kept in parts: never stale, and never anything of somebody else's in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import messages
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.test.client import RequestFactory
from django.urls import reverse

from tests import cast
from tests.web.public.booking.booking_pages import DAY, hour_url, place, steps, url
from vinculo.queries.booking import day_calendar
from vinculo.records.models import Agency, CalendarDay, Draft, Seat, Service
from vinculo.web.public.booking import choose, day_lists

pytestmark = pytest.mark.django_db
KEPT = (day_lists._around_address, day_lists.day_inside)
OTHER = {"number": "1710034065", "email": "pedro@example.com"}


@pytest.fixture(autouse=True)
def stage() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        cast.ana()
        cast.slots(cast.agency(), DAY, times=4, counters=1)
        cast.slots(cast.agency(), DAY + timedelta(days=1), times=2, counters=1)
        yield


def day_page(client: Client, draft: Draft, query: str = f"?dia={DAY}") -> str:
    return client.get(url("day", draft) + query).content.decode()


def hours(page: str) -> list[str]:
    return re.findall(r'/hora/\d+/\?asientos=\d+">(\d\d:\d\d)</a>', page)


def another(number: int) -> tuple[Client, Draft]:
    """Return another person in another browser, who looks at the same agency."""
    affiliate = cast.ana()
    affiliate.pk, affiliate.code = None, f"EXT400000{number}"
    affiliate.save(force_insert=True)
    client = Client()
    return client, place(client, steps(client, affiliate.code, f"persona{number}@example.com"))


@pytest.mark.parametrize("query", [f"?dia={DAY}", "", "?dia=2026-12-03"])
def test_a_kept_page_is_the_page_that_would_be_made_now(client: Client, query: str) -> None:
    draft = place(client, steps(client))
    pages = []
    for _ in range(3):
        pages.append(day_page(client, draft, query))
    forget()
    pages.append(day_page(client, draft, query))
    masked = [re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", page) for page in pages]
    assert masked == [masked[0]] * 4


def forget() -> None:
    for kept in KEPT:
        kept.cache_clear()
    cache.clear()


def test_nothing_of_another_person_is_in_the_page(client: Client) -> None:
    draft = place(client, steps(client))
    stranger, other = another(1)
    for query in (f"?dia={DAY}", ""):
        mine, theirs = day_page(client, draft, query), day_page(stranger, other, query)
        assert draft.token in mine
        assert mine.replace(draft.token, "") == mine.replace(draft.token, "").replace(other.token, "")
        assert theirs == mine.replace(draft.token, other.token)


def test_the_forms_of_a_kept_page_are_guarded_by_the_persons_own_token() -> None:
    made = cast.agency("CAU Latacunga", "Cotopaxi", "05")
    cast.slots(made, DAY, times=2, counters=1)
    Seat.objects.filter(slot__agency=cast.agency()).update(state="blocked")
    for number in (1, 2):
        browser, draft = another(number)
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = browser.cookies
        guard = re.search(r'csrfmiddlewaretoken" value="(\w+)"', day_page(strict, draft, ""))
        assert guard is not None
        sent = {"agency": made.pk, "csrfmiddlewaretoken": guard[1]}
        assert strict.post(url("switch", draft), sent).status_code == 302
        assert Draft.objects.get(pk=draft.pk).agency == made


def test_an_hour_is_gone_from_everybodys_page_when_it_is_taken(client: Client) -> None:
    draft = place(client, steps(client))
    stranger, other = another(1)
    assert hours(day_page(stranger, other)) == ["10:00", "10:15", "10:30", "10:45"]
    client.post(hour_url(draft), {"asientos": "1"})
    assert hours(day_page(stranger, other)) == ["10:15", "10:30", "10:45"]
    assert hours(day_page(client, draft)) == ["10:00", "10:15", "10:30", "10:45"]  # one's own can be taken again


def make_change(what: str) -> None:
    agency = cast.agency()
    changes: dict[str, Any] = {
        "blocked": lambda: Seat.objects.update(state="blocked"),
        "opening": lambda: Seat.objects.update(state="cooling", free_from=cast.NOW + timedelta(hours=2)),
        "closed": lambda: CalendarDay.objects.create(date=DAY, name="Corte", agency=agency),
        "unserved": lambda: Service.objects.update(active=False),
        "renamed": lambda: Agency.objects.filter(pk=agency.pk).update(name="CAU Norte"),
        "shut": lambda: Agency.objects.filter(pk=agency.pk).update(active=False),
        "zone": lambda: Agency.objects.filter(pk=agency.pk).update(timezone="Pacific/Galapagos"),
    }
    changes[what]()


@pytest.mark.parametrize("what", ["blocked", "opening", "closed", "unserved", "renamed", "shut", "zone"])
def test_whatever_changes_is_seen_at_once(client: Client, what: str) -> None:
    draft = place(client, steps(client))
    before = day_page(client, draft)
    make_change(what)
    after = day_page(client, draft)
    assert after != before
    forget()
    masked = r'(csrfmiddlewaretoken" value=")\w+'
    assert re.sub(masked, "", day_page(client, draft)) == re.sub(masked, "", after)


def test_time_alone_frees_what_was_held_and_ends_what_is_too_soon(client: Client) -> None:
    cast.slots(cast.agency(), cast.NOW.date(), times=4, counters=1)
    draft = place(client, steps(client))
    stranger, other = another(1)
    client.post(hour_url(draft), {"asientos": "1"})
    today = f"?dia={cast.NOW.date()}"
    assert hours(day_page(stranger, other, today)) == ["10:15", "10:30", "10:45"]
    with time_machine.travel(cast.NOW + timedelta(minutes=11), tick=False):
        assert hours(day_page(stranger, other, today)) == ["10:00", "10:15", "10:30", "10:45"]
    with time_machine.travel(cast.NOW + timedelta(minutes=45), tick=False):
        assert hours(day_page(stranger, other, today)) == ["10:15", "10:30", "10:45"]


def test_a_message_is_shown_once_and_kept_for_nobody(client: Client, rf: RequestFactory) -> None:
    draft = place(client, steps(client))
    request = rf.get(url("day", draft), {"dia": str(DAY)})
    request.session = client.session
    request._messages = messages.storage.default_storage(request)  # type: ignore[attr-defined]
    messages.info(request, "Solo para usted")
    forget()
    assert "Solo para usted" in choose.day(request, draft.token).content.decode()
    assert "Solo para usted" not in day_page(client, draft)


def test_what_is_kept_is_rendered_without_a_request(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = place(client, steps(client))
    asked: list[tuple[str, set[str], Any]] = []
    plain = render_to_string

    def render(name: str, context: dict[str, Any], request: Any = None) -> str:
        asked.append((name, set(context), request))
        return plain(name, context, request)

    monkeypatch.setattr(day_lists, "render_to_string", render)
    forget()
    day_page(client, draft)
    working = day_calendar.look(cast.agency(), cast.procedure(), cast.NOW).days
    days = (working[-1].date - working[0].date).days + 1  # with the weekends between them
    context = {"day", "kind", "before", "today", "tomorrow"}
    assert asked == [("public/booking/day_item.html", context, None)] * days
    day_page(client, draft)
    assert len(asked) == days


def frame(client: Client) -> tuple[str, str]:
    page = client.get(reverse("public:booking")).content.decode()
    return page.split("<header")[1].split("</header>")[0], page.split("<footer")[1].split("</footer>")[0]


def test_header_and_footer_are_the_same_for_everybody(client: Client, settings: Any) -> None:
    officer = Client()
    officer.force_login(cast.olga(), backend="django.contrib.auth.backends.ModelBackend")
    forget()
    kept = frame(officer)
    assert frame(client) == kept
    forget()
    assert frame(client) == kept
    settings.CONTACT = settings.CONTACT | {"phone": "593 0000000"}
    assert "593 0000000" in frame(client)[1]


def test_of_too_many_lists_the_oldest_are_forgotten() -> None:
    assert [kept.cache_info().maxsize for kept in KEPT] == [day_lists.KEPT, 4 * day_lists.KEPT]
