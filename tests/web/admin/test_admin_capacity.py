"""Capacity does not drop under live turnos: the admin says so and names the guided closing."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, booked
from tests.web.admin.admin_pages import ROOT, errors
from tests.web.admin.test_admin import agency_fields
from vinculo.actions.closures.closures import close_scope
from vinculo.queries.closures.closures import ClosingScope
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


def closed_day(**changes: str) -> dict[str, str]:
    return {"date": "2026-12-01", "name": "Corte", "basis": "", "city": "", "is_open": ""} | changes


@pytest.mark.parametrize("where", ["nation", "province", "city"])
def test_a_wide_day_with_live_turnos_is_closed_by_the_guided_act_only(
    client: Client, quito: Agency, where: str
) -> None:
    fields = {"nation": {}, "province": {"province": str(quito.province_id)}, "city": {"city": "Quito"}}[where]
    add = f"{ROOT}records/calendarday/add/"
    assert errors(client.post(add, closed_day(**fields))) == {"date": [ONE]}
    assert CalendarDay.objects.count() == 0
    assert client.post(add, closed_day(date="2026-12-02", **fields)).status_code == 302
    assert (
        client.post(add, closed_day(province=str(cast.agency("CAU Cuenca", "Azuay", "01").province_id))).status_code
        == 302
    )


def test_an_opening_with_live_turnos_is_neither_closed_nor_moved_nor_deleted(client: Client, quito: Agency) -> None:
    CalendarDay.objects.create(date=TUESDAY, name="Feriado")
    row = CalendarDay.objects.create(date=TUESDAY, name="Minga", agency=quito, is_open=True)
    change = f"{ROOT}records/calendarday/{row.pk}/change/"
    own = {"agency": str(quito.pk), "name": "Minga"}
    assert errors(client.post(change, closed_day(**own))) == {"date": [ONE]}
    assert errors(client.post(change, closed_day(**own, is_open="on", date="2026-12-03"))) == {"date": [ONE]}
    answer = client.post(f"{ROOT}records/calendarday/{row.pk}/delete/", {"post": "yes"})
    assert (answer.status_code, ONE in answer.content.decode()) == (200, True)
    assert CalendarDay.objects.get(pk=row.pk).is_open
    assert client.post(change, closed_day(**own, is_open="on", basis="Decreto")).status_code == 302


def test_what_the_guided_act_closed_is_opened_by_it_alone(client: Client, quito: Agency) -> None:
    cast.slots(quito, WEDNESDAY)
    close_scope(scope=ClosingScope(quito, TUESDAY, TUESDAY), reason="Corte", actor=cast.alicia(), now=cast.NOW)
    row = CalendarDay.objects.get()
    change = f"{ROOT}records/calendarday/{row.pk}/change/"
    said = "Lo cerró un cierre guiado: reábralo en /supervision/cierres/."
    assert errors(client.post(change, closed_day(agency=str(quito.pk), is_open="on"))) == {"__all__": [said]}
    answer = client.post(f"{ROOT}records/calendarday/{row.pk}/delete/", {"post": "yes"})
    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    close_scope(scope=ClosingScope(quito, TUESDAY, None), reason="Obras", actor=cast.alicia(), now=cast.NOW)
    Agency.objects.update(active=False)
    fields = agency_fields(Agency.objects.get(), active="on")
    assert errors(client.post(f"{ROOT}records/agency/{quito.pk}/change/", fields)) == {"active": [said]}


def test_counters_that_come_back_bring_their_seats_back(client: Client, quito: Agency) -> None:
    change(client, counters="1")
    assert change(client, counters="2") == {}
    assert set(Seat.objects.filter(number=2).values_list("state", flat=True)) == {"cooling"}
