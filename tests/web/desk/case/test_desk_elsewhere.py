"""Where stepchildren, adult children and those with a disability go instead, said at the desk (S37)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.desk.case.counter_pages import Visit, all_but, with_bruno
from tests.web.shared.reading import page, text
from vinculo.queries.shared.reference_data import delivered_texts
from vinculo.records.models import ModelText, Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
DELIVERED = delivered_texts()["elsewhere"]


def facts_of(visit: Visit, of: Solicitud) -> str:
    return text(page(visit.client.get(f"{visit.home}?paso=datos&de={of.reference}")))


def test_s37_where_the_relation_is_chosen_the_text_of_the_institution_says_where_others_go() -> None:
    visit, bruno = with_bruno()
    assert DELIVERED.startswith("Este trámite no registra a hijastras ni hijastros")
    assert facts_of(visit, bruno).count(DELIVERED) == 1
    ModelText.objects.update_or_create(key="elsewhere", defaults={"body": "Vaya a la ventanilla 4."})
    assert facts_of(visit, bruno).count("Vaya a la ventanilla 4.") == 1


def test_s37_a_daughter_or_son_of_eighteen_is_told_where_to_go_and_nobody_else_is() -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno)
    assert DELIVERED not in text(visit.read())
    Solicitud.objects.filter(pk=bruno.pk).update(birth_date=date(2008, 11, 30))  # 18 today
    assert visit.verdict(bruno) == "no puede tener el código"
    assert text(visit.part(bruno)).count(DELIVERED) == 1


def statements(visit: Visit, asked: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        visit.client.get(f"{visit.home}{asked}")
    return len(captured)


def test_s37_the_text_costs_one_statement_and_only_where_it_is_said() -> None:
    visit, bruno = with_bruno()
    facts, paper = (statements(visit, f"?paso={step}&de={bruno.reference}") for step in ("datos", "solicitud"))
    assert facts == paper + 1
