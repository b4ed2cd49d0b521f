"""Every door of the desk knows a person by the same numbers: code, cédula, RUC, passport, visa (D37, D21)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.stages.queue import call, make_open_counter, priority, serve
from tests.stages.reception import groups, open_counter
from tests.web.desk.reception.reception_pages import scan, send
from tests.web.shared.reading import page, text
from vinculo.queries.shared import registry
from vinculo.records.models import Affiliate, IdDocument, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
OTHER_CEDULA = "0926687856"  # a valid check digit, known to nobody
KNOWN = {
    "code": cast.ANA_CODE,
    "code as it is written": "ext 100-2003",
    "cédula": cast.PEDRO_CEDULA,
    "cédula as it is written": "171003406-5",
    "RUC of a person": f"{cast.PEDRO_CEDULA}001",
    "passport": cast.ANA_PASSPORT,
    "passport with its label": "Pasaporte N.º AN 123456",
    "visa": "VEC889900",
}
UNKNOWN = {
    "cédula": OTHER_CEDULA,
    "RUC": f"{OTHER_CEDULA}001",
    "RUC of a firm": "1790011674001",
    "passport": "ZZ999999",
}


@pytest.fixture
def client() -> Client:
    """Return Olga's browser; Ana is a foreigner with a cédula, a passport and a visa."""
    groups()
    ana = cast.ana(cedula=cast.PEDRO_CEDULA)
    visa = {"number": "VEC889900", "number_key": "VEC889900", "country": "ECU", "seen_at": cast.NOW}
    IdDocument.objects.create(affiliate=ana, kind="visa", **visa)
    return at_the_desk()


def by_reception(client: Client, typed: str) -> bool:
    desk.turno()
    return Turno.objects.get().reference in text(page(scan(client, typed)))


def by_walk_in_at_reception(client: Client, typed: str) -> bool:
    open_counter()
    desk.turno()
    return "siga con él" in text(page(send(client, "reception_same_day", {"person": typed})))


def by_counter(client: Client, typed: str) -> bool:
    make_open_counter()
    priority()
    serve(2, call(1))
    values = {"code": typed, "dependents": "1", "by_proxy": "no", "no_contact": "on"}
    return client.post(reverse("desk:walk_in"), values).status_code == 302


def by_giving(client: Client, typed: str) -> bool:
    slot = cast.slots(cast.agency(), cast.NOW.date(), times=1)[0]
    values = {"acto": "dar", "code": typed, "who": "own", "dependents": "1", "slot": slot.pk}
    where = reverse("desk:reception_give")
    return client.post(where, values | {"procedure": cast.procedure().pk}).status_code == 302


def by_search(client: Client, typed: str) -> bool:
    case, _bruno = desk.case_of_bruno()
    answer = client.post(reverse("desk:search"), {"q": typed}, follow=True)
    return case.reference in text(page(answer))


DOORS: list[Callable[[Client, str], bool]] = [by_reception, by_walk_in_at_reception, by_counter, by_giving, by_search]


@pytest.mark.parametrize("kind", KNOWN)
@pytest.mark.parametrize("door", DOORS)
def test_d37_every_door_knows_the_affiliate_by_every_number(
    client: Client, door: Callable[..., bool], kind: str
) -> None:
    assert door(client, KNOWN[kind])


@pytest.mark.parametrize("kind", UNKNOWN)
@pytest.mark.parametrize("door", DOORS)
def test_d37_no_door_takes_a_number_that_nobody_has(client: Client, door: Callable[..., bool], kind: str) -> None:
    assert not door(client, UNKNOWN[kind])


@pytest.mark.parametrize("kind", KNOWN)
def test_d37_the_one_lookup_answers_alike_for_active_and_inactive(client: Client, kind: str) -> None:
    ana = Affiliate.objects.get(code=cast.ANA_CODE)
    assert (registry.affiliates_of(KNOWN[kind]), registry.active_affiliate_named(KNOWN[kind])) == ([ana], ana)
    Affiliate.objects.update(active=False)
    assert (registry.affiliate_named(KNOWN[kind]), registry.active_affiliate_named(KNOWN[kind])) == (ana, None)


def test_d37_a_number_that_two_people_hold_names_neither_alone() -> None:
    ana = cast.ana()
    other = Affiliate.objects.create(code="EXT5", names="Olena", names_key="OLENA", updated_at=cast.NOW)
    document = {"number": cast.ANA_PASSPORT, "number_key": cast.ANA_PASSPORT, "seen_at": cast.NOW}
    IdDocument.objects.create(affiliate=other, kind="passport", country="UKR", **document)
    assert registry.affiliates_of(cast.ANA_PASSPORT) == [ana, other]
    assert registry.affiliate_named(cast.ANA_PASSPORT) is None
