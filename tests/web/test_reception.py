"""Reception on one screen: whoever comes gets a clear answer, and a number where there is one (S29, S30, D7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests import cast, desk
from tests.counter import at_the_desk
from tests.paper.reading import picture_of_svg, text_of
from tests.reception import groups, key, open_counter, received, waiting
from tests.web.reading import classed, facts, items, page, tagged, text
from tests.web.reception_pages import HOME, buttons, in_focus, key_in, number, panel, said, scan, send
from vinculo.actions.decisions import correct
from vinculo.records.models import Case, Event, QueueEntry, Seat, Staff, Ticket, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


EARLY = (
    "Llega temprano. Puede esperar aquí: su lugar cuenta desde la hora del turno, y pasa antes si una ventanilla queda "
    "libre."
)
VERY_LATE = (
    "Llega muy tarde, y el turno sirve todavía: se atiende hoy, con número asegurado, después de quienes tienen turno."
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
    (compared,) = classed(panel(met), "big-code")
    assert text(compared) == cast.ANA_CODE
    assert (buttons(met), in_focus(met)) == (["Coincide: dar número", "No coincide"], ["Coincide: dar número"])
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
    read = typed.format(
        token=of.token, token_address=address, reference=of.reference, passport=cast.ANA_PASSPORT
    )  # fmt: skip
    assert facts(panel(scan(client, read)))["Turno"] == of.reference


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (31, EARLY),
        (30, "Llega a tiempo: su lugar cuenta desde la hora del turno."),
        (-15, "Llega a tiempo: su lugar cuenta desde la hora del turno."),
        (-16, "Llega tarde, y el turno sirve: su lugar cuenta desde ahora."),
        (-60, "Llega tarde, y el turno sirve: su lugar cuenta desde ahora."),
        (-61, VERY_LATE),
    ],
)  # fmt: skip
def test_s30_early_in_time_and_late_are_told_and_received(client: Client, minutes: int, sentence: str) -> None:
    of = at(minutes)
    assert said(scan(client, of.reference)) == sentence
    send(client, "reception_receive", {}, of.reference, start=f"{HOME}turno/{of.reference}/")
    assert Ticket.objects.get().turno == of


def test_s30_whoever_missed_the_hour_is_told_so_and_received(client: Client) -> None:
    of = at(-50, status="no_show")
    assert said(scan(client, of.reference)) == (
        "No estuvo a su hora y el cupo pasó a otra persona; el turno sirve todavía."
    )
    send(client, "reception_receive", {}, of.reference, start=f"{HOME}turno/{of.reference}/")
    assert Ticket.objects.get().turno == of


def test_s30_another_day_needs_a_reason_from_the_list(client: Client) -> None:
    of = at(24 * 60)
    where = f"{HOME}turno/{of.reference}/"
    met = scan(client, of.reference)
    assert said(met).startswith("El turno es de otro día.")
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
    assert facts(panel(met))["Agencia"] == "CAU Guayaquil"
    assert said(met) == "El turno es de otra agencia: allí lo esperan. Si prefiere esta, dele una hora aquí."
    assert (buttons(met), in_focus(met)) == (["Coincide: ver horas aquí", "No coincide"], ["Coincide: ver horas aquí"])


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("cancelled", "El turno fue cancelado y ya no sirve. Dele una hora, o un número si tiene prioridad."),
        ("attended", "Con este turno ya se le atendió. Si le falta algo, busque su caso o dele otra hora."),
    ],
)
def test_s30_what_no_longer_serves_is_told_with_what_to_do(client: Client, status: str, sentence: str) -> None:
    of = at(0, status=status)
    met = scan(client, of.reference)
    assert (said(met), buttons(met)) == (sentence, ["Dar un turno"])
    forced = client.post(reverse("desk:reception_receive", args=[of.reference]), {"key": key(1)})
    assert forced.status_code == 422
    assert "Este turno ya no se puede usar" in text(page(forced))
    assert Ticket.objects.count() == 0


def test_s30_whoever_is_checked_in_already_has_the_same_number(client: Client) -> None:
    of = at(0)
    received(of)
    met = scan(client, of.reference)
    assert (said(met), buttons(met)) == ("Ya se registró su llegada. Tiene el mismo número.", ["Ver el número 1"])


def test_s30_what_does_not_match_is_not_received_and_other_ways_are_shown(client: Client) -> None:
    of = at(0)
    where = reverse("desk:reception_mismatch", args=[of.reference])
    assert client.post(where)["Location"] == where
    answer = client.get(where)
    assert said(answer).startswith(f"No registre la llegada con el turno {of.reference}")
    ways = [text(node) for node in classed(panel(answer), "ways")]
    assert len(tagged(classed(panel(answer), "ways")[0], "li")) == 4, ways
    of.refresh_from_db()
    assert (of.status, Ticket.objects.count()) == ("confirmed", 0)
    assert Event.objects.filter(act="identity_mismatch", subject_id=of.pk).count() == 1


def test_s30_several_turnos_of_one_person_are_listed_and_nothing_found_says_what_to_do(client: Client) -> None:
    own, away = at(0), at(0, agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    met = scan(client, cast.ANA_CODE)
    (ways,) = classed(panel(met), "ways")
    assert [line.split()[0] for line in items(ways)] == [own.reference, away.reference]
    nothing = scan(client, "XYZ98765")
    assert said(nothing).startswith("Con «XYZ98765» no hay turno ni caso abierto.")
    given = client.post(reverse("desk:reception_give"), {"acto": "ver", "code": "XYZ98765"})
    assert next(node.get("value") for node in tagged(page(given), "input") if node.get("name") == "code") == "XYZ98765"


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
        "names": "Zenobia Quishpe", "number": "1799887766", "diagnosis": "hipertensión", "proof": "CARNE-4711",
        "note": "viene en silla de ruedas", "q": "1799887766",
    }  # fmt: skip
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
        "En espera": "2", "Ventanillas abiertas": "1", "Espera sin turno": "30 minutos",
        "Próxima hora libre hoy": "10:00",
    }  # fmt: skip


# The number


def test_the_number_is_shown_with_the_qr_of_the_phone_page_and_printed_on_a_roll(client: Client) -> None:
    (ticket,) = waiting(1)
    shown = client.get(ticket_page(1)).content.decode()
    drawing = shown[shown.index("<svg role=") : shown.index("</svg>", shown.index("<svg role=")) + 6]
    (code,) = zxingcpp.read_barcodes(picture_of_svg(drawing))
    assert code.text.endswith(f"/numero/{ticket.token}/")
    printed = [client.get(reverse("desk:reception_ticket_pdf", args=[1])) for _ in range(2)]  # as often as needed
    assert [each["Content-Type"] for each in printed] == ["application/pdf"] * 2
    assert printed[0].content == printed[1].content
    assert "Su número 1 Centro de Atención Universal Quito" in text_of(printed[0].content)


def test_no_name_reference_or_document_stands_on_a_number_its_paper_or_the_list(client: Client) -> None:
    of = at(0)
    received(of)
    for address in (ticket_page(1), reverse("desk:reception_tickets"), HOME):
        seen = text(page(client.get(address)))
        for secret in ("Ana", "Restrepo", cast.ANA_CODE, cast.ANA_PASSPORT, of.reference):
            assert secret not in seen, (address, secret)
    paper = text_of(client.get(reverse("desk:reception_ticket_pdf", args=[1])).content)
    assert not any(secret in paper for secret in ("Ana", "Restrepo", cast.ANA_CODE, of.reference))


def test_whoever_goes_is_written_down_and_a_slip_is_taken_back_with_its_reason(client: Client) -> None:
    received(at(0))
    waiting(1)
    client.post(reverse("desk:reception_left", args=[2]))
    where = reverse("desk:reception_undo", args=[1])
    refused = client.post(where, {})
    assert (refused.status_code, "Elija el motivo." in text(panel(refused))) == (422, True)
    assert client.post(where, {"reason": "other_turno"})["Location"] == ticket_page(1)
    shown = text(page(client.get(reverse("desk:reception_tickets"))))
    assert "2 Del mismo día Se retiró" in shown
    assert "1 Con turno Anulado" in shown
    assert Turno.objects.get().status == "no_show"  # this turno never had a seat to give back


def test_a_number_that_was_called_cannot_be_changed_here_and_the_page_says_who_can(client: Client) -> None:
    waiting(1)
    Ticket.objects.update(state="called", counter=cast.counter(), called_at=cast.NOW)
    for name, values in (("reception_left", {}), ("reception_undo", {"reason": "slip"})):
        answer = client.post(reverse(f"desk:{name}", args=[1]), values, follow=True)
        assert "Ese número ya fue llamado: lo cambia la ventanilla que lo atiende." in text(page(answer))
    assert Ticket.objects.get().state == "called"


@pytest.mark.parametrize("state", ["", "waiting", "served", "x", "' OR 1=1"])
def test_the_list_of_today_can_be_narrowed(client: Client, state: str) -> None:
    waiting(3)
    Ticket.objects.filter(number=2).update(state="served", ended_at=cast.NOW)
    answer = client.get(reverse("desk:reception_tickets"), {"estado": state})
    rows = [text(row).split()[0] for row in tagged(panel(answer), "tr")[1:]]
    assert rows == {"waiting": ["3", "1"], "served": ["2"]}.get(state, ["3", "2", "1"])


def test_the_number_typed_or_its_qr_read_shows_it_again(client: Client) -> None:
    (ticket,) = waiting(1)
    for typed in ("1", f"httpsÑ--x.ec-numero-{ticket.token}-"):
        assert number(scan(client, typed)) == "1"


def test_d7_a_case_gives_a_return_number_from_the_reference_on_its_notice(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    correct(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    case.refresh_from_db()
    met = scan(client, case.reference)
    assert (buttons(met), in_focus(met)) == (["Dar número de regreso"], ["Dar número de regreso"])
    where = reverse("desk:reception_return", args=[case.reference])
    assert [client.post(where)["Location"] for _ in range(2)] == [ticket_page(1)] * 2
    ticket = Ticket.objects.get()
    assert (ticket.klass, ticket.officer, ticket.case) == ("R", cast.olga(), case)


def test_d7_a_centre_that_does_not_serve_the_procedure_says_so(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    correct(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    cast.agency().services.update(active=False)
    answer = client.post(reverse("desk:reception_return", args=[case.reference]), follow=True)
    assert "Este centro no atiende el trámite de ese caso." in text(page(answer))
    assert "Este centro no atiende ninguno." in text(page(answer))
    assert Case.objects.get().solicitudes.get().status == "correction_pending"


@pytest.mark.parametrize(("path", "rest"), [("", 15), ("numeros/", 16), ("numero/1/", 17)])
def test_the_statements_of_a_page_do_not_grow_with_the_day(
    client: Client, path: str, rest: int, django_assert_num_queries: Any
) -> None:
    """Session and officer with the agency: three; the screen: twelve; the list: one; a number: itself and its case."""
    for people in (1, 3, 50):
        waiting(people)
        with django_assert_num_queries(rest):
            assert client.get(HOME + path).status_code == 200


def test_seats_and_staff_elsewhere_are_left_alone(client: Client) -> None:
    """A number of another centre with the same digits is never touched from here."""
    away = Staff.objects.create_user("omar", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    waiting(1)
    far = at_the_desk(away)
    for name in ("reception_left", "reception_undo", "reception_ticket_pdf", "reception_ticket"):
        ask = far.post if name in {"reception_left", "reception_undo"} else far.get
        assert ask(reverse(f"desk:{name}", args=[1]), {"reason": "slip"}).status_code == 404
    assert (Ticket.objects.get().state, Seat.objects.count()) == ("waiting", 0)
