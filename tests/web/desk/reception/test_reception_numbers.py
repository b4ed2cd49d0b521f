"""A number at reception: shown, printed, listed, taken back; a return to a case; what a page costs (S30, D7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.documents.reading import picture_of_svg, text_of
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.stages.reception import groups, receive_turno, waiting
from tests.web.desk.reception.reception_pages import HOME, buttons, in_focus, number, panel, scan
from tests.web.shared.reading import by_tag, page, text
from vinculo.actions.cases.decisions import request_correction
from vinculo.records.models import Case, Event, Seat, Staff, Ticket, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


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


# The number


def test_the_number_is_shown_with_the_qr_of_the_phone_page_and_printed_on_a_roll(client: Client) -> None:
    (ticket,) = waiting(1)
    shown = client.get(ticket_page(1)).content.decode()
    drawing = shown[shown.index("<svg role=") : shown.index("</svg>", shown.index("<svg role=")) + 6]
    (code,) = zxingcpp.read_barcodes(picture_of_svg(drawing))
    assert code.text.endswith(f"/numero/{ticket.token}/")
    printed = [client.get(reverse("desk:reception_ticket_pdf", args=[1])) for _ in range(3)]
    assert [each["Content-Type"] for each in printed] == ["application/pdf"] * 3
    words = "Su número 1 Centro de Atención Universal Quito"
    papers = [text_of(each.content) for each in printed]
    assert [(words in each, each.count("Copia n.º")) for each in papers] == [(True, 0), (True, 1), (True, 1)]
    assert ["Copia n.º 1" in papers[1], "Copia n.º 2" in papers[2]] == [True, True]
    told = Event.objects.filter(act="paper_tickets_printed").values_list("subject", "subject_id")
    assert list(told) == [("ticket", ticket.pk)] * 3


def test_s30_a_head_is_not_the_paper_of_the_number(client: Client) -> None:
    waiting(1)
    paper = reverse("desk:reception_ticket_pdf", args=[1])
    assert (client.head(paper).status_code, Event.objects.filter(act="paper_tickets_printed").count()) == (200, 0)
    assert "Copia" not in text_of(client.get(paper).content)


def test_no_name_reference_or_document_stands_on_a_number_its_paper_or_the_list(client: Client) -> None:
    of = at(0)
    receive_turno(of)
    for address in (ticket_page(1), reverse("desk:reception_tickets"), HOME):
        seen = text(page(client.get(address)))
        for secret in ("Ana", "Restrepo", cast.ANA_CODE, cast.ANA_PASSPORT, of.reference):
            assert secret not in seen, (address, secret)
    paper = text_of(client.get(reverse("desk:reception_ticket_pdf", args=[1])).content)
    assert not any(secret in paper for secret in ("Ana", "Restrepo", cast.ANA_CODE, of.reference))


def test_somebody_who_goes_is_written_down_and_a_mistake_is_taken_back_with_its_reason(client: Client) -> None:
    receive_turno(at(0))
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
    rows = [text(row).split()[0] for row in by_tag(panel(answer), "tr")[1:]]
    assert rows == {"waiting": ["3", "1"], "served": ["2"]}.get(state, ["3", "2", "1"])


def test_the_number_typed_or_its_qr_read_shows_it_again(client: Client) -> None:
    (ticket,) = waiting(1)
    for typed in ("1", f"httpsÑ--x.ec-numero-{ticket.token}-"):
        assert number(scan(client, typed)) == "1"


def test_d7_a_case_gives_a_return_number_from_the_reference_on_its_notice(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    case.refresh_from_db()
    met = scan(client, case.reference)
    assert (buttons(met), in_focus(met)) == (["Dar número de regreso"], ["Dar número de regreso"])
    where = reverse("desk:reception_return", args=[case.reference])
    assert [client.post(where)["Location"] for _ in range(2)] == [ticket_page(1)] * 2
    ticket = Ticket.objects.get()
    assert (ticket.klass, ticket.officer, ticket.case) == ("R", cast.olga(), case)


def test_d7_a_centre_that_does_not_serve_the_procedure_says_so(client: Client) -> None:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    cast.agency().services.update(active=False)
    answer = client.post(reverse("desk:reception_return", args=[case.reference]), follow=True)
    assert "Este centro no atiende el trámite de ese caso." in text(page(answer))
    assert "Este centro no atiende ninguno." in text(page(answer))
    assert Case.objects.get().solicitudes.get().status == "correction_pending"


@pytest.mark.parametrize(("path", "rest"), [("", 16), ("numeros/", 17), ("numero/1/", 18)])
def test_the_statements_of_a_page_do_not_grow_with_the_day(
    client: Client, path: str, rest: int, django_assert_num_queries: Any
) -> None:
    """Session and officer with the agency: three; the screen: thirteen; the list: one; a number: itself, its case."""
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
