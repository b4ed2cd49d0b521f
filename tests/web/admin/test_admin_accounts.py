"""The accounts of the service, in the admin."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from pytest_django import Settings

from tests import cast
from tests.web.admin.admin_pages import ROOT, errors
from vinculo.records.models import Event, Role, Staff

pytestmark = pytest.mark.django_db
GOOD = "tres-loros-verdes-7"


@pytest.fixture
def alicia(client: Client) -> Staff:
    person = cast.alicia()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def new_account(**changes: str) -> dict[str, str]:
    fields = {
        "username": "olga",
        "first_name": "Olga",
        "last_name": "Paredes",
        "role": "officer",
        "agency": "",
        "password1": GOOD,
        "password2": GOOD,
    }
    return fields | changes


def test_an_officer_is_made_with_a_password_that_is_hashed(client: Client, alicia: Staff) -> None:
    place = cast.agency()
    answer = client.post(f"{ROOT}records/staff/add/", new_account(agency=str(place.pk)))
    assert answer.status_code == 302
    olga = Staff.objects.get(username="olga")
    assert (olga.role, olga.agency, olga.check_password(GOOD)) == (Role.OFFICER, place, True)
    assert (olga.is_staff, olga.is_superuser) == (False, False)
    fields = Event.objects.get().fields
    assert fields == ["created", "agency", "first_name", "last_name", "password", "username"]


def test_d33_an_administrator_gives_an_account_its_centres_and_takes_them_away(client: Client, alicia: Staff) -> None:
    quito, loja = cast.agency(), cast.agency("CAU Loja", "Loja", "11")
    made = {"agency": str(quito.pk), "centres": [str(loja.pk)]}
    assert client.post(f"{ROOT}records/staff/add/", new_account() | made).status_code == 302
    olga = Staff.objects.get(username="olga")
    assert list(olga.centres.all()) == [loja]
    assert "centres" in Event.objects.latest("pk").fields
    address = f"{ROOT}records/staff/{olga.pk}/change/"
    read = re.findall(r'name="read" value="(\w+)"', client.get(address).text)[0]
    kept = {"username": "olga", "role": "officer", "territory": "centres", "agency": str(quito.pk), "is_active": "on"}
    answer = client.post(address, kept | {"first_name": "Olga", "last_name": "Paredes", "read": read})
    assert answer.status_code == 302, errors(answer)
    assert not olga.centres.exists()
    assert Event.objects.latest("pk").fields == ["centres"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency": ""}, "agency"),
        ({"password2": "otra-cosa-larga-1"}, "password2"),
        ({"password1": "corta", "password2": "corta"}, "password2"),
        ({"username": "ALICIA"}, "username"),
        ({"username": "con espacio"}, "username"),
        ({"role": "emperador"}, "role"),
    ],
)
def test_a_wrong_account_is_told_beside_the_field(
    client: Client, alicia: Staff, changes: dict[str, str], field: str
) -> None:
    fields = new_account(agency=str(cast.agency().pk)) | changes
    assert set(errors(client.post(f"{ROOT}records/staff/add/", fields))) == {field}
    assert Staff.objects.count() == 1


def test_the_last_administrator_stays_one(client: Client, alicia: Staff) -> None:
    fields = {"username": "alicia", "role": "administrator", "is_active": ""}
    answer = client.post(f"{ROOT}records/staff/{alicia.pk}/change/", fields)
    message = "Es la única cuenta de administrador activa: cree otra antes de cambiar esta."
    assert errors(answer) == {"role": [message]}
    Staff.objects.create_user("otra", password=GOOD, role=Role.ADMINISTRATOR)
    assert client.post(f"{ROOT}records/staff/{alicia.pk}/change/", fields).status_code == 302


def test_d29_a_wrong_password_is_counted_against_user_and_browser_with_the_address_that_the_proxy_saw(
    client: Client, settings: Settings
) -> None:
    """Else a stranger in the waiting room could lock an account out."""
    settings.TRUSTED_PROXIES = 1
    cast.alicia()
    stranger = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(f"{ROOT}login/", {"username": "alicia", "password": "no"}, headers=stranger)
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"203.0.113.9"}
    right = {"username": "alicia", "password": cast.PASSWORD}
    with time_machine.travel(cast.NOW + timedelta(minutes=5), tick=False):
        assert client.post(f"{ROOT}login/", right, headers=stranger).status_code == 429
        theirs = Client()
        waits = theirs.post(f"{ROOT}login/", right, headers=stranger)
        assert (waits.status_code, waits["Retry-After"]) == (429, str(settings.PAUSE_SECONDS))
    with time_machine.travel(cast.NOW + timedelta(minutes=5, seconds=settings.PAUSE_SECONDS), tick=False):
        assert theirs.post(f"{ROOT}login/?next={ROOT}", right, headers=stranger).status_code == 302
