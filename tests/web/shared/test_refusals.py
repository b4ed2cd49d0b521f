"""What is refused at the door, on both databases."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/mi-turno/%00/",
    "/turnos/%00/lugar/",
    "/solicitud/%00/",
    "/verificar/%00/",
    "/ventanilla/caso/%00/",
    "/demo/correo/%00/",
    "/administracion/records/agency/%00/change/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_nul_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("door", ["/ventanilla/ingreso/", "/administracion/login/"])
@pytest.mark.parametrize("field", ["username", "password"])
def test_an_enormous_credential_is_only_wrong(client: Client, door: str, field: str) -> None:
    cast.olga()
    answer = client.post(door, {"username": "olga", "password": "x", field: "x" * 100_000})
    assert answer.status_code in {200, 422}
    assert "no son correctos" in answer.content.decode()
