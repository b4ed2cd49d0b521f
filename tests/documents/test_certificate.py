from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.documents.documents import CERTIFICATE, TOKEN_URL
from tests.documents.reading import codes_on, sheets_of, text_of
from vinculo.documents import certificate
from vinculo.documents.facts import CertificateFacts, Reprinted

MEANING = (
    "Este código identifica a la persona ante el IESS, para siempre. No es una cobertura: cada prestación se rige por "
    "sus propios requisitos. No es un documento de identidad: se presenta junto con el documento de la persona. "
)
ROWS = (
    "Fecha de nacimiento 14 de marzo de 2015 Nacionalidad Colombia "
    "Documento de la persona Pasaporte BR765432, Colombia "
    "Relación con la persona afiliada Hija o hijo menor de 18 años "
    "Persona afiliada Ana María Restrepo Gómez Código de la persona afiliada EXT1002003 "
    "Emitido en Centro de Atención Universal Quito Emitido por Olga Paredes Fecha de emisión 30 de noviembre de 2026 "
)
SIGNED = "Firma de quien emite Sello de la oficina "
CHECK = f"Para comprobar que este certificado está vigente, lea el código QR o visite: {TOKEN_URL} "
FOOT = (
    "¿Preguntas? Atención al Ciudadano · atencionalusuario@iess.gob.ec · 593 23945666 "
    "Versión 1 del certificado · Reglas: versión 1"
)
PRINTED = (
    "Instituto Ecuatoriano de Seguridad Social Certificado n.º 1 de este código "
    "Código de identificación para extranjero Código asignado a Bruno Díaz Restrepo 912 345 6788 "
    f"{MEANING}{ROWS}{SIGNED}{CHECK}{FOOT}"
)


def test_s39_the_certificate_prints_the_code_and_its_frozen_facts() -> None:
    assert text_of(certificate.render(CERTIFICATE)) == PRINTED


def test_d11_its_qr_is_the_address_of_the_verification_page() -> None:
    assert codes_on(certificate.page(CERTIFICATE)) == [TOKEN_URL]


def test_d11_the_code_is_never_called_by_the_name_of_another_code() -> None:
    assert "código iess" not in text_of(certificate.render(CERTIFICATE)).casefold()


def test_d11_a_preview_has_no_qr_and_says_that_it_is_not_valid() -> None:
    preview = replace(CERTIFICATE, preview=True, code="")
    text = text_of(certificate.render(preview))
    assert (codes_on(certificate.page(preview)), TOKEN_URL in text) == ([], False)
    without_mark = text.replace("BORRADOR – sin validez ", "")
    assert text.count("BORRADOR – sin validez") == 2  # in the text, and across the sheet
    assert without_mark == PRINTED.replace("912 345 6788", "Se asigna al emitir").replace(SIGNED + CHECK, "")


def test_s39_a_reprint_has_its_number_and_reason() -> None:
    reprint = Reprinted(number=2, reason="Se dañó el certificado anterior", printed_on=date(2027, 1, 8))
    text = text_of(certificate.render(replace(CERTIFICATE, reprint=reprint)))
    remark = "Reimpresión n.º 2, del 8 de enero de 2027. Motivo: Se dañó el certificado anterior "
    title = "Código de identificación para extranjero Código asignado a"
    assert text == PRINTED.replace(title, remark + title)


def test_d11_a_later_version_of_the_certificate_and_of_the_rules_is_named() -> None:
    text = text_of(certificate.render(replace(CERTIFICATE, number=3, rules_version="2027-01")))
    shown = PRINTED.replace("Certificado n.º 1", "Certificado n.º 3")
    assert text == shown.replace(
        "Versión 1 del certificado · Reglas: versión 1", "Versión 3 del certificado · Reglas: versión 2027-01"
    )


def test_d8_what_is_not_known_of_the_person_is_left_out() -> None:
    text = text_of(certificate.render(replace(CERTIFICATE, birth_date=None, nationality="")))
    assert text == PRINTED.replace("Fecha de nacimiento 14 de marzo de 2015 Nacionalidad Colombia ", "")


def test_s39_a_long_name_and_a_code_of_another_form_stay_on_the_sheet() -> None:
    long = replace(CERTIFICATE, code="9" * 20, names=" ".join(["Nguyễn Thị Hường"] * 12))
    pdf = certificate.render(long)
    assert (sheets_of(pdf), "999 999 999 999 999 999 99" in text_of(pdf)) == (1, True)
    assert codes_on(certificate.page(long)) == [TOKEN_URL]


def test_d27_it_has_the_document_a_place_for_signature_and_seal_and_that_it_is_no_identity_document() -> None:
    text = text_of(certificate.render(CERTIFICATE))
    assert "Documento de la persona Pasaporte BR765432, Colombia" in text
    assert "Firma de quien emite Sello de la oficina" in text
    assert "No es un documento de identidad" in text


def test_d27_one_frozen_before_it_bore_the_document_is_printed_without() -> None:
    stored = {name: value for name, value in CERTIFICATE.to_json().items() if not name.startswith("document_")}
    text = text_of(certificate.render(CertificateFacts.from_json(stored)))
    assert text == PRINTED.replace("Documento de la persona Pasaporte BR765432, Colombia ", "")
