from __future__ import annotations

from dataclasses import replace

import pytest

from tests.documents.documents import CONFIRMATION, PROCEDURE
from tests.documents.reading import codes_on, text_of
from vinculo.documents import confirmation
from vinculo.documents.facts import BringLine

PRINTED = (
    "Instituto Ecuatoriano de Seguridad Social Turnos para atención ciudadana "
    "Confirmación del Turno en Línea "
    "lunes 30 de noviembre de 2026 08:15 Llegue 10 minutos antes. "
    "Número del turno T7K2M9XQ4B "
    f"Trámite {PROCEDURE} "
    "Lugar Centro de Atención Universal Quito "
    "Dirección Av. 10 de Agosto y Bogotá, Quito "
    "Se presenta Persona afiliada "
    "Código de la persona afiliada EXT1002003 "
    "Dependientes 2 (2 espacios seguidos) "
    "Costo Ninguno: el trámite no tiene costo "
    "Qué debe traer "
    "Una solicitud por cada dependiente, firmada a mano por la persona afiliada "
    "Pasaporte vigente de la persona afiliada Original y copia simple. "
    "Pasaporte de cada dependiente Original y copia simple; o su visa, sin pasaporte. "
    "Acta de nacimiento de cada hija o hijo Apostillada y traducida, de ser el caso. "
    "No hace falta traer "
    "• Copias certificadas: basta una fotocopia simple, sin sellos. "
    "Tenga cuidado "
    "• No se reciben solicitudes con firma electrónica. "
    "Antes de venir "
    "• Presente esta confirmación impresa o en su teléfono. "
    "• Si no puede venir, cancele el turno: otra persona lo necesita. "
    "Ver, mover o cancelar su turno y preparar las solicitudes (no comparta este enlace): "
    "https://turnos.example.ec/mi-turno/0123456789abcdef0123456789abcdef/ "
    "¿Preguntas? Atención al Ciudadano · atencionalusuario@iess.gob.ec · 593 23945666 "
    "Turno T7K2M9XQ4B · Confirmación emitida el 23 de noviembre de 2026"
)


def test_s30_the_confirmation_says_all_that_the_person_and_the_desk_need() -> None:
    assert text_of(confirmation.render(CONFIRMATION)) == PRINTED


def test_s30_its_qr_is_the_plain_reference() -> None:
    assert codes_on(confirmation.page(CONFIRMATION)) == ["T7K2M9XQ4B"]


@pytest.mark.parametrize(("city", "phone"), [("Quito", ""), ("", ""), ("Quito", "593 22222222")])
def test_s30_an_address_that_is_not_known_is_to_be_confirmed_before_travelling(city: str, phone: str) -> None:
    text = text_of(confirmation.render(replace(CONFIRMATION, address=" ", city=city, phone=phone)))
    called = phone or "593 23945666"
    note = f"{city and 'Quito. '}Dirección por confirmar: llame antes de viajar, teléfono {called} "
    assert text == PRINTED.replace("Av. 10 de Agosto y Bogotá, Quito ", note)


def test_s20_a_proxy_is_shown_masked_beside_the_affiliates_code_and_told_where_to_go_first() -> None:
    note = "Antes del día del turno, Asesoría Jurídica del IESS debe validar y sumillar el poder. "
    proxy = replace(CONFIRMATION, by_proxy=True, presenter_number="1710034065", first=(note.strip(),))
    text = text_of(confirmation.render(proxy))
    shown = PRINTED.replace("Se presenta Persona afiliada", "Se presenta Apoderado, ••••••4065")
    assert text == shown.replace("Qué debe traer", note + "Qué debe traer")


def test_d16_a_family_for_whom_there_was_no_run_of_seats_is_told_to_come_all_the_same() -> None:
    text = text_of(confirmation.render(replace(CONFIRMATION, dependents=5, seats=1, fits=False)))
    note = (
        "No había espacios seguidos para toda la familia: se atiende a todas las personas. Traiga los documentos de "
        "todos sus dependientes: constan en este turno. "
    )
    shown = PRINTED.replace("Dependientes 2 (2 espacios seguidos)", "Dependientes 5 (1 espacio)")
    assert text == shown.replace("Qué debe traer", note + "Qué debe traer")


def test_d9_galapagos_reads_its_own_hour_and_is_told_so() -> None:
    text = text_of(confirmation.render(replace(CONFIRMATION, timezone="Pacific/Galapagos")))
    assert text == PRINTED.replace("08:15", "07:15 hora de Galápagos")


def test_d9_the_day_is_the_agencys_not_utcs() -> None:
    late = replace(CONFIRMATION, issued_at=CONFIRMATION.issued_at.replace(hour=23))  # the 24th in UTC
    assert text_of(confirmation.render(late)) == PRINTED


@pytest.mark.parametrize("count", [12, 40])
def test_a_long_list_of_papers_flows_on(count: int) -> None:
    lines = tuple(BringLine(title=f"documento número {number}", details="Original.") for number in range(count))
    text = text_of(confirmation.render(replace(CONFIRMATION, bring=lines)))
    assert [text.count(f"{line.title} Original. ") for line in lines] == [1] * count
