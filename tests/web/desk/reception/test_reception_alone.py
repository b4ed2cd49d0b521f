"""Reception where one person does nothing else: what its pages lead to is theirs (D33)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.stages.reception import groups, receive_turno
from tests.web.desk.reception.reception_pages import Answered, scan
from tests.web.shared.reading import page, text
from tests.web.shared.test_every_role import barred_ways
from vinculo.actions.cases.decisions import request_correction
from vinculo.records.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


@pytest.fixture
def rosa() -> Client:
    groups()
    return at_the_desk(cast.rosa())


def case_of_today() -> Case:
    """Return Ana's case, whose person has a number of today."""
    of = desk.turno(starts=cast.NOW, ends=cast.NOW + timedelta(minutes=15))
    desk.bruno_at_home(of)
    receive_turno(of)
    return Case.objects.get()


def leads_nowhere_else(answer: Answered) -> bool:
    """Return whether everything that the page leads to lets Rosa in; the page was shown."""
    return (answer.status_code, barred_ways(answer.content.decode(), cast.rosa())) == (200, set())


def test_d33_a_number_and_an_open_case_lead_reception_alone_to_no_page_of_the_counter(rosa: Client) -> None:
    case = case_of_today()
    number = rosa.get(reverse("desk:reception_ticket", args=[1]))
    assert leads_nowhere_else(number)
    bruno = case.solicitudes.get()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    open_case = scan(rosa, case.reference)
    assert leads_nowhere_else(open_case)
    assert f"{case.reference} Ana María Restrepo Gómez" in text(page(open_case))


def test_d33_who_serves_at_a_counter_too_is_led_to_the_case(rosa: Client) -> None:
    case, olga = case_of_today(), at_the_desk()
    where = f'href="{reverse("desk:case", args=[case.reference])}"'
    answers = [olga.get(reverse("desk:reception_ticket", args=[1])), scan(olga, case.reference)]
    assert [where in each.content.decode() for each in answers] == [True, True]


def test_d10_reception_alone_changes_the_language_of_a_turno_of_its_centre(rosa: Client) -> None:
    turno = desk.turno(language="fr")
    elsewhere = desk.turno(language="fr", agency=cast.agency("CAU Loja", "Loja", "11"))
    sent = {"language": "ht", "back": "reception"}
    answers = [rosa.post(reverse("desk:turno_language", args=[each.reference]), sent) for each in (turno, elsewhere)]
    assert [each.status_code for each in answers] == [302, 404]
    assert answers[0]["Location"] == reverse("desk:reception_turno", args=[turno.reference])
    for each in (turno, elsewhere):
        each.refresh_from_db()
    assert (turno.language, elsewhere.language) == ("ht", "fr")
