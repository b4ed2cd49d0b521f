"""A turno given on the spot, for anyone who has no e-mail too; the waiting list; an hour here instead of elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.documents.reading import text_of
from tests.stages import desk
from tests.stages.booking import DAY
from tests.stages.counter import at_the_desk
from tests.stages.reception import groups
from tests.web.desk.reception.reception_pages import buttons, in_focus, panel
from tests.web.shared.reading import by_class, by_id, by_tag, facts, page, text
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import Affiliate, Event, Message, Procedure, Seat, Service, Slot, Turno, WaitingEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
GIVE = "/ventanilla/recepcion/dar-turno/"
NO_COUNTRY = "«XX» no es un país ni otro emisor de documentos de viaje. Revise cómo consta en el documento."


@pytest.fixture
def client() -> Client:
    groups()
    cast.ana()
    return at_the_desk()


def hours(times: int = 3, counters: int = 1) -> list[Slot]:
    return cast.slots(cast.agency(), cast.NOW.date(), times=times, counters=counters)


def give(client: Client, slot: Slot | None = None, act: str = "dar", typed: str = "", **values: Any) -> HttpResponse:
    """Send the form as it stands when Ana has come in person, without e-mail."""
    good: dict[str, Any] = {
        "acto": act,
        "code": cast.ANA_CODE,
        "who": "own",
        "dependents": "1",
        "procedure": cast.procedure().pk,
        "slot": slot.pk if slot else typed,
    }
    answer: HttpResponse = client.post(GIVE, good | values)  # type: ignore[assignment]
    return answer


def address_of_given(turno: Turno) -> str:
    return reverse("desk:reception_given", args=[turno.reference])


def error_of(answer: HttpResponse, field: str) -> str:
    assert answer.status_code == 422
    return text(by_id(page(answer), f"g_{field}_error")).removeprefix("Error: ")


def test_s30_without_an_email_the_confirmation_is_printed_and_the_page_says_so(client: Client) -> None:
    slot = hours()[0]
    answer = give(client, slot)
    turno = Turno.objects.get()
    assert (answer["Location"], turno.starts, turno.email) == (address_of_given(turno), slot.starts, "")
    shown = client.get(address_of_given(turno))
    assert "No hay correo: entregue la confirmación impresa." in text(panel(shown))
    assert buttons(shown) == ["Imprimir la confirmación", "Registrar la llegada ahora"]
    assert in_focus(shown) == ["Imprimir la confirmación"]
    paper = reverse("desk:reception_confirmation", args=[turno.reference])
    client.head(paper)
    assert not Event.objects.filter(act="confirmation_printed").exists()
    printed = client.get(paper)
    assert Event.objects.filter(act="confirmation_printed").count() == 1
    assert printed["Content-Type"] == "application/pdf"
    assert f"Número del turno {turno.reference}" in text_of(printed.content)
    assert (Message.objects.count(), breaches()) == (0, [])


def test_s30_with_an_email_it_is_sent_and_the_page_says_where(client: Client) -> None:
    give(client, hours()[0], email="ana@example.com", mobile="0991234567")
    turno = Turno.objects.get()
    assert (turno.email, turno.mobile) == ("ana@example.com", "+593991234567")
    assert "La confirmación se envía a ana@example.com." in text(panel(client.get(address_of_given(turno))))
    assert Message.objects.get().recipient == "ana@example.com"


def test_the_affiliate_is_found_by_their_passport_too(client: Client) -> None:
    give(client, hours()[0], code="AN-123456")
    assert (Turno.objects.get().affiliate.code, Turno.objects.get().presenter_number) == (cast.ANA_CODE, cast.ANA_CODE)


@pytest.mark.parametrize(
    ("values", "kind", "number", "country"),
    [
        ({"who": "cedula", "number": "171003406-5"}, "cedula", cast.PEDRO_CEDULA, ""),
        ({"who": "passport", "number": "XY998877", "country": "COL"}, "passport", "XY998877", "COL"),
    ],
)
def test_s20_a_proxy_books_at_the_desk_for_the_affiliate(
    client: Client, values: dict[str, str], kind: str, number: str, country: str
) -> None:
    give(client, hours()[0], **values)
    turno = Turno.objects.get()
    assert (turno.presenter_kind, turno.presenter_number, turno.presenter_country) == (kind, number, country)
    assert (turno.by_proxy, turno.affiliate.code) == (True, cast.ANA_CODE)


def test_double_enter_is_one_turno_and_who_has_one_is_led_to_it(client: Client) -> None:
    slots = hours()
    first = give(client, slots[0])
    assert give(client, slots[0])["Location"] == first["Location"]
    other = client.post(
        GIVE,
        {
            "acto": "dar",
            "code": cast.ANA_CODE,
            "who": "own",
            "dependents": "1",
            "slot": slots[1].pk,
            "procedure": cast.procedure().pk,
        },
        follow=True,
    )
    assert "Esta persona ya tiene un turno: es este. No se dio otro." in text(page(other))
    assert (Turno.objects.count(), Seat.objects.filter(state="taken").count()) == (1, 1)


def test_d16_a_family_is_seated_in_a_row_or_agrees_to_fewer(client: Client) -> None:
    slots = hours(2)
    seen = page(client.post(GIVE, {"acto": "ver", "code": cast.ANA_CODE, "dependents": "3"}))
    assert "hoy 10:00 · espacios seguidos: 2 de 3" in text(seen)
    refused = give(client, slots[0], dependents="3")
    assert (
        error_of(refused, "slot")
        == "A esa hora hay 2 espacios seguidos. Presione otra vez para dar esos, o elija otra hora."
    )
    agreed = next(node.get("value") for node in by_tag(page(refused), "input") if node.get("name") == "seats")
    assert Turno.objects.count() == 0
    give(client, slots[0], dependents="3", seats=agreed)
    turno = Turno.objects.get()
    assert (turno.dependents, turno.seats_count) == (3, 2)


def test_another_day_shows_its_hours_and_keeps_what_was_typed(client: Client) -> None:
    slot = cast.slots(cast.agency(), DAY + timedelta(days=1), times=1, counters=1)[0]
    seen = client.post(GIVE, {"acto": "ver", "code": "EXT1", "email": "a@b.ec", "day": "02/12/2026", "dependents": "1"})
    assert "miércoles 2 de diciembre, 10:00" in text(panel(seen))
    kept = {node.get("name"): node.get("value") for node in by_tag(panel(seen), "input")}
    assert (kept["code"], kept["email"], kept["day"]) == ("EXT1", "a@b.ec", "02/12/2026")
    assert give(client, slot, day="02/12/2026").status_code == 302


def test_an_hour_that_is_gone_is_told_with_everything_kept(client: Client) -> None:
    slots = hours(2)
    Seat.objects.filter(slot=slots[0]).update(state="blocked")
    answer = give(client, slots[0], email="ana@example.com")
    assert error_of(answer, "slot") == "Esa hora ya no está libre. Elija otra de la lista."
    kept = {node.get("name"): node.get("value") for node in by_tag(panel(answer), "input")}
    assert (kept["code"], kept["email"]) == (cast.ANA_CODE, "ana@example.com")
    assert Turno.objects.count() == 0


def test_d17_unknown_and_inactive_are_told_alike(client: Client) -> None:
    slot = hours()[0]
    told = error_of(give(client, slot, code="NADIE123"), "code")
    Affiliate.objects.update(active=False)
    assert (
        told
        == error_of(give(client, slot), "code")
        == ("Con ese número no hay una afiliación activa. Revise el documento.")
    )


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"code": ""}, "code", "Escriba el código o el número del documento."),
        ({"code": "ab"}, "code", "El código de identificación para extranjero tiene entre 4 y 20 letras o números."),
        ({"who": "cedula"}, "number", "Escriba el número del apoderado."),
        (
            {"who": "cedula", "number": "1710034066"},
            "number",
            "Ese número no es una cédula correcta ni un código conocido. Revise los dígitos.",
        ),
        ({"who": "passport", "number": "XY998877"}, "country", "Elija el país."),
        ({"who": "passport", "number": "XY998877", "country": "XX"}, "country", NO_COUNTRY),
        ({"dependents": ""}, "dependents", "Escriba cuántos dependientes son."),
        ({"dependents": "0"}, "dependents", "Escriba al menos 1."),
        ({"dependents": "11"}, "dependents", "En un turno se registran hasta 10 dependientes."),
        ({"email": "ana@"}, "email", "Revise el correo electrónico: debe tener la forma nombre@ejemplo.com."),
        ({"mobile": "022345678"}, "mobile", "Ese número no es de un celular. Escriba un número celular."),
        ({"slot": ""}, "slot", "Elija la hora."),
        ({"slot": "999999"}, "slot", "Esa hora ya no está libre. Elija otra de la lista."),
        ({"day": "31/02/2026"}, "day", "Escriba el día, el mes y el año; por ejemplo 14/03/2015."),
    ],
)
def test_each_mistake_is_told_beside_its_field(client: Client, values: dict[str, str], field: str, told: str) -> None:
    slot = hours()[0]
    answer = give(client, slot, **values) if "slot" not in values else give(client, typed=values["slot"])
    assert error_of(answer, field) == told
    assert Turno.objects.count() == 0


def test_the_waiting_list_from_reception_needs_an_email(client: Client) -> None:
    refused = give(client, act="espera")
    assert error_of(refused, "email") == "La lista de espera avisa por correo. Sin correo, dé la hora más cercana."
    done = client.post(
        GIVE,
        {
            "acto": "espera",
            "code": cast.ANA_CODE,
            "who": "own",
            "dependents": "2",
            "email": "ana@example.com",
            "procedure": cast.procedure().pk,
        },
        follow=True,
    )
    assert "La persona está en la lista de espera. Le avisaremos por correo." in text(page(done))
    entry = WaitingEntry.objects.get()
    assert (entry.affiliate.code, entry.dependents, entry.first) == (cast.ANA_CODE, 2, cast.NOW.date())
    assert Message.objects.get().recipient == "ana@example.com"


def test_the_waiting_list_counts_and_says_from_when_one_can_try_again(client: Client) -> None:
    last = None
    for _ in range(7):
        last = give(client, act="espera", email="ana@example.com")
    assert last is not None
    assert last.status_code == 422
    assert "Intente desde las 09:00:20." in text(panel(last))


def test_nothing_free_anywhere_says_what_is_left(client: Client) -> None:
    seen = client.get(GIVE)
    assert "No hay horas libres aquí ni cerca." in text(panel(seen))
    assert buttons(seen) == ["Ver horas", "Anotar en la lista de espera"]


def test_of_several_procedures_the_one_is_chosen_and_of_one_none_is_asked(client: Client) -> None:
    slot = hours()[0]
    assert not [node for node in by_tag(page(client.get(GIVE)), "select") if node.get("name") == "procedure"]
    other = Procedure.objects.create(code="otro", name="Otro trámite")
    Service.objects.create(agency=cast.agency(), procedure=other)
    seen = page(client.get(GIVE))
    choices = by_tag(by_id(seen, "g_procedure"), "option")
    assert [node.get("value") for node in choices] == [str(cast.procedure().pk), str(other.pk)]
    wrong = give(client, slot, procedure=other.pk)
    assert wrong.status_code == 422
    assert "Esa hora ya no está libre. Elija otra de la lista." in text(panel(wrong))


# Instead of another agency's


def away(**changes: object) -> Turno:
    place = cast.agency("CAU Guayaquil", "Guayas", "09")
    slot = cast.slots(place, DAY, times=1, counters=1)[0]
    own: dict[str, object] = {
        "presenter_key": f"code:{cast.ANA_CODE}",
        "agency": place,
        "starts": slot.starts,
        "ends": slot.ends,
    }
    made = desk.turno(**(own | changes))  # type: ignore[arg-type]
    Seat.objects.filter(slot=slot).update(state="taken", turno=made)
    return made


def test_an_hour_here_takes_the_place_of_the_one_elsewhere(client: Client) -> None:
    old, slot = away(), hours()[0]
    where = reverse("desk:reception_exchange", args=[old.reference])
    seen = client.get(where)
    assert "Tiene un turno en CAU Guayaquil, el martes 1 de diciembre, 10:00." in text(panel(seen))
    assert in_focus(seen) == ["Cambiar a esta hora"]
    answer = client.post(where, {"slot": slot.pk})
    made = Turno.objects.exclude(pk=old.pk).get()
    old.refresh_from_db()
    assert (answer["Location"], old.status, made.agency) == (address_of_given(made), "cancelled", cast.agency())
    assert client.post(where, {"slot": slot.pk})["Location"] == address_of_given(made)  # the second Enter
    assert breaches() == []


def test_what_cannot_be_exchanged_is_told_and_stands(client: Client) -> None:
    old, slot = away(status="arrived"), hours()[0]
    where = reverse("desk:reception_exchange", args=[old.reference])
    answer = client.post(where, {"slot": slot.pk})
    assert answer.status_code == 422
    assert "Ese turno ya no se puede cambiar: su hora llegó o ya no está vigente." in text(panel(answer))
    assert client.post(where, {"slot": "x"}).status_code == 422
    assert Turno.objects.get().status == "arrived"


def test_a_confirmation_of_another_centre_is_printed_only_where_it_was_given(client: Client) -> None:
    slot = cast.slots(cast.agency("CAU Ibarra", "Imbabura", "10"), DAY, times=1)[0]
    give(client, slot)
    turno = Turno.objects.get()
    where = reverse("desk:reception_confirmation", args=[turno.reference])
    assert (turno.agency.name, client.get(where).status_code) == ("CAU Ibarra", 200)
    strange = away(presenter_key="code:other", affiliate=cast.ana())
    assert client.get(reverse("desk:reception_confirmation", args=[strange.reference])).status_code == 404
    assert by_class(page(client.get(address_of_given(turno))), "notice-success")


def test_d37_at_ten_past_the_hour_the_next_one_is_chosen_and_named_on_the_screen(client: Client) -> None:
    cast.slots(cast.agency(), cast.NOW.date(), times=4, first_hour=9)
    ibarra = cast.agency("CAU Ibarra", "Imbabura", "10")
    cast.slots(ibarra, cast.NOW.date(), times=4, first_hour=9)
    with time_machine.travel(cast.NOW.replace(minute=10), tick=False):
        seen = page(client.get(GIVE))
    chosen = [text(node) for node in by_tag(seen, "label") if node.get("for") == "g_slot_0"]
    labels = [text(node) for node in by_tag(seen, "label") if node.get("for").startswith("g_slot_")]
    assert (chosen, labels) == (["hoy 09:15"], ["hoy 09:15", "hoy 09:30", "hoy 09:45"])
    assert facts(seen)["Próxima hora libre hoy"] == "09:15"
