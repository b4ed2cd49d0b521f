"""The day of reception with hands on the keyboard and a reader, from the log-in to the log-out (S29, S30, D37).

Nothing is clicked, and every thing that is reached has the focus where it can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext

from tests import cast
from tests.journeys.test_printing import PRINTER
from tests.stages import desk
from tests.stages.keyboard import Keys, wait_for_focus
from tests.stages.reception import groups, open_counter
from vinculo.actions.cases.decisions import request_correction
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import Affiliate, Case, Event, Staff, Ticket, Turno
from vinculo.rules.queue.scanner import LAYOUTS

pytestmark = [pytest.mark.browser, pytest.mark.prints, pytest.mark.django_db(transaction=True), pytest.mark.full]


def somebody(number: int, cedula: str | None = None) -> Affiliate:
    """Return one more affiliate."""
    names = {"names": f"Persona {number}", "names_key": f"PERSONA {number}", "cedula": cedula}
    return Affiliate.objects.create(code=f"EXT{3000000 + number}", active=True, updated_at=cast.NOW, **names)


def coming(who: Affiliate, minutes: int, **changes: Any) -> Turno:
    """Return the turno of an affiliate, so many minutes from now."""
    starts = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    own: dict[str, Any] = {"affiliate": who, "presenter_number": who.code, "presenter_key": f"code:{who.code}"}
    return desk.turno(**{"starts": starts, "ends": starts + timedelta(minutes=15)} | own | changes)


@dataclass
class Entrance(Keys):
    """Rosa's keyboard at the entrance, with a reader beside it."""

    def scan(self, text: str) -> None:
        """Read something, wherever the focus is: a reader types, Enter included."""
        wait_for_focus(self.page)
        with self.page.expect_navigation():
            self.page.keyboard.type(f"{text}\n")

    def lead(self, key: str) -> None:
        """Press a key that leads to another page."""
        wait_for_focus(self.page)
        with self.page.expect_navigation():
            self.press(key)

    @property
    def number(self) -> str:
        return self.page.locator("#numero").inner_text()

    def print_with(self, key: str) -> None:
        """Press a key that prints; then the next person can be read at once."""
        self.page.evaluate("window.printed = 0")
        self.press(key)
        self.page.wait_for_function("() => window.printed === 1 && document.activeElement.name === 'q'")


def log_in_by_keys(context: BrowserContext, address: str, who: Staff) -> Entrance:
    context.add_init_script(PRINTER)
    page = context.new_page()
    page.goto(f"{address}/ventanilla/ingreso/")
    hands = Entrance(page, address)
    hands.type("Usuario", who.username)
    hands.type("Contraseña", cast.PASSWORD)
    hands.lead("Enter")
    assert hands.is_there("Lea el QR, o escriba referencia, código o documento")
    return hands


def case_to_come_back_to() -> Case:
    """Return Ana's case, of which a paper was asked for again."""
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    return case


def receive_who_has_a_turno(hands: Entrance, in_time: Turno, by_cedula: Turno, late: Turno) -> None:
    """Let three people come: by the code they say, by the cédula and in another language, by the QR of their phone."""
    hands.scan(in_time.presenter_number)
    hands.enter("Coincide: dar número")
    hands.print_with("F9")
    hands.scan("1")  # the printer jammed: the number is found by itself
    hands.print_with("F9")
    assert Event.objects.filter(act="paper_tickets_printed").count() == 2

    hands.scan(by_cedula.affiliate.cedula or "")
    hands.reach("Cambiar el idioma")
    hands.press("Enter")
    hands.reach("Idioma en el que se le escribe")
    hands.page.keyboard.type("Krey")
    hands.enter("Guardar el idioma")
    hands.enter("Coincide: dar número")

    address = f"https://turnos.iess.gob.ec/mi-turno/{late.token}/"
    hands.scan("".join(LAYOUTS["latam"].get(char, char) for char in address))
    assert "Llega tarde" in hands.read_main()
    hands.enter("Coincide: dar número")


def receive_who_has_none_for_now(hands: Entrance, not_theirs: Turno, elsewhere: Turno, case: Case) -> None:
    """Let people come with somebody else's paper, without a turno, of a group, of another centre, and once more."""
    hands.scan(not_theirs.reference)
    hands.lead("F7")
    assert "No registre la llegada" in hands.read_main()
    hands.lead("Escape")
    hands.scan(not_theirs.presenter_number)  # whose it is comes after all
    hands.enter("Coincide: dar número")
    hands.lead("F8")
    assert hands.number == "5"
    hands.press("F4", "2")
    hands.lead("Enter")
    assert hands.number == "6"

    hands.scan(elsewhere.reference)
    hands.enter("Coincide: ver horas aquí")
    hands.enter("Cambiar a esta hora")
    hands.print_with("F9")
    hands.scan(case.reference)
    hands.enter("Dar número de regreso")
    hands.lead("F10")  # no hour of today suits her: one of another day
    hands.type("Código o documento de la persona afiliada", somebody(6).code or "")
    hands.save()
    hands.print_with("F9")


def look_at_the_queue_and_go(hands: Entrance) -> None:
    """Write down who went, read the numbers of the day, and leave the place."""
    hands.scan("5")
    hands.reach("La persona se fue, o el número se dio por error")
    hands.press("Enter")
    hands.enter("Se retiró")
    hands.enter("Todos los números de hoy")
    hands.enter("Se retiró")
    assert "5 Del mismo día Se retiró" in hands.read_main()
    hands.enter("Salir")
    assert "/ingreso/" in hands.page.url


def test_s30_reception_has_a_whole_day_by_keyboard(officer: BrowserContext, live_server: Any) -> None:
    groups()
    open_counter(1), open_counter(2)
    far = cast.agency("CAU Guayaquil", "Guayas", "09")
    cast.slots(cast.agency(), cast.NOW.date() + timedelta(days=1), times=2)
    with_turno = coming(somebody(1), 0), coming(somebody(2, cast.PEDRO_CEDULA), 10), coming(somebody(3), -40)
    not_theirs, elsewhere = coming(somebody(4), 5), coming(somebody(5), 60 * 24, agency=far)
    hands = log_in_by_keys(officer, live_server.url, cast.rosa())
    receive_who_has_a_turno(hands, *with_turno)
    receive_who_has_none_for_now(hands, not_theirs, elsewhere, case_to_come_back_to())
    look_at_the_queue_and_go(hands)

    assert list(Ticket.objects.order_by("number").values_list("turno", "klass", "state")) == [
        *[(each.pk, "A", "waiting") for each in (*with_turno, not_theirs)],
        (None, "W", "left"),
        (None, "P", "waiting"),
        (None, "R", "waiting"),
    ]
    assert Turno.objects.get(pk=with_turno[1].pk).language == "ht"
    assert Event.objects.filter(act="confirmation_printed").count() == 2
    assert breaches() == []
