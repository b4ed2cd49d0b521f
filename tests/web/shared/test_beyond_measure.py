"""Numbers and days in an address that no database and no calendar holds: absent, or said beside the field."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls.converters import IntConverter

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.test_every_door import ALL

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


def test_d36_no_address_takes_a_number_that_no_column_holds() -> None:
    without_bounds = {
        name
        for name, route in ALL.items()
        if IntConverter in {type(each) for each in route.pattern.converters.values()}
    }
    assert without_bounds == {"demo:mailbox_attachment"}  # the place of a file in a mail of the demo: no row


@pytest.mark.parametrize("what", sorted(HOSTILE.keys() - {"lone surrogate"}))  # which no address can hold
def test_d36_who_is_logged_in_is_led_on_whatever_next_says(what: str) -> None:
    assert at_the_desk(cast.olga()).get("/ventanilla/ingreso/", {"next": HOSTILE[what]}).status_code == 302
