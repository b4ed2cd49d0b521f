"""The list of centres, with their addresses and hours (S06)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from tests import cast
from tests.web.shared.reading import Node, by_class, by_tag, items, page, text
from vinculo.records.models import Agency, Procedure, Service

Queries = Callable[[int], AbstractContextManager[object]]
NOTE = "Dirección por confirmar: llame antes de viajar, teléfono 593 23945666"
MAPS = (
    "Ver en el mapa: Centro de Atención Universal Quito · "
    "Abrir en la aplicación de mapas: Centro de Atención Universal Quito"
)
QUITO = f"Centro de Atención Universal Quito Av. 10 de Agosto y Bogotá Quito {MAPS}"


def centres(root: Node) -> dict[str, list[str]]:
    return {
        text(by_tag(group, "h2")[0]): items(by_class(group, "agencies")[0])
        for group in by_tag(root, "section")
        if by_class(group, "agencies")
    }


@pytest.mark.django_db
def test_s06_one_centre_with_its_address_and_hours(client: Client, django_assert_num_queries: Queries) -> None:
    place = cast.agency()
    place.verified = True
    place.save()
    with django_assert_num_queries(1):
        root = page(client.get("/agencias/"))
    assert centres(root) == {"Pichincha": [f"{QUITO} 08:00 – 17:00"]}


@pytest.mark.django_db
def test_s06_three_centres_by_province_in_one_query(client: Client, django_assert_num_queries: Queries) -> None:
    cast.agency()
    galapagos = cast.agency("Punto de atención San Cristóbal", "Galápagos", "20")
    galapagos.timezone, galapagos.city, galapagos.address = "Pacific/Galapagos", "Puerto Baquerizo Moreno", "  "
    galapagos.save()
    other = cast.agency("Centro de Atención Universal Quitumbe")
    other.address, other.verified = "", True
    other.save()
    with django_assert_num_queries(1):
        root = page(client.get("/agencias/"))
    assert centres(root) == {
        "Galápagos": [
            f"Punto de atención San Cristóbal Puerto Baquerizo Moreno {NOTE} 08:00 – 17:00 (hora de Galápagos)"
        ],
        "Pichincha": [
            f"{QUITO} 08:00 – 17:00 Datos por confirmar",
            f"Centro de Atención Universal Quitumbe Quito {NOTE} 08:00 – 17:00",
        ],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("shut", ["agency", "service", "procedure", "unserved"])
def test_a_centre_that_does_not_serve_the_procedure_is_not_listed(client: Client, shut: str) -> None:
    place = cast.agency()
    service = Service.objects.get(agency=place)
    if shut == "unserved":
        service.delete()
    else:
        things: dict[str, Agency | Service | Procedure] = {
            "agency": place,
            "service": service,
            "procedure": service.procedure,
        }
        things[shut].active = False
        things[shut].save()
    root = page(client.get("/agencias/"))
    assert centres(root) == {}
    assert text(by_class(root, "notice-info")[0]) == (
        "Por ahora ningún centro tiene este trámite en la lista. Escriba o llame a Atención al Ciudadano: al pie de "
        "esta página están los datos."
    )
