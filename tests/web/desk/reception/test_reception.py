"""Reception on one screen: the person who comes gets a clear answer, and a number where there is one (S29, S30, D7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.stages.reception import groups, key, open_counter, receive_turno, waiting
from tests.web.desk.reception.reception_pages import (
    HOME,
    buttons,
    in_focus,
    key_in,
    number,
    panel,
    scan,
    send,
    sentence_of,
)
from tests.web.shared.reading import by_class, by_id, by_tag, every, facts, items, page, text
from vinculo.actions.booking.bring import keep_ticks
from vinculo.records.models import Affiliate, Event, IdDocument, QueueEntry, Ticket, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


EARLY = (
    "Llega temprano. Puede esperar aquí: su lugar cuenta desde la hora del turno, y pasa antes si una ventanilla queda "
    "libre."
)
VERY_LATE = (
    "Llega muy tarde, y el turno es válido todavía: se atiende hoy, con número asegurado, después de quienes tienen "
    "turno."
)


@pytest.fixture
def client() -> Client:
    groups()
    return at_the_desk()


def at(minutes: int, **changes: object) -> Turno:
    """Return Ana's turno so many minutes from now."""
    starts = cast.NOW + timedelta(minutes=minutes)
    return desk.turno(**({"starts": starts, "ends": starts + timedelta(minutes=15)} | changes))  # type: ignore[arg-type]


def ticket_page(at_number: int) -> str:
    return reverse("desk:reception_ticket", args=[at_number])


# A turno


def test_s30_from_the_scan_to_the_number_on_one_screen(client: Client) -> None:
    of = at(0)
    met = scan(client, of.reference)
    assert items(by_class(panel(met), "compare")[0]) == ["Pasaporte que termina en 3456 Colombia"]
    assert (buttons(met), in_focus(met)) == (
        ["Guardar el idioma", "Coincide: dar número", "No coincide"],
        ["Coincide: dar número"],
    )
    answer = send(client, "reception_receive", {}, of.reference, start=f"{HOME}turno/{of.reference}/")
    assert (answer.status_code, answer["Location"]) == (302, ticket_page(1))
    shown = client.get(answer["Location"])
    assert (number(shown), in_focus(shown)) == ("1", ["q"])  # the next person can be scanned at once
    of.refresh_from_db()
    assert (of.status, Ticket.objects.get().turno) == ("arrived", of)


@pytest.mark.parametrize(
    "typed", ["httpsÑ--x.ec-mi'turno-{token}-", "{token_address}", "{reference}\r\n", "{passport}"]
)
def test_s30_phone_paper_and_document_lead_to_the_turno_on_a_spanish_keyboard_too(client: Client, typed: str) -> None:
    of = at(0)
    address = f"https://x.ec/mi-turno/{of.token}/"
    read = typed.format(token=of.token, token_address=address, reference=of.reference, passport=cast.ANA_PASSPORT)
    assert facts(panel(scan(client, read)))["Turno"] == of.reference


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (31, EARLY),
        (30, "Llega a tiempo: su lugar cuenta desde la hora del turno."),
        (-15, "Llega a tiempo: su lugar cuenta desde la hora del turno."),
        (-16, "Llega tarde, y el turno es válido: su lugar cuenta desde ahora."),
        (-60, "Llega tarde, y el turno es válido: su lugar cuenta desde ahora."),
        (-61, VERY_LATE),
    ],
)
def test_s30_early_in_time_and_late_are_told_and_received(client: Client, minutes: int, sentence: str) -> None:
    of = at(minutes)
    assert sentence_of(scan(client, of.reference)) == sentence
    send(client, "reception_receive", {}, of.reference, start=f"{HOME}turno/{of.reference}/")
    assert Ticket.objects.get().turno == of


def test_s30_somebody_who_missed_the_hour_is_told_so_and_received(client: Client) -> None:
    of = at(-50, status="no_show")
    assert sentence_of(scan(client, of.reference)) == (
        "No estuvo a su hora y el cupo pasó a otra persona; el turno es válido todavía."
    )
    send(client, "reception_receive", {}, of.reference, start=f"{HOME}turno/{of.reference}/")
    assert Ticket.objects.get().turno == of


def test_s30_another_day_needs_a_reason_from_the_list(client: Client) -> None:
    of = at(24 * 60)
    where = f"{HOME}turno/{of.reference}/"
    met = scan(client, of.reference)
    assert sentence_of(met).startswith("El turno es de otro día.")
    answer = send(client, "reception_receive", {}, of.reference, start=where)
    assert answer.status_code == 422
    assert "Elija el motivo." in text(panel(answer))
    assert Ticket.objects.count() == 0
    assert send(client, "reception_receive", {"reason": "hardship"}, of.reference, start=where)["Location"] == (
        ticket_page(1)
    )
    assert Event.objects.filter(act="turno_other_day", fields=["reason:hardship"]).exists()


def test_s30_another_agency_is_named_and_hours_here_are_offered(client: Client) -> None:
    of = at(0, agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    met = scan(client, of.reference)
    assert facts(panel(met))["Centro"] == "CAU Guayaquil"
    assert sentence_of(met) == "El turno es de otro centro: allí lo esperan. Si prefiere este, dele una hora aquí."
    assert (buttons(met), in_focus(met)) == (["Coincide: ver horas aquí", "No coincide"], ["Coincide: ver horas aquí"])


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("cancelled", "El turno fue cancelado y ya no es válido. Dele una hora, o un número si tiene prioridad."),
        ("attended", "Con este turno ya se le atendió. Si le falta algo, busque su caso o dele otra hora."),
    ],
)
def test_s30_what_no_longer_serves_is_told_with_what_to_do(client: Client, status: str, sentence: str) -> None:
    of = at(0, status=status)
    met = scan(client, of.reference)
    assert (sentence_of(met), buttons(met)) == (sentence, ["Guardar el idioma", "Dar un turno"])
    forced = client.post(reverse("desk:reception_receive", args=[of.reference]), {"key": key(1)})
    assert forced.status_code == 422
    assert "Este turno ya no se puede usar" in text(page(forced))
    assert Ticket.objects.count() == 0


def test_s30_somebody_who_is_checked_in_already_has_the_same_number(client: Client) -> None:
    of = at(0)
    receive_turno(of)
    met = scan(client, of.reference)
    assert (sentence_of(met), buttons(met)) == (
        "Ya se registró su llegada. Tiene el mismo número.",
        ["Guardar el idioma", "Ver el número 1"],
    )


def test_s30_what_does_not_match_is_not_received_and_other_ways_are_shown(client: Client) -> None:
    of = at(0)
    where = reverse("desk:reception_mismatch", args=[of.reference])
    assert client.post(where)["Location"] == where
    answer = client.get(where)
    assert sentence_of(answer).startswith(f"No registre la llegada con el turno {of.reference}")
    ways = [text(node) for node in by_class(panel(answer), "ways")]
    assert len(by_tag(by_class(panel(answer), "ways")[0], "li")) == 4, ways
    of.refresh_from_db()
    assert (of.status, Ticket.objects.count()) == ("confirmed", 0)
    assert Event.objects.filter(act="identity_mismatch", subject_id=of.pk).count() == 1


def test_s30_several_turnos_of_one_person_are_listed_and_nothing_found_says_what_to_do(client: Client) -> None:
    own, away = at(0), at(0, agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    met = scan(client, cast.ANA_CODE)
    (ways,) = by_class(panel(met), "ways")
    assert [line.split()[0] for line in items(ways)] == [own.reference, away.reference]
    nothing = scan(client, "XYZ98765")
    assert sentence_of(nothing).startswith("Con «XYZ98765» no hay turno ni caso abierto.")
    given = client.post(reverse("desk:reception_give"), {"acto": "ver", "code": "XYZ98765"})
    assert next(node.get("value") for node in by_tag(page(given), "input") if node.get("name") == "code") == "XYZ98765"


def test_s30_double_enter_is_one_number(client: Client) -> None:
    of = at(0)
    where = reverse("desk:reception_receive", args=[of.reference])
    values = {"key": key_in(client.get(f"{HOME}turno/{of.reference}/"), where)}
    assert [client.post(where, values)["Location"] for _ in range(2)] == [ticket_page(1)] * 2
    assert (Ticket.objects.count(), QueueEntry.objects.count()) == (1, 1)


def test_s29_a_priority_person_with_a_turno_says_so_at_the_same_screen(client: Client) -> None:
    of = at(180)
    values = {"categories": ["mayor", "embarazo"], "accessible": "on"}
    send(client, "reception_receive", values, of.reference, start=f"{HOME}turno/{of.reference}/")
    ticket = Ticket.objects.get()
    assert (ticket.klass, ticket.accessible, ticket.turno) == ("PP", True, of)


# Priority and the same day


def test_s29_a_priority_person_gets_a_number_at_once_by_the_group_alone(client: Client) -> None:
    answer = send(client, "reception_priority", {"categories": ["embarazo"]})
    shown = client.get(answer["Location"])
    assert (number(shown), Ticket.objects.get().categories) == ("1", ["embarazo"])
    seen = text(page(shown))
    assert "Prioridad · 09:00" in seen
    assert "Mujer embarazada" not in text(panel(shown))  # the group is on no number


def test_s29_two_groups_are_double_priority_and_none_is_asked_for(client: Client) -> None:
    send(client, "reception_priority", {"categories": ["embarazo", "mayor"], "accessible": "on"})
    assert (Ticket.objects.get().klass, Ticket.objects.get().accessible) == ("PP", True)
    for values in ({}, {"categories": ["nadie"]}):
        answer = send(client, "reception_priority", values)
        assert answer.status_code == 422
        assert "Revise estos datos" in text(page(answer))
    assert Ticket.objects.count() == 1


def test_s29_whatever_else_is_sent_with_it_is_kept_nowhere(client: Client) -> None:
    send(client, "reception_priority", {"categories": ["mayor"]})  # what the first one makes is there
    secrets = {
        "names": "Zenobia Quishpe",
        "number": "1799887766",
        "diagnosis": "hipertensión",
        "proof": "CARNE-4711",
        "note": "viene en silla de ruedas",
        "q": "1799887766",
    }
    send(client, "reception_priority", {"categories": ["discapacidad"], **secrets})
    rows = [str(list(each._default_manager.values())) for each in apps.get_models()]
    assert any("discapacidad" in row for row in rows)  # there is something to leak, and it is found
    assert [secret for secret in secrets.values() if any(secret in row for row in rows)] == []
    kept = Ticket.objects.latest("pk")
    assert (kept.categories, kept.turno, kept.case, kept.paper_number) == (["discapacidad"], None, None, "")


def test_s29_double_enter_is_one_number_and_a_page_without_its_key_gives_none(client: Client) -> None:
    where = reverse("desk:reception_priority")
    values = {"categories": ["mayor"], "procedure": cast.procedure().pk, "key": key_in(client.get(HOME), where)}
    assert [client.post(where, values)["Location"] for _ in range(2)] == [ticket_page(1)] * 2
    assert Ticket.objects.count() == 1
    for wrong in ("", "x", "G" * 32, "0" * 33):
        assert client.post(where, values | {"key": wrong}).status_code == 422


def test_a_same_day_visitor_gets_a_number_or_the_reason_in_numbers_and_what_can_be_had(client: Client) -> None:
    open_counter()
    cast.slots(cast.agency(), cast.NOW.date(), times=1, counters=1)
    assert send(client, "reception_same_day", {})["Location"] == ticket_page(1)
    waiting(2)
    home = text(page(client.get(HOME)))
    sentence = (
        "No hay número ahora. Por delante: 3 (en espera 3, con turno pronto 0). Minutos por atención: 15. "
        "Ventanillas abiertas: 1. Espera calculada: 45 minutos; límite: 30."
    )
    assert sentence in home
    refused = send(client, "reception_same_day", {})
    assert refused["Location"] == reverse("desk:reception_give")
    offered = client.get(refused["Location"])
    assert sentence in text(page(offered))
    assert buttons(offered) == ["Dar esta hora", "Ver horas", "Anotar en la lista de espera"]
    assert "hoy 10:00" in text(panel(offered))
    assert Ticket.objects.count() == 3


def test_the_screen_tells_the_load_of_the_centre(client: Client) -> None:
    open_counter()
    waiting(2)
    cast.slots(cast.agency(), cast.NOW.date(), times=1)
    assert facts(page(client.get(HOME))) == {
        "En espera": "2",
        "Ventanillas abiertas": "1",
        "Espera sin turno": "30 minutos",
        "Próxima hora libre hoy": "10:00",
    }


def test_d31_reception_sees_what_was_ticked_at_home(client: Client) -> None:
    turno = at(5)
    assert "marcas" not in {node.get("id") for node in every(page(scan(client, turno.reference)))}
    keep_ticks(turno=turno, ticked=["affiliate_identity-0", "affiliate_code-0"], unticked=[], now=cast.NOW)
    marks = by_id(page(scan(client, turno.reference)), "marcas")
    assert text(by_tag(marks, "summary")[0]) == "Papeles que marcó como listos: 2 de 7"
    assert items(by_tag(marks, "ul")[0]) == [
        "Una solicitud por cada persona dependiente, firmada a mano por la persona afiliada",
        "Pasaporte de la persona dependiente",
        "Para el cónyuge: Certificado o acta de matrimonio",
        "Para el conviviente: Acta notarial de unión de hecho",
        "Para cada hija o hijo menor de 18 años: Certificado o acta de nacimiento",
    ]


@pytest.mark.parametrize("given", [999, 1000, 12345])
def test_d37_a_number_of_any_length_that_was_given_today_is_found(client: Client, given: int) -> None:
    waiting(1)
    Ticket.objects.update(number=given)
    assert number(scan(client, str(given))) == str(given)


@pytest.mark.parametrize("typed", ["1000", "999999999"])
def test_a_number_that_nobody_was_given_is_looked_for_as_one_of_a_person(client: Client, typed: str) -> None:
    Affiliate.objects.create(code=typed, names="Olena", names_key="OLENA", updated_at=cast.NOW)
    of = at(0, affiliate=Affiliate.objects.get(code=typed))
    assert facts(panel(scan(client, typed)))["Turno"] == of.reference
    assert buttons(scan(client, "4711")) == ["Dar un turno a esta persona"]


@pytest.mark.parametrize(
    ("cedula", "documents", "compared"),
    [
        (None, 1, ["Pasaporte que termina en 3456 Colombia"]),
        (cast.PEDRO_CEDULA, 1, ["Pasaporte que termina en 3456 Colombia", "Cédula que termina en 4065"]),
        (None, 0, ["Código que termina en 2003"]),
    ],
)
def test_d37_the_end_of_the_document_is_compared_and_no_whole_number_stands_there(
    client: Client, cedula: str | None, documents: int, compared: list[str]
) -> None:
    ana = cast.ana()
    Affiliate.objects.update(cedula=cedula)
    IdDocument.objects.filter(pk__in=list(ana.documents.values_list("pk", flat=True))[documents:]).delete()
    of = at(0)
    for shown in (panel(scan(client, of.reference)), page(client.get(reverse("desk:turno", args=[of.reference])))):
        assert items(by_class(shown, "compare")[0]) == compared
        assert [cast.ANA_PASSPORT in text(shown), cast.PEDRO_CEDULA in text(shown)] == [False, False]


def test_d37_of_a_proxy_the_document_that_was_typed_is_compared(client: Client) -> None:
    of = at(0, by_proxy=True)
    assert items(by_class(panel(scan(client, of.reference)), "compare")[0]) == ["Cédula que termina en 4065"]
