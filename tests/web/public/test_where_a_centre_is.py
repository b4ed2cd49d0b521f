"""Whatever names a centre to somebody who is to go there says where it is, or to call before travelling (S06)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests import cast
from tests.actions.closures.test_rebooking import make_moved_turno
from tests.documents.reading import text_of
from tests.stages import desk
from tests.web.acting import public_scenes
from tests.web.public.booking.booking_pages import DAY, book_turno, hour_url, place, steps, url
from tests.web.public.turno.test_recovery import whole
from tests.web.shared.reading import Node, by_tag, every, page, text
from vinculo.actions.booking import mails
from vinculo.actions.booking.reminders import write_reminders
from vinculo.records.models import Agency, Message

TEMPLATES = Path(__file__).parents[3] / "vinculo/web/templates"
PART = "parts/centre.html"
NAMES = re.compile(r"(?:agency|place)\.name\b|\{\{ *[\w.]*(?:agency|centre) *\}\}")
NOT_TO_TRAVEL_TO = {  # and why
    "public/booking/earliest.html": "the part stands beside the name",
    "public/complaints/complaint.html": "where something happened",
    "public/complaints/opinion.html": "after the visit",
    "public/information/agencies.html": "the part stands beside the name",
    "public/transparency/waits.html": "figures",
    "public/turno/changed.html": "the centre that was, which is closed",
    "public/turno/ticket/ticket.html": "the person who holds a number is there",
}
NOTE = "Dirección por confirmar: llame antes de viajar, teléfono 593 23945666"
CALL = "tel:+59323945666"


@pytest.fixture
def unknown(nine_o_clock: None, db: None) -> Agency:
    """Return the centre of the cast without a street: everything else is as everywhere."""
    made = cast.agency()
    made.address = " "
    made.save()
    cast.ana()
    return made


def seats() -> None:
    cast.slots(cast.agency(), DAY, times=3, counters=1)


def main_of(answer: object) -> Node:
    return by_tag(page(answer), "main")[0]  # type: ignore[arg-type]


def confirms(answer: object, of: Agency) -> bool:
    """Return whether a page names the centre, and then with what is to be confirmed and the number to tap."""
    main = main_of(answer)
    calls = {each.get("href") for each in by_tag(main, "a")}
    if of.name not in text(main):
        return False
    assert (NOTE in text(main), CALL in calls) == (True, True), text(main)
    return True


def test_every_public_template_that_names_a_centre_uses_the_one_part() -> None:
    sources = {str(file.relative_to(TEMPLATES)): file.read_text("utf-8") for file in TEMPLATES.glob("public/**/*.html")}
    naming = {name for name, source in sources.items() if NAMES.search(source.replace("with centre=", ""))}
    without = {name for name in naming if PART not in sources[name]}
    beside = {name for name, why in NOT_TO_TRAVEL_TO.items() if why.startswith("the part")}
    assert (without, naming & beside) == (set(NOT_TO_TRAVEL_TO) - beside, beside)
    assert {name for name in beside if PART not in sources[name]} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "scene", ["cancel", "move", "move_at_once", "answer_to_a_closing", "extension", "join", "leave", "accept"]
)
def test_s06_each_page_about_a_turno_says_to_call_before_travelling(unknown: Agency, scene: str) -> None:
    shown = public_scenes.SCENES[scene]()
    assert confirms(shown.client.get(shown.page or shown.address), unknown)


@pytest.mark.django_db
def test_s06_each_step_of_the_booking_says_to_call_before_travelling(client: Client, unknown: Agency) -> None:
    seats()
    draft = place(client, steps(client))
    assert confirms(client.get(url("day", draft)), unknown)
    assert confirms(client.get(hour_url(draft)), unknown)
    client.post(hour_url(draft), {"asientos": "1"})
    assert confirms(client.get(url("review", draft)), unknown)


@pytest.mark.django_db
def test_s06_who_looks_for_a_lost_turno_and_the_list_of_centres_say_it_too(client: Client, unknown: Agency) -> None:
    desk.turno()
    assert confirms(whole(client), unknown)
    assert confirms(client.get("/agencias/"), unknown)


@pytest.mark.django_db
def test_s06_a_mail_that_names_the_centre_says_to_call_before_travelling(client: Client, unknown: Agency) -> None:
    _, entry = public_scenes.waiting()
    public_scenes.offer(entry)
    turno = book_turno(client)
    mails.send_move(turno, cast.NOW)
    write_reminders(now=turno.starts - timedelta(hours=23))
    bodies = {each.kind: each.body for each in Message.objects.exclude(kind="verification")}
    naming = {kind for kind, body in bodies.items() if unknown.name in body}
    assert naming == {"confirmation", "moved", "offer", "reminder_day", "waiting_joined"}
    assert {kind for kind in naming if NOTE not in bodies[kind]} == set()


@pytest.mark.django_db
def test_s06_the_mail_of_a_closing_says_it_of_the_new_place(unknown: Agency) -> None:
    make_moved_turno()
    assert NOTE in Message.objects.get(kind="reseated").body


@pytest.mark.django_db
def test_s06_confirmation_and_calendar_entry_say_it(client: Client, unknown: Agency) -> None:
    seats()
    turno = book_turno(client)
    printed = text_of(client.get(reverse("public:turno_pdf", args=[turno.token])).content)
    assert f"Dirección Quito. {NOTE}" in printed
    (event,) = Calendar.from_ical(client.get(reverse("public:turno_ics", args=[turno.token])).content).walk("VEVENT")
    assert str(event["location"]) == f"{unknown.name}, Quito"
    assert NOTE in str(event["description"])


@pytest.mark.django_db
@pytest.mark.usefixtures("seats_tomorrow")
def test_s06_a_centre_that_is_known_shows_street_directions_telephone_and_map(client: Client) -> None:
    of = cast.agency()
    of.directions, of.phone, of.latitude, of.longitude = "Parada La Y, frente al parque", "593 22222222", -0.2, -78.5
    of.save()
    turno = book_turno(client)
    main = main_of(client.get(reverse("public:turno", args=[turno.token])))
    links = {each.get("href"): each for each in by_tag(main, "a")}
    web = "https://www.openstreetmap.org/?mlat=-0.20000&mlon=-78.50000#map=17/-0.20000/-78.50000"
    assert {"tel:+59322222222", "geo:-0.20000,-78.50000?q=-0.20000,-78.50000", web} <= set(links)
    assert links[web].get("rel") == "noreferrer"
    assert "Parada La Y, frente al parque" in text(main)
    assert "por confirmar" not in text(main)
    printed = text_of(client.get(reverse("public:turno_pdf", args=[turno.token])).content)
    assert "Cómo llegar Parada La Y, frente al parque Teléfono del centro 593 22222222 " in printed
    (event,) = Calendar.from_ical(client.get(reverse("public:turno_ics", args=[turno.token])).content).walk("VEVENT")
    assert event["geo"].to_ical() == "-0.2;-78.5"


@pytest.mark.django_db
def test_s06_no_map_is_fetched_by_the_page_itself(client: Client, unknown: Agency) -> None:
    unknown.address = "Av. 10 de Agosto y Bogotá"
    unknown.save()
    root = page(client.get("/agencias/"))
    fetched = [node.get("src") or node.get("href") for node in every(root) if node.name in {"img", "iframe", "script"}]
    assert [address for address in fetched if not address.startswith("/")] == []
    where = "Av.%2010%20de%20Agosto%20y%20Bogot%C3%A1%2C%20Quito%2C%20Ecuador"
    links = [each.get("href") for each in by_tag(by_tag(root, "main")[0], "a")]
    assert {f"geo:0,0?q={where}", f"https://www.openstreetmap.org/search?query={where}"} <= set(links)
