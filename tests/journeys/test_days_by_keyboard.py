"""The days of the legal unit, the counter and the administration, with hands on the keyboard alone (S38, D37, D38).

Nothing is clicked, and every thing that is reached has the focus where it can be seen.
"""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests import cast
from tests.actions.closures.test_changes import slot_at, whole_day
from tests.actions.closures.test_closures import TUESDAY, book_turno, local
from tests.journeys.test_calling import with_turno
from tests.stages.keyboard import Keys, seat_at
from vinculo.records.models import Agency, Case, Closing, Counter, Power, Staff, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.full]
UNREAD = "Todavía no se ha leído"


@pytest.fixture
def at(officer: BrowserContext, live_server: Any) -> Any:
    """Return what seats somebody before the first page of their door."""
    return lambda who, page: seat_at(officer, live_server, page)(who)


def choose(hands: Keys, first: str, words: str = "") -> None:
    """Reach a question by its first answer and take that one, or another with the arrows."""
    hands.reach(first)
    hands.press("Space")
    for _ in range(6):
        if not words or hands.is_there(words):
            break
        hands.press("ArrowDown")
    assert hands.is_there(words or first)


def test_s38_the_legal_unit_receives_and_endorses_a_power_by_keyboard(at: Any) -> None:
    cast.ana()
    hands = at(cast.lucia(), "/juridica/")
    hands.enter("Recibir un poder")
    hands.type("Código de identificación", cast.ANA_CODE)
    hands.type("Nombres de quien otorga", "Ana María Restrepo Gómez")
    choose(hands, UNREAD, "Sí")
    choose(hands, "Cédula ecuatoriana")
    hands.type("Número", cast.PEDRO_CEDULA)
    hands.type("Nombres y apellidos", "Pedro Mora Salas")
    hands.type("Fecha de nacimiento", "09031980")
    choose(hands, UNREAD, "Sí")
    choose(hands, "Es el único apoderado")
    choose(hands, "Notario")
    hands.type("Notaría o consulado", "Notaría Primera de Cali")
    hands.type("Número de la escritura", "1234")
    hands.type("Ciudad", "Cali")
    hands.reach("País en que se otorgó")
    hands.page.keyboard.type("colom")
    hands.type("Fecha en que se otorgó", "05102026")
    choose(hands, "Trae apostilla")
    choose(hands, "Original visto, copia en papel")
    hands.type("Facultades", "Tramitar el código de sus dependientes.")
    choose(hands, UNREAD, "Sí")
    hands.save()
    power = Power.objects.get()
    assert (power.affiliate.code, power.country, power.state) == (cast.ANA_CODE, "COL", "received")

    hands.enter("Sumillar")
    hands.save()
    power.refresh_from_db()
    assert (power.state, power.sumilla) == ("endorsed", "17-2026-00001")
    hands.enter("Buscar")
    hands.type("Número del poder", "17-2026-00001")
    hands.save()
    assert "sumillado 17-2026-00001" in hands.read_main()


def test_d38_the_administrator_cuts_hours_closes_a_day_and_makes_an_account_by_keyboard(at: Any) -> None:
    quito = whole_day()
    late, morning = book_turno(1, slot_at(TUESDAY, 16)), book_turno(2, slot_at(TUESDAY, 10))
    hands = at(cast.alicia(), "/administracion/")
    hands.enter("Centros")
    hands.reach(quito.name)  # the box of its row, then its link
    hands.press("Tab")
    hands.enter(quito.name)
    hands.type_moment("Cierra", time(13), "%I%M%p", "%H%M")
    hands.enter("Guardar")
    assert "¿A quién afecta el cambio?" in hands.page.locator("#content").inner_text()
    hands.type("Motivo", "Menos personal por la tarde")
    hands.enter("Guardar el cambio y avisar")
    assert (Agency.objects.get().closes, local(late).time() < time(13)) == (time(13), True)

    hands.enter("Inicio")
    hands.enter("Personas del servicio")
    hands.press("Shift+Tab")  # the way to add stands before the field of the search
    hands.enter("Agregar: persona del servicio")
    hands.type("Nombre de usuario", "nora")
    hands.type("first_name", "Nora")
    hands.type("Apellidos", "Báez")
    hands.reach("Rol")
    hands.page.keyboard.type("servidor de v")
    hands.reach("Centro")
    hands.page.keyboard.type("centro")
    hands.type("Contraseña", "una-clave-larga-2026")
    hands.type("password2", "una-clave-larga-2026")
    hands.enter("Guardar")
    nora = Staff.objects.get(username="nora")
    assert (nora.role, nora.agency, nora.must_change_password) == ("officer", quito, True)

    hands.enter("Inicio")
    hands.enter("Cerrar días")
    choose(hands, "Uno o varios días de un centro")
    hands.type("Centro", quito.name)
    hands.press("Escape")  # the list of the browser
    hands.type_moment("Primer día", TUESDAY, "%m%d%Y", "%d%m%Y")
    hands.type("Motivo", "Corte de energía")
    hands.save()
    assert "Afecta a" in hands.read_main()
    hands.enter("Cerrar y avisar")
    assert Closing.objects.filter(reason="Corte de energía", first=TUESDAY).count() == 1
    assert {local(each).date() > TUESDAY for each in (late, morning)} == {True}


def test_d37_the_counter_calls_notes_leaves_open_and_goes_by_keyboard(at: Any) -> None:
    _of, first = with_turno()
    cast.counter(1)
    hands = at(cast.olga(), "/ventanilla/llamar/")
    hands.enter("Abrir la 1")
    hands.enter("Llamar al siguiente")
    hands.enter("Empezar la atención")
    case = Case.objects.get()
    hands.enter("Escribir una nota")
    hands.type("Nota", "La madre llama mañana.")
    hands.save()
    assert case.entries.get().words == "La madre llama mañana."
    hands.enter("Llamar")
    hands.enter("Terminar")
    choose(hands, "La persona volverá con un documento", "La persona tuvo que irse")
    hands.save()
    first.refresh_from_db()
    assert (first.state, case.entries.count()) == ("served", 2)

    hands.enter("Casos")
    hands.enter(case.reference)
    hands.enter("Agenda")
    hands.type("Lea el QR", "restrepo")
    hands.save()
    assert case.reference in hands.read_main()
    hands.enter("Salir")
    assert (Counter.objects.get(number=1).staff, Ticket.objects.filter(state="serving").count()) == (None, 0)
