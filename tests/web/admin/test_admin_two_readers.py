"""Two administrators on one page of reference data: what nobody read is not written over (D30)."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.admin.admin_pages import page
from tests.web.admin.test_admin import agency_fields
from vinculo.config.reference_admin import ReferenceAdmin
from vinculo.records.models import Agency, Service
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


def test_d30_every_page_of_reference_data_is_one_that_carries_what_was_read() -> None:
    pages = {type(each) for each in admin.site._registry.values()}
    assert {each for each in pages if not issubclass(each, ReferenceAdmin)} == set()
