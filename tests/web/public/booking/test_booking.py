"""The door of booking: its pages in the order and words of the page (S20-S28)."""

from __future__ import annotations

import re
from datetime import timedelta

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
    buttons,
    code_of,
    confirm,
    hour_url,
    place,
    steps,
    text,
    url,
)
from vinculo.records.models import Agency, Draft, Event, Message, Province, Seat, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]


def test_s21_to_s28_the_road_in_the_words_of_the_page(client: Client) -> None:
    portal = client.get(reverse("public:booking"))
    assert "Turnos para atención ciudadana" in text(portal.content)
    assert re.search(r'<a[^>]*href="/turnos/generar/"[^>]*>\s*Generar turno', portal.content.decode())
    assert buttons(client.get(reverse("public:booking_number")).content) == ["Buscar"]
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.get()
    assert buttons(client.get(url("contact", draft)).content) == ["Siguiente"]
    client.post(url("contact", draft), {"email": "ana@example.com", "mobile": "+57 300 123 4567"})
    assert Message.objects.get().subject == "Verificar IESS turno online"
    assert buttons(client.get(url("code", draft)).content) == ["Verificar", "Enviar otro código"]
    client.post(url("code", draft), {"code": code_of(draft)})
    assert buttons(client.get(url("place", draft)).content) == ["Siguiente"]
    place(client, draft)
    assert DAY.isoformat() in client.get(url("day", draft)).content.decode()
    hour = hour_url(draft)
    assert buttons(client.get(hour).content) == ["Si"]
    assert client.post(hour, {"asientos": "1"}).headers["Location"] == url("review", draft)
    assert buttons(client.get(url("review", draft)).content) == ["Confirmar"]
    done = confirm(client, draft)
    turno = Turno.objects.get()
    assert done.headers["Location"] == reverse("public:turno", args=[turno.token])
    assert (turno.status, turno.mobile, turno.presenter_kind) == ("confirmed", "+573001234567", "code")
    assert turno.reference in text(client.get(done.headers["Location"]).content)


def test_a_draft_opens_only_in_the_browser_that_began_it(client: Client) -> None:
    draft = steps(client)
    assert Client().get(url("place", draft)).status_code == 404
    assert client.get(url("place", draft)).status_code == 200


def test_steps_cannot_be_skipped(client: Client) -> None:
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.get()
    for name in ["code", "affiliate", "place", "day", "review"]:
        assert client.get(url(name, draft)).headers["Location"] == url("contact", draft)


def test_s27_two_tabs_and_a_double_click_end_in_clear_pages(client: Client) -> None:
    first, second = place(client, steps(client)), place(client, steps(client))
    send(client, hour_url(first, 0), {"asientos": "1"})
    send(client, hour_url(second, 1), {"asientos": "1"})
    lost = follow(client, confirm(client, first))
    assert lost.status_code == 409
    assert "ya no está reservada para usted" in text(lost.content)
    assert confirm(client, second).status_code == 302
    again = confirm(client, second)
    assert again.headers["Location"] == reverse("public:turno", args=[Turno.objects.get(status="confirmed").token])
    already = send(client, hour_url(first, 2), {"asientos": "1"})
    assert already.status_code == 409
    assert "Ver mi turno" in text(already.content)


def test_s27_an_hour_taken_meanwhile_keeps_everything_typed(client: Client) -> None:
    draft = place(client, steps(client))
    Seat.objects.filter(pk=Seat.objects.order_by("slot__starts")[0].pk).update(state="blocked")
    answer = send(client, hour_url(draft), {"asientos": "1"})
    assert answer.status_code == 409
    assert "acaba de ser tomada" in text(answer.content)
    draft.refresh_from_db()
    assert (draft.email, draft.agency) == ("ana@example.com", cast.agency())


def test_s28_an_expired_hold_taken_by_another_ends_in_a_clear_page(client: Client) -> None:
    draft = place(client, steps(client))
    send(client, hour_url(draft), {"asientos": "1"})
    with time_machine.travel(cast.NOW + timedelta(minutes=11), tick=False):
        other = Client()
        pedro = steps(other, cast.PEDRO_CEDULA, "pedro@example.com")
        send(other, url("affiliate", pedro), {"affiliate_code": cast.ANA_CODE})
        place(other, pedro)
        send(other, hour_url(pedro), {"asientos": "1"})
        answer = follow(client, confirm(client, draft))
        assert answer.status_code == 409
        assert "ya no está reservada para usted" in text(answer.content)


@pytest.mark.parametrize("count", [1, 3])
def test_s26_only_agencies_that_serve_and_are_open_are_offered(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    guayas = Province.objects.create(code="09", name="Guayas")
    for index in range(count - 1):
        cast.agency(f"Agencia {index}", "Pichincha", "17")
    Agency.objects.create(province=guayas, name="Sin servicio", city="Guayaquil")
    closed = cast.agency("Cerrada", "Pichincha", "17")
    Agency.objects.filter(pk=closed.pk).update(active=False)
    draft = steps(client)
    # session with draft, what is served, what is held (D28)
    with django_assert_num_queries(3):
        page = client.get(url("place", draft)).content.decode()
    offered = re.search(r'<select name="agency".*?</select>', page, re.S)
    assert offered
    assert len(re.findall(r'<option value="\d+"', offered.group())) == count
    assert [name in page for name in ["Sin servicio", "Cerrada"]] == [False, False]


def test_s20_a_proxy_names_the_affiliate_and_is_told_of_the_endorsement(client: Client) -> None:
    draft = steps(client, cast.PEDRO_CEDULA, "pedro@example.com")
    answer = client.get(url("place", draft))
    assert answer.headers["Location"] == url("affiliate", draft)
    assert "Asesoría Jurídica" in text(client.get(url("affiliate", draft) + "?apoderado=1").content)
    wrong = send(client, url("affiliate", draft), {"affiliate_code": "NOSUCHCODE"})
    assert wrong.status_code == 422
    assert "Con ese código de identificación no podemos continuar" in text(wrong.content)
    send(client, url("affiliate", draft), {"affiliate_code": cast.ANA_CODE})
    draft.refresh_from_db()
    assert (draft.affiliate, draft.by_proxy) == (cast.ana(), True)


def test_s22_a_mistyped_number_is_mended_with_everything_else_kept(client: Client) -> None:
    draft = steps(client, "NOSUCHCODE1")
    assert client.get(url("affiliate", draft)).headers["Location"] == url("nobody", draft)
    client.post(url("change_number", draft), {"number": cast.ANA_CODE})
    draft.refresh_from_db()
    assert (draft.affiliate, draft.email, draft.by_proxy) == (cast.ana(), "ana@example.com", False)


def test_every_act_of_booking_wrote_its_event(client: Client) -> None:
    book_turno(client)
    acts = list(Event.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["code_sent", "email_verified", "presenter_resolved", "seat_held", "turno_confirmed"]
