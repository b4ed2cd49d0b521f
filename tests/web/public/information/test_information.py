"""The information page, read as a person reads it (S01-S08, D1, D2, D3, D5)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import ROOT, cast
from tests.web.shared.reading import Node, by_class, by_id, by_tag, facts, items, page, text

pytestmark = pytest.mark.django_db
SPEC = ROOT / "docs" / "spec" / "procedure-page.txt"


@pytest.fixture
def home(client: Client) -> Node:
    answer = client.get("/")
    assert answer.status_code == 200
    return page(answer)


def test_s01_name_of_the_procedure_and_institution(home: Node) -> None:
    assert [text(node) for node in by_tag(home, "h1")] == [cast.PROCEDURE_NAME]
    assert text(by_class(home, "brand-institution")[0]) == "Instituto Ecuatoriano de Seguridad Social"
    assert text(by_class(home, "eyebrow")[0]) == "Trámite · Instituto Ecuatoriano de Seguridad Social (IESS)"
    title = by_tag(home, "title")[0].children
    assert title == [f"{cast.PROCEDURE_NAME} · Vínculo · IESS"]


def test_s02_says_what_it_is_for_and_that_nobody_gets_a_second_code(home: Node) -> None:
    assert text(by_class(home, "lead")[0]) == (
        "Trámite orientado a asignar un código de identificación a los dependientes extranjeros residentes en Ecuador "
        "de ciudadanos extranjeros afiliados al IESS, con el fin de que puedan acceder a los servicios institucionales."
    )
    assert text(by_tag(by_id(home, "resultado"), "p")[0]) == (
        "Recibe impreso, en la misma visita, el código de cada dependiente registrado. El código es uno solo por "
        "persona y para siempre: si el dependiente ya tiene uno, no se le da otro. El código identifica; por sí mismo "
        "no es una cobertura."
    )


def test_s03_says_whom_it_is_for(home: Node) -> None:
    section = by_id(home, "dirigido")
    paragraphs = [text(node) for node in by_tag(section, "p")]
    assert paragraphs[0] == (
        "Los beneficiarios de este trámite son las personas extranjeras residentes en el país (sin cédula de identidad "
        "ecuatoriana) que requieren acceder a los servicios del Instituto Ecuatoriano de Seguridad Social."
    )
    assert paragraphs[1] == "Dirigido a: Persona Natural - Extranjera."
    assert items(by_tag(section, "ul")[0]) == [
        (
            "La persona dependiente todavía no tiene un código de identificación para extranjero. "
            "Cada persona tiene un solo código, para siempre."
        ),
        "La persona dependiente reside en el Ecuador. Se declara en la solicitud; no se pide ningún documento.",
        "La persona que pide el código está afiliada al IESS. Lo revisamos en el registro; no tiene que traer nada.",
        (
            "La persona dependiente es extranjera y no tiene cédula ecuatoriana. "
            "Quien tiene cédula se identifica con ella y no necesita este código."
        ),
    ]


def test_s04_says_what_comes_of_it(home: Node) -> None:
    assert facts(by_id(home, "resultado")) == {
        "Tipo de resultado": "Acceder a beneficio o servicio",
        "Resultado a obtener": "Código de identificación para extranjero",
    }


def test_s05_no_cost_and_s06_channel_place_and_hours(home: Node) -> None:
    assert facts(by_id(home, "atencion")) == {
        "¿Cuál es el costo del trámite?": "El trámite no tiene costo",
        "Canales de atención": "Presencial",
        "¿Dónde y cuál es el horario de atención?": (
            "Centros de Atención Universal a nivel nacional, de lunes a viernes de 08:00 a 17:00 horas"
        ),
    }
    assert facts(by_class(home, "glance")[0]) == {
        "Costo": "El trámite no tiene costo",
        "Canal de atención": "Presencial",
        "Dónde": "Centros de Atención Universal",
        "Horario": "Lunes a viernes de 08:00 a 17:00",
        "Resultado": "Código de identificación para extranjero",
    }


def published_basis() -> list[str]:
    """Return the seven instruments with their articles as the procedure's own page prints them."""
    lines = re.findall(r"^- \[(.+)\]\(#\)\. Art\. (.+)$", SPEC.read_text(encoding="utf-8"), re.MULTILINE)
    return [f"{name}. {articles.rstrip('. ')}." for name, articles in lines]


def test_s07_the_legal_basis_in_full_as_published(home: Node) -> None:
    published = published_basis()
    assert len(published) == 7
    assert items(by_id(home, "base-legal-lista")) == published


def test_s08_contact(home: Node) -> None:
    contact = by_class(home, "contact")[0]
    assert text(contact) == (
        "Contacto para atención ciudadana Atención al Ciudadano "
        "Correo electrónico: atencionalusuario@iess.gob.ec Teléfono: 593 23945666"
    )
    assert [node.get("href") for node in by_tag(contact, "a")] == [
        "mailto:atencionalusuario@iess.gob.ec",
        "tel:+59323945666",
    ]


def test_the_general_requirements_stand_in_the_order_of_the_page(home: Node) -> None:
    titles = [text(node) for node in by_class(by_id(home, "requisitos-generales"), "check-title")]
    assert titles == [
        "Una solicitud por cada persona dependiente, firmada a mano por la persona afiliada",
        "El código de identificación de la persona afiliada, escrito en la solicitud",
        "Pasaporte vigente de la persona afiliada",
        "Pasaporte de la persona dependiente",
        "Documento que acredita el vínculo familiar, emitido por la autoridad competente del país de origen",
        "Turno de atención",
    ]


def test_d1_each_link_asks_for_the_certificate_that_proves_it(home: Node) -> None:
    assert facts(by_id(home, "documento-del-vinculo")) == {
        "Cónyuge": "Certificado o acta de matrimonio",
        "Conviviente": "Acta notarial de unión de hecho",
        "Hijas e hijos menores de 18 años": "Certificado o acta de nacimiento",
    }
    assert items(by_id(home, "vinculo-en-el-centro")) == [
        (
            "Cónyuge o conviviente: certificado o acta de matrimonio del país de origen; o acta notarial de unión de "
            "hecho del país de origen, al no estar legalmente casado con el extranjero afiliado."
        ),
        "Hijos menores de 18 años de edad: certificado o acta de nacimiento del país de origen.",
    ]


def test_d1_warns_those_who_read_the_swapped_version(home: Node) -> None:
    warning = by_id(home, "aviso-certificados")
    assert text(warning) == (
        "Cuidado con dos certificados En versiones anteriores de esta página estos dos certificados aparecían al "
        "revés: se pedía el de nacimiento para el cónyuge y el de matrimonio para los hijos. Lo correcto es: para su "
        "cónyuge, el certificado o acta de matrimonio; para sus hijas e hijos, el certificado o acta de nacimiento."
    )
    before = [node.get("id") for node in by_tag(by_id(home, "requisitos"), "div", "ol", "ul") if node.get("id")]
    assert before[0] == "aviso-certificados"


def test_d2_a_visa_where_there_is_no_passport_and_d3_the_union_deed(home: Node) -> None:
    assert items(by_id(home, "requisitos-alternativos")) == [
        (
            "Visa, en caso de no tener pasaporte. Es válida para la persona afiliada y para cada dependiente, en "
            "original y copia simple. En la ventanilla se registra que no hay pasaporte. La visa electrónica se "
            "comprueba con el código de verificación de la visa."
        ),
        (
            "Acta notarial de unión de hecho, para el conviviente: cuando no está legalmente casado con la persona "
            "extranjera afiliada al IESS, pero mantiene con ella una unión de hecho."
        ),
    ]


def test_d4_the_proxy_goes_to_the_legal_unit_first_and_never_signs(home: Node) -> None:
    section = by_id(home, "apoderado")
    paragraphs = [text(node) for node in by_tag(section, "p")]
    assert paragraphs[0] == (
        "El poder notarial debe ser previamente validado y sumillado por la Coordinación o Unidad Provincial de "
        "Asesoría Jurídica del IESS. Vaya allí antes del día de su turno: sin la sumilla, "
        "la ventanilla no puede continuar."
    )
    assert paragraphs[-1] == (
        "El apoderado puede pedir el turno y hacer todo el trámite, pero nunca firma la solicitud: cada "
        "solicitud lleva la firma manuscrita de la persona extranjera afiliada al IESS."
    )
    assert len(items(by_id(home, "requisitos-apoderado"))) == 2


def test_d5_when_apostille_legalisation_and_translation_are_needed(home: Node) -> None:
    assert facts(by_id(home, "apostilla")) == {
        "Lo emitió un país del Convenio de La Haya sobre la apostilla": "Apostilla, puesta en ese país",
        "Lo emitió otro país": "Legalización del consulado del Ecuador",
        "Se emitió en el Ecuador": "Ni apostilla ni legalización",
        "No está en español": "Además, traducción al español",
    }


def test_the_way_to_a_turno_in_the_words_of_the_page(home: Node) -> None:
    steps = by_id(home, "pasos-del-turno")
    quoted = [re.findall("«(.+?)»", line) for line in items(steps)]
    assert quoted == [
        ["Generar turno"],
        ["Buscar"],
        ["Siguiente"],
        ["Verificar IESS turno online"],
        ["Verificar"],
        [cast.PROCEDURE_NAME, "Siguiente"],
        ["Si"],
        ["Confirmar"],
    ]
    assert [node.get("href") for node in by_tag(steps, "a")] == [reverse("public:booking")]


def test_the_seven_contents_of_a_solicitud(home: Node) -> None:
    assert items(by_id(home, "contenido-de-la-solicitud")) == [
        "Nombres y apellidos completos del solicitante.",
        "Número de documento de identidad del solicitante (pasaporte o visa).",
        "Número del código de identificación para extranjero del solicitante.",
        "Nombres y apellidos completos del dependiente a registrar.",
        "Número de documento de identidad del dependiente a registrar (pasaporte o visa).",
        "Narración detallada de la solicitud.",
        "Firma manuscrita del solicitante.",
    ]


def test_people_of_vulnerable_groups_learn_that_they_need_no_online_turno(home: Node) -> None:
    assert text(by_tag(by_id(home, "grupos-vulnerables"), "p")[0]) == (
        "Si el solicitante o su apoderado pertenece a algún grupo vulnerable (personas de tercera edad, con "
        "discapacidad, mujeres embarazadas) no necesita generar un turno en línea. Puede solicitar su turno "
        "directamente de manera presencial en el Centro de Atención Universal del IESS."
    )


def test_it_says_when_it_was_last_updated(home: Node) -> None:
    assert text(by_class(home, "updated")[0]) == "Última actualización: 24 de noviembre de 2026"


def test_every_link_within_the_page_leads_somewhere(home: Node) -> None:
    targets = [node.get("href")[1:] for node in by_tag(home, "a") if node.get("href").startswith("#")]
    assert len(targets) > 8
    for target in targets:
        by_id(home, target)
