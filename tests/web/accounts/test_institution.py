"""Logging in with the institution's account, against a provider that speaks OpenID Connect over HTTP (D33)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.conf import settings as ours
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from joserfc.jwk import RSAKey
from pytest_django import Settings

from tests import cast, provider
from tests.provider import CLIENT, SECRET, IdentityProvider
from vinculo.records.models import Event, Staff
from vinculo.rules.staff.institution import MapError, mapped_roles, read_map

pytestmark = pytest.mark.django_db
LOG_IN, BEGIN, BACK = (
    "/ventanilla/ingreso/",
    "/ventanilla/ingreso/institucion/",
    "/ventanilla/ingreso/institucion/vuelta/",
)
OLGA = {"sub": "7001", "preferred_username": "olga", "groups": ["ventanilla", "correo"]}
SARA = {"sub": "7002", "preferred_username": "sara", "groups": ["supervision"], "amr": ["pwd", "otp"]}


@pytest.fixture
def there(settings: Settings) -> Iterator[IdentityProvider]:
    cast.olga(), cast.sara()
    with provider.running(f"{ours.PUBLIC_URL}{reverse('accounts:institution_back')}") as running:
        settings.INSTITUTION = {
            "issuer": running.url,
            "client": CLIENT,
            "secret": SECRET,
            "role_claim": "groups",
            "name_claim": "preferred_username",
            "bind": True,
            "roles": read_map({"ventanilla": "officer", "supervision": "supervisor, legal"}),
            "timeout": 5,
        }
        yield running


def come_back(browser: Client, *, wanted: str = "") -> Any:
    """Go to the provider as a browser does, and come back with what it says."""
    sent = browser.get(f"{BEGIN}?next={wanted}")
    led = httpx.get(sent["Location"])
    return browser.get(led.headers["Location"].removeprefix(ours.PUBLIC_URL))


def test_d33_an_officer_logs_in_with_the_account_of_the_institution(there: IdentityProvider) -> None:
    there.person = OLGA
    browser = Client()
    assert "Ingresar con la cuenta del IESS" in browser.get(LOG_IN).text
    answer = come_back(browser, wanted="/ventanilla/buscar/")
    assert (answer.status_code, answer["Location"]) == (302, "/ventanilla/buscar/")
    assert browser.get("/ventanilla/buscar/").status_code == 200
    assert there.challenges == ["S256"]
    assert list(Event.objects.order_by("pk").values_list("act", "actor", "fields")) == [
        ("reference_changed", cast.olga().pk, ["provider_subject"]),
        ("logged_in", cast.olga().pk, []),
    ]
    assert (cast.olga().provider_issuer, cast.olga().provider_subject) == (there.url, "7001")


def test_d33_an_account_that_was_renamed_at_the_provider_opens_its_own_and_nobody_elses(
    there: IdentityProvider,
) -> None:
    there.person = OLGA
    come_back(Client())
    there.person = OLGA | {"preferred_username": "sara", "groups": ["ventanilla", "supervision"]}
    renamed = Client()
    assert come_back(renamed).status_code == 302
    assert renamed.session["_auth_user_id"] == str(cast.olga().pk)
    there.person = SARA | {"preferred_username": "olga", "groups": ["ventanilla", "supervision"]}
    other = Client()
    assert come_back(other).status_code == 403
    assert "_auth_user_id" not in other.session
    assert cast.olga().provider_subject == "7001"


def test_d33_the_same_subject_of_another_issuer_is_somebody_else(there: IdentityProvider) -> None:
    there.person = OLGA
    Staff.objects.filter(username="olga").update(provider_issuer="https://otro.example", provider_subject="7001")
    assert come_back(Client()).status_code == 403


def test_d33_an_account_that_is_bound_still_needs_its_mapped_role_and_to_be_in_use(there: IdentityProvider) -> None:
    there.person = OLGA
    come_back(Client())
    there.person = OLGA | {"groups": ["supervision"]}
    assert come_back(Client()).status_code == 403
    there.person = OLGA
    Staff.objects.filter(username="olga").update(is_active=False)
    assert come_back(Client()).status_code == 403


def test_d33_a_log_in_without_a_mapped_role_binds_nothing(there: IdentityProvider) -> None:
    there.person = OLGA | {"groups": ["correo"]}
    assert come_back(Client()).status_code == 403
    assert cast.olga().provider_subject == ""


def test_d33_with_the_setting_off_an_administrator_alone_binds(there: IdentityProvider, settings: Settings) -> None:
    settings.INSTITUTION = settings.INSTITUTION | {"bind": False}
    there.person = OLGA
    assert come_back(Client()).status_code == 403
    administration = Client()
    administration.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    assert write_subject(administration, cast.olga(), "7001").status_code == 302
    assert (cast.olga().provider_issuer, cast.olga().provider_subject) == (there.url, "7001")
    assert "provider_subject" in Event.objects.filter(act="reference_changed").latest("pk").fields
    assert come_back(Client()).status_code == 302
    assert "ya está unida" in write_subject(administration, cast.sara(), "7001").content.decode()
    write_subject(administration, cast.olga(), "")
    assert (cast.olga().provider_issuer, cast.olga().provider_subject) == ("", "")


def write_subject(administration: Client, staff: Staff, subject: str) -> Any:
    """Write in the administration whom the provider calls by this subject."""
    address = f"/administracion/records/staff/{staff.pk}/change/"
    fields = administration.get(address).context["adminform"].form.initial
    sent = {name: "" if value is None else value for name, value in fields.items()} | {"provider_subject": subject}
    return administration.post(address, sent)


def test_d33_two_accounts_are_never_bound_to_one_subject(there: IdentityProvider) -> None:
    bound = {"provider_issuer": there.url, "provider_subject": "7001"}
    Staff.objects.filter(username="olga").update(**bound)
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.filter(username="sara").update(**bound)


def test_d33_what_the_provider_asked_beside_the_password_is_the_second_factor(there: IdentityProvider) -> None:
    there.person = SARA
    strong, weak = Client(), Client()
    assert come_back(strong)["Location"] == "/supervision/"
    there.person = SARA | {"amr": ["pwd"]}
    assert come_back(weak)["Location"] == "/ventanilla/segundo-factor/"


@pytest.mark.parametrize(
    "person",
    [
        OLGA | {"groups": ["correo"]},
        OLGA | {"groups": "supervision"},
        {"sub": "1", "preferred_username": "olga"},
        OLGA | {"preferred_username": "nadie"},
        {"sub": "1", "groups": ["ventanilla"]},
    ],
)
def test_d33_no_account_without_a_mapped_role(there: IdentityProvider, person: dict[str, Any]) -> None:
    there.person = person
    browser = Client()
    answer = come_back(browser)
    assert (answer.status_code, "no tiene un rol" in answer.text) == (403, True)
    assert browser.get("/ventanilla/").status_code == 302
    assert (Staff.objects.count(), list(Event.objects.values_list("act", flat=True))) == (2, ["log_in_failed"])


def test_d33_who_left_is_let_in_no_more(there: IdentityProvider) -> None:
    there.person = OLGA
    Staff.objects.filter(username="olga").update(is_active=False)
    assert come_back(Client()).status_code == 403


def test_d33_an_answer_that_fits_nothing_is_refused(there: IdentityProvider) -> None:
    there.person = OLGA
    mine, other = Client(), Client()
    sent = mine.get(BEGIN)
    led = httpx.get(sent["Location"]).headers["Location"].removeprefix(ours.PUBLIC_URL)
    assert other.get(led).status_code == 422
    other.get(BEGIN)
    assert other.get(led).status_code == 422  # another state
    assert mine.get(led).status_code == 302
    assert Client().get(BACK).status_code == 422
    again = Client()
    again.cookies = mine.cookies
    assert again.get(led).status_code == 422  # once


@pytest.mark.parametrize(
    "fault",
    [
        {"audience": "otro-sistema"},
        {"issuer": "https://otro.example"},
        {"lifetime": -3600},
        {"signs_with": RSAKey.generate_key(2048, {"kid": "otra"}, private=True)},
    ],
)
def test_d33_a_token_that_is_not_for_this_house_lets_nobody_in(there: IdentityProvider, fault: dict[str, Any]) -> None:
    there.person = OLGA
    browser = Client()
    sent = browser.get(BEGIN)
    led = httpx.get(sent["Location"]).headers["Location"].removeprefix(ours.PUBLIC_URL)
    for name, value in fault.items():
        setattr(there, name, value)
    assert browser.get(led).status_code == 503
    assert browser.get("/ventanilla/").status_code == 302


def test_d33_the_verifier_stays_in_the_session_and_without_it_there_is_no_token(there: IdentityProvider) -> None:
    there.person = OLGA
    browser = Client()
    sent = browser.get(BEGIN)
    session = browser.session
    session["institution"] = session["institution"] | {"asked": [*session["institution"]["asked"][:2], "x" * 43]}
    session.save()
    led = httpx.get(sent["Location"]).headers["Location"].removeprefix(ours.PUBLIC_URL)
    assert browser.get(led).status_code == 503


def test_d33_a_provider_that_is_away_is_said_and_the_password_still_opens(
    there: IdentityProvider, settings: Settings
) -> None:
    settings.INSTITUTION = settings.INSTITUTION | {"issuer": "http://127.0.0.1:9"}
    browser = Client()
    assert browser.get(BEGIN).status_code == 503
    assert browser.post(LOG_IN, {"username": "olga", "password": cast.PASSWORD}).status_code == 302


def test_d33_the_password_is_switched_off_by_a_setting(there: IdentityProvider, settings: Settings) -> None:
    settings.PASSWORD_LOG_IN = False
    browser = Client()
    page = browser.get(LOG_IN)
    assert (page.status_code, 'name="password"' in page.text) == (200, False)
    assert browser.post(LOG_IN, {"username": "olga", "password": cast.PASSWORD}).status_code == 403
    assert browser.post("/administracion/login/", {"username": "alicia", "password": cast.PASSWORD}).status_code == 302
    assert browser.get("/ventanilla/").status_code == 302
    there.person = OLGA
    assert come_back(browser)["Location"] == "/ventanilla/"


def test_d33_without_a_provider_there_is_no_such_address() -> None:
    assert [Client().get(page).status_code for page in (BEGIN, BACK)] == [404, 404]


def test_d33_the_map_names_roles_that_there_are() -> None:
    roles = read_map({"jefes": "supervisor, administrator"})
    assert mapped_roles({"realm": {"roles": ["jefes", 7]}}, "realm.roles", roles) == {"supervisor", "administrator"}
    with pytest.raises(MapError, match="emperador"):
        read_map({"jefes": "emperador"})
