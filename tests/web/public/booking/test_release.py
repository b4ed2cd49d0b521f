"""A turno that somebody else booked: the registered mailbox, the desk and the supervisor let go of it (D28)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.posting import send
from tests.web.public.booking.booking_pages import (
    DAY,
    book_turno,
    confirm,
    hour_url,
    place,
    somewhere,
    steps,
    text,
    url,
)
from vinculo.records.models import (
    Affiliate,
    Event,
    KnownBrowser,
    MailboxBound,
    Message,
    Procedure,
    Seat,
    Service,
    Slot,
    Turno,
    TurnoRelease,
)

pytestmark = pytest.mark.django_db
OWN = "ana@example.com"


@pytest.fixture(autouse=True)
def stage() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(cast.NOW, tick=False) as clock:
        cast.ana(email=OWN)
        cast.slots(cast.agency(), DAY, times=4, counters=3)
        yield clock


def book_as_stranger() -> Turno:
    """Return a turno that a stranger booked on Ana's number."""
    client = Client()
    draft = place(client, steps(client, email="thief@example.com"))
    client.post(hour_url(draft), {"asientos": "1"})
    confirm(client, draft)
    return Turno.objects.get(status="confirmed")


def link() -> str:
    """Return the address in the mail to the registered mailbox."""
    message = Message.objects.get(kind="booked_by_other")
    assert message.recipient == OWN
    assert "thief" not in message.body  # D17
    address = re.search(r"http\S+(/turnos/liberar/\S+)", message.body)
    assert address
    return address[1]


def read_version(page: bytes) -> dict[str, str]:
    """Return the version that the form on a page carries."""
    return dict(re.findall(r'name="(version)" value="(\d+)"', page.decode()))


def test_d28_the_registered_mailbox_is_told_and_releases_the_turno_by_a_link(client: Client) -> None:
    turno = book_as_stranger()
    asked = client.get(link())
    assert "¿Liberar este turno?" in text(asked.content)
    turno.refresh_from_db()
    assert turno.status == "confirmed"  # a GET changes nothing
    for _ in range(2):
        answer = client.post(link(), read_version(asked.content))
        assert (answer.status_code, answer["Location"]) == (302, link())
        assert "El turno fue cancelado" in text(client.get(link()).content)
    turno.refresh_from_db()
    assert (turno.status, turno.release.way) == ("cancelled", "mailbox")
    assert Seat.objects.filter(state="cooling").count() == 1
    assert Message.objects.filter(kind="released", recipient="thief@example.com").count() == 1
    assert Event.objects.filter(act="turno_released", subject_id=turno.pk).count() == 1


@pytest.mark.parametrize("bad", ["x", "1", "MQ:abc"])
def test_d28_a_link_that_nobody_sent_opens_nothing(client: Client, bad: str) -> None:
    turno = book_as_stranger()
    assert client.get(reverse("public:booking_release", args=[bad])).status_code == 404
    assert client.post(link()[:-3] + "xx/", {"version": turno.version}).status_code == 404


def test_d30_a_turno_that_moved_since_it_was_read_is_not_released_unseen(client: Client) -> None:
    turno = book_as_stranger()
    read = read_version(client.get(link()).content)
    Turno.objects.filter(pk=turno.pk).update(version=turno.version + 1)
    for typed in (read, {}):
        answer = send(client, link(), typed)
        assert (answer.status_code, "Algo cambió mientras lo leía" in text(answer.content)) == (409, True)
    turno.refresh_from_db()
    assert turno.status == "confirmed"
    send(client, link(), read_version(answer.content))
    turno.refresh_from_db()
    assert turno.status == "cancelled"


def test_d28_own_bookings_and_those_of_the_desk_tell_nobody_else(client: Client) -> None:
    book_turno(client)
    assert not Message.objects.filter(kind="booked_by_other").exists()


def test_d28_a_browser_known_for_the_affiliate_is_own_whatever_the_mailbox(client: Client) -> None:
    steps(client)  # the registered mailbox was verified here
    assert KnownBrowser.objects.get().affiliate == cast.ana()
    book_as_stranger()
    draft = place(client, steps(client, email="ana.nueva@example.com"))
    client.post(hour_url(draft, 3), {"asientos": "1"})
    assert confirm(client, draft).status_code == 302
    mine = Turno.objects.get(status="confirmed")
    assert (mine.email, mine.proof) == ("ana.nueva@example.com", "own")


def test_d28_a_stranger_s_turno_is_told_at_the_place_and_never_a_closed_door(client: Client) -> None:
    book_as_stranger()
    draft = steps(client)
    told = text(client.get(url("place", draft)).content)
    assert "Usted tiene prioridad: cuando confirme el suyo, aquel terminará" in told
    book_turno(client)
    assert TurnoRelease.objects.get().way == "owner"


def test_d28_whom_the_registry_does_not_know_is_shown_every_way_at_the_first_step(client: Client) -> None:
    book_as_stranger()
    draft = steps(client, email="otra@example.com")
    for answer in (client.get(url("place", draft)), send(client, url("place", draft), somewhere())):
        said = text(answer.content)
        assert answer.status_code == 409
        for way in (
            "Recuperar mi turno",
            "el correo que consta en el IESS",
            "a cualquier Centro de Atención Universal",
        ):
            assert way in said
        assert not re.search(r"\d\d:\d\d", said.split("Ya hay un turno para este trámite")[1])  # D17: not its hour


def test_d28_a_procedure_with_a_large_number_is_the_one_that_is_told(client: Client) -> None:
    before = cast.procedure()
    before.code, code = "antes", before.code
    before.save()
    later = Procedure.objects.create(pk=1_000_000, code=code, name="Con número grande")
    Service.objects.update(procedure=later)
    Slot.objects.update(procedure=later)
    book_as_stranger()
    draft = steps(client, email="otra@example.com")
    assert send(client, url("place", draft), somewhere()).status_code == 409


def test_d28_proxies_without_a_power_are_told_three_ways_and_one_with_it_takes_a_place() -> None:
    for index, cedula in enumerate(("1710034065", "1714616123")):
        client = Client()
        draft = steps(client, cedula, f"p{index}@example.com")
        send(client, url("affiliate", draft), {"affiliate_code": cast.ANA_CODE})
        place(client, draft)
        send(client, hour_url(draft, index), {"asientos": "1"})
        confirm(client, draft)
    third = Client()
    draft = steps(third, "1713175071", "p3@example.com")
    send(third, url("affiliate", draft), {"affiliate_code": cast.ANA_CODE})
    answer = send(third, url("place", draft), somewhere())
    assert answer.status_code == 409
    assert "presenta primero el poder en la unidad de Asesoría Jurídica" in text(answer.content)
    assert Turno.objects.filter(status="confirmed").count() == 2


def test_d28_a_mailbox_has_three_turnos_and_a_named_one_its_own_bound() -> None:
    for index in range(4):
        code = f"EXT900000{index}"
        Affiliate.objects.create(code=code, names=code, names_key=code, active=True, updated_at=cast.NOW)

    def books(index: int) -> int:
        client = Client()
        draft = steps(client, f"EXT900000{index}", f"b.o.t+{index}@gmail.com")
        answer = send(client, url("place", draft), somewhere())
        if answer.status_code == 302:
            send(client, hour_url(draft, index), {"asientos": "1"})
            answer = confirm(client, draft)
        return int(answer.status_code)

    assert [books(index) for index in range(4)] == [302, 302, 302, 409]
    MailboxBound.objects.create(mailbox="bot@gmail.com", most=4, reason="Albergue de prueba")
    assert books(3) == 302


def test_d28_an_officer_lets_go_of_it_for_who_shows_their_document() -> None:
    turno = book_as_stranger()
    olga = at_the_desk(cast.olga())
    where = reverse("desk:reception_release", args=[turno.reference])
    assert where in olga.get(reverse("desk:reception_turno", args=[turno.reference])).content.decode()
    asked = olga.get(where)
    read = read_version(asked.content)
    assert olga.post(where, read | {"reason": " "}).status_code == 422
    assert olga.post(where, {"reason": "No lo pidió"}).status_code == 422  # nothing was read (D30)
    turno.refresh_from_db()
    assert turno.status == "confirmed"
    answer = olga.post(where, read | {"reason": "No lo pidió"})
    assert answer["Location"] == reverse("desk:reception_give")
    turno.refresh_from_db()
    released = turno.release
    assert (turno.status, released.way, released.by, released.reason) == (
        "cancelled",
        "desk",
        cast.olga(),
        "No lo pidió",
    )


def test_d28_a_supervisor_sees_many_turnos_of_one_mobile_and_releases_them_with_a_reason(
    stage: time_machine.Traveller,
) -> None:
    for index in range(4):
        code = f"EXT900000{index}"
        Affiliate.objects.create(code=code, names=code, names_key=code, active=True, updated_at=cast.NOW)
        client = Client()
        draft = place(client, steps(client, code, f"p{index}@example.com"))
        send(client, hour_url(draft, index), {"asientos": "1"})
        assert confirm(client, draft).status_code == 302  # a mobile refuses nobody
    sara = at_the_desk(cast.sara())
    page = sara.get(reverse("supervision:many"))
    said = text(page.content)
    assert "El mismo celular" in said
    assert "+593991234567" in said
    assert said.count("sin comprobar") == 4
    assert Event.objects.filter(act="turnos_of_one_read").count() == 4
    turno = Turno.objects.order_by("pk")[0]
    where = reverse("supervision:release", args=[turno.reference])
    read = read_version(sara.get(where).content)
    stage.shift(timedelta(seconds=1))
    assert sara.post(where, {"reason": "Acapara"}).status_code == 422
    assert sara.post(where, read | {"reason": "Acapara"})["Location"] == reverse("supervision:many")
    turno.refresh_from_db()
    assert (turno.status, turno.release.way, turno.release.reason) == ("cancelled", "supervisor", "Acapara")
    assert "El mismo celular" in text(sara.get(reverse("supervision:many")).content)
    elsewhere = cast.agency("CAU Loja", "Loja", "11")
    assert at_the_desk(cast.sara()).get(where).status_code == 200
    Turno.objects.filter(pk=turno.pk).update(agency=elsewhere)
    assert sara.get(where).status_code == 404
