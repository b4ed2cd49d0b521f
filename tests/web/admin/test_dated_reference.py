"""Dated reference data in the administration: who changed what, and the cantonal days that are only proposed (D26)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from tests import cast
from tests.web.admin.admin_pages import ROOT, errors
from vinculo.actions.operations.reference import decide_local_day, load_reference
from vinculo.config import checks
from vinculo.queries.shared.calendar import closed_reason
from vinculo.queries.shared.reference_data import reference_data
from vinculo.records.models import Agency, CalendarDay, ConventionEntry, Event, Exemption, LegalTerm, LocalDay, Remedy
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
CUENCA_DAY = date(2027, 4, 12)  # a Monday


@pytest.fixture
def alicia(client: Client) -> Client:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def row(**changes: str) -> dict[str, str]:
    fields = {"code": "CUB", "standing": "party", "sovereign": "", "confirmed": "on", "valid_from": "01/12/2026"}
    return fields | {"valid_until": "", "instrument": "Adhesión de prueba"} | changes


def test_d26_an_administrator_writes_a_row_and_both_row_and_event_tell_who_and_when(alicia: Client) -> None:
    assert alicia.post(f"{ROOT}records/conventionentry/add/", row()).status_code == 302
    written = ConventionEntry.objects.get()
    assert (written.code, written.valid_from) == ("CUB", date(2026, 12, 1))
    assert (written.changed_by, written.changed_at) == (cast.alicia(), cast.NOW)
    event = Event.objects.filter(subject="conventionentry", subject_id=written.pk).get()
    assert (event.actor, event.act) == (cast.alicia(), "reference_changed")
    assert reference_data([]).version == event.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_until": "30/11/2026"}, "valid_until"),
        ({"standing": "extended"}, "sovereign"),
        ({"instrument": ""}, "instrument"),
        ({"code": "ZZZ"}, "code"),
    ],
)
def test_d26_a_row_that_cannot_be_is_said_beside_its_field(alicia: Client, changes: dict[str, str], field: str) -> None:
    answer = alicia.post(f"{ROOT}records/conventionentry/add/", row(**changes))
    assert list(errors(answer)) == [field]


def test_d26_the_exceptions_are_empty_when_delivered_and_their_page_has_the_documented_example(alicia: Client) -> None:
    load_reference(now=cast.NOW)
    assert not Exemption.objects.exists()
    page = alicia.get(f"{ROOT}records/exemption/add/").content.decode()
    assert "pasaporte de Venezuela" in page


@pytest.mark.parametrize(
    "table", ["conventionentry", "exemption", "citation", "legalterm", "remedy", "localday", "retentionrule"]
)
def test_d26_every_dated_table_has_its_pages(alicia: Client, table: str) -> None:
    load_reference(now=cast.NOW)
    cast.remedy()
    for address in (f"{ROOT}records/{table}/", f"{ROOT}records/{table}/add/"):
        assert alicia.get(address).status_code == 200


def cuenca() -> LocalDay:
    load_reference(now=cast.NOW)
    return LocalDay.objects.get(agency__city="Cuenca")


def test_d26_cantonal_days_are_proposed_agency_by_agency_and_close_nothing() -> None:
    proposed = cuenca()
    assert (proposed.month, proposed.day, proposed.state) == (4, 12, "proposed")
    assert closed_reason(proposed.agency, CUENCA_DAY) is None
    sure = {"Quito", "Guayaquil"}  # the calendar has their days
    assert not LocalDay.objects.filter(agency__city__in=sure).exists()
    load_reference(now=cast.NOW + timedelta(days=400))
    assert closed_reason(proposed.agency, date(2028, 4, 10)) is None


def test_d26_an_accepted_day_closes_that_agency_this_year_and_the_next_and_every_year_after(alicia: Client) -> None:
    proposed = cuenca()
    chosen = {"action": "accept", "_selected_action": [str(proposed.pk)]}
    assert alicia.post(f"{ROOT}records/localday/", chosen).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.state, proposed.changed_by) == ("accepted", cast.alicia())
    assert closed_reason(proposed.agency, CUENCA_DAY) == "Día cantonal de Cuenca"
    other = Agency.objects.exclude(city="Cuenca").first()
    assert other is not None
    assert closed_reason(other, CUENCA_DAY) is None
    load_reference(now=cast.NOW + timedelta(days=800))
    assert CalendarDay.objects.filter(agency=proposed.agency, date__year=2029).count() == 1


def test_d26_a_rejected_day_closes_nothing_and_an_accepted_one_is_not_taken_back_here() -> None:
    proposed = cuenca()
    decide_local_day(local_day=proposed, accept=False, actor=cast.alicia(), now=cast.NOW)
    assert closed_reason(proposed.agency, CUENCA_DAY) is None
    decide_local_day(local_day=proposed, accept=True, actor=cast.alicia(), now=cast.NOW)
    with pytest.raises(NotAllowedError):
        decide_local_day(local_day=proposed, accept=False, actor=cast.alicia(), now=cast.NOW)


def test_d26_the_checks_name_the_missing_remedy_and_each_centre_without_a_local_day() -> None:
    load_reference(now=cast.NOW)
    assert [each.id for each in checks.remedy()] == ["vinculo.E012"]
    named = [each.msg for each in checks.local_days()]
    assert any("Cuenca" in each for each in named)
    assert not any("Quito" in each or "Matriz" in each for each in named)
    decide_local_day(
        local_day=LocalDay.objects.get(agency__city="Cuenca"), accept=True, actor=cast.alicia(), now=cast.NOW
    )
    assert not any("Cuenca" in each.msg for each in checks.local_days())
    cast.remedy()
    assert checks.remedy() == []
    Remedy.objects.update(valid_until=date(2026, 1, 1))
    with pytest.raises(SystemCheckError, match="recurso contra una negativa"):
        call_command("check", "--deploy", "--tag", "security", "--fail-level", "ERROR")


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        (
            "legalterm",
            {"kind": "correction", "days": "0", "instrument": "Resolución 7"},
            {"days": ["Escriba entre 1 y 120 días hábiles."]},
        ),
        (
            "legalterm",
            {"kind": "correction", "days": "121", "instrument": "Resolución 7"},
            {"days": ["Escriba entre 1 y 120 días hábiles."]},
        ),
        (
            "remedy",
            {"name": "\u200b", "body": "\u2060 \u00ad", "term": "diez días", "instrument": "\ufeff"},
            {name: ["Escriba este dato: solo tiene signos que no se ven."] for name in ("name", "body", "instrument")},
        ),
    ],
    ids=["no days", "too many days", "nothing that is seen"],
)
def test_d26_what_the_database_would_refuse_or_nobody_would_see_is_said_in_words(
    alicia: Client, table: str, row: dict[str, str], said: dict[str, list[str]]
) -> None:
    """An administrator read the name of a constraint; a remedy of signs that no page shows let refusals be issued."""
    assert errors(alicia.post(f"{ROOT}records/{table}/add/", row)) == said
    assert not LegalTerm.objects.exists()
    assert not Remedy.objects.exists()


def test_d26_a_local_day_that_was_decided_is_not_made_another_one(alicia: Client) -> None:
    """The calendar would keep the old day closed and the list would tell of another."""
    proposed = cuenca()
    decide_local_day(local_day=proposed, accept=True, actor=cast.alicia(), now=cast.NOW)
    row = {"agency": str(proposed.agency_id), "month": "5", "day": "24", "name": proposed.name, "instrument": "Otra"}
    address = f"{ROOT}records/localday/{proposed.pk}/change/"
    assert sorted(errors(alicia.post(address, row))) == ["day", "month"]
    same = row | {"month": "4", "day": "12", "valid_until": "31/12/2027"}
    assert alicia.post(address, same).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.month, proposed.day, proposed.valid_until) == (4, 12, date(2027, 12, 31))
