"""Capacity does not drop under live turnos: the admin says so and names the guided closing."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.actions.test_closing import TUESDAY, booked
from tests.web.admin_pages import ROOT, errors
from tests.web.test_admin import agency_fields
from vinculo.records.models import Agency, CalendarDay, Seat, Service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
ONE = "Hay 1 turno confirmado ahí. Ciérrelo antes en /supervision/cierres/: se le busca otra hora y se avisa."


@pytest.fixture
def quito(client: Client) -> Agency:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    booked(1, slots[0])
    return quito


def service_fields(**changes: str) -> dict[str, str]:
    service = Service.objects.get()
    fields = {"agency": str(service.agency_id), "procedure": str(service.procedure_id), "counters": "2", "active": "on"}
    return fields | changes


def change(client: Client, **changes: str) -> dict[str, list[str]]:
    answer = client.post(f"{ROOT}records/service/{Service.objects.get().pk}/change/", service_fields(**changes))
    return {} if answer.status_code == 302 else errors(answer)


def test_counters_do_not_drop_under_a_live_turno(client: Client, quito: Agency) -> None:
    Service.objects.update(counters=2)
    Seat.objects.filter(state="taken").update(number=5)
    assert change(client, counters="4") == {"counters": [ONE]}
    assert Service.objects.get().counters == 2


def test_lower_counters_block_their_free_seats_at_once(client: Client, quito: Agency) -> None:
    assert change(client, counters="1") == {}
    assert set(Seat.objects.filter(number=2).values_list("state", flat=True)) == {"blocked"}
    assert sorted(Seat.objects.filter(number=1).values_list("state", flat=True)) == ["free", "free", "free", "taken"]


def test_a_service_with_live_turnos_is_not_switched_off(client: Client, quito: Agency) -> None:
    assert change(client, active="") == {"active": [ONE]}


def test_an_agency_with_live_turnos_is_not_switched_off(client: Client, quito: Agency) -> None:
    address = f"{ROOT}records/agency/{quito.pk}/change/"
    assert errors(client.post(address, agency_fields(quito, active=""))) == {"active": [ONE]}
    assert client.post(address, agency_fields(quito)).status_code == 302


def test_a_day_with_live_turnos_is_closed_by_the_guided_act_only(client: Client, quito: Agency) -> None:
    day = {"date": "2026-12-01", "name": "Corte", "basis": "", "city": "", "is_open": "", "agency": str(quito.pk)}
    assert errors(client.post(f"{ROOT}records/calendarday/add/", day)) == {"date": [ONE]}
    assert CalendarDay.objects.count() == 0
    assert client.post(f"{ROOT}records/calendarday/add/", day | {"date": "2026-12-02"}).status_code == 302
