"""Somebody asks on the public page about their data: the mailbox confirms it, the delegate has it (D34)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import page, text
from vinculo.actions.rights.retention import apply_retention
from vinculo.records.models import DataRequest, Event, Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
ASK, DESK = reverse("public:rights_ask"), reverse("delegate:requests")
TYPED = {
    "kind": "access",
    "names": "Zoila Quispe Mamani",
    "words": "Quiero ver lo que guardan de mí.",
    "email": "zoila@ejemplo.com",
}


def link() -> str:
    """Return the address that the newest mail brings."""
    match = re.search(r"/privacidad/derechos/\d+x[0-9a-f]{32}/", Message.objects.latest("pk").body)
    assert match
    return match.group()


def page_mark(desk: Client, asked: DataRequest) -> str:
    """Return the mark of what the delegate read."""
    shown = desk.get(reverse("delegate:request", args=[asked.reference])).content.decode()
    match = re.search(r'name="read" value="([^"]+)"', shown)
    assert match
    return match.group(1)


def on_the_desk() -> list[str]:
    """Return what the delegate's list shows."""
    return re.findall(r"D[0-9A-Z]{9}", text(page(at_the_desk(cast.diana()).get(DESK))))


def test_d34_who_asks_on_the_page_is_on_the_desk_once_their_mailbox_confirmed_it(client: Client) -> None:
    assert f'href="{ASK}"' in client.get(reverse("public:rights")).content.decode()
    answer = client.post(ASK, TYPED)
    assert (answer.status_code, answer["Location"]) == (302, reverse("public:rights_sent"))
    asked = DataRequest.objects.get()
    assert (asked.state, on_the_desk(), Event.objects.filter(subject="datarequest").count()) == ("asked", [], 0)
    assert at_the_desk(cast.diana()).get(reverse("delegate:request", args=[asked.reference])).status_code == 404
    mail = Message.objects.get()
    assert (mail.recipient, TYPED["words"] in mail.body, TYPED["names"] in mail.body) == (TYPED["email"], False, False)
    address = link()
    assert (client.get(address).status_code, DataRequest.objects.get().state) == (200, "asked")  # a GET changes nothing
    with time_machine.travel(cast.NOW + timedelta(hours=20), tick=False):
        assert [client.post(address).status_code for _ in range(2)] == [302, 302]
        assert on_the_desk() == [asked.reference]
        shown = text(page(client.get(address)))
    asked.refresh_from_db()
    day = (cast.NOW + timedelta(hours=20)).date()
    assert (asked.state, asked.received_on, (asked.answer_until - asked.received_on).days) == ("open", day, 15)
    assert ("Recibimos lo que pide" in shown, asked.reference in shown) == (True, True)
    assert Event.objects.filter(act="data_request_received").count() == 1
    seen = text(page(at_the_desk(cast.diana()).get(reverse("delegate:request", args=[asked.reference]))))
    assert "su correo lo confirmó" in seen


def test_d34_the_delegate_writes_down_who_asked_on_the_page_and_whose_data_they_are(client: Client) -> None:
    cast.ana()
    client.post(ASK, TYPED | {"kind": "correction"})
    client.post(link())
    asked, desk = DataRequest.objects.get(), at_the_desk(cast.diana())
    here = reverse("delegate:identify", args=[asked.reference])
    proof = {"identified_by": "document", "identified_with": "Pasaporte", "read": page_mark(desk, asked)}
    for whose, kept in (("XX000", ("not_yet", "")), (cast.ANA_CODE, ("document", "affiliate"))):
        desk.post(here, proof | {"whose": whose})
        asked.refresh_from_db()
        assert (asked.identified_by, asked.whose_kind) == kept


def test_d34_another_link_and_a_request_that_the_delegate_wrote_down_open_nothing(client: Client) -> None:
    client.post(ASK, TYPED)
    right, pk = link(), DataRequest.objects.get().pk
    wrong = [right[:-2] + ("0" if right[-2] != "0" else "1") + "/", f"/privacidad/derechos/{pk}x{'0' * 32}/"]
    assert [client.post(address).status_code for address in wrong] == [404, 404]
    DataRequest.objects.update(received_by=cast.diana())
    assert (client.get(right).status_code, client.post(right).status_code) == (404, 404)


def test_d34_the_same_sent_twice_is_one_and_what_is_wrong_is_said(client: Client) -> None:
    assert [client.post(ASK, TYPED).status_code for _ in range(2)] == [302, 302]
    assert (DataRequest.objects.count(), Message.objects.count()) == (1, 1)
    for field in TYPED:
        assert "Error:" in client.post(ASK, TYPED | {field: ""}, follow=True).content.decode(), field
    assert DataRequest.objects.count() == 1


def test_d34_what_nobody_confirmed_is_deleted_after_its_time_and_what_waits_stays(client: Client) -> None:
    client.post(ASK, TYPED)
    address = link()
    apply_retention(now=cast.NOW + timedelta(hours=11))
    assert DataRequest.objects.count() == 1
    apply_retention(now=cast.NOW + timedelta(hours=13))
    assert (DataRequest.objects.count(), client.post(address).status_code) == (0, 404)


def test_d34_a_mailbox_gets_no_more_links_than_any_other_mail(client: Client) -> None:
    statuses = [client.post(ASK, TYPED | {"names": f"Zoila {'Q' * count}"}).status_code for count in range(1, 9)]
    assert (statuses, Message.objects.count()) == ([302] * 6 + [303] * 2, 6)  # then the page that says to wait
