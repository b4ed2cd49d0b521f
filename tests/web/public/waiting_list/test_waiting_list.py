"""The pages of the waiting list: join from the day page, be offered an hour, accept, decline, leave."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from tests import cast
from tests.web.posting import send
from tests.web.public.booking.booking_pages import DAY, book_turno, buttons, place, steps, text, url
from tests.web.shared.hostile import HOSTILE
from vinculo.actions.operations.upkeep import feed_waiting_list
from vinculo.records.models import Draft, Message, Offer, Turno, WaitingEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]
WISH = {"first": "2026-12-01", "last": "2026-12-05", "dependents": "1"}


def join_url(draft: Draft) -> str:
    return reverse("public:waiting_join", args=[draft.token])


def join_list(client: Client) -> WaitingEntry:
    draft = place(client, steps(client))
    answer = client.post(join_url(draft), WISH)
    entry = WaitingEntry.objects.get()
    assert answer.headers["Location"] == reverse("public:waiting", args=[entry.token])
    return entry


def offer_hour(client: Client) -> tuple[WaitingEntry, Offer]:
    entry = join_list(client)
    feed_waiting_list(now=cast.NOW, random_source=Random(1))
    return entry, Offer.objects.select_related("turno").get(entry=entry)


def page_of(entry: WaitingEntry) -> str:
    return reverse("public:waiting", args=[entry.token])


def answer_url(name: str, entry: WaitingEntry, offer: Offer) -> str:
    return reverse(f"public:waiting_{name}", args=[entry.token, offer.turno.token])


def test_the_day_page_leads_to_the_list_and_the_list_tells_by_mail(client: Client) -> None:
    draft = place(client, steps(client))
    assert join_url(draft) in client.get(url("day", draft)).content.decode()
    entry = join_list(client)
    assert (entry.email, entry.first, entry.dependents) == ("ana@example.com", DAY, 1)
    assert page_of(entry) in Message.objects.get(kind="waiting_joined").body


def test_an_offer_is_accepted_on_the_private_page_and_not_by_opening_it(client: Client) -> None:
    entry, offer = offer_hour(client)
    shown = Client().get(page_of(entry))
    assert buttons(shown.content) == [
        "Aceptar y confirmar el turno",
        "No puedo: seguir esperando",
        "Salir de la lista de espera",
    ]
    assert "martes 1 de diciembre de 2026 10:00" in text(shown.content)
    assert Client().get(answer_url("accept", entry, offer))["Location"] == reverse("public:waiting", args=[entry.token])
    assert Turno.objects.get().status == "holding"
    answer = Client().post(answer_url("accept", entry, offer))
    turno = Turno.objects.get(status="confirmed")
    assert answer.headers["Location"] == reverse("public:turno", args=[turno.token])
    assert "Ya tiene un turno" in text(client.get(page_of(entry)).content)


def test_an_offer_that_is_over_says_so_and_the_person_waits_on(client: Client) -> None:
    entry, offer = offer_hour(client)
    with time_machine.travel(offer.expires_at, tick=False):
        answer = send(client, answer_url("accept", entry, offer))
        assert (answer.status_code, "Ese ofrecimiento ya terminó" in text(answer.content)) == (409, True)
    assert Turno.objects.get().status == "holding"


def test_an_offer_that_is_declined_is_gone_from_the_page(client: Client) -> None:
    entry, offer = offer_hour(client)
    client.post(answer_url("decline", entry, offer))
    assert buttons(client.get(page_of(entry)).content) == ["Salir de la lista de espera"]


def test_leaving_asks_for_a_press(client: Client) -> None:
    entry = join_list(client)
    client.get(reverse("public:waiting_leave", args=[entry.token]))
    assert WaitingEntry.objects.get().state == "waiting"
    client.post(reverse("public:waiting_leave", args=[entry.token]))
    assert WaitingEntry.objects.get().state == "left"
    assert "Ya no está en la lista de espera" in text(client.get(page_of(entry)).content)


def test_nobody_accepts_with_the_link_of_another_entry(client: Client) -> None:
    _, offer = offer_hour(client)
    other = WaitingEntry.objects.get()
    other.pk, other.token, other.presenter_key, other.state = None, "7" * 32, "code:OTHER", "waiting"
    other.save()
    for name in ["accept", "decline"]:
        assert client.post(answer_url(name, other, offer)).status_code == 404
    assert client.get(reverse("public:waiting", args=["0" * 32])).status_code == 404


def test_d4_somebody_who_has_a_turno_is_shown_it(client: Client) -> None:
    draft = place(client, steps(client))
    book_turno(client)
    assert send(client, join_url(draft), WISH).status_code == 409
    assert WaitingEntry.objects.count() == 0


@pytest.mark.parametrize("name", [*HOSTILE, "missing"])
@pytest.mark.parametrize("field", [*WISH])
def test_a_bad_wish_gets_a_message_beside_the_field(client: Client, field: str, name: str) -> None:
    draft = place(client, steps(client))
    bad = {field: HOSTILE[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")} if name in HOSTILE else {}
    answer = send(client, join_url(draft), {key: value for key, value in WISH.items() if key != field} | bad)
    page = answer.content.decode()
    assert (answer.status_code, f'id="id_{field}_error"' in page) == (422, True)
    assert "<script>alert" not in page
    for other in WISH.keys() - {field}:
        assert f'value="{WISH[other]}"' in page, f"{other} was lost"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-11-29", "2026-12-05", "first"),
        ("0001-01-01", "2026-12-05", "first"),
        ("2026-12-01", "9999-12-31", "last"),
        ("2026-12-05", "2026-12-01", "last"),
        ("2026-02-30", "2026-12-01", "first"),
    ],
)
def test_a_day_that_cannot_be_is_refused(client: Client, first: str, last: str, field: str) -> None:
    draft = place(client, steps(client))
    answer = send(client, join_url(draft), WISH | {"first": first, "last": last})
    assert (answer.status_code, f'id="id_{field}_error"' in answer.content.decode()) == (422, True)
    assert WaitingEntry.objects.count() == 0


def test_d17_too_many_from_one_device_are_told_how_long_to_wait(client: Client) -> None:
    many = dict.fromkeys(["address", "email", "phone"], (99, 60))
    draft = place(client, steps(client))
    with override_settings(LIMITS=settings.LIMITS | {"wait": many | {"device": (1, 60)}}):
        send(client, join_url(draft), WISH)
        answer = send(client, join_url(draft), WISH)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(int(timedelta(hours=1).total_seconds())))
