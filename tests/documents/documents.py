"""One document of each kind, with the cast's names, for the tests of this room."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from vinculo.documents import certificate, confirmation, notice, solicitud
from vinculo.documents.facts import (
    BringLine,
    CertificateFacts,
    ConfirmationFacts,
    InviteFacts,
    NoticeFacts,
    NoticeItem,
    NoticeKind,
    SolicitudFacts,
)

GUAYAQUIL = ZoneInfo("America/Guayaquil")
PROCEDURE = "Asignación de código de identificación para dependientes extranjeros"

CONFIRMATION = ConfirmationFacts(
    reference="T7K2M9XQ4B",
    procedure=PROCEDURE,
    agency="Centro de Atención Universal Quito",
    address="Av. 10 de Agosto y Bogotá",
    city="Quito",
    starts=datetime(2026, 11, 30, 8, 15, tzinfo=GUAYAQUIL),
    dependents=2,
    seats=2,
    presenter_number="EXT1002003",
    affiliate_code="EXT1002003",
    issued_at=datetime(2026, 11, 23, 17, 40, tzinfo=GUAYAQUIL),
    url="https://turnos.example.ec/mi-turno/0123456789abcdef0123456789abcdef/",
    bring=(
        BringLine(title="Una solicitud por cada dependiente, firmada a mano por la persona afiliada"),
        BringLine(title="Pasaporte vigente de la persona afiliada", details="Original y copia simple."),
        BringLine(title="Pasaporte de cada dependiente", details="Original y copia simple; o su visa, sin pasaporte."),
        BringLine(title="Acta de nacimiento de cada hija o hijo", details="Apostillada y traducida, de ser el caso."),
    ),
    not_needed=("Copias certificadas: basta una fotocopia simple, sin sellos.",),
    warnings=("No se reciben solicitudes con firma electrónica.",),
)

ACCOUNT = """Señores del Instituto Ecuatoriano de Seguridad Social:

Yo, Ana María Restrepo Gómez, afiliada al IESS, solicito de la manera más comedida que se asigne un código de \
identificación para extranjero a mi hijo, Bruno Díaz Restrepo, de nacionalidad colombiana, quien reside conmigo en \
Ecuador, en Quito, y no tiene cédula de identidad ecuatoriana.

El vínculo familiar consta en el acta de nacimiento emitida en Colombia por la Notaría Primera de Cali el 20 de marzo \
de 2015, cuyo original y copia simple presento con esta solicitud.

Pido el código para que mi dependiente pueda acceder a los servicios del Instituto.

Atentamente,"""

SOLICITUD = SolicitudFacts(
    reference="S4H8N2WZ7R",
    applicant_names="Ana María Restrepo Gómez",
    applicant_document_kind="Pasaporte",
    applicant_document_number="AN123456",
    applicant_code="EXT1002003",
    dependent_names="Bruno Díaz Restrepo",
    dependent_document_kind="Pasaporte",
    dependent_document_number="BR765432",
    dependent_document_country="Colombia",
    nationality="Colombia",
    birth_date=date(2015, 3, 14),
    link="Hija o hijo menor de 18 años",
    account=ACCOUNT,
    resides=True,
    ecuadorian_origin=False,
)

TOKEN_URL = "https://vinculo.example.ec/verificar/0123456789abcdef0123456789abcdef/"

CERTIFICATE = CertificateFacts(
    document_kind="Pasaporte",
    document_number="BR765432",
    document_country="Colombia",
    code="9123456788",
    names="Bruno Díaz Restrepo",
    birth_date=date(2015, 3, 14),
    nationality="Colombia",
    affiliate_code="EXT1002003",
    affiliate_names="Ana María Restrepo Gómez",
    link="Hija o hijo menor de 18 años",
    office="Centro de Atención Universal Quito",
    office_city="Quito",
    officer="Olga Paredes",
    issued_on=date(2026, 11, 30),
    rules_version="1",
    verification_url=TOKEN_URL,
)

NOTICE = NoticeFacts(
    kind=NoticeKind.CORRECTION,
    reference="C9P3V6TY1D",
    affiliate_names="Ana María Restrepo Gómez",
    dependent_names="Bruno Díaz Restrepo",
    items=(
        NoticeItem(
            requirement="Acta de nacimiento del país de origen",
            step="paso 6",
            wrong="El acta de nacimiento no lleva apostilla, y la emitió un país del Convenio de La Haya.",
            bring="La misma acta con la apostilla de Colombia, en original y copia simple.",
            basis="Ley de Seguridad Social. Artículos: 16; 17; 18; 25; 244; 247; 248.",
        ),
        NoticeItem(
            requirement="Solicitud firmada a mano por la persona afiliada",
            step="paso 3",
            wrong="La solicitud lleva una firma electrónica.",
            bring="La solicitud impresa, firmada a mano por la persona afiliada.",
            basis="Código Orgánico Administrativo. Artículos: 3; 4; 5; 14; 22; 24; 33; 35; 37; 39; 90.",
        ),
    ),
    last_day=date(2026, 12, 14),
    office="Centro de Atención Universal Quito",
    office_city="Quito",
    officer="Olga Paredes",
    issued_on=date(2026, 11, 30),
)

INVITE = InviteFacts(
    reference=CONFIRMATION.reference,
    procedure=PROCEDURE,
    agency=CONFIRMATION.agency,
    address=CONFIRMATION.address,
    city=CONFIRMATION.city,
    starts=CONFIRMATION.starts,
    ends=datetime(2026, 11, 30, 8, 45, tzinfo=GUAYAQUIL),
    url=CONFIRMATION.url,
    bring_url=f"{CONFIRMATION.url}#llevar",
    stamp=CONFIRMATION.issued_at,
)

ALL: dict[str, tuple[Any, Any]] = {
    "confirmation": (confirmation, CONFIRMATION),
    "solicitud": (solicitud, SOLICITUD),
    "certificate": (certificate, CERTIFICATE),
    "notice": (notice, NOTICE),
}
