from __future__ import annotations

from dataclasses import replace

import pytest

from tests.documents.documents import NOTICE
from tests.documents.reading import codes_on, sheets_of, text_of
from vinculo.documents import notice
from vinculo.documents.facts import NoticeItem, NoticeKind

HEAD = "Instituto Ecuatoriano de Seguridad Social Código para dependientes extranjeros "
UNTIL = "Último día para traer lo que falta, ese día incluido lunes 14 de diciembre de 2026 "
ROWS = (
    "Número del caso C9P3V6TY1D Dependiente Bruno Díaz Restrepo Persona afiliada Ana María Restrepo Gómez "
    "Centro Centro de Atención Universal Quito Atendió Olga Paredes Fecha 30 de noviembre de 2026 "
)
ITEMS = (
    "1. Acta de nacimiento del país de origen El acta de nacimiento no lleva apostilla, y la "
    "emitió un país del Convenio de La Haya. Qué hay que hacer: La misma acta con la "
    "apostilla de Colombia, en original y copia simple. Página del trámite, paso 6. Base "
    "legal: Ley de Seguridad Social. Artículos: 16; 17; 18; 25; 244; 247; 248. 2. Solicitud "
    "firmada a mano por la persona afiliada La solicitud lleva una firma electrónica. Qué hay"
    " que hacer: La solicitud impresa, firmada a mano por la persona afiliada. Página del "
    "trámite, paso 3. Base legal: Código Orgánico Administrativo. Artículos: 3; 4; 5; 14; 22;"
    " 24; 33; 35; 37; 39; 90. "
)
GOING_ON = (
    "Cómo continúa • Regrese con lo indicado y con este documento: no necesita un turno nuevo. "
    "• Al llegar, muestre el código QR o diga el número del caso. • El trámite no tiene costo. "
)
FOOT = (
    "¿Preguntas? Atención al Ciudadano · atencionalusuario@iess.gob.ec · 593 23945666 "
    "Caso C9P3V6TY1D · Emitido el 30 de noviembre de 2026"
)


def test_d7_the_notice_says_what_is_missing_why_until_when_and_that_no_new_turno_is_needed() -> None:
    opening = (
        "Lo que falta para completar su trámite Su solicitud sigue abierta. Para continuarla hace falta lo que se "
        "indica a continuación; lo que ya presentó no tiene que presentarlo otra vez. "
    )
    assert text_of(notice.render(NOTICE)) == f"{HEAD}{opening}{UNTIL}{ROWS}{ITEMS}{GOING_ON}{FOOT}"


def test_d15_papers_not_received_are_listed_with_the_reason_and_the_case_stays_open() -> None:
    opening = (
        "Constancia de documentos no recibidos En esta visita no se recibieron los documentos que se indican a "
        "continuación, por el motivo que consta en cada uno. Su solicitud sigue abierta. "
    )
    text = text_of(notice.render(replace(NOTICE, kind=NoticeKind.NOT_RECEIVED)))
    assert text == f"{HEAD}{opening}{UNTIL}{ROWS}{ITEMS}{GOING_ON}{FOOT}"


def test_d15_a_refusal_gives_its_reasons_and_the_way_to_contest_it_and_no_last_day() -> None:
    opening = (
        "Negativa de la solicitud y sus motivos No es posible asignar el código de identificación para extranjero a "
        "esta persona, por los motivos que se indican a continuación. "
    )
    ways = (
        "Si no está de acuerdo • Puede presentar los recursos que la ley reconoce contra esta decisión, ante el IESS. "
        "• Puede pedir copia de lo que consta en su caso con el número del caso. "
    )
    text = text_of(notice.render(replace(NOTICE, kind=NoticeKind.REFUSAL)))
    items = ITEMS.replace("Qué hay que hacer:", "Qué puede hacer:")
    assert text == f"{HEAD}{opening}{ROWS}{items}{ways}{FOOT}"


@pytest.mark.parametrize("kind", NoticeKind)
def test_d7_the_next_visit_finds_the_case_by_its_qr(kind: NoticeKind) -> None:
    assert codes_on(notice.page(replace(NOTICE, kind=kind))) == ["C9P3V6TY1D"]


def test_s07_an_item_without_a_row_or_a_remedy_still_cites_its_basis() -> None:
    item = NoticeItem(requirement="Residencia", wrong="No consta.", basis="LEY ORGANICA DE MOVILIDAD HUMANA")
    text = text_of(notice.render(replace(NOTICE, items=(item,), last_day=None)))
    assert f"{ROWS}1. Residencia No consta. Base legal: LEY ORGANICA DE MOVILIDAD HUMANA {GOING_ON}{FOOT}" in text
    assert "Tiene tiempo" not in text


def test_d7_a_long_list_flows_on_and_keeps_its_order() -> None:
    items = tuple(replace(NOTICE.items[0], requirement=f"Requisito {number:02d}") for number in range(1, 21))
    pdf = notice.render(replace(NOTICE, items=items))
    text = text_of(pdf)
    assert sheets_of(pdf) == 3
    places = [text.index(f"{number}. Requisito {number:02d} ") for number in range(1, 21)]
    assert places == sorted(places)
