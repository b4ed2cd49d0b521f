"""*Se fue con el código en la primera visita*, as everybody reads it (D39)."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.test import Client, override_settings

from tests import cast
from tests.queries.feedback.test_first_visit import CORRECTION, case_on, decide_solicitud, dependent
from tests.stages.voice import make_attended_turno
from tests.web.shared.reading import by_id, by_tag, items, page, text
from vinculo.actions.feedback.ratings import answer_return
from vinculo.queries.feedback.visits import by_turno

pytestmark = pytest.mark.django_db
ADDRESS = "/transparencia/?month=2026-11"


def families(left: int, failed: int) -> None:
    for _ in range(left):
        decide_solicitud(dependent(case_on()))
    for _ in range(failed):
        decide_solicitud(dependent(case_on()), CORRECTION, asked=["Certificado o acta de nacimiento"])


@override_settings(SATISFACTION_LEAST_MARKS=4)
def test_d39_the_page_shows_the_share_by_month_and_why_not(client: Client) -> None:
    families(left=6, failed=4)
    root = page(client.get(ADDRESS))
    rows = [
        [text(cell) for cell in by_tag(row, "th", "td")] for row in by_tag(by_id(root, "tabla-primera-visita"), "tr")
    ]
    assert rows[-2:] == [["octubre", "Sin datos"], ["noviembre", "10", "60 %"]]
    assert text(by_id(root, "primera-visita-total")) == "Desde enero: 60 % de 10 primeras visitas."
    assert items(by_id(root, "primera-visita-motivos")) == ["Certificado o acta de nacimiento: 4 visitas"]


@override_settings(SATISFACTION_LEAST_MARKS=11)
def test_d39_few_visits_are_told_neither_by_number_nor_by_reason(client: Client) -> None:
    families(left=6, failed=4)
    root = page(client.get(ADDRESS))
    assert [text(cell) for cell in by_tag(by_tag(by_id(root, "tabla-primera-visita"), "tr")[-1], "th", "td")] == [
        "noviembre",
        "Pocas visitas",
    ]
    assert items(by_id(root, "primera-visita-motivos")) == ["Otro motivo, de menos de 11 visitas"]
    assert "primera-visita-total" not in {node.get("id") for node in by_tag(root, "p")}


@override_settings(SATISFACTION_LEAST_MARKS=2)
def test_d39_what_people_answered_stands_beside_what_the_records_say(client: Client) -> None:
    families(left=1, failed=1)
    for came_back in (False, False, False, True):
        visit = by_turno(make_attended_turno().token, cast.NOW)
        assert visit is not None
        answer_return(visit=visit, came_back=came_back, now=cast.NOW)
    with time_machine.travel(cast.NOW + timedelta(days=1), tick=False):
        said = text(by_id(page(client.get(ADDRESS)), "primera-visita-respuestas"))
    assert said == (
        "También preguntamos después de cada visita: de 4 respuestas desde enero, 75 % dicen que no tuvieron que "
        "volver."
    )


@pytest.mark.parametrize(("least", "told"), [(1, ["2", "50"]), (3, ["", ""])])
def test_d39_the_open_data_say_it_by_month_and_centre(client: Client, least: int, told: list[str]) -> None:
    families(left=1, failed=1)
    with override_settings(SATISFACTION_LEAST_MARKS=least):
        answer = client.get("/transparencia/datos/primera-visita.csv")
    header, line = csv.reader(StringIO(answer.content.decode()))
    assert header == ["anio", "mes", "provincia", "centro", "primeras_visitas", "con_codigo_pct"]
    assert line == ["2026", "11", "Pichincha", "Centro de Atención Universal Quito", *told]
