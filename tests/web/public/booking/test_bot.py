"""A program against the booking: what it holds after an hour, and that its victim always gets through (D28, D29).

It knows the victim's code and registered mailbox, reads mailboxes of its own, throws its cookies away or keeps them,
invents proxies, comes back exactly when it is told, and floods what it can name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from stdnum.ec import ci

from tests import cast
from tests.web.posting import send
from tests.web.public.booking.booking_pages import DAY, read_review, somewhere, url
from vinculo.records.models import Affiliate, Draft, Message, Seat, Slot, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.long]
VICTIM = "ana@example.com"
ELSEWHERE, ATTACKER = "192.0.2.77", "203.0.113.0"
HOUR, ROUND = timedelta(hours=1), timedelta(minutes=5)  # longer than any pause: the person who was told to wait goes on
LIVE = ("holding", "confirmed", "arrived")


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[time_machine.Traveller]:
    cast.ana(email=VICTIM)
    cast.slots(cast.agency(), DAY, times=24, counters=5)
    with time_machine.travel(cast.NOW, tick=False) as clock:
        yield clock


def cedula(number: int) -> str:
    """Return an invented cédula with a valid check digit."""
    stem = f"17{number % 6}{number:06d}"
    return next(f"{stem}{digit}" for digit in range(10) if ci.is_valid(f"{stem}{digit}"))


class Refused(Exception):
    """The answer was not the next step."""

    def __init__(self, answer: Any) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


@dataclass
class Browser:
    """A browser at an address, that walks the road step by step with what it was told to type."""

    address: str
    client: Client = field(default_factory=Client)
    draft: Draft | None = None

    def post(self, path: str, data: dict[str, Any]) -> Any:
        answer = send(self.client, path, data, REMOTE_ADDR=self.address)
        if answer.status_code != 302:
            raise Refused(answer)
        return answer

    def road(self, number: str, email: str, dependents: int, affiliate: str = "") -> list[Callable[[], Any]]:
        """Return the steps to a confirmed turno; one that was refused can be done again."""
        steps = [lambda: self._number(number), lambda: self._contact(email), self._code]
        if affiliate:
            steps.append(lambda: self.post(self._url("affiliate"), {"affiliate_code": affiliate}))
        return [*steps, lambda: self.post(self._url("place"), somewhere(dependents)), self._hour, self._confirm]

    def _url(self, step: str) -> str:
        assert self.draft
        return url(step, self.draft)

    def _number(self, number: str) -> None:
        self.post(reverse("public:booking_number"), {"number": number})
        self.draft = Draft.objects.latest("pk")

    def _contact(self, email: str) -> None:
        self.post(self._url("contact"), {"email": email, "mobile": "099 123 4567"})

    def _code(self) -> None:
        body = Message.objects.filter(draft=self.draft).latest("pk").body
        code = re.search(r"\b(\d{6})\b", body)
        assert code
        self.post(self._url("code"), {"code": code[1]})

    def _hour(self) -> None:
        page = self.client.get(f"{self._url('day')}?dia={DAY}", REMOTE_ADDR=self.address).content.decode()
        hours = re.findall(r'href="(/turnos/\w+/hora/\d+/)\?asientos=(\d+)"', page)
        if not hours:
            raise Refused(HttpResponse(status=409))
        self.post(hours[0][0], {"asientos": hours[0][1]})

    def _confirm(self) -> None:
        assert self.draft
        self.post(self._url("review"), read_review(self.client, self.draft))


class Bot:
    """Many browsers: each begins anew where it is refused, and comes back when it was told to wait."""

    def __init__(self, addresses: int, browsers: int, codes: list[str], mailbox: str = "") -> None:
        self.numbers = count()
        self.addresses, self.codes, self.mailbox = addresses, codes, mailbox
        self.browsers = [self._fresh(index) for index in range(browsers)]

    def _fresh(self, index: int) -> tuple[Browser, list[Callable[[], Any]]]:
        browser = Browser(f"203.0.113.{index % self.addresses}")
        number = next(self.numbers)
        code = self.codes[number % len(self.codes)]
        email = f"{self.mailbox}+{number}@gmail.com" if self.mailbox else f"b{number}@bot.example"
        if number % 4 == 0:  # on the number of its victim
            return browser, browser.road(code, email, 4)
        if number % 4 == 3:  # only to fill the victim's limits
            return browser, [*browser.road(code, VICTIM, 4)[:2], lambda: browser.post("/", {})]
        return browser, browser.road(cedula(number), email, 1 + number % 4, code)

    def act(self) -> None:
        """Let every browser go as far as it gets."""
        for index, (_, steps) in enumerate(self.browsers):
            try:
                while steps:
                    steps[0]()
                    del steps[0]
            except Refused as refused:
                if refused.answer.status_code == 429 and int(refused.answer["Retry-After"]) <= ROUND.total_seconds():
                    continue
            self.browsers[index] = self._fresh(index)


def held_of(code: str = cast.ANA_CODE) -> tuple[int, int]:
    """Return how many turnos and seats are held for an affiliate."""
    live = Turno.objects.filter(affiliate__code=code, status__in=LIVE)
    return live.count(), Seat.objects.filter(turno__in=live, state__in=["held", "taken"]).count()


def victim_goes_through(address: str, addresses: int, clock: time_machine.Traveller) -> None:
    """Walk Ana's journey in a fresh browser, between other browsers of the bot; then take all of it back."""
    began = datetime.now().astimezone()
    with transaction.atomic():
        ana, waited, bot = Browser(address), timedelta(), Bot(addresses, 4, [cast.ANA_CODE])
        steps, answers = ana.road(cast.ANA_CODE, VICTIM, 4), []
        while steps and waited <= HOUR:
            try:
                steps[0]()
                del steps[0]
            except Refused as refused:
                told = timedelta(seconds=int(refused.answer.get("Retry-After", HOUR.total_seconds())))
                answers.append(refused.answer.status_code)
                clock.shift(told)
                waited += told
            bot.act()
        assert waited <= timedelta(minutes=10), answers
        mine = Turno.objects.get(affiliate__code=cast.ANA_CODE, by_proxy=False, status="confirmed")
        assert (mine.email, mine.seats_count, mine.proof) == (VICTIM, 4, "own")
        transaction.set_rollback(True)
    clock.move_to(began)


@pytest.mark.parametrize(
    ("addresses", "every"),  # in each round of the hour the victim comes, or in every fourth
    [
        pytest.param(1, 1, marks=pytest.mark.full),
        pytest.param(10, 1, marks=pytest.mark.full),
        pytest.param(1, 4, marks=pytest.mark.full),
        (10, 4),
    ],
)
def test_d28_d29_a_bot_with_one_code_holds_at_most_the_bound_and_its_victim_always_goes_through(
    stopped_clock: time_machine.Traveller, addresses: int, every: int
) -> None:
    bot = Bot(addresses, 10, [cast.ANA_CODE])
    most_turnos = most_seats = 0
    for turn in range(HOUR // ROUND):
        bot.act()
        turnos, seats = held_of()
        most_turnos, most_seats = max(most_turnos, turnos), max(most_seats, seats)
        if turn % every == every // 4:
            victim_goes_through(ELSEWHERE, addresses, stopped_clock)
            victim_goes_through(ATTACKER, addresses, stopped_clock)
        stopped_clock.shift(ROUND)
    assert 1 <= most_turnos <= 1 + settings.UNPROVEN_PROXIES
    assert most_seats <= settings.UNPROVEN_SEATS


def test_d28_a_bot_with_many_codes_and_one_mailbox_holds_what_one_mailbox_may(
    stopped_clock: time_machine.Traveller,
) -> None:
    codes = [f"EXT{7000000 + index}" for index in range(6)]
    for code in codes:
        Affiliate.objects.create(code=code, names=code, names_key=code, active=True, updated_at=cast.NOW)
    bot = Bot(10, 10, codes, mailbox="b.o.t")
    for _ in range(6):
        bot.act()
        stopped_clock.shift(ROUND)
    assert Turno.objects.filter(status__in=LIVE).count() == settings.MAILBOX_TURNOS


def test_the_bot_would_take_far_more_without_the_bounds(stopped_clock: time_machine.Traveller) -> None:
    bot = Bot(10, 10, [cast.ANA_CODE])
    with override_settings(UNPROVEN_PROXIES=99, UNPROVEN_SEATS=999, MAILBOX_TURNOS=99):
        for _ in range(4):
            bot.act()
            stopped_clock.shift(ROUND)
        turnos, seats = held_of()
    assert turnos > 1 + settings.UNPROVEN_PROXIES
    assert seats > 3 * settings.UNPROVEN_SEATS
    assert Slot.objects.count() == 24
