"""The page behind the private link of a turno: confirmation, move, cancellation (S30)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.public.booking.booking_pages import book_turno, code_of, confirm, hour_url, place, text, url, version
from vinculo.queries.booking import documents
from vinculo.records.models import Draft, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]


def test_s30_the_phone_page_and_the_pdf_have_the_same_reference(client: Client) -> None:
    turno = book_turno(client)
    page = client.get(reverse("public:turno", args=[turno.token]))
    pdf = client.get(reverse("public:turno_pdf", args=[turno.token]))
    assert "<svg" in page.content.decode()
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    entry = client.get(reverse("public:turno_ics", args=[turno.token]))
    assert "BEGIN:VEVENT" in entry.content.decode()


def test_a_get_never_cancels_and_a_post_does(client: Client) -> None:
    turno = book_turno(client)
    link = reverse("public:turno_cancel", args=[turno.token])
    client.get(link)
    turno.refresh_from_db()
    assert turno.status == "confirmed"
    client.post(link, version(turno))
    turno.refresh_from_db()
    assert turno.status == "cancelled"
    shown = text(client.get(reverse("public:turno", args=[turno.token])).content)
    said = ("Turno cancelado", "Último correo sobre este turno", "Correo de confirmación")
    assert [words in shown for words in said] == [True, True, False]


def test_a_turno_is_moved_by_its_private_link(client: Client) -> None:
    turno = book_turno(client)
    answer = Client().post(reverse("public:turno_move", args=[turno.token]), version(turno))
    assert answer.status_code == 302
    client.post(reverse("public:turno_move", args=[turno.token]), version(turno))
    draft = Draft.objects.latest("id")
    client.post(hour_url(draft, 2), {"asientos": "1"})
    confirm(client, draft)
    moved = Turno.objects.get(pk=turno.pk)
    assert (moved.starts - turno.starts) == timedelta(minutes=30)
    assert Turno.objects.count() == 1


def test_an_unknown_private_link_is_not_found(client: Client) -> None:
    for name in ["turno", "turno_pdf", "turno_ics", "turno_cancel"]:
        assert client.get(reverse(f"public:{name}", args=["0" * 32])).status_code == 404


def test_d17_somebody_who_typed_a_passport_is_not_told_the_code(client: Client) -> None:
    client.post(reverse("public:booking_passport"), {"number": cast.ANA_PASSPORT, "country": "COL"})
    draft = Draft.objects.latest("id")
    client.post(url("contact", draft), {"email": "x@example.com", "mobile": "0991234567"})
    client.post(url("code", draft), {"code": code_of(draft)})
    place(client, draft)
    client.post(hour_url(draft), {"asientos": "1"})
    confirm(client, draft)
    turno = Turno.objects.get(status="confirmed")
    assert turno.affiliate.code == cast.ANA_CODE
    page = text(client.get(reverse("public:turno", args=[turno.token])).content)
    assert (cast.ANA_PASSPORT in page, cast.ANA_CODE in page) == (True, False)
    assert documents.confirmation_facts(turno).affiliate_code == ""
