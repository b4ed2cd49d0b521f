"""Days, hours and codes on the way to a turno, page by page (S06, S23, S25, S27, S28, D9, D16)."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from random import Random

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.desk.case.counter_pages import arrive
from tests.web.posting import send
from tests.web.public.booking.booking_pages import DAY, code_of, confirm, hour_url, place, somewhere, steps, text, url
from tests.web.shared.reading import by_class, by_tag, page
from tests.web.shared.reading import text as words
from vinculo.actions.booking.opening_days import open_days
from vinculo.records.models import Draft, Message, Procedure, Seat, Service, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def on_offer(client: Client, draft: Draft) -> list[str]:
    """Return the days that can be chosen."""
    days = by_class(page(client.get(url("day", draft))), "day")
    return [link.get("href").split("dia=")[1][:10] for day in days for link in by_tag(day, "a")]


def hours_of(client: Client, draft: Draft, day: date) -> list[str]:
    """Return the hours of a day that can be chosen."""
    root = page(client.get(url("day", draft), {"dia": day.isoformat()}))
    return [words(link) for hours in by_class(root, "hours") for link in by_tag(hours, "a")]


def test_s06_no_turno_on_a_weekend_or_a_public_holiday_nor_outside_the_hours(client: Client) -> None:
    cast.ana()
    cast.agency()
    open_days(now=cast.NOW, random_source=Random(1), horizon_days=28)
    draft = place(client, steps(client))
    days = [date(2026, 11, 30) + timedelta(days=offset) for offset in range(29)]
    open_to_all = [day for day in days if day.weekday() < 5 and day != date(2026, 12, 25)]
    assert on_offer(client, draft) == [day.isoformat() for day in open_to_all]
    christmas = [
        words(day) for day in by_class(page(client.get(url("day", draft))), "day-off") if " 25 " in f" {words(day)} "
    ]
    assert [("Navidad" in note, "Lleno" in note) for note in christmas] == [(True, False)]
    hours = hours_of(client, draft, DAY)
    assert (hours[0], hours[-1], len(hours)) == ("08:00", "16:45", 36)
    for closed in (date(2026, 12, 25), date(2026, 12, 5)):
        assert hours_of(client, draft, closed) == []


def test_d9_galapagos_reads_its_own_hour_on_every_page(client: Client) -> None:
    cast.ana()
    place_there = cast.agency()
    place_there.timezone = "Pacific/Galapagos"
    place_there.save()
    cast.slots(place_there, DAY, times=1, counters=1, first_hour=8)
    assert Seat.objects.get().slot.starts.astimezone(UTC).hour == 14
    draft = place(client, steps(client))
    assert hours_of(client, draft, DAY) == ["08:00"]
    assert " 08:00 " in text(client.get(hour_url(draft)).content)
    client.post(hour_url(draft), {"asientos": "1"})
    assert "08:00" in text(client.get(url("review", draft)).content)
    confirm(client, draft)
    turno = Turno.objects.get()
    assert "08:00" in text(client.get(reverse("public:turno", args=[turno.token])).content)
    assert "08:00" in Message.objects.get(kind="confirmation").body
    with time_machine.travel(turno.starts, tick=False):
        there = at_the_desk(cast.olga(place_there))
        assert " 01/12/2026 08:00 " in text(there.get(reverse("desk:turno", args=[turno.reference])).content)
        assert "08:00" in text(there.get(reverse("desk:home")).content)


@pytest.mark.usefixtures("seats_tomorrow")
def test_s01_the_procedure_is_named_in_the_booking_list_as_on_the_page(client: Client) -> None:
    draft = steps(client)
    other = Procedure.objects.create(code="otro", name="Otro trámite")
    Service.objects.create(agency=cast.agency(), procedure=other, counters=1)
    (chosen,) = (
        each for each in by_tag(page(client.get(url("place", draft))), "select") if each.get("name") == "procedure"
    )
    named = [str(child) for option in by_tag(chosen, "option") for child in option.children]
    assert sorted(named) == ["Asignación de código de identificación para dependientes extranjeros", "Otro trámite"]


@pytest.mark.usefixtures("seats_tomorrow")
def test_s26_one_procedure_and_the_one_agency_of_a_province_are_said_and_not_asked(client: Client) -> None:
    draft = steps(client)
    asked = page(client.get(url("place", draft)))
    assert [each.get("name") for each in by_tag(asked, "select")] == ["province", "agency"]
    assert [words(each) for each in by_class(asked, "said")] == [f"Tipo de trámite {cast.PROCEDURE_NAME}"]
    typed = somewhere(2)
    assert client.post(url("place", draft), {**typed, "agency": ""}).status_code == 302
    draft.refresh_from_db()
    assert (draft.agency, draft.dependents) == (cast.agency(), 2)
    cast.agency("CAU Cayambe")
    assert send(client, url("place", draft), {**typed, "agency": ""}).status_code == 422


@pytest.mark.usefixtures("seats_tomorrow")
def test_s22_a_proxy_with_nothing_but_a_passport_books_for_the_affiliate_they_name(client: Client) -> None:
    client.post(reverse("public:booking_passport"), {"number": "PE998877", "country": "PER"})
    draft = Draft.objects.get()
    client.post(url("contact", draft), {"email": "pedro@example.com", "mobile": "0991234567"})
    client.post(url("code", draft), {"code": code_of(draft)})
    assert client.get(url("place", draft)).headers["Location"] == url("affiliate", draft)
    client.post(url("affiliate", draft), {"affiliate_code": cast.ANA_CODE})
    place(client, draft)
    client.post(hour_url(draft), {"asientos": "1"})
    confirm(client, draft)
    turno = Turno.objects.get()
    assert (turno.presenter_number, turno.by_proxy, turno.affiliate) == ("PE998877", True, cast.ana())


@pytest.mark.usefixtures("seats_tomorrow")
@pytest.mark.parametrize("number", ["1710034060", "NOSUCHCODE1"])
def test_s22_neither_a_code_nor_a_right_cedula_is_told_once_the_email_is_verified(client: Client, number: str) -> None:
    draft = steps(client, number)
    assert client.get(url("place", draft), follow=True).redirect_chain[-1][0] == url("nobody", draft)
    draft.refresh_from_db()
    assert (draft.verified_at, draft.by_proxy, draft.affiliate) == (cast.NOW, False, None)


@pytest.mark.usefixtures("seats_tomorrow")
def test_d16_a_family_gets_seats_in_a_row_or_the_longest_run_with_everybody_on_the_turno(client: Client) -> None:
    first = Seat.objects.order_by("slot__starts")[0]
    draft = place(client, steps(client), dependents=3)
    assert hours_of(client, draft, DAY) == ["10:00"]  # three in a row begin at the first hour only
    Seat.objects.filter(pk=first.pk).update(state="blocked")
    day = client.get(url("day", draft), {"dia": DAY.isoformat()})
    assert "no quedan 3 espacios seguidos. Le ofrecemos los que hay (2)" in text(day.content)
    assert hours_of(client, draft, DAY) == ["10:15"]
    client.post(hour_url(draft, 1), {"asientos": "2"})
    confirm(client, draft)
    turno = Turno.objects.get()
    assert (turno.dependents, turno.seats_count, turno.seats.count()) == (3, 2, 2)
    with time_machine.travel(turno.starts, tick=False):
        assert arrive(turno).case.solicitudes.count() == 3


@pytest.mark.usefixtures("seats_tomorrow")
def test_s27_si_holds_the_hour_for_ten_minutes_and_then_lets_it_go(client: Client) -> None:
    draft, other = place(client, steps(client)), Client()
    pedro = steps(other, cast.PEDRO_CEDULA, "pedro@example.com")
    send(other, url("affiliate", pedro), {"affiliate_code": cast.ANA_CODE})
    pedro = place(other, pedro)
    assert hours_of(other, pedro, DAY) == ["10:00", "10:15", "10:30"]
    client.get(hour_url(draft))  # the window alone holds nothing
    assert hours_of(other, pedro, DAY) == ["10:00", "10:15", "10:30"]
    send(client, hour_url(draft), {"asientos": "1"})
    assert hours_of(other, pedro, DAY) == ["10:15", "10:30"]
    assert send(other, hour_url(pedro), {"asientos": "1"}).status_code == 409
    with time_machine.travel(cast.NOW + timedelta(minutes=11), tick=False):
        assert hours_of(other, pedro, DAY) == ["10:00", "10:15", "10:30"]


@pytest.mark.usefixtures("seats_tomorrow")
def test_s28_the_data_are_reviewed_and_the_turno_is_there_from_confirmar_on(client: Client) -> None:
    draft = place(client, steps(client), dependents=2)
    client.post(hour_url(draft), {"asientos": "2"})
    shown = text(client.get(url("review", draft)).content)
    for fact in (
        cast.PROCEDURE_NAME,
        "Centro de Atención Universal Quito",
        "1 de diciembre de 2026",
        "10:00",
        cast.ANA_CODE,
        "ana@example.com",
        "+593991234567",
    ):
        assert fact in shown, fact
    assert not Turno.objects.filter(status="confirmed").exists()
    confirm(client, draft)
    turno = Turno.objects.get()
    assert (turno.status, turno.dependents, turno.agency) == ("confirmed", 2, cast.agency())
    assert list(Seat.objects.filter(turno=turno).values_list("state", flat=True)) == ["taken", "taken"]


@pytest.mark.usefixtures("seats_tomorrow")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("099 123 4567", "+593991234567"),
        ("+57 300 123 4567", "+573001234567"),
        ("+58 412-1234567", "+584121234567"),
        ("0034 612 345 678", "+34612345678"),
        ("+1 (202) 555-0143", "+12025550143"),
    ],
)
def test_s23_the_mobile_number_of_any_country_is_taken(client: Client, typed: str, kept: str) -> None:
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.get()
    assert client.post(url("contact", draft), {"email": "ana@example.com", "mobile": typed}).status_code == 302
    draft.refresh_from_db()
    assert (draft.mobile, draft.email) == (kept, "ana@example.com")


@pytest.mark.usefixtures("seats_tomorrow")
@pytest.mark.parametrize("email", ["ana", "ana@", "ana@example", "@example.com", "ana maria@example.com"])
def test_s23_what_is_no_email_is_told_beside_it(client: Client, email: str) -> None:
    send(client, reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.get()
    answer = send(client, url("contact", draft), {"email": email, "mobile": "0991234567"})
    assert (answer.status_code, 'id="id_email_error"' in answer.content.decode()) == (422, True)
    assert 'value="0991234567"' in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.usefixtures("seats_tomorrow")
def test_s25_the_code_serves_once_for_half_an_hour_with_five_attempts_and_can_be_sent_again(client: Client) -> None:
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.get()
    client.post(url("contact", draft), {"email": "ana@example.com", "mobile": "0991234567"})
    first = code_of(draft)

    def answer_to(code: str) -> str:
        answer = send(client, url("code", draft), {"code": code})
        return "" if answer.status_code == 302 else text(answer.content)

    wrong = "000000" if first != "000000" else "111111"
    for left in (4, 3, 2, 1):
        assert f"Intentos que quedan: {left}." in answer_to(wrong)
    assert "ya no quedan intentos" in answer_to(wrong)
    assert "Ese código ya no es válido." in answer_to(first)
    client.post(url("send_again", draft))
    second = code_of(draft)
    with time_machine.travel(cast.NOW + timedelta(minutes=31), tick=False):
        assert "Ese código ya no es válido." in answer_to(second)
    client.post(url("send_again", draft))
    third = code_of(draft)
    assert "El código no es correcto." in answer_to(second)
    assert answer_to(third) == ""
    client.post(url("contact", draft), {"email": "otra@example.com", "mobile": "0991234567"})
    assert "El código no es correcto." in answer_to(third)  # used once, it verifies no other e-mail


@pytest.mark.usefixtures("seats_tomorrow")
def test_s20_d4_the_turno_of_a_proxy_names_the_affiliate_and_leaves_them_free_to_book(client: Client) -> None:
    other = Client()
    pedro = steps(other, cast.PEDRO_CEDULA, "pedro@example.com")
    send(other, url("affiliate", pedro), {"affiliate_code": cast.ANA_CODE})
    place(other, pedro)
    send(other, hour_url(pedro), {"asientos": "1"})
    confirm(other, pedro)
    theirs = Turno.objects.get(by_proxy=True)
    draft = place(client, steps(client))
    send(client, hour_url(draft, 1), {"asientos": "1"})
    confirm(client, draft)
    mine = Turno.objects.get(by_proxy=False)
    assert [(each.status, each.affiliate) for each in (theirs, mine)] == [("confirmed", cast.ana())] * 2
    again = steps(client)
    for answer in (client.get(url("place", again)), send(client, url("place", again), somewhere())):
        assert answer.status_code == 409  # one live turno each, said before an hour is chosen
