"""A registry that gives no answer stops nobody who is known, and is told apart from an unknown number (D6)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.registry_server import LINA, RegistryServer, failing, registry_server
from tests.stages.counter import at_the_desk
from tests.stages.queue import make_open_counter
from tests.web.desk.calling.test_calling_acts import WALK_IN, served_walk_in
from tests.web.desk.case.counter_pages import with_bruno
from tests.web.legal.legal_pages import at_the_unit, receive
from tests.web.posting import send
from tests.web.public.booking.booking_pages import DAY, code_of, confirm, hour_url, place, steps, url
from tests.web.shared.reading import page, text
from vinculo.actions.shared.registry import registry_service
from vinculo.records.models import Affiliate, Draft, Power, Turno

pytestmark = pytest.mark.django_db
AWAY = "En este momento no podemos consultar el registro"


@pytest.fixture
def server(settings: Settings) -> Iterator[RegistryServer]:
    with registry_server() as state, time_machine.travel(cast.NOW, tick=False):
        state.people.append(LINA)
        settings.REGISTRY_SERVICE = {"url": state.url, "timeout": 1.0, "keep": 0.0, "failures": 100, "pause": 90}
        registry_service.cache_clear()
        yield state
    registry_service.cache_clear()


def test_d6_a_person_whom_only_the_registry_knows_books(client: Client, server: RegistryServer) -> None:
    cast.slots(cast.agency(), DAY)
    draft = place(client, steps(client, "EXT7007007", "lina@example.org"))
    client.post(hour_url(draft), {"asientos": "1"})
    confirm(client, draft)
    turno = Turno.objects.get()
    assert (turno.status, turno.affiliate.names, turno.by_proxy) == ("confirmed", "Lina Marcela Rojas Peña", False)


def test_d6_while_the_registry_is_away_the_known_go_on_and_strangers_are_asked_to_come_back(
    client: Client, server: RegistryServer
) -> None:
    server.misbehaviours[:] = [failing(503)]
    cast.ana()
    assert client.get(url("place", steps(client))).status_code == 200
    client.post(reverse("public:booking_number"), {"number": "EXT7007007"})
    draft = Draft.objects.latest("id")
    client.post(url("contact", draft), {"email": "lina@example.org", "mobile": "0991234567"})

    sent = client.post(url("code", draft), {"code": code_of(draft)})
    assert (sent.status_code, sent["Location"], sent.content) == (303, url("ask_again", draft), b"")
    away = client.get(sent["Location"])
    assert (away.status_code, away["Retry-After"]) == (503, "90")
    assert AWAY in text(page(away))
    assert "no es una cédula ecuatoriana" not in text(page(away))
    assert send(client, url("ask_again", draft)).status_code == 503
    server.misbehaviours.clear()
    assert client.post(url("ask_again", draft))["Location"] == url("place", draft)
    assert client.get(url("place", draft)).status_code == 200


def test_d6_a_number_that_is_nobodys_is_told_so_where_the_registry_answers(
    client: Client, server: RegistryServer
) -> None:
    draft = steps(client, "EXT0000009")
    answer = client.post(url("ask_again", draft), follow=True)
    assert "No podemos continuar con ese número" in text(page(answer))


def test_d6_a_proxy_reads_beside_the_field_that_the_registry_is_away(client: Client, server: RegistryServer) -> None:
    draft = steps(client, cast.PEDRO_CEDULA)
    server.misbehaviours[:] = [failing(503)]
    answer = send(client, url("affiliate", draft), {"affiliate_code": "EXT7007007"})
    assert (answer.status_code, "EXT7007007" in answer.content.decode()) == (422, True)
    assert "En este momento no podemos consultar el registro de afiliados." in text(page(answer))


def test_d6_a_walk_in_whom_only_the_registry_knows_gets_a_case(server: RegistryServer) -> None:
    make_open_counter()
    client = at_the_desk()
    served_walk_in(client)
    server.misbehaviours[:] = [failing(503)]
    told = client.post(reverse("desk:walk_in"), WALK_IN | {"code": "EXT7007007"})
    assert "En este momento no podemos consultar el registro de afiliados." in text(page(told))
    server.misbehaviours.clear()
    assert client.post(reverse("desk:walk_in"), WALK_IN | {"code": "EXT7007007"}).status_code == 302
    assert Affiliate.objects.get(code="EXT7007007").cases.count() == 1


def test_d6_the_legal_unit_receives_a_power_of_somebody_whom_only_the_registry_knows(server: RegistryServer) -> None:
    lucia = at_the_unit()
    server.misbehaviours[:] = [failing(503)]
    told = receive(lucia, affiliate_code="EXT7007007")
    assert "En este momento no podemos consultar el registro de afiliados." in text(page(told))
    server.misbehaviours.clear()
    receive(lucia, affiliate_code="EXT7007007")
    assert Power.objects.get().affiliate.code == "EXT7007007"


def test_d6_the_case_page_says_how_old_is_what_the_registry_told(server: RegistryServer) -> None:
    server.people.append(LINA | {"code": cast.ANA_CODE, "names": cast.ana().names, "documents": []})
    visit, _ = with_bruno()
    address = reverse("desk:case", args=[visit.case.reference])
    assert "Registro consultado: 30/11/2026 09:00" in text(page(visit.client.get(address)))
    Affiliate.objects.update(synchronised_at=cast.NOW.replace(day=28))
    shown = text(page(visit.client.get(address)))
    assert "El registro de afiliados no responde: se usa lo que se conocía el 28/11/2026 09:00" in shown
    Affiliate.objects.update(synchronised_at=None)
    shown = text(page(visit.client.get(address)))
    assert "El registro de afiliados no ha respondido sobre esta persona" in shown


def test_d6_where_the_table_is_the_registry_the_case_page_says_nothing_of_its_age(settings: Settings) -> None:
    with time_machine.travel(cast.NOW, tick=False):
        visit, _ = with_bruno()
        shown = text(page(at_the_desk().get(reverse("desk:case", args=[visit.case.reference]))))
    assert "Registro consultado" not in shown
    assert "no responde" not in shown
