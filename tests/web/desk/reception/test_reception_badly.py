"""Hostile and broken input in every field of reception: no fault, nothing given, nothing typed lost."""

from __future__ import annotations

from itertools import cycle

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.stages.reception import groups, key, waiting
from tests.web.desk.reception.reception_pages import HOME
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import page
from vinculo.records.models import QueueEntry, Ticket, Turno, WaitingEntry

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.usefixtures("nine_o_clock")]
# No browser can send a lone surrogate.
SENT = {kind: typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for kind, typed in HOSTILE.items()}
GIVEN = [
    "acto",
    "code",
    "who",
    "number",
    "country",
    "dependents",
    "email",
    "mobile",
    "day",
    "slot",
    "procedure",
    "seats",
]


@pytest.fixture
def client() -> Client:
    groups()
    cast.ana()
    cast.slots(cast.agency(), cast.NOW.date(), times=1)
    return at_the_desk()


def good(name: str) -> dict[str, str]:
    number = {"procedure": str(cast.procedure().pk), "key": key(1)}
    forms: dict[str, dict[str, str]] = {
        "reception_priority": number | {"categories": "mayor"},
        "reception_same_day": number,
        "reception_receive": {"key": key(1), "reason": ""},
    }
    return forms[name]


def test_whatever_is_scanned_is_answered(client: Client) -> None:
    for kind, sent in SENT.items():
        answer = client.post(HOME, {"q": sent})
        assert answer.status_code in {200, 422}, kind
        page(answer)
        assert client.get(HOME + "numeros/", {"estado": sent}).status_code == 200, kind


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("reception_priority", "categories"),
        ("reception_priority", "procedure"),
        ("reception_priority", "key"),
        ("reception_same_day", "procedure"),
        ("reception_same_day", "key"),
    ],
)
def test_no_number_for_what_no_form_of_ours_sends(client: Client, name: str, field: str) -> None:
    for kind, sent in SENT.items():
        answer = client.post(reverse(f"desk:{name}"), good(name) | {field: sent})
        assert answer.status_code == 422, kind
        page(answer)
    assert (Ticket.objects.count(), QueueEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(("field", "act"), list(zip(GIVEN, cycle(["dar", "espera", "ver"]), strict=False)))
def test_no_turno_for_what_cannot_be_read(client: Client, field: str, act: str) -> None:
    values = {"acto": act, "code": cast.ANA_CODE, "who": "cedula", "number": "", "dependents": "1", "slot": "0"}
    for kind, sent in SENT.items():
        answer = client.post(reverse("desk:reception_give"), values | {field: sent})
        assert answer.status_code in {200, 422}, kind
        page(answer)
    assert (Turno.objects.count(), WaitingEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("field", ["key", "reason", "categories"])
def test_no_arrival_for_what_no_form_of_ours_sends(client: Client, field: str) -> None:
    of = desk.turno(starts=cast.NOW, ends=cast.NOW.replace(hour=10))
    where = reverse("desk:reception_receive", args=[of.reference])
    for kind, sent in SENT.items():
        answer = client.post(where, good("reception_receive") | {field: sent})
        assert answer.status_code == 422, kind
        page(answer)
    of.refresh_from_db()
    assert (of.status, Ticket.objects.count()) == ("confirmed", 0)


def test_nothing_is_undone_or_exchanged_by_what_cannot_be_read(client: Client) -> None:
    waiting(1)
    of = desk.turno(agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    for kind, sent in SENT.items():
        assert client.post(reverse("desk:reception_undo", args=[1]), {"reason": sent}).status_code == 422, kind
        for field in ("slot", "seats"):
            where = reverse("desk:reception_exchange", args=[of.reference])
            assert client.post(where, {"slot": "0", field: sent}).status_code == 422, kind
    of.refresh_from_db()
    assert (Ticket.objects.get().state, of.status) == ("waiting", "confirmed")


@pytest.mark.parametrize("address", ["turno/%00/", "turno/x'y/", "numero/99999999999999/", "numero/0/", "numero/-1/"])
def test_an_address_that_is_none_of_ours_is_not_found(client: Client, address: str) -> None:
    assert client.get(HOME + address).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "reception_priority",
        "reception_same_day",
        "reception_receive",
        "reception_return",
        "reception_left",
        "reception_undo",
    ],
)
def test_a_get_changes_nothing(client: Client, name: str) -> None:
    waiting(1)
    of = desk.turno()
    where = {"reception_receive": [of.reference], "reception_return": ["C000000000"]}.get(name)
    args = where or (["1"] if name in {"reception_left", "reception_undo"} else [])
    assert client.get(reverse(f"desk:{name}", args=args)).status_code == 405
