"""The demo holds what it tells, and starts only where it is wanted."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from tests import cast
from vinculo.actions.operations.affiliate_file import read_rows
from vinculo.demo import people
from vinculo.queries.shared import registry
from vinculo.queries.shared.access import other_centres
from vinculo.records.models import Affiliate, Event, Role, Seat, Staff
from vinculo.rules.shared.identity import is_cedula
from vinculo.rules.shared.mrz import names_match, parse
from vinculo.web.shared.doors import own_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO, settings.HORIZON_DAYS = True, 1


def test_the_demo_is_made_once() -> None:
    people.make_demo(cast.NOW)
    made = Affiliate.objects.count(), Staff.objects.count(), Seat.objects.count(), Event.objects.count()
    assert made[:2] == (5, 9)
    assert made[2] > 0
    people.make_demo(cast.NOW)
    assert (Affiliate.objects.count(), Staff.objects.count(), Seat.objects.count(), Event.objects.count()) == made


def test_a_password_that_somebody_changed_stays_changed() -> None:
    people.make_demo(cast.NOW)
    olga = Staff.objects.get(username="olga")
    olga.set_password("otra")
    olga.save()
    people.make_demo(cast.NOW)
    assert Staff.objects.get(username="olga").check_password("otra")


def test_what_is_told_is_true() -> None:
    out = StringIO()
    call_command("demo", stdout=out)
    for line in ("EXT1002003  Ana María", "EXT9008007  Olena", "olga    ventanilla", people.PROXY_CEDULA):
        assert line in out.getvalue()
    assert registry.affiliate_by_document("passport", "COL", "AN123456") == registry.active_affiliate("EXT1002003")
    assert registry.affiliate_by_document("visa", "ECU", "VEC889900") == registry.active_affiliate("EXT5006007")
    assert registry.active_affiliate("1712345678") is not None
    assert registry.active_affiliate("EXT9008007") is None
    assert (is_cedula(people.PROXY_CEDULA), is_cedula("1712345678")) == (True, False)
    accounts = Staff.objects.filter(is_active=True)
    assert all(staff.check_password(people.PASSWORD) for staff in accounts)
    officers = accounts.filter(role=Role.OFFICER).values_list("username", "agency__city")
    assert sorted(officers) == [("berta", "Quito"), ("olga", "Quito"), ("oscar", "Guayaquil")]


def test_d33_each_role_has_an_account_that_opens_its_own_first_page_and_is_told(client: Client) -> None:
    people.make_demo(cast.NOW)
    told = people.demo_instructions()
    homes = {}
    for staff in Staff.objects.all():
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        page = own_page(staff)
        assert page is not None
        home = page.path
        homes[staff.role] = (staff.username, home, client.get(home).status_code)
        assert f"  {staff.username} " in told
    assert homes.keys() == {str(role) for role in Role}
    assert homes["reception"] == ("rosa", "/ventanilla/recepcion/", 200)
    assert homes["auditor"] == ("aurora", "/auditoria/", 200)
    assert homes["delegate"] == ("diana", "/proteccion-de-datos/", 200)
    assert {status for _username, _home, status in homes.values()} == {200}


def test_d33_an_account_of_two_centres_chooses_one_at_its_log_in(client: Client) -> None:
    people.make_demo(cast.NOW)
    typed = {"username": "berta", "password": people.PASSWORD}
    page = client.post("/ventanilla/ingreso/", typed, follow=True)
    assert page.redirect_chain[-1][0] == "/ventanilla/cuenta/"
    [other] = other_centres(Staff.objects.get(username="berta"))
    assert other.name in people.WITH_HISTORY
    assert f"Trabajar en {other.name}" in page.text
    moved = client.post(f"/ventanilla/cuenta/centro/{other.pk}/", follow=True)
    assert f"Ahora trabaja en {other.name}" in moved.text


@pytest.mark.parametrize("person", people.dependents(), ids=lambda person: person.given)
def test_the_readable_zones_of_the_demo_are_right(person: people.Dependent) -> None:
    zone = parse("\n".join(people.mrz(person)), cast.NOW.date())
    assert all(zone.checks.values())
    assert (zone.number, zone.nationality, zone.sex) == (person.number, person.country, person.sex)
    assert date(zone.birth.year or 0, zone.birth.month or 0, zone.birth.day or 0) == person.birth
    assert names_match(zone, f"{person.given} {person.surnames}")


def test_every_line_of_the_demo_file_is_good() -> None:
    assert [row for row in read_rows(people.AFFILIATES, cast.NOW.date()) if isinstance(row, list)] == []


def test_showing_makes_nothing() -> None:
    call_command("demo", "--show", stdout=StringIO())
    assert (Affiliate.objects.count(), Staff.objects.count()) == (0, 0)


@pytest.mark.parametrize("words", [["demo"], ["demo", "--show"]])
def test_the_demo_is_refused_where_it_is_not_wanted(settings: Settings, words: list[str]) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="VINCULO_DEMO=1"):
        call_command(*words)
    assert Staff.objects.count() == 0
