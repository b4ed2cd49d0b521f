"""Two families of the demo, and what the desk records of them in a browser (S29, S31-S37)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.test_main_road import choose, flat, passport, pdf_text, press, record_signature
from tests.stages.counter import td3


@dataclass(frozen=True)
class Family:
    """An affiliate of the demo with a child, and what the passports of both say to a reader."""

    code: str
    own_passport: str
    child: str
    child_number: str
    country: str
    child_birth: str
    child_passport: str
    formality: str
    translated: bool


YUSLEIDY = Family(
    "1712345678",
    td3("HERNANDEZ<RODRIGUEZ<<YUSLEIDY<DE<LA<CARI", "K654321", "920815", "F", "320412", "CUB"),
    "Daylin Hernández Pérez",
    "K112233",
    "CUB",
    "02/04/2017",
    td3("HERNANDEZ<PEREZ<<DAYLIN", "K112233", "170402", "F", "310101", "CUB"),
    "Trae legalización del consulado del Ecuador",
    translated=False,
)
THAO = Family(
    "EXT3004005",
    td3("NGUYEN<<THI<PHUONG<THAO<TRAN<LE<HOANG<A", "C7788990", "871103", "F", "330630", "VNM"),
    "Nguyễn Thị Linh",
    "C1122334",
    "VNM",
    "03/02/2018",
    td3("NGUYEN<<THI<LINH", "C1122334", "180203", "F", "310101", "VNM"),
    "Trae apostilla",
    translated=True,
)


def first_visit_lacks_a_paper(desk: Page) -> str:
    """Open a case for anyone who came without a turno, ask for the missing certificate, and return the reference."""
    desk.get_by_label("Código o documento").fill(THAO.code)
    desk.get_by_label("No tiene correo ni celular").check()
    choose(desk, "¿Quién está en la ventanilla?", "La persona afiliada")
    press(desk, "Abrir el caso")
    desk.wait_for_url("**/ventanilla/caso/**")
    case = desk.locator("h1 .reference").inner_text()
    record_papers(desk, THAO)
    desk.get_by_role("link", name=re.compile("^Pedir corrección")).click()
    press(desk, "Pedir corrección e imprimir")
    desk.wait_for_url("**/notificacion/**")
    notice = pdf_text(desk.request.get(f"{desk.url}notificacion.pdf"))
    assert flat("Nguyễn Thị Linh") in flat(notice)
    assert "nacimiento" in notice
    return case


def record_papers(desk: Page, who: Family) -> None:
    """Record everything but the certificate (S31-S35)."""
    passport(desk, who.own_passport)
    record_signature(desk)
    passport(desk, who.child_passport)  # read before anything is typed: it fills most of the data
    expect(desk.get_by_label("Número del documento")).to_have_value(who.child_number)
    choose(desk, "Relación con la persona afiliada", "Hija o hijo")
    desk.get_by_label("Nombres y apellidos, como constan en el documento").fill(who.child)
    choose(desk, "¿Declara que reside en el Ecuador?", "Sí")
    choose(desk, "¿Tiene cédula ecuatoriana?", "No")
    choose(desk, "¿Nació en el Ecuador", "No")
    press(desk, "Guardar")
    desk.wait_for_load_state()


def birth_certificate(desk: Page, who: Family) -> None:
    """Record the certificate of the child, with what its country and language ask for (S37)."""
    desk.get_by_label("Autoridad que lo emitió", exact=True).fill("Registro Civil")
    desk.get_by_label("Fecha de emisión", exact=True).fill("03/02/2020")
    choose(desk, "Apostilla o legalización", who.formality)
    if who.translated:
        choose(desk, "¿Trae traducción al español?", "Sí")
    choose(desk, "¿Nombra a la persona afiliada?", "Sí")
    choose(desk, "¿Nombra al dependiente?", "Sí")
    choose(desk, "Original y copia simple", "Original visto, copia en papel")
    press(desk, "Guardar")
    desk.wait_for_load_state()
