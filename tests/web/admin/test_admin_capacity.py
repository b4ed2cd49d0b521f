"""What the admin changes goes through the act that asks whom it hits, with nothing typed lost (D38)."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests import cast
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, book_turno
from tests.web.admin.admin_pages import ROOT, errors, page
from tests.web.admin.test_admin import agency_fields
from vinculo.actions.closures.closures import close_scope
from vinculo.queries.closures.closures import ClosingScope
from vinculo.records.models import (
    Agency,
    CalendarDay,
    Counter,
    Event,
    LocalDay,
    Message,
    Procedure,
    Reseating,
    Seat,
    Service,
    Turno,
)
from vinculo.web.shared.fields import CHANGED

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
WHY = {"cambio-decidido": "Guardar", "cambio-reason": "Corte de energía"}


@pytest.fixture
def quito(client: Client) -> Agency:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    book_turno(1, slots[0])
    return quito


def service_fields(**changes: str) -> dict[str, str]:
    service = Service.objects.get()
    fields = {"agency": str(service.agency_id), "procedure": str(service.procedure_id), "counters": "2", "active": "on"}
    return fields | changes


def list_hit(answer: Response) -> list[str]:
    """Return the references of those whom a change would hit, of the page that asks."""
    assert answer.status_code in {409, 422}
    assert "Todavía no guardamos nada." in page(answer)
    assert 'class="messagelist"' not in page(answer)
    return [turno.reference for turno in answer.context["hit"]]


def all_that_was_typed(answer: Response) -> dict[str, str]:
    """Return what the page that asks carries of the form before it."""
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page(answer)))


def change_service(client: Client, **changes: str) -> Response:
    return client.post(f"{ROOT}records/service/{Service.objects.get().pk}/change/", service_fields(**changes))


def test_d38_shorter_hours_show_whom_they_hit_then_give_them_another_hour(client: Client, quito: Agency) -> None:
    turno, where = Turno.objects.get(), f"{ROOT}records/agency/{quito.pk}/change/"
    cast.slots(quito, WEDNESDAY, first_hour=11)
    fields = agency_fields(quito, opens="11:00", address="escrito y no perdido")
    first = client.post(where, fields)
    assert list_hit(first) == [turno.reference]
    assert (turno.email in page(first), "01/12/2026 10:00" in page(first)) == (False, True)
    assert "la hora más parecida de ese día o de los siguientes" in " ".join(page(first).split())
    assert Agency.objects.get().opens == time(8)
    kept = all_that_was_typed(first)
    assert fields.items() <= kept.items()
    answer = client.post(where, kept | WHY, follow=True)
    assert "1 turno tiene otra hora." in page(answer)
    turno.refresh_from_db()
    assert (Agency.objects.get().opens, Agency.objects.get().address) == (time(11), "escrito y no perdido")
    assert turno.starts.astimezone(cast.GUAYAQUIL).time() == time(11)
    assert [each.kind for each in Message.objects.all()][-1:] == ["reseated"]
    assert set(Event.objects.filter(act="reference_changed").values_list("subject", flat=True)) == {"agency", "closing"}


def test_d38_without_a_reason_nothing_is_changed_and_with_a_way_back_nothing_is_lost(
    client: Client, quito: Agency
) -> None:
    where = f"{ROOT}records/agency/{quito.pk}/change/"
    kept = all_that_was_typed(client.post(where, agency_fields(quito, opens="11:00")))
    answer = client.post(where, kept | WHY | {"cambio-reason": " "})
    assert (answer.status_code, "Escriba el motivo: lo leerán las personas." in page(answer)) == (422, True)
    back = client.post(where, kept | {"cambio-corregir": "Corregir", "cambio-reason": ""})
    assert errors(back) == {"__all__": ["Todavía no guardamos nada: corrija lo que haga falta."]}
    assert 'name="opens" value="11:00"' in page(back)
    assert (Agency.objects.get().opens, Event.objects.filter(act="reference_changed").count()) == (time(8), 0)


def test_d38_who_changed_the_row_meanwhile_is_not_written_over_by_the_answer(client: Client, quito: Agency) -> None:
    where = f"{ROOT}records/agency/{quito.pk}/change/"
    read = re.findall(r'name="read" value="(\w+)"', page(client.get(where)))[0]
    kept = all_that_was_typed(client.post(where, agency_fields(quito, opens="11:00", read=read)))
    assert kept["read"] == read
    Agency.objects.update(address="Av. Patria")
    assert errors(client.post(where, kept | WHY)) == {"__all__": [str(CHANGED)]}
    assert Agency.objects.get().opens == time(8)


def test_d38_fewer_counters_ask_about_the_turnos_of_those_above(client: Client, quito: Agency) -> None:
    above = book_turno(2, Turno.objects.get().seats.get().slot)
    assert list_hit(change_service(client, counters="1")) == [above.reference]
    assert Service.objects.get().counters == 2


def test_lower_counters_block_their_free_seats_at_once(client: Client, quito: Agency) -> None:
    assert change_service(client, counters="1").status_code == 302
    there = Seat.objects.filter(slot__starts__lt=Turno.objects.get().starts + timedelta(hours=1))
    assert set(there.filter(number=2).values_list("state", flat=True)) == {"blocked"}
    ten = there.filter(number=1, slot__starts__gte=Turno.objects.get().starts)
    assert sorted(ten.values_list("state", flat=True)) == ["free", "free", "free", "taken"]


@pytest.mark.parametrize("what", ["service", "agency"])
def test_d38_what_has_live_turnos_is_switched_off_by_asking(client: Client, quito: Agency, what: str) -> None:
    fields = service_fields(active="") if what == "service" else agency_fields(quito, active="")
    row = Service.objects.get() if what == "service" else quito
    where = f"{ROOT}records/{what}/{row.pk}/change/"
    first = client.post(where, fields)
    assert list_hit(first) == [Turno.objects.get().reference]
    answer = client.post(where, all_that_was_typed(first) | WHY, follow=True)
    assert "Sin otra hora por ahora, con prioridad y avisados: " in page(answer)
    assert type(row).objects.get().active is False
    assert set(Seat.objects.values_list("state", "pool")) == {("blocked", "online"), ("taken", "reserve")}


def test_d38_the_clock_of_a_centre_with_live_turnos_stays(client: Client, quito: Agency) -> None:
    fields = agency_fields(quito, timezone="Pacific/Galapagos")
    said = "Hay 1 turno confirmado ahí. Ciérrelo antes en /supervision/cierres/: se le busca otra hora y se avisa."
    assert errors(client.post(f"{ROOT}records/agency/{quito.pk}/change/", fields)) == {"timezone": [said]}


@pytest.mark.parametrize("what", ["switched off", "serves it no more", "deleted"])
def test_d38_a_counter_that_goes_asks_about_the_seats_it_carried(client: Client, quito: Agency, what: str) -> None:
    above = book_turno(2, Turno.objects.get().seats.get().slot)
    counter = Counter.objects.get(number=2)
    other = str(Procedure.objects.create(code="historia-laboral", name="Historia laboral").pk)
    act = "delete" if what == "deleted" else "change"
    where = f"{ROOT}records/counter/{counter.pk}/{act}/"
    fields = {"agency": str(quito.pk), "number": "2", "procedures": str(cast.procedure().pk), "active": "on"}
    gone = {"switched off": {"active": ""}, "serves it no more": {"procedures": other}, "deleted": {"post": "yes"}}[
        what
    ]
    sent = {name: value for name, value in (fields | gone).items() if value}
    first = client.post(where, sent)
    assert list_hit(first) == [above.reference]
    assert Counter.objects.get(number=2).procedures.exists()
    assert client.post(where, all_that_was_typed(first) | WHY).status_code == 302
    assert Reseating.objects.get().turno == above
    assert not Seat.objects.filter(number=2, state="free").exists()


def test_d38_a_service_taken_out_on_the_page_of_its_agency_asks(client: Client, quito: Agency) -> None:
    service = Service.objects.get()
    rows = {"services-TOTAL_FORMS": "1", "services-INITIAL_FORMS": "1", "services-0-id": str(service.pk)}
    rows |= {"services-0-agency": str(quito.pk), "services-0-procedure": str(service.procedure_id)}
    rows |= {"services-0-counters": "2", "services-0-active": "on", "services-0-DELETE": "on"}
    where = f"{ROOT}records/agency/{quito.pk}/change/"
    first = client.post(where, agency_fields(quito) | rows)
    assert list_hit(first) == [Turno.objects.get().reference]
    assert client.post(where, all_that_was_typed(first) | WHY).status_code == 302
    assert (Service.objects.count(), Reseating.objects.get().outcome) == (0, "kept")


def test_d38_a_service_is_deleted_by_asking(client: Client, quito: Agency) -> None:
    where = f"{ROOT}records/service/{Service.objects.get().pk}/delete/"
    first = client.post(where, {"post": "yes"})
    assert list_hit(first) == [Turno.objects.get().reference]
    assert client.post(where, all_that_was_typed(first) | WHY).status_code == 302
    assert (Service.objects.count(), Reseating.objects.get().outcome) == (0, "kept")


def test_d38_several_rows_are_deleted_by_asking(client: Client, quito: Agency) -> None:
    where, chosen = f"{ROOT}records/service/", {"action": "delete_selected", "post": "yes"}
    first = client.post(where, chosen | {"_selected_action": str(Service.objects.get().pk)})
    assert list_hit(first) == [Turno.objects.get().reference]
    assert client.post(where, all_that_was_typed(first) | WHY).status_code == 302
    assert Service.objects.count() == 0


def test_d38_a_local_day_is_accepted_by_asking(client: Client, quito: Agency) -> None:
    row = LocalDay.objects.create(agency=quito, month=12, day=2, name="Día del cantón", instrument="Ordenanza")
    friday = book_turno(2, cast.slots(quito, WEDNESDAY + timedelta(days=2))[0])  # on which it rests
    where, chosen = f"{ROOT}records/localday/", {"action": "accept", "_selected_action": str(row.pk)}
    first = client.post(where, chosen)
    assert list_hit(first) == [friday.reference]
    assert LocalDay.objects.get().state == "proposed"
    assert client.post(where, all_that_was_typed(first) | WHY).status_code == 302
    assert (LocalDay.objects.get().state, Reseating.objects.count()) == ("accepted", 1)


@pytest.mark.parametrize("where", ["agency", "nation", "province", "city"])
def test_d38_a_day_with_live_turnos_is_closed_by_asking(client: Client, quito: Agency, where: str) -> None:
    fields = {
        "agency": {"agency": str(quito.pk)},
        "nation": {},
        "province": {"province": str(quito.province_id)},
        "city": {"city": "Quito"},
    }[where]
    add = f"{ROOT}records/calendarday/add/"
    first = client.post(add, closed_day(**fields))
    assert list_hit(first) == [Turno.objects.get().reference]
    assert CalendarDay.objects.count() == 0
    assert client.post(add, all_that_was_typed(first) | WHY).status_code == 302
    assert (CalendarDay.objects.count(), Reseating.objects.count()) == (1, 1)
    assert client.post(add, closed_day(date="2026-12-02", **fields)).status_code == 302


def closed_day(**changes: str) -> dict[str, str]:
    return {"date": "2026-12-01", "name": "Corte", "basis": "", "city": "", "is_open": ""} | changes


def test_d38_an_opening_with_live_turnos_is_closed_moved_and_deleted_by_asking(client: Client, quito: Agency) -> None:
    CalendarDay.objects.create(date=TUESDAY, name="Feriado")
    row = CalendarDay.objects.create(date=TUESDAY, name="Minga", agency=quito, is_open=True)
    change, mine = f"{ROOT}records/calendarday/{row.pk}/change/", [Turno.objects.get().reference]
    own = {"agency": str(quito.pk), "name": "Minga"}
    assert list_hit(client.post(change, closed_day(**own))) == mine
    assert list_hit(client.post(change, closed_day(**own, is_open="on", date="2026-12-03"))) == mine
    assert list_hit(client.post(f"{ROOT}records/calendarday/{row.pk}/delete/", {"post": "yes"})) == mine
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
    change_service(client, counters="1")
    assert change_service(client, counters="2").status_code == 302
    ten = Seat.objects.filter(number=2, slot__starts=Turno.objects.get().starts)
    assert list(ten.values_list("state", flat=True)) == ["cooling"]


def test_d38_a_new_agency_sells_nothing_until_a_counter_can_call(client: Client) -> None:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    rows = {"services-TOTAL_FORMS": "1", "services-INITIAL_FORMS": "0", "services-0-counters": "3"}
    rows |= {"services-0-procedure": str(cast.procedure().pk), "services-0-active": "on"}
    fields = agency_fields(cast.agency(), name="CAU Loja") | rows
    answer = client.post(f"{ROOT}records/agency/add/", fields, follow=True)
    said = f"CAU Loja: «{cast.PROCEDURE_NAME}» tiene turno en línea en 3 ventanillas y lo atienden 0. "
    assert said + "Solo se ofrecen turnos en las que lo atienden: añádalas en «Ventanillas»." in page(answer)
    loja = Agency.objects.get(name="CAU Loja")
    assert Seat.objects.filter(slot__agency=loja).count() == 0
    counter = {"agency": str(loja.pk), "number": "1", "procedures": str(cast.procedure().pk), "active": "on"}
    answer = client.post(f"{ROOT}records/counter/add/", counter, follow=True)
    assert "tiene turno en línea en 3 ventanillas y lo atienden 1. " in page(answer)
    assert set(Seat.objects.filter(slot__agency=loja).values_list("number", flat=True)) == {1}


def test_d38_to_correct_is_no_way_around_the_question_where_there_is_no_form(client: Client, quito: Agency) -> None:
    service, back = Service.objects.get(), {"post": "yes", "cambio-corregir": "1"}
    hit = [Turno.objects.get().reference]
    assert list_hit(client.post(f"{ROOT}records/service/{service.pk}/delete/", back)) == hit
    several = back | {"action": "delete_selected", "_selected_action": str(service.pk)}
    assert list_hit(client.post(f"{ROOT}records/service/", several)) == hit
    assert Service.objects.count() == 1
