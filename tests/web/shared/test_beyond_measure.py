"""Numbers and days in an address that no database and no calendar holds: absent, or said beside the field."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.stages.counter import at_the_desk

pytestmark = pytest.mark.django_db
HUGE = [
    "/tablero/{n}/",
    "/tablero/{n}/ahora/",
    "/supervision/dia/{n}/2026-11-30/",
    "/supervision/politica/{n}/",
    "/supervision/cierres/{n}/",
    "/supervision/cierres/{n}/reabrir/",
    "/contingencia/?agencia={n}",
    "/ventanilla/llamar/ventanilla/{n}/",
    "/juridica/adopciones/{n}/",
    "/juridica/?pagina={n}",
    "/supervision/quejas/?pagina={n}",
    "/contingencia/?dia=9999-12-31",
    "/contingencia/?dia=0001-01-01",
    "/contingencia/lista.pdf?dia=9999-12-31",
    "/supervision/dia/{a}/9999-12-31/",
    "/supervision/dia/{a}/0001-01-01/",
    "/supervision/dia/{a}/9999-12-31/cola.csv",
    "/contingencia/digitar/?dia=9999-12-31",
]


@pytest.mark.parametrize("where", HUGE)
def test_numbers_and_days_beyond_all_measure_are_absent_not_a_fault(where: str) -> None:
    who = [Client(), *(at_the_desk(each()) for each in (cast.olga, cast.lucia, cast.sara, cast.alicia))]
    for digits in ("9" * 9, "9" * 19, "9" * 60):
        for browser in who:
            assert browser.get(where.format(n=digits, a=cast.agency().pk)).status_code < 500, where
