"""The day of who supervises, with hands on the keyboard alone: of a centre, a province, the nation (D35, D37, D38).

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
from tests.stages import control, desk
from tests.stages.keyboard import Seat, seat_at
from tests.stages.voice import complaint
from vinculo.records.models import Case, CaseEntry, Closing, Complaint, Message, Sample, Staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(name="seated")
def sit_down(officer: BrowserContext, live_server: Any) -> Seat:
    return seat_at(officer, live_server, "/supervision/")


@pytest.mark.full
def test_s39_the_supervisor_of_a_centre_does_the_day_by_keyboard(seated: Seat) -> None:
    whole_day()
    hit = book_turno(1, slot_at(TUESDAY, 12))
    complaint(agency=cast.agency())
    control.draw_sample()
    Case.objects.update(closed_at=None)
    hands = seated(cast.sara())

    hands.enter("mensaje por responder")
    hands.enter(Complaint.objects.get().reference)
    hands.type("Respuesta", "Lo sentimos. Ya se corrigió.")
    hands.save()
    assert Complaint.objects.get().state == "answered"

    hands.enter("Códigos")
    hands.enter(Sample.objects.get().certificate.solicitud.reference)
    hands.reach("Sí, estoy de acuerdo")
    hands.press("Space")
    hands.save()
    assert Sample.objects.get().state == "agreed"

    hands.enter("Casos")
    hands.enter(Case.objects.get().reference)
    hands.enter("Escribir una nota")
    hands.type("Nota", "La madre llama mañana.")
    hands.save()
    assert CaseEntry.objects.get(kind="note").words == "La madre llama mañana."

    hands.enter("Día")
    hands.enter("Cerrar horas o ventanillas")
    hands.reach("El centro no atiende en esas horas")
    hands.press("Space")
    hands.type_moment("Primer día", TUESDAY, "%m%d%Y", "%d%m%Y")
    hands.type_moment("Desde las", time(12), "%I%M%p", "%H%M")
    hands.type_moment("Hasta las", time(14), "%I%M%p", "%H%M")
    hands.type("Motivo", "Corte de energía")
    hands.save()
    assert "Afecta a 1 turno" in hands.read_main()
    hands.enter("Cerrar y avisar")
    assert (Closing.objects.get().reason, local(hit).time()) == ("Corte de energía", time(11, 45))

    hands.enter("Cifras")
    hands.enter("Esperas y atención")
    assert "/cifras/esperas/" in hands.page.url


def test_s39_the_supervisor_of_a_province_chooses_a_centre_and_gives_a_case_by_keyboard(seated: Seat) -> None:
    here, far = cast.agency(), cast.agency("Centro Cuenca", "Azuay", "01")
    case, _bruno = desk.case_of_bruno()
    Staff.objects.create_user("nora", role="officer", agency=here, first_name="Nora", last_name="Ruiz")
    sara = cast.sara()
    Staff.objects.filter(pk=sara.pk).update(agency=None, province=here.province, territory="province")
    hands = seated(Staff.objects.get(pk=sara.pk))

    hands.enter("Casos")
    hands.enter(case.reference)
    hands.enter("Pasar")
    hands.reach("A quién")
    hands.press("n")
    hands.save()
    case.refresh_from_db()
    assert case.officer == Staff.objects.get(username="nora")

    hands.enter("Día")
    assert far.name not in hands.read_main()
    assert here.name in hands.read_main()  # the only one of the province
    hands.enter("Cifras")
    hands.enter("Código en la primera visita")
    assert "/cifras/primera-visita/" in hands.page.url


def test_s39_the_supervisor_of_the_nation_finds_a_centre_by_typing_and_reads_its_figures(seated: Seat) -> None:
    far = cast.agency("Centro Cuenca", "Azuay", "01")
    cast.agency()
    for number in range(9):
        cast.agency(f"Centro {number}", "Loja", "11")
    sara = cast.sara()
    Staff.objects.filter(pk=sara.pk).update(agency=None, province=None, territory="nation")
    hands = seated(Staff.objects.get(pk=sara.pk))

    hands.enter("Día")
    hands.type("Centro", "cuenca")
    hands.press("Escape")  # the list of the browser
    hands.save()
    assert far.name in hands.read_main()

    hands.enter("Política de la cola")
    hands.enter("Cifras")
    hands.reach("Período")
    hands.press("ArrowDown")
    hands.save()
    hands.enter("Códigos, correcciones y negativas")
    assert "/cifras/decisiones/" in hands.page.url
    assert Message.objects.count() == 0
