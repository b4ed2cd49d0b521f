"""The number of a member of staff: set by an administrator, kept as a keyed hash, never shown (D35)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.web.admin.admin_pages import ROOT, errors
from tests.web.admin.test_admin_accounts import new_account
from vinculo.queries.shared.parties import keyed_identity
from vinculo.records.models import Event, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def alicia(client: Client) -> Staff:
    person = cast.alicia()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def fields_of(staff: Staff, **changes: str) -> dict[str, str]:
    kept = {
        "username": staff.username,
        "first_name": staff.first_name,
        "last_name": staff.last_name,
        "email": "",
        "role": staff.role,
        "agency": str(staff.agency_id or ""),
        "province": "",
        "is_active": "on",
    }
    return kept | changes


@pytest.mark.usefixtures("alicia")
def test_d35_a_new_account_gets_its_number_as_a_hash(client: Client) -> None:
    place = str(cast.agency().pk)
    answer = client.post(f"{ROOT}records/staff/add/", new_account(agency=place, identity="171003406-5"))
    assert answer.status_code == 302
    olga = Staff.objects.get(username="olga")
    assert (olga.party_key, olga.party_digest) == keyed_identity(cast.PEDRO_CEDULA)
    assert "identity" in Event.objects.get().fields


@pytest.mark.usefixtures("alicia")
def test_d35_the_number_is_changed_never_shown_and_kept_where_nothing_is_typed(client: Client) -> None:
    olga = cast.olga()
    where = f"{ROOT}records/staff/{olga.pk}/change/"
    client.post(where, fields_of(olga, identity=cast.ANA_CODE))
    olga.refresh_from_db()
    assert (olga.party_key, olga.party_digest) == keyed_identity(cast.ANA_CODE)
    shown = client.get(where).content.decode()
    assert (cast.ANA_CODE in shown, olga.party_digest in shown) == (False, False)
    assert "Ya hay un número guardado" in shown
    client.post(where, fields_of(olga, first_name="Olguita", identity=""))
    again = Staff.objects.get(pk=olga.pk)
    assert (again.first_name, again.party_digest) == ("Olguita", olga.party_digest)


@pytest.mark.usefixtures("alicia")
@pytest.mark.parametrize("typed", ["1710034066", "¿cuál?", "x" * 65])
def test_d35_a_number_that_cannot_be_one_is_told_beside_the_field(client: Client, typed: str) -> None:
    answer = client.post(f"{ROOT}records/staff/{cast.olga().pk}/change/", fields_of(cast.olga(), identity=typed))
    assert set(errors(answer)) == {"identity"}
    assert Staff.objects.get(username="olga").party_digest == ""
