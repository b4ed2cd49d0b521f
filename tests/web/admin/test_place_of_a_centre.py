"""Where a centre lies and how to reach it, as an administrator types it (S06)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests import cast
from tests.web.admin.admin_pages import ROOT, page
from tests.web.admin.test_admin import agency_fields
from vinculo.records.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def alicia(client: Client) -> Staff:
    person = cast.alicia()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def test_the_place_of_a_centre_is_typed_as_maps_give_it_and_may_be_taken_away(client: Client, alicia: Staff) -> None:
    place = cast.agency()
    address = f"{ROOT}records/agency/{place.pk}/change/"
    typed = {"position": " -0.2095 , -78.4918", "phone": "593 22222222", "directions": "Parada La Y"}
    assert client.post(address, agency_fields(place, **typed)).status_code == 302
    place.refresh_from_db()
    assert (place.latitude, place.longitude, place.phone) == (-0.2095, -78.4918, "593 22222222")
    assert 'value="-0.20950, -78.49180"' in client.get(address).content.decode()
    assert client.post(address, agency_fields(place)).status_code == 302
    place.refresh_from_db()
    assert (place.latitude, place.longitude, place.phone) == (None, None, "")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("position", "4.7110, -74.0721", "Ese lugar no está en el Ecuador. Escriba primero la latitud y después la"),
        ("position", "Quito", "Copie del mapa la latitud y la longitud, así: -0.20950, -78.49180."),
        ("phone", "02 222 2222", "Escriba el número con 593 y sin signos, como 593 23945666."),
    ],
)
def test_a_place_outside_ecuador_and_an_odd_number_are_refused_beside_the_field(
    client: Client, alicia: Staff, field: str, value: str, message: str
) -> None:
    place = cast.agency()
    answer = client.post(f"{ROOT}records/agency/{place.pk}/change/", agency_fields(place, **{field: value}))
    assert answer.status_code == 200
    assert message in page(answer)
    place.refresh_from_db()
    assert (place.latitude, place.phone) == (None, "")


@pytest.mark.parametrize("position", [(-0.2, None), (None, -78.5), (4.7, -74.0), (-0.2, -70.0)])
def test_the_database_holds_no_half_position_and_none_elsewhere(position: tuple[float | None, float | None]) -> None:
    place = cast.agency()
    place.latitude, place.longitude = position
    with pytest.raises(IntegrityError, match="agency_position_in_ecuador"), transaction.atomic():
        place.save()
