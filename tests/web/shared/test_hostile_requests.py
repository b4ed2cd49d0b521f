"""Hostile requests at every address, by everybody who comes in there: refused or answered, never a fault.

A crawler opens every address, takes the forms that it finds there, and sends each of them with every field forged; then
the parts of the addresses, their queries, cookies and headers. Whatever a request did is taken back after it.

All of it takes minutes: one slice of each kind runs each time, the others with `./run test --all`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.public.booking.booking_pages import DAY, steps
from tests.web.shared.crawling import Crawler, Form, encode, forms_of, names_of_queries, with_parts_changed
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.test_every_door import ALL, address, stage
from vinculo.records.models import Role, Slot, Staff
from vinculo.rules.staff.access import Territory

pytestmark = [pytest.mark.django_db, pytest.mark.long]
EACH = 1  # hostile values for each field by itself, in turn; all fields at once get every value
SLICES = 8  # of the addresses, so that several processes share them
LATER = pytest.mark.full
QUERIES = names_of_queries()
PARTS = HOSTILE | {
    "zero": "0",
    "beyond an integer": str(2**31),
    "beyond a big one": str(2**63),
    "last day": "9999-12-31",
}
WHO = ("nobody", "olga", "rita", "lucia", "sara", "alicia", "aurora", "diana")
HEADERS: list[dict[str, str]] = [
    {"HTTP_HOST": "malo.example"},
    {"HTTP_COOKIE": "sessionid=a%00b; csrftoken=\x01; django_language=../../etc"},
    {"HTTP_COOKIE": "sessionid=" + "9" * 4000},
    {"HTTP_COOKIE": "sessionid=a\x00b; idioma=\x00"},
    {"HTTP_ACCEPT_LANGUAGE": "*;q=9, " + "xx-" * 500},
    {"HTTP_ACCEPT": "\x00"},
    {"HTTP_ACCEPT_ENCODING": "gzip;q=nan, br;q=-1"},
    {"HTTP_REFERER": "javascript:alert(1)//\x00"},
    {"HTTP_X_FORWARDED_FOR": "a\x00b, 999.1.1.1, ::zz"},
    {"HTTP_X_FORWARDED_PROTO": "gopher"},
    {"HTTP_IF_MODIFIED_SINCE": "ayer"},
    {"HTTP_IF_NONE_MATCH": '"' * 999},
    {"HTTP_RANGE": "bytes=9-1"},
    {"HTTP_USER_AGENT": "\x00" * 9999},
    {"HTTP_LAST_EVENT_ID": "-1\x00"},
]
BODIES: list[tuple[str, str]] = [
    ("multipart/form-data", "no boundary"),
    (
        "multipart/form-data; boundary=x",
        '--x\r\nContent-Disposition: form-data; name="\x00"; filename="../a"\r\n\r\nb\r\n--x--',
    ),
    ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data\r\n\r\n\xff"),
    ("application/json", "{"),
    ("application/x-www-form-urlencoded; charset=no-such", "a=%ff"),
    ("application/x-www-form-urlencoded", "&".join(f"a{number}=" for number in range(2000))),
    ("application/x-www-form-urlencoded", "%00=%00&version=%ff%fe&=&&"),
    ("text/\x00", "x"),
]


def slices(*, at_once: int) -> pytest.MarkDecorator:
    """Have a test run over all slices of the addresses, one of them each time."""
    marks = [pytest.param(part, marks=[LATER] * (part != at_once)) for part in range(SLICES)]
    return pytest.mark.parametrize("part", marks)


@pytest.fixture(name="known")
def play_stage() -> Iterator[dict[str, Any]]:
    """What stands in the addresses, all of Quito; and Ana at the place of her booking."""
    with time_machine.travel(cast.NOW, tick=False):
        yield stage()


def people(known: dict[str, Any]) -> dict[str, Crawler]:
    """Return a crawler for each of `WHO`; who has no account has begun to book."""
    ana = Client()
    booked = cast.slots(cast.agency(), DAY, times=2, counters=1, first_hour=14)
    known["tokens"]["turnos"] = steps(ana).token
    known["slot"] = Slot.objects.get(pk=booked[0].pk).pk

    def member(name: str, role: Role, territory: Territory) -> Staff:
        place = cast.agency()
        made = Staff.objects.create_user(name, role=role, territory=territory, agency=place, province=place.province)
        return Staff.objects.get(pk=made.pk)

    staff = {
        "olga": cast.olga(),
        "rita": member("rita", Role.RECEPTION, Territory.CENTRES),
        "lucia": cast.lucia(),
        "sara": cast.sara(),
        "alicia": cast.alicia(),
        "aurora": member("aurora", Role.AUDITOR, Territory.NATION),
        "diana": cast.diana(),
    }
    return {"nobody": Crawler("nobody", ana)} | {name: Crawler(name, at_the_desk(who)) for name, who in staff.items()}


def let_in(crawlers: dict[str, Crawler], where: str) -> list[Crawler]:
    """Return who comes in at an address."""
    return [each for each in crawlers.values() if is_let_in(each.ask("as it is", where))]


def faults(crawlers: dict[str, Crawler]) -> list[str]:
    """Return every fault that anybody met."""
    return [fault for crawler in crawlers.values() for fault in crawler.faults]


def is_let_in(answer: Any) -> bool:
    """Return whether somebody comes in there, or at least is not told that it is not for them."""
    return answer.status_code not in {403, 404} and "/ingreso/" not in answer.get("Location", "")


@pytest.mark.parametrize(
    ("who", "half"),
    [pytest.param(who, half, marks=[LATER] * ((who, half) != ("nobody", 0))) for half in (0, 1) for who in WHO],
)
def test_d36_every_form_that_is_shown_takes_every_hostile_value_in_every_field(
    known: dict[str, Any], who: str, half: int
) -> None:
    crawler, values = people(known)[who], cycle(HOSTILE.items())
    shown: dict[tuple[str, str], Form] = {}
    for name in ALL:
        where = address(name, known)
        for form in forms_of(crawler.ask("as it is", where), where):
            shown.setdefault((form.method, form.action), form)
    for form in [*shown.values()][half::2]:
        send_forged(crawler, form, values)
    assert crawler.faults == []
    assert len(shown) > 10


def send_forged(crawler: Crawler, form: Form, values: Any) -> None:
    """Send a form with all fields forged, with every value; then with one forged field and the others as shown."""
    changes = [(what, dict.fromkeys(form.names, value)) for what, value in HOSTILE.items()]
    for name in form.names:
        changes += [(f"{what} in {name}", {name: value}) for what, value in (next(values) for _ in range(EACH))]
    for what, change in changes:
        body = form.with_changed(change)
        if form.method == "POST":
            crawler.ask(what, form.action, body)
        else:
            crawler.ask(what, f"{form.action.partition('?')[0]}?{body}")


@slices(at_once=6)
def test_d36_every_address_takes_hostile_queries_and_hostile_posts_of_unknown_fields(
    known: dict[str, Any], part: int
) -> None:
    crawlers, values = people(known), cycle(HOSTILE.items())
    for name in [*ALL][part::SLICES]:
        where = address(name, known)
        for crawler in let_in(crawlers, where):
            for what, value in (next(values) for _ in range(2)):
                query = encode([(each, value) for each in QUERIES])
                crawler.ask(what, f"{where}?{query}")
                crawler.ask(what, where, query)
    assert faults(crawlers) == []
    assert {"pagina", "dia"} <= set(QUERIES)


@slices(at_once=1)
def test_d36_every_part_of_every_address_may_be_forged(known: dict[str, Any], part: int) -> None:
    crawlers = people(known)
    for name in [each for each in ALL if ALL[each].pattern.converters][part::SLICES]:
        where = address(name, known)
        parts = [each for each in where.strip("/").replace(".", "/").split("/") if each]
        inside = let_in(crawlers, where)[:1]
        for what, value in PARTS.items():
            for forged in with_parts_changed(where, parts[1:], value[:300]):
                for crawler in inside:
                    crawler.ask(what, forged)
    assert faults(crawlers) == []
    assert sum(crawler.asked for crawler in crawlers.values()) > 300


@slices(at_once=3)
def test_d36_every_door_takes_hostile_headers_and_bodies(known: dict[str, Any], part: int) -> None:
    crawlers, heads, bodies = people(known), cycle(HEADERS), cycle(BODIES)
    for name in [*ALL][part::SLICES]:
        where = address(name, known)
        for crawler in let_in(crawlers, where)[:1]:
            for headers in (next(heads) for _ in range(5)):
                crawler.ask(str(headers)[:80], where, **headers)
            for kind, body in (next(bodies) for _ in range(3)):
                crawler.ask(kind, where, body, content_type=kind)
    assert faults(crawlers) == []
