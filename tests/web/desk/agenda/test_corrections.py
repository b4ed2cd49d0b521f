"""More time for a correction, by the link of the mail and at the desk; the end of the term on the page (D7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.documents.reading import text_of
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.web.posting import send
from tests.web.public.booking.booking_pages import buttons, text
from vinculo.actions.cases.corrections import end_terms
from vinculo.actions.cases.decisions import request_correction
from vinculo.queries.cases import corrections
from vinculo.queries.cases import corrections as corrections_query
from vinculo.records.models import Case, Decision, Event, Extension, Message, Role, Solicitud, Staff

pytestmark = pytest.mark.django_db
LAST = cast.NOW + timedelta(days=14)
AFTER = cast.NOW + timedelta(days=15)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(cast.NOW, tick=False) as traveller:
        yield traveller


def case_with_correction() -> tuple[Case, Solicitud, str]:
    """Return a case with an open correction and the address in its mail."""
    case, bruno = desk.case_of_bruno()
    bruno.refresh_from_db()
    request_correction(solicitud=bruno, note="nota interna", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    bruno.refresh_from_db()
    match = re.search(r"(/correccion/[0-9a-z]+/)", Message.objects.get(kind="correction").body)
    assert match
    return case, bruno, match[1]


def test_d7_the_link_of_the_mail_shows_what_is_missing_until_when_and_names_nobody(client: Client) -> None:
    case, bruno, address = case_with_correction()
    answer = client.get(address)
    said = text(answer.content)
    for part in ("lunes 14 de diciembre de 2026", case.reference, bruno.reference, "Certificado o acta de nacimiento"):
        assert part in said
    for secret in ("Bruno", "Restrepo", cast.BRUNO_PASSPORT, cast.ANA_CODE, cast.ANA_PASSPORT, "nota interna"):
        assert secret not in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert Extension.objects.count() == 0


def test_d7_more_time_is_asked_for_once_by_the_link_and_granted_at_the_desk(client: Client) -> None:
    case, bruno, address = case_with_correction()
    for _ in range(2):
        assert client.post(address)["Location"] == address
    assert Extension.objects.count() == 1
    assert "Con la prórroga que pidió" in text(client.get(address).content)
    assert "Pedir la prórroga" not in buttons(client.get(address).content)
    officer = at_the_desk()
    assert bruno.reference in text(officer.get(reverse("desk:extensions")).content)
    shown = text(officer.get(reverse("desk:case", args=[case.reference])).content)
    assert "La persona pidió una prórroga a tiempo" in shown
    answer = officer.post(reverse("desk:extend", args=[case.reference, bruno.reference]))
    decision = Decision.objects.get(kind="extension")
    assert answer["Location"] == reverse("desk:notice", args=[case.reference, decision.pk])
    printed = text_of(officer.get(f"{answer['Location']}notificacion.pdf").content)
    assert "Prórroga para completar su trámite" in printed
    assert (
        "lunes 21 de diciembre de 2026 5 días hábiles más (sin sábados, domingos ni feriados), una sola vez" in printed
    )
    assert bruno.reference not in text(officer.get(reverse("desk:extensions")).content)
    assert "Con la prórroga concedida." in text(client.get(address).content)


def test_d7_a_second_extension_is_refused_with_what_to_do_instead(client: Client) -> None:
    case, bruno, address = case_with_correction()
    officer, extend = at_the_desk(), reverse("desk:extend", args=[case.reference, bruno.reference])
    officer.post(extend)
    answer = officer.post(extend, follow=True)
    assert "La prórroga ya se concedió y es una sola. Si no alcanza, la persona puede empezar de nuevo." in text(
        answer.content
    )
    answer = send(client, address)
    assert answer.status_code == 409
    assert "puede empezar de nuevo cuando quiera, sin costo" in text(answer.content)
    assert Decision.objects.filter(kind="extension").count() == 1
    assert Message.objects.filter(kind="extension").count() == 1


def test_d7_after_the_end_the_page_says_how_to_begin_anew_and_gives_no_more_time(
    client: Client, clock: time_machine.Traveller
) -> None:
    case, bruno, address = case_with_correction()
    clock.move_to(AFTER)
    changed, over = "Este caso cambió mientras tanto", "El plazo ya terminó: presione «Continuar»"
    for nights, said in ((0, over), (1, changed)):
        assert [end_terms(now=AFTER) for _ in range(nights)] == [1] * nights
        answer = send(client, address)
        assert answer.status_code == 409
        assert "El plazo terminó" in text(answer.content)
        assert "Pedir la prórroga" not in buttons(answer.content)
        refused = at_the_desk().post(reverse("desk:extend", args=[case.reference, bruno.reference]), follow=True)
        assert said in text(refused.content)
    assert Extension.objects.count() == 0


def test_d7_the_withdrawal_is_printed_and_mailed_and_the_case_can_be_begun_anew(
    client: Client, clock: time_machine.Traveller
) -> None:
    case, bruno, _ = case_with_correction()
    clock.move_to(AFTER)
    end_terms(now=AFTER)
    officer, page = at_the_desk(), reverse("desk:case", args=[case.reference])
    shown = officer.get(page)
    assert "desistido: terminó el plazo" in text(shown.content)
    decision = Decision.objects.get(kind="withdrawal")
    printed = text_of(officer.get(reverse("desk:notice_pdf", args=[case.reference, decision.pk])).content)
    for part in (
        "Último día del plazo, que ya terminó lunes 14 de diciembre de 2026",
        "No es una negativa",
        "Qué había que hacer:",
    ):
        assert part in printed
    assert "Atendió" not in printed
    assert "Empezar de nuevo" in buttons(shown.content)
    officer.post(reverse("desk:continue", args=[case.reference]))
    again = text(officer.get(page).content)
    assert again.count("Bruno Andrés Restrepo Gómez") >= 2
    assert case.solicitudes.get(status="in_review").dependent_names == bruno.dependent_names


def test_d7_a_lapsed_case_of_another_agency_is_found_by_its_number_and_begun_anew(
    clock: time_machine.Traveller,
) -> None:
    case, _, _ = case_with_correction()
    clock.move_to(AFTER)
    end_terms(now=AFTER)
    there = Staff.objects.create_user("omar", role=Role.OFFICER, agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    officer = at_the_desk(there)
    assert case.reference in text(officer.post(reverse("desk:search"), {"q": case.reference}).content)
    officer.post(reverse("desk:continue", args=[case.reference]))
    case.refresh_from_db()
    assert (case.agency, case.closed_at) == (there.agency, None)


def test_d7_an_answered_one_says_so_and_an_older_link_points_to_the_newest(client: Client) -> None:
    case, bruno, first = case_with_correction()
    at_the_desk().post(reverse("desk:continue", args=[case.reference]))
    assert "Aquí ya no falta nada" in text(client.get(first).content)
    bruno.refresh_from_db()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    assert "Hay una notificación más nueva" in text(client.get(first).content)
    assert send(client, first).status_code == 409


def test_d34_the_link_of_a_correction_ends_once_it_is_answered_and_long_over(client: Client) -> None:
    case, _, link = case_with_correction()
    late = cast.NOW + corrections_query.LINK_LASTS
    with time_machine.travel(late, tick=False):
        assert client.get(link).status_code == 200  # it is still waited for
    at_the_desk().post(reverse("desk:continue", args=[case.reference]))
    assert client.get(link).status_code == 200
    with time_machine.travel(late, tick=False):
        assert client.get(link).status_code == 404


@pytest.mark.parametrize("token", ["1x0", "x", "9" * 40, "abc"])
def test_a_wrong_link_is_not_found(client: Client, token: str) -> None:
    case_with_correction()
    assert client.get(f"/correccion/{token}/").status_code == 404


def test_the_requests_of_another_agency_are_not_shown() -> None:
    case, _, _ = case_with_correction()
    correction = Decision.objects.get()
    assert corrections_query.find(corrections_query.token(correction), cast.NOW) == correction
    Extension.objects.create(correction=correction, online=True, asked_at=cast.NOW)
    assert [each.case for each in corrections.asked_here(cast.olga(), cast.NOW)] == [case.reference]
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    Case.objects.update(agency=there)
    assert corrections.asked_here(cast.olga(), cast.NOW) == []
    assert Event.objects.filter(act="extensions_read").count() == 2
