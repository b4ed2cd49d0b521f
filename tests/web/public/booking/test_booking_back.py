"""Going back, reloading, waiting, mending: nobody loses their way or what they typed (S22-S28, D9, D17)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.web.posting import follow, send
from tests.web.public.booking.booking_pages import (
    DAY,
    book_turno,
    code_of,
    confirm,
    hour_url,
    place,
    steps,
    text,
    url,
    version,
)
from tests.web.shared.reading import by_id, by_tag, page
from vinculo.records.models import Agency, Draft, Message, Seat, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]
PRIVATE = "max-age=0, no-cache, no-store, must-revalidate, private"


def hold_seat(client: Client, dependents: int = 1) -> Draft:
    draft = place(client, steps(client), dependents)
    client.post(hour_url(draft), {"asientos": "1"})
    draft.refresh_from_db()
    return draft


def test_no_cache_keeps_a_private_page_and_no_search_engine_lists_it(client: Client) -> None:
    draft = hold_seat(client)
    pages = [client.get(url(name, draft)) for name in ["contact", "place", "day", "review", "change_number"]]
    confirm(client, draft)
    token = Turno.objects.get().token
    for name in ["turno", "turno_pdf", "turno_ics", "turno_cancel", "turno_solicitudes"]:
        pages.append(client.get(reverse(f"public:{name}", args=[token])))
    told = [(answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) for answer in pages]
    assert told == [(PRIVATE, "noindex, nofollow")] * len(pages)


def test_reloading_the_answer_to_a_press_leads_back_and_does_nothing(client: Client) -> None:
    draft = place(client, steps(client))
    sent = Message.objects.count()
    assert client.get(url("send_again", draft)).headers["Location"] == url("code", draft)
    turno = book_turno(client)
    asked = client.get(reverse("public:turno_move", args=[turno.token]))
    assert "¿Mover el turno?" in text(asked.content)
    answer = client.get(reverse("public:turno_mail_again", args=[turno.token]))
    assert answer.headers["Location"] == reverse("public:turno", args=[turno.token])
    assert (Message.objects.filter(kind="verification").count(), Draft.objects.filter(moves=turno).count()) == (
        sent + 1,
        0,
    )


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "x\x00", "2020-01-01"])
def test_s27_a_day_that_is_not_shown_is_not_chosen(client: Client, day: str) -> None:
    draft = place(client, steps(client))
    answer = client.get(url("day", draft), {"dia": day})
    assert (answer.status_code, "Horas del" in text(answer.content)) == (200, False)


def test_s27_from_every_refusal_the_days_lead_to_the_days(client: Client) -> None:
    draft = hold_seat(client)
    Seat.objects.filter(pk=Seat.objects.order_by("slot__starts")[0].pk).update(
        state="blocked", turno=None, held_until=None
    )
    for answer in (send(client, hour_url(draft), {"asientos": "1"}), follow(client, confirm(client, draft))):
        links = re.findall(r'href="([^"]*)\?dia=', answer.content.decode())
        assert (answer.status_code, set(links)) == (409, {url("day", draft)})


def test_s28_mending_the_mobile_number_keeps_the_held_hour_and_leads_back_to_the_review(client: Client) -> None:
    draft = hold_seat(client)
    assert url("contact", draft) in client.get(url("review", draft)).content.decode()
    answer = client.post(url("contact", draft), {"email": "ana@example.com", "mobile": "0987654321"})
    assert answer.headers["Location"] == url("review", draft)
    assert "+593987654321" in text(client.get(url("review", draft)).content)
    confirm(client, draft)
    assert Turno.objects.get().mobile == "+593987654321"


def test_s28_another_email_is_verified_first_and_then_leads_back_to_the_held_hour(client: Client) -> None:
    draft = hold_seat(client)
    client.post(url("contact", draft), {"email": "otra@example.com", "mobile": "0991234567"})
    assert confirm(client, draft).headers["Location"] == url("code", draft)
    answer = client.post(url("code", draft), {"code": code_of(draft)})
    assert answer.headers["Location"] == url("review", draft)
    confirm(client, draft)
    assert [turno.email for turno in Turno.objects.all()] == ["otra@example.com"]


def test_s28_more_dependents_than_the_held_seats_are_for_are_never_confirmed(client: Client) -> None:
    draft = hold_seat(client)
    place(client, draft, dependents=2)
    assert follow(client, confirm(client, draft)).status_code == 409
    assert Turno.objects.get().status == "holding"


def test_s28_a_reservation_that_ran_out_is_told_so_while_the_hour_is_still_free(client: Client) -> None:
    draft = hold_seat(client)
    assert "Esta hora está reservada para usted hasta las 09:10." in text(client.get(url("review", draft)).content)
    with time_machine.travel(cast.NOW + timedelta(minutes=11), tick=False):
        assert "La reserva de esta hora terminó a las 09:10, pero nadie la tomó todavía" in text(
            client.get(url("review", draft)).content
        )
        assert confirm(client, draft).status_code == 302


def test_s22_an_affiliate_who_mends_the_number_is_not_taken_for_a_proxy(client: Client) -> None:
    draft = steps(client, "NOSUCHCODE1")
    answer = client.post(url("change_number", draft), {"number": cast.ANA_CODE})
    assert answer.headers["Location"] == url("place", draft)
    own = client.get(url("affiliate", draft))
    assert "Usted realiza el trámite como apoderado" not in text(own.content)
    assert url("place", draft) in own.content.decode()


def test_d17_booking_is_limited_by_browser_and_no_other_is_hit(client: Client, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "send": {**settings.LIMITS["send"], "device": (1, 60)}}
    steps(client)
    send(client, reverse("public:booking_number"), {"number": cast.ANA_CODE})
    typed = {"email": "ana.r@example.com", "mobile": "099 123 4567"}
    refused = send(client, url("contact", Draft.objects.latest("id")), typed)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    other = Client()
    send(other, reverse("public:booking_number"), {"number": cast.ANA_CODE})
    assert send(other, url("contact", Draft.objects.latest("id")), typed).status_code == 302


def test_d28_a_mobile_refuses_nobody_and_makes_nobody_wait(settings: Any) -> None:
    many = dict.fromkeys(settings.LIMITS["send"], (1000, 60))
    settings.LIMITS = settings.LIMITS | {"send": many}
    for index in range(25):
        client = Client()
        client.post(reverse("public:booking_number"), {"number": f"CODIGO{index}"})
        typed = {"email": f"p{index}@example.com", "mobile": "099 123 4567"}
        assert client.post(url("contact", Draft.objects.latest("id")), typed).status_code == 302


def test_d29_who_must_wait_keeps_what_was_typed_is_told_when_and_then_goes_on(settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "send": {**settings.LIMITS["send"], "address": (1, 60)}}
    steps(Client())
    client = Client()
    send(client, reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.latest("id")
    typed = {"email": "ana.r@example.com", "mobile": "099 765 4321"}
    answer = send(client, url("contact", draft), typed)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(settings.PAUSE_SECONDS))
    assert "espere 20 segundos" in text(answer.content)
    kept = [node.get("value") for node in by_tag(page(answer), "input") if node.get("name") in {"email", "mobile"}]
    assert kept == ["ana.r@example.com", "099 765 4321"]
    for _ in range(5):  # what others ask meanwhile does not move the moment
        Client().post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    with time_machine.travel(cast.NOW + timedelta(seconds=settings.PAUSE_SECONDS), tick=False):
        assert send(client, url("contact", draft), typed).status_code == 302


def test_d17_a_verified_email_tries_only_so_many_numbers_from_any_address(client: Client) -> None:
    draft = steps(client, cast.PEDRO_CEDULA, "pedro@example.com")
    answers = [
        send(client, url("change_number", draft), {"number": f"NADIE{index}"}, REMOTE_ADDR=f"192.0.2.{index}")
        for index in range(20)
    ]
    assert [answer.status_code for answer in answers] == [302] * 19 + [429]  # the code from the mail was the first


def test_d17_one_household_of_ipv6_is_one_address(client: Client, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "search": {**settings.LIMITS["search"], "address": (1, 60)}}
    begin = reverse("public:booking_number")
    addresses = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "192.0.2.1", "::ffff:192.0.2.1"]
    answers = [
        send(client, begin, {"number": f"CODIGO{index}"}, REMOTE_ADDR=address).status_code
        for index, address in enumerate(addresses)
    ]
    assert answers == [302, 429, 302, 302, 429]


def test_d9_a_time_of_the_islands_says_so_wherever_it_is_read(client: Client) -> None:
    Agency.objects.update(timezone="Pacific/Galapagos")
    draft = place(client, steps(client))
    pages = [client.get(url("day", draft), {"dia": DAY.isoformat()}), client.get(hour_url(draft))]
    client.post(hour_url(draft), {"asientos": "1"})
    pages.append(client.get(url("review", draft)))
    confirm(client, draft)
    turno = Turno.objects.get()
    pages += [client.get(reverse(f"public:{name}", args=[turno.token])) for name in ["turno", "turno_cancel"]]
    assert [text(answer.content).count("(hora de Galápagos)") for answer in pages] == [1, 1, 2, 1, 1]
    assert "martes 1 de diciembre de 2026, 09:00 (hora de Galápagos)" in Message.objects.latest("id").body


def test_s24_the_fate_of_the_mail_renews_itself_until_it_is_known(client: Client) -> None:
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.get()
    client.post(url("contact", draft), {"email": "ana@example.com", "mobile": "0991234567"})
    asks = by_id(page(client.get(url("code", draft))), "mail-state").get("data-renew")
    assert client.get(asks).status_code == 204
    Message.objects.update(state="sent")
    told = client.get(asks)
    assert (text(told.content).strip(), "data-renew" in told.content.decode()) == ("Estado del correo: enviado", False)


def test_a_part_of_a_page_whose_draft_is_done_leads_to_the_turno(client: Client) -> None:
    draft = hold_seat(client)
    confirm(client, draft)
    answer = client.get(url("mail_state", draft))
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("public:turno", args=[Turno.objects.get().token]),
    )


@pytest.mark.parametrize("token", ["a%00b", "%FF", "a b", "a'b", "9" * 65])
def test_a_token_that_cannot_be_one_is_not_found_before_the_database_is_asked(
    client: Client, token: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        for path in [f"/mi-turno/{token}/", f"/solicitud/{token}/", f"/turnos/{token}/dia/"]:
            assert client.get(path).status_code == 404


def test_the_page_of_a_cancelled_turno_has_its_own_title(client: Client) -> None:
    turno = book_turno(client)
    client.post(reverse("public:turno_cancel", args=[turno.token]), version(turno))
    shown = client.get(reverse("public:turno", args=[turno.token])).content.decode()
    assert re.findall("<title>(.*)</title>", shown) == ["Turno cancelado · Vínculo · IESS"]
    assert reverse("public:turno_solicitudes", args=[turno.token]) in shown
