from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.documents.documents import ACCOUNT, SOLICITUD
from tests.documents.reading import codes_on, sheets_of, text_of
from vinculo.documents import solicitud
from vinculo.documents.facts import SolicitudFacts

WARNING = (
    "Advertencia: lo que se declara en esta solicitud se presume verdadero, bajo la responsabilidad de quien la firma "
    "(Ley Orgánica para la Optimización y Eficiencia de Trámites Administrativos, art. 10)."
)
FOREIGN = (
    "Declaro que ni la persona dependiente, ni su madre o padre, ni sus abuelas o abuelos, ni sus bisabuelas o "
    "bisabuelos nacieron en el Ecuador."
)
ORIGIN = (
    "La persona dependiente, o su madre, su padre, una abuela, un abuelo, una bisabuela o un bisabuelo, nació en el "
    "Ecuador:"
)
HEAD = (
    "Instituto Ecuatoriano de Seguridad Social El trámite no tiene costo "
    "Solicitud de emisión de código de identificación para dependiente extranjero "
    "Dirigida al Instituto Ecuatoriano de Seguridad Social (IESS) Lugar y fecha "
    "Número de solicitud S4H8N2WZ7R "
)
SIGNATURE_NOTES = (
    "Firma únicamente la persona afiliada, a mano. Su apoderado no puede firmar por ella. "
    "No se recibirán solicitudes con firma electrónica."
)
FOOT = (
    f"{SIGNATURE_NOTES} ¿Preguntas? Atención al Ciudadano · atencionalusuario@iess.gob.ec · 593 23945666 "
    "Solicitud S4H8N2WZ7R"
)
PRINTED = (
    f"{HEAD}Solicitante: la persona afiliada "
    "1. Nombres y apellidos completos del solicitante Ana María Restrepo Gómez "
    "2. Documento de identidad del solicitante (pasaporte o visa) Pasaporte, AN123456 "
    "3. Código de identificación para extranjero del solicitante EXT1002003 "
    "Dependiente a registrar "
    "4. Nombres y apellidos completos del dependiente Bruno Díaz Restrepo "
    "5. Documento de identidad del dependiente (pasaporte o visa) Pasaporte, BR765432, Colombia "
    "Relación con la persona afiliada Hija o hijo menor de 18 años "
    "Nacionalidad Colombia Fecha de nacimiento 14 de marzo de 2015 "
    f"6. Narración detallada de la solicitud {' '.join(ACCOUNT.split())} "
    "Declaración Declaro que la persona dependiente reside en el Ecuador. "
    f"Declaro que no tiene cédula de identidad ecuatoriana. {FOREIGN} {WARNING} "
    f"7. Firma manuscrita del solicitante Ana María Restrepo Gómez, EXT1002003 {FOOT}"
)
BLANK = (
    f"{HEAD}Solicitante: la persona afiliada "
    "1. Nombres y apellidos completos del solicitante "
    "2. Documento de identidad del solicitante (pasaporte o visa) "
    "3. Código de identificación para extranjero del solicitante "
    "Dependiente a registrar "
    "4. Nombres y apellidos completos del dependiente "
    "5. Documento de identidad del dependiente (pasaporte o visa) "
    "Relación con la persona afiliada Nacionalidad Fecha de nacimiento "
    "6. Narración detallada de la solicitud "
    "Declaración Declaro que la persona dependiente reside en el Ecuador: ( ) Sí ( ) No "
    f"Declaro que no tiene cédula de identidad ecuatoriana. {ORIGIN} ( ) Sí ( ) No {WARNING} "
    f"7. Firma manuscrita del solicitante {FOOT}"
)


def test_s32_the_solicitud_prints_the_seven_contents() -> None:
    assert text_of(solicitud.render(SOLICITUD)) == PRINTED


def test_s32_what_is_not_typed_is_left_to_be_written_on_one_sheet() -> None:
    pdf = solicitud.render(SolicitudFacts(reference="S4H8N2WZ7R"))
    assert (text_of(pdf), sheets_of(pdf)) == (BLANK, 1)


def test_s32_a_document_without_its_number_leaves_the_whole_line_free() -> None:
    text = text_of(solicitud.render(replace(SOLICITUD, applicant_document_number="", dependent_document_number="")))
    assert text == PRINTED.replace("Pasaporte, AN123456 ", "").replace("Pasaporte, BR765432, Colombia ", "")


def test_s31_only_the_affiliate_signs_and_by_hand() -> None:
    text = text_of(solicitud.render(SOLICITUD))
    signing = text[text.index("7. Firma manuscrita") :]
    assert signing == f"7. Firma manuscrita del solicitante Ana María Restrepo Gómez, EXT1002003 {FOOT}"


def test_s33_it_says_that_an_electronic_signature_is_not_received() -> None:
    assert text_of(solicitud.render(SOLICITUD)).count("No se recibirán solicitudes con firma electrónica.") == 1


def test_s10_each_dependents_solicitud_is_found_by_its_own_qr() -> None:
    carlos = replace(SOLICITUD, reference="S0000000C1", dependent_names="Carlos Díaz")
    codes = [codes_on(solicitud.page(facts)) for facts in (SOLICITUD, carlos)]
    assert codes == [["S4H8N2WZ7R"], ["S0000000C1"]]


def test_place_and_date_are_printed_where_they_are_known() -> None:
    text = text_of(solicitud.render(replace(SOLICITUD, place="Quito", signed_on=date(2026, 11, 25))))
    assert text == PRINTED.replace("Lugar y fecha ", "Lugar y fecha Quito, 25 de noviembre de 2026 ")


def test_s03_nobody_with_a_cedula_is_made_to_declare_that_there_is_none() -> None:
    text = text_of(solicitud.render(replace(SOLICITUD, has_cedula=True)))
    assert text == PRINTED.replace("Declaro que no tiene cédula de identidad ecuatoriana. ", "")


def test_d14_residence_is_declared_and_left_to_be_marked_where_it_was_not_typed() -> None:
    text = text_of(solicitud.render(replace(SOLICITUD, resides=False)))
    assert text == PRINTED.replace("reside en el Ecuador.", "reside en el Ecuador: ( ) Sí ( ) No")


def test_d22_the_origin_is_declared_as_it_was_answered_and_left_to_be_marked_where_it_was_not() -> None:
    declared = (
        "Declaro que la persona dependiente, o su madre, su padre, una abuela, un abuelo, una bisabuela o un "
        "bisabuelo, nació en el Ecuador."
    )
    printed = {
        answer: text_of(solicitud.render(replace(SOLICITUD, ecuadorian_origin=answer)))
        for answer in (True, False, None)
    }
    assert printed == {
        True: PRINTED.replace(FOREIGN, declared),
        False: PRINTED,
        None: PRINTED.replace(FOREIGN, f"{ORIGIN} ( ) Sí ( ) No"),
    }
