"""Whom the one search of the desk finds: by what people bring and by name, here and nowhere else (D37, D19)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.queries.cases.test_agenda import issue_certificate, omar, reads
from tests.stages import desk
from vinculo.queries.cases.finding import names
from vinculo.queries.cases.finding.search import PAGE, SearchResult, search
from vinculo.queries.cases.finding.territory import InTerritory, search_territory
from vinculo.records.models import Affiliate, Case, Event, Role, Solicitud, Staff, Turno
from vinculo.rules.cases.finding import is_meant, typed_words

pytestmark = pytest.mark.django_db


def found_by(text: str, staff: Staff | None = None, page: int = 1) -> SearchResult:
    return search(staff or cast.olga(), text, cast.NOW, page)


def ago(days: int, **changes: object) -> Turno:
    """Return a turno of so many days ago."""
    starts = cast.NOW - timedelta(days=days)
    return desk.turno(starts=starts, ends=starts + timedelta(minutes=15), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("restrepo", True),
        ("RESTREPO gomez", True),
        ("Ána Gómez", True),
        ("ana rest", True),
        ("Restrepó  Ana", True),
        ("Rrestrepo Gomes", True),  # by sound
        ("Ana Gutiérrez", False),
        ("trepo", False),  # no word begins so
        ("an", False),
        ("Restrepo 12", False),
        ("%", False),
        ("", False),
    ],
)
def test_d19_names_are_compared_folded_by_their_beginnings_and_alike(typed: str, meant: bool) -> None:
    words = typed_words(typed)
    assert (bool(words) and is_meant(words, "ANA MARIA RESTREPO GOMEZ")) == meant


@pytest.mark.parametrize("typed", ["Restrepo", "ana gómez", "Rrestrepo"])
def test_d37_a_person_of_the_own_centre_is_found_by_name(typed: str) -> None:
    of = desk.turno()
    assert found_by(typed).only_turno == of.reference


@pytest.mark.parametrize("where", ["typed at home", "in a case"])
def test_d37_the_name_of_a_dependent_finds_the_visit(where: str) -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    for _each in {"typed at home": [], "in a case": [1]}[where]:
        desk.record_arrival(of)
    result = found_by("Bruno Andres")
    assert (result.only_turno or result.only_case) in {of.reference, *Case.objects.values_list("reference", flat=True)}
    assert not result.empty


def test_d37_nobody_of_another_centre_is_found_by_name_though_there_is_somebody_to_find() -> None:
    case, _bruno = desk.case_of_bruno()
    stranger = omar()
    for typed in ("Restrepo", "Bruno"):
        assert not found_by(typed).empty, typed
        assert found_by(typed, stranger).empty, typed
    assert reads("search_case") == [case.pk] * 2
    assert Event.objects.filter(act="searched", actor=stranger).count() == 2


def test_d37_past_turnos_are_found_the_newest_first_and_each_is_an_event() -> None:
    old, older = ago(10, status="attended"), ago(40, status="no_show")
    result = found_by(cast.ANA_CODE)
    assert [row.reference for _day, row in result.past] == [old.reference, older.reference]
    assert ([day for day, _row in result.past], result.turnos) == (["20/11/2026", "21/10/2026"], [])
    assert sorted(reads("turno_read")) == sorted([old.pk, older.pk])


def test_d37_a_turno_of_today_leads_to_its_page_whatever_passed() -> None:
    ago(10, status="attended")
    of = desk.turno()
    assert found_by(cast.ANA_CODE).only_turno == of.reference


def test_d37_a_name_of_long_ago_is_found_by_number_only() -> None:
    of = ago(200, status="attended")
    assert found_by("Restrepo").empty
    assert found_by(cast.ANA_CODE).only_turno == of.reference


def test_d37_a_certificate_is_found_by_its_qr_and_its_code() -> None:
    certificate = issue_certificate()
    for text in (f"https://x.ec/verificar/{certificate.token}/", f"httpsÑ--x.ec-verificar-{certificate.token}-"):
        assert found_by(text).certificates == [certificate], text
    assert found_by(f"https://x.ec/verificar/{'0' * 32}/").empty


def test_d37_the_list_is_paged_and_no_row_stands_on_two_pages() -> None:
    turnos = [ago(days, status="attended") for days in range(1, PAGE + 4)]
    first, second = found_by("Restrepo"), found_by("Restrepo", page=2)
    assert (len(first.past), first.more, len(second.past), second.more) == (PAGE, True, 3, False)
    shown = [row.reference for _day, row in [*first.past, *second.past]]
    assert shown == [each.reference for each in turnos]
    assert len(reads("turno_read")) == len(turnos)


def test_d37_a_name_of_too_many_people_asks_for_another_word(monkeypatch: pytest.MonkeyPatch) -> None:
    desk.turno()
    other = Affiliate.objects.create(code="EXT5", names="Ana Ruiz", names_key="ANA RUIZ", updated_at=cast.NOW)
    desk.turno(affiliate=other)
    monkeypatch.setattr(names, "MOST", 1)
    result = found_by("Ana")
    assert (result.too_many, result.turnos, result.cases) == (True, [], [])
    assert not found_by("Ana Ruiz").too_many


def test_d37_a_search_by_name_takes_as_many_statements_for_many_people_as_for_few() -> None:
    desk.turno()
    olga = Staff.objects.select_related("agency").get(pk=cast.olga().pk)
    with CaptureQueriesContext(connection) as few:
        found_by("Gutiérrez", olga)
    for number in range(30):
        values = {"names": "Olena Bondar", "names_key": "OLENA BONDAR", "updated_at": cast.NOW}
        desk.turno(affiliate=Affiliate.objects.create(code=f"EXT50{number:02d}", **values))
    with CaptureQueriesContext(connection) as many:
        found_by("Gutiérrez", olga)
    assert len(many) == len(few)


def test_d37_each_further_hit_of_a_search_takes_its_event_and_no_other_statement() -> None:
    olga = Staff.objects.select_related("agency").get(pk=cast.olga().pk)
    counts = []
    for first, after in ((0, 2), (2, 15)):
        for number in range(first, after):
            values = {"names": "Olena Bondar", "names_key": "OLENA BONDAR", "updated_at": cast.NOW}
            desk.turno(affiliate=Affiliate.objects.create(code=f"EXT51{number:02d}", **values))
        with CaptureQueriesContext(connection) as asked:
            assert len(found_by("Bondar", olga).turnos) == after
        counts.append(len(asked))
    assert counts[1] - counts[0] == 13  # the events


# The supervisor


def sofia(**where: object) -> Staff:
    """Return a supervisor of another centre, of a province or of the nation."""
    return Staff.objects.create_user("sofia", role=Role.SUPERVISOR, **where)  # type: ignore[arg-type]


def in_territory(staff: Staff, text: str) -> InTerritory:
    return search_territory(staff, text, cast.NOW)


@pytest.mark.parametrize("text", [cast.ANA_CODE, cast.ANA_PASSPORT, cast.BRUNO_PASSPORT])
def test_d37_a_supervisor_finds_by_what_people_bring(text: str) -> None:
    case, _bruno = desk.case_of_bruno()
    result = in_territory(cast.sara(), text)
    assert ([each for _at, each in result.turnos], result.cases) == ([case.turno], [case])
    assert (reads("search_case"), reads("turno_read")) == ([case.pk], [case.turno_id])


def test_d37_a_supervisor_of_a_centre_finds_by_name_and_a_national_one_by_number_alone() -> None:
    case, _bruno = desk.case_of_bruno()
    national = sofia(territory="nation")
    assert in_territory(cast.sara(), "Restrepo").cases == [case]
    assert in_territory(national, "Restrepo").empty
    assert in_territory(national, cast.ANA_CODE).cases == [case]


@pytest.mark.parametrize("scope", ["centre", "province"])
def test_d37_nothing_of_another_territory_is_found(scope: str) -> None:
    desk.case_of_bruno()
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    of_scope: dict[str, dict[str, Any]] = {"centre": {"agency": there}, "province": {"province": there.province}}
    other = sofia(**of_scope[scope])
    for text in (cast.ANA_CODE, cast.BRUNO_PASSPORT, "Restrepo"):
        assert not in_territory(cast.sara(), text).empty, text
        assert in_territory(other, text).empty, text
    assert not Event.objects.filter(actor=other).exists()


def test_nobody_but_a_supervisor_finds_in_a_territory() -> None:
    desk.case_of_bruno()
    for staff in (cast.olga(), cast.alicia(), cast.lucia()):
        assert in_territory(staff, cast.ANA_CODE).empty
    assert Solicitud.objects.exists()
