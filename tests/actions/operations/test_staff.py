"""Accounts are made by commands, with a password that is worth something."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import cast
from vinculo.actions.operations.staff import BadAccount, UsernameTaken, create_administrator, create_officer
from vinculo.records.models import Event, Role, Staff

pytestmark = pytest.mark.django_db
GOOD = "tres-loros-verdes-7"


def test_the_first_administrator_is_made_by_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINCULO_ADMIN_PASSWORD", GOOD)
    out = StringIO()
    call_command("create_administrator", "alicia", "--name", "Alicia Mora Paz", stdout=out)
    alicia = Staff.objects.get()
    assert (alicia.role, alicia.printed_name(), alicia.is_superuser) == (Role.ADMINISTRATOR, "Alicia Mora Paz", False)
    assert alicia.check_password(GOOD)
    assert out.getvalue() == "Se creó la cuenta de administrador «alicia».\n"
    event = Event.objects.get()
    assert (event.act, event.actor_kind, event.subject_id) == ("staff_created", "system", alicia.pk)


def test_the_password_can_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VINCULO_ADMIN_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", StringIO(f"{GOOD}\n"))
    call_command("create_administrator", "alicia", stdout=StringIO())
    assert Staff.objects.get().check_password(GOOD)


@pytest.mark.parametrize(
    ("username", "password", "reason"),
    [
        ("alicia", "corta", "demasiado corta"),
        ("alicia", "", "demasiado corta"),
        ("alicia", "12345678901234", "numérica"),
        ("alicia-mora", "alicia-mora1", "similar"),
        ("ali cia", GOOD, "nombre de usuario solo puede"),
        ("a" * 151, GOOD, "150 caracteres"),
    ],
)
def test_a_bad_account_is_refused_with_its_reason(username: str, password: str, reason: str) -> None:
    with pytest.raises(BadAccount, match=reason):
        create_administrator(username=username, password=password, now=cast.NOW)
    assert Staff.objects.count() == 0


def test_a_user_name_is_given_once_whatever_its_capitals() -> None:
    create_administrator(username="alicia", password=GOOD, now=cast.NOW)
    with pytest.raises(UsernameTaken):
        create_officer(username="Alicia", password=GOOD, agency=cast.agency(), now=cast.NOW)


def test_an_officer_is_made_at_the_agency_that_the_text_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINCULO_OFFICER_PASSWORD", GOOD)
    quito, _ = cast.agency(), cast.agency("Agencia Manta", "Manabí", "13")
    call_command("create_officer", "olga", "--agency", "universal QUITO", stdout=StringIO())
    assert Staff.objects.values_list("role", "agency").get() == (Role.OFFICER, quito.pk)


@pytest.mark.parametrize("text", ["centro de atencion", "Marte", ""])
def test_an_agency_that_is_not_clear_is_answered_with_those_that_it_could_be(text: str) -> None:
    cast.agency()
    cast.agency("Centro de Atención Universal Loja", "Loja", "11")
    with pytest.raises(CommandError, match="Universal Loja\n  Centro de Atención Universal Quito"):
        call_command("create_officer", "olga", "--agency", text)
    assert Staff.objects.count() == 0
