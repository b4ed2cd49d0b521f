"""What Ana prepares at home: the solicitud for Bruno as she types it, and the turno it belongs to."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests import cast
from vinculo import records
from vinculo.actions.cases import solicitudes
from vinculo.actions.cases.solicitudes import Value
from vinculo.records.models import ModelText, Solicitud, Turno

LUCK = Random(11)
MODEL = Path(records.__file__).parent / "data" / "account.txt"
ACCOUNT = "Pido un código para mi hijo Bruno, que vive conmigo en Quito."

ANSWERED: dict[str, str] = {  # about the document of the link, as the second step takes it
    "proof": "birth",
    "country": "COL",
    "authority": "Registraduría Nacional de Cali",
    "issued_on": "2015-03-20",
    "formality": "apostille",
    "city": "Quito",
    "more": "",
}
COMPOSED = """Señores del Instituto Ecuatoriano de Seguridad Social:

Yo, Ana María Restrepo Gómez, afiliado o afiliada al IESS, solicito de la manera más comedida que se asigne un código \
de identificación para extranjero a mi hijo o hija, Bruno Restrepo Ñuñez, nacional de Colombia, quien reside conmigo \
en Ecuador, en Quito, y no tiene cédula de identidad ecuatoriana.

El vínculo familiar consta en el acta de nacimiento, emitida en Colombia por Registraduría Nacional de Cali el 20 de \
marzo de 2015, cuyo original y copia simple presento con esta solicitud.

Pido el código para que mi dependiente pueda acceder a los servicios del Instituto.

El documento del vínculo familiar tiene apostilla.

Atentamente,"""
# As the form takes them, field by field in its order.
TYPED: dict[str, str] = {
    "applicant_names": "Ana María Restrepo Gómez",
    "applicant_document_kind": "passport",
    "applicant_document_number": cast.ANA_PASSPORT,
    "applicant_code": cast.ANA_CODE,
    "link": "child",
    "dependent_names": "Bruno Restrepo Ñuñez",
    "dependent_document_kind": "passport",
    "dependent_document_number": cast.BRUNO_PASSPORT,
    "nationality": "COL",
    "dependent_document_country": "",
    "birth_date": "14/03/2015",
    "has_cedula": "no",
    "ecuadorian_origin": "no",
    "resides": "on",
}
# The same as the record keeps them.
VALUES: dict[str, Value] = {
    **TYPED,
    "dependent_document_country": "COL",
    "birth_date": date(2015, 3, 14),
    "has_cedula": False,
    "ecuadorian_origin": False,
    "resides": True,
}


def model() -> None:
    """Put the institution's model text in place."""
    ModelText.objects.get_or_create(key="account", defaults={"body": MODEL.read_text("utf-8")})


def turno(dependents: int = 2, **changes: object) -> Turno:
    """Return Ana's confirmed turno of tomorrow."""
    starts = cast.NOW + timedelta(days=1, hours=1)
    values: dict[str, object] = {
        "reference": "T000000001",
        "token": "a" * 32,
        "status": "confirmed",
        "presenter_kind": "code",
        "presenter_number": cast.ANA_CODE,
        "presenter_key": f"code:{cast.ANA_CODE}",
        "affiliate": cast.ana(),
        "email": "ana@example.com",
        "mobile": "+593991234567",
        "agency": cast.agency(),
        "procedure": cast.procedure(),
        "dependents": dependents,
        "seats_count": 1,
        "starts": starts,
        "ends": starts + timedelta(minutes=15),
        "created_at": cast.NOW,
    } | changes
    return Turno.objects.create(**values)


def save_solicitud(of: Turno | None = None, position: int = 1, **changes: Value) -> Solicitud:
    """Return Bruno's solicitud, saved with its account."""
    return solicitudes.save_solicitud(
        solicitud=None,
        turno=of,
        values=VALUES | {"account": ACCOUNT} | changes,
        actor=None,
        now=cast.NOW,
        random_source=LUCK,
        position=position,
        address="203.0.113.9",
    )
