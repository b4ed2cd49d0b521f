"""Every page of every door of the staff begins where the hands go on: its focus is on the next thing to do (S39).

A new page fails here until somebody has said where its focus is.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import BrowserContext

from tests import cast
from tests.journeys.through_client import NARROW, Desk
from tests.queries.cases.test_work_lists import leave_open, more
from tests.stages.counter import at_the_desk
from tests.web.acting import case_scenes, desk_scenes, office_scenes
from tests.web.posting import send
from tests.web.shared.test_every_door import ABSENT_FOR_ALL, EXPECTED, IN, STAFFED, WHO, address, browsers, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ELSEWHERE = ("board:", "health", "manifest")  # looked at on a wall, or no page
PARTS = {"desk:case_requests", "desk:waiting", "desk:company"}  # of a page that asks for them anew

OF_STAFF = {**desk_scenes.SCENES, **desk_scenes.ONCE, **case_scenes.SCENES, **case_scenes.ONCE, **office_scenes.SCENES}

# Where the focus is, as a person names it: a field by its name, a button or link by its words; `contenido` is the
# page itself, where there is nothing to do yet.
PAGES = {
    "accounts:account": "Ir a su página de inicio",
    "accounts:login": "username",
    "accounts:make_factor": "Empezar",
    "accounts:password": "old",
    "desk:home": "q",
    "desk:search": "q",
    "desk:powers": "contenido",
    "desk:calling": "Abrir el caso Alt C",
    "desk:pass_on": "to",
    "desk:leaving": "to",
    "desk:out_of_order": "number",
    "desk:walk_in": "code",
    "desk:work": "…",
    "desk:extensions": "Agenda",
    "desk:turno": "Ir al caso …",
    "desk:reception": "q",
    "desk:reception_give": "code",
    "desk:reception_tickets": "q",
    "desk:reception_turno": "Dar un turno",
    "desk:reception_mismatch": "q",
    "desk:reception_exchange": "q",
    "desk:reception_release": "reason",
    "desk:reception_given": "Imprimir la confirmación F9",
    "desk:reception_ticket": "q",
    "desk:case": "Continuar: la persona está aquí",
    "desk:presenter": "by_proxy",
    "desk:attach": "reference",
    "desk:note": "words",
    "desk:hand": "to",
    "desk:copies": "scan_file",
    "desk:decision": "Caso …",
    "desk:notice": "Volver al caso Alt C",
    "desk:remove": "Retirar",
    "desk:certificate": "Volver al caso Alt C",
    "desk:correct_name": "names",
    "desk:supersede": "number",
    "desk:end_link": "ended_on",
    "legal:home": "q",
    "legal:search": "q",
    "legal:receive": "affiliate_code",
    "legal:adoptions": "contenido",
    "legal:power": "Hoja de sumilla",
    "legal:revoke": "who",
    "legal:death": "died_on",
    "legal:substitute": "affiliate_code",
    "legal:paper": "Volver al poder",
    "operation:home": "contenido",
    "supervision:home": "1 mensaje por responder",
    "supervision:complaints": "…",
    "supervision:complaint": "text",
    "supervision:reverse": "q",
    "supervision:reverse_turno": "reason",
    "supervision:reverse_case": "Escribir una nota",
    "supervision:free_counter": "to",
    "supervision:decision": "Solicitud …",
    "supervision:work": "…",
    "supervision:close_part": "what",
    "supervision:plan": "weekday",
    "supervision:note": "words",
    "supervision:send_back": "words",
    "supervision:hand": "to",
    "supervision:reverse_solicitud": "Subsanación: la decisión con sus documentos",
    "supervision:open_annulment": "what",
    "supervision:samples": "…",
    "supervision:sample": "Bruno Andrés Restrepo Gómez ",
    "supervision:many": "contenido",
    "supervision:release": "reason",
    "supervision:registry": "number",
    "supervision:closing": "what",
    "supervision:day": "Cerrar horas o ventanillas…",
    "supervision:policy": "mode",
    "supervision:closed": "Reabrir…",
    "supervision:reopen": "reason",
    "supervision:figures": "periodo",
    "supervision:figure_list": "Descargar (CSV)",
    "supervision:figure_section": "periodo",
    "contingency:home": "dia",
    "contingency:type_in": "number",
    "notices:list": "Se corrigió el estado de su turno",
    "notices:one": "Imprimir Alt I",
    "notices:hearings": "…",
    "notices:hearing": "words",
    "agreements:list": "No es la persona que ya tiene código",
    "agreements:interest_case": "reason",
    "agreements:interest_power": "reason",
    "agreements:one": "answer",
}
FORMS = {
    "check_in": "Registrar llegada",
    "check_in_other_day": "reason",
    "receive": "Coincide: dar número Enter",
    "mismatch": "Coincide: dar número Enter",
    "mismatch_elsewhere": "Coincide: ver horas aquí",
    "exchange": "Cambiar a esta hora",
    "leave_queue": "q",
    "undo_arrival": "q",
    "come_back": "Dar número de regreso",
    "go_on": "Continuar: la persona está aquí",
    "go_on_from_elsewhere": "q",
    "extend": "Continuar: la persona está aquí",
    "open_counter": "Abrir la 1",
    "pause": "Llamar al siguiente Alt S",
    "resume": "Reanudar Alt S",
    "close_counter": "Llamar al siguiente Alt S",
    "start": "Empezar la atención Alt S",
    "recall": "Empezar la atención Alt S",
    "miss": "Empezar la atención Alt S",
    "leave_counter": "Empezar la atención Alt S",
    "skip": "reason",
    "finish": "Abrir el caso Alt C",
    "finish_and_call": "Abrir el caso Alt C",
    "pass_on": "to",
    "leave_post": "to",
    "walk_in": "code",
    "release": "reason",
    "begin_anew": "Empezar de nuevo",
    "call_next": "Llamar al siguiente Alt S",
    "add": "mrz",
    "end_visit": "mrz",
    "say_why": "reason",
    "hand": "to",
    "attach": "reference",
    "presenter": "by_proxy",
    "remove": "Retirar",
    "correct": "Pedir corrección e imprimir",
    "refuse": "note",
    "issue": "Emitir e imprimir",
    "record": "signature",
    "not_received": "signature",
    "facts": "link",
    "undo": "mrz",
    "take": "mrz",
    "renew": "signature",
    "compare": "answer",
    "correct_name": "names",
    "supersede": "number",
    "restoration": "reason",
    "end_of_link": "ended_on",
    "replace_certificate": "Volver al caso Alt C",
    "answer": "answer",
    "withdraw": "Retirar",
    "reprint": "Volver al caso Alt C",
    "restore": "Restaurar el turno y avisar",
    "undo_by_a_supervisor": "Deshacer la llegada y avisar",
    "reopen_case": "Revertir y avisar",
    "free_counter": "to",
    "hand_by_a_supervisor": "to",
    "send_back": "words",
    "take_back": "Cerrar horas o ventanillas…",
    "answer_a_complaint": "text",
    "close": "Cerrar y avisar",
    "reopen": "reason",
    "adoption": "note",
    "endorse": "note",
    "observe": "reason",
    "refuse_power": "reason",
    "revoke": "who",
    "death": "died_on",
    "amend": "affiliate_code",
    "release_by_a_supervisor": "reason",
    "close_part": "Cerrar y avisar",
    "plan": "weekday",
    "plan_dropped": "weekday",
    "look_at_sample": "Bruno Andrés Restrepo Gómez ",
    "open_sample_of_a_code": "Bruno Andrés Restrepo Gómez ",
    "keep_opened_code": "Bruno Andrés Restrepo Gómez ",
    "open_annulment": "Abrir la anulación y avisar",
    "write_statement": "words",
    "deliver": "Imprimir Alt I",
}
# At each key that is let go: is what has the focus within the window? A page that is still on its way there may stop.
# Between the end of a page and its beginning the browser itself has it, and the page says that it is the body.
NOTE_VIEW = """() => { window.passed = []; document.addEventListener("keyup", () => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  window.passed.push([at === document.body || box.bottom > 0 && box.top < innerHeight, at.textContent || at.name]);
}) }"""
ROUND = 45  # Tabs through a page with thirty fields and its navigation, and on from its top
ADMINISTRATION = {"records/agency/": "q", "records/agency/add/": "province"}
WRONG = {
    "check_in_other_day": "reason",
    "exchange": "Revise estos datos Elija la ",
    "undo_arrival": "reason",
    "pause": "errores",
    "skip": "errores",
    "pass_on": "errores",
    "leave_post": "errores",
    "say_why": "reason",
    "hand": "errores",
    "walk_in": "errores",
    "release": "Revise estos datos Escriba p",
    "attach": "errores",
    "presenter": "errores",
    "record": "errores",
    "not_received": "reason",
    "facts": "errores",
    "compare": "errores",
    "correct_name": "errores",
    "supersede": "errores",
    "restoration": "errores",
    "end_of_link": "errores",
    "answer": "errores",
    "reprint": "errores",
    "restore": "errores",
    "undo_by_a_supervisor": "errores",
    "hand_by_a_supervisor": "errores",
    "send_back": "errores",
    "answer_a_complaint": "errores",
    "reopen": "errores",
    "refuse_power": "errores",
    "revoke": "errores",
    "death": "errores",
    "amend": "errores",
    "release_by_a_supervisor": "errores",
    "end_visit": "reason",
    "close_part": "Cerrar y avisar",
    "plan": "errores",
    "plan_dropped": "errores",
    "look_at_sample": "errores",
    "write_statement": "errores",
    "deliver": "errores",
}


@pytest.fixture
def desk(officer: BrowserContext) -> Desk:
    return Desk.in_context(officer)


@pytest.mark.prints
def test_s39_d37_every_page_of_the_staff_begins_at_what_comes_next_and_has_room_on_a_narrow_window(desk: Desk) -> None:
    known, who = stage(), browsers()
    seen, crowded = {}, {}
    to_show = [name for name in STAFFED if not name.startswith(ELSEWHERE) and IN in EXPECTED[name]]
    for name in sorted(set(to_show) - ABSENT_FOR_ALL - PARTS):
        answer = who[WHO[EXPECTED[name].index(IN)]].get(address(name, known))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            desk.show(answer)
            seen[name], crowded[name] = desk.focus, desk.crowded
    assert seen == PAGES
    assert crowded == dict.fromkeys(PAGES, (NARROW, []))


@pytest.mark.full
@pytest.mark.prints
def test_s39_every_page_with_a_form_that_acts_puts_the_focus_on_what_comes_next(desk: Desk) -> None:
    seen = {}
    for name, scene in OF_STAFF.items():
        with transaction.atomic():
            desk.show(scene().read())
            seen[name] = desk.focus
            transaction.set_rollback(True)
    assert seen == FORMS


@pytest.mark.long
def test_s39_a_wrong_answer_puts_the_focus_on_what_is_wrong(desk: Desk) -> None:
    seen = {}
    for name, scene in OF_STAFF.items():
        with transaction.atomic():
            made = scene()
            answer = send(made.client, made.address, made.read_hidden_fields())
            if answer.status_code in {200, 422}:
                desk.show(answer)
                seen[name] = desk.focus
            transaction.set_rollback(True)
    assert seen == WRONG


@pytest.mark.parametrize("door", ["staff", "public"])
def test_s39_however_quickly_tab_is_pressed_the_focus_is_in_view(desk: Desk, door: str) -> None:
    address_of_page = {"staff": f"/supervision/politica/{cast.agency().pk}/", "public": "/apostilla/"}[door]
    desk.show({"staff": at_the_desk(cast.sara()), "public": Client()}[door].get(address_of_page))
    tall = desk.page.evaluate("document.documentElement.scrollHeight / innerHeight")
    desk.page.evaluate(NOTE_VIEW)
    for _ in range(ROUND):
        desk.page.keyboard.press("Tab")
    desk.page.wait_for_function("(count) => window.passed.length === count", arg=ROUND)
    passed = desk.page.evaluate("window.passed")
    assert tall > 1.1
    assert [name for in_view, name in passed if not in_view] == []
    assert len({name for _, name in passed}) < ROUND  # it came round


def test_d37_a_list_of_several_pages_begins_at_its_first_row_and_not_at_the_next_page(desk: Desk) -> None:
    more(leave_open(), 30)
    desk.show(at_the_desk().get("/ventanilla/casos/"))
    assert desk.page.get_by_role("link", name="Siguiente").count() == 1
    assert desk.page.locator("tbody a").first.evaluate("(link) => link === document.activeElement")


def test_s39_the_administration_begins_in_its_first_field(desk: Desk) -> None:
    seen = {}
    client = at_the_desk(cast.alicia())
    for address_of_page in ADMINISTRATION:
        desk.show(client.get(f"/administracion/{address_of_page}"))
        seen[address_of_page] = desk.focus
    assert seen == ADMINISTRATION
