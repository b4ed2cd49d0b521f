"""Two administrators on one page of reference data: what nobody read is not written over (D30)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.admin.admin_pages import page
from tests.web.admin.test_admin import agency_fields
from vinculo.actions.operations.factors import begin_factor
from vinculo.config.reference_admin import ReferenceAdmin
from vinculo.records.models import Agency, CalendarDay, Event, LocalDay, SecondFactor, Service
from vinculo.web.shared.fields import CHANGED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


@pytest.fixture
def page_was_read() -> None:
    """Let these tests send what the pages carry and nothing else."""


@pytest.fixture
def alicia(client: Client) -> Client:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def address() -> str:
    return reverse("admin:records_agency_change", args=[cast.agency().pk])


def mark(client: Client) -> str:
    marks = re.findall(r'name="read" value="(\w+)"', page(client.get(address())))
    assert len(marks) == 1
    return str(marks[0])


def marks(client: Client, where: str, name: str = r"read[-\d]*", asked: dict[str, Any] | None = None) -> dict[str, str]:
    """Return what the forms of a page carry of its rows."""
    answer = client.get(where) if asked is None else client.post(where, asked)
    return dict(re.findall(rf'name="({name})" value="(\w+)"', page(answer)))


def decree(name: str = "Decreto") -> CalendarDay:
    return CalendarDay.objects.create(date=date(2026, 12, 9 if name == "Decreto" else 10), name=name)


def refusals(client: Client, read: str) -> list[str]:
    """Send another address for the agency, on the page of this mark; return what is told of the whole form."""
    answer = client.post(address(), agency_fields(cast.agency(), address="Av. Amazonas 100", read=read))
    return list(answer.context["adminform"].form.non_field_errors()) if answer.status_code == 200 else []


def test_d30_a_page_as_it_was_read_is_saved(alicia: Client) -> None:
    assert refusals(alicia, mark(alicia)) == []
    assert Agency.objects.get(pk=cast.agency().pk).address == "Av. Amazonas 100"


def test_d30_what_another_administrator_saved_is_not_written_over_unseen(alicia: Client) -> None:
    read = mark(alicia)
    Agency.objects.update(opens="09:00")
    assert refusals(alicia, read) == [str(CHANGED)]
    assert str(Agency.objects.get().opens) == "09:00:00"
    assert refusals(alicia, mark(alicia)) == []


def test_d30_the_services_of_an_agency_belong_to_what_was_read(alicia: Client) -> None:
    read = mark(alicia)
    Service.objects.update(counters=7)
    assert refusals(alicia, read) == [str(CHANGED)]
    assert Service.objects.get().counters == 7


def test_d30_a_page_that_carries_nothing_saves_nothing(alicia: Client) -> None:
    assert refusals(alicia, "") == [str(CHANGED)]
    assert Agency.objects.get().address == "Av. 10 de Agosto y Bogotá"


def test_d30_a_row_that_changed_since_its_deletion_was_read_stays(alicia: Client) -> None:
    day = decree()
    where = reverse("admin:records_calendarday_delete", args=[day.pk])
    read = marks(alicia, where)
    CalendarDay.objects.update(name="Decreto 301")
    for carried in (read, {}):
        answer = alicia.post(where, {"post": "yes", **carried}, follow=True)
        assert str(CHANGED) in page(answer)
        assert "Decreto 301" in page(answer)
        assert CalendarDay.objects.count() == 1
    again = {"post": "yes", **marks(alicia, where)}
    assert [alicia.post(where, again).status_code for _click in range(2)] == [302, 302]
    assert CalendarDay.objects.count() == 0


def test_d30_several_rows_one_of_which_changed_since_they_were_read_stay(alicia: Client) -> None:
    rows = [decree(), decree("Puente")]
    where = reverse("admin:records_calendarday_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [str(row.pk) for row in rows]}
    listed = {"index": "0", **chosen, **marks(alicia, where)}
    shown = {"post": "yes", **chosen, **marks(alicia, where, asked=listed)}
    CalendarDay.objects.filter(pk=rows[1].pk).update(name="Puente largo")
    for carried in (listed, shown, {"post": "yes", **chosen}):
        answer = page(alicia.post(where, carried, follow=True))
        assert "Cambió mientras usted lo leía: " in answer
        assert CalendarDay.objects.count() == 2
    listed |= marks(alicia, where)
    assert alicia.post(where, shown | marks(alicia, where, asked=listed)).status_code == 302
    assert CalendarDay.objects.count() == 0


def test_d30_a_local_day_that_another_administrator_decided_is_not_decided_unseen(alicia: Client) -> None:
    day = LocalDay.objects.create(agency=cast.agency(), month=12, day=6, name="Fundación", instrument="Ordenanza")
    where = reverse("admin:records_localday_changelist")
    chosen = {"action": "reject", "_selected_action": [str(day.pk)]}
    read = marks(alicia, where)
    LocalDay.objects.update(name="Fundación de Quito")
    for carried in (read, {}):
        assert "Cambió mientras usted lo leía: " in page(alicia.post(where, chosen | carried, follow=True))
        assert LocalDay.objects.get().state == "proposed"
    read = marks(alicia, where)
    answers = [page(alicia.post(where, chosen | read, follow=True)) for _click in range(2)]
    assert ["Cambió mientras" in answer for answer in answers] == [False, False]
    assert Event.objects.filter(act="local_day_rejected").count() == 1


def test_d30_only_rows_that_the_page_shows_are_chosen(alicia: Client) -> None:
    assert [type(each) for each in admin.site._registry.values() if each.actions_selection_counter] == []


def test_d30_every_page_of_reference_data_is_one_that_carries_what_was_read() -> None:
    pages = {type(each) for each in admin.site._registry.values()}
    assert {each for each in pages if not issubclass(each, ReferenceAdmin)} == set()


def test_d30_no_account_gets_help_that_changed_since_it_was_read(alicia: Client) -> None:
    """Olga made another factor meanwhile: the page of before takes nothing away and gives no code."""
    olga = cast.olga()
    where = f"/administracion/records/staff/{olga.pk}/password/"
    begin_factor(actor=olga, now=cast.NOW)
    read = marks(alicia, where, "read")
    SecondFactor.objects.all().delete()
    begin_factor(actor=olga, now=cast.NOW)
    new = SecondFactor.objects.get()
    for act in ("factor", "codigo"):
        for carried in (read, {}):
            answer = alicia.post(where, {"acto": act} | carried, follow=True)
            assert str(CHANGED) in page(answer)
    assert SecondFactor.objects.get() == new
    assert not Event.objects.filter(act__in=["password_reset", "factor_removed"]).exists()
    shown = marks(alicia, where, "read")
    codes = [alicia.post(where, {"acto": "codigo"} | shown).context["code"] for _ in range(2)]  # a second click
    assert codes[0] != codes[1]
    olga.refresh_from_db()
    assert olga.check_password(codes[1])
    assert alicia.post(where, {"acto": "factor"} | marks(alicia, where, "read")).context["removed"] is True
