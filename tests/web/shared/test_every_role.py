"""Every role in every territory at every address of the staff, with the data of Quito there to leak (D33).

The doors and their people are in `test_every_door.py`; here the table of `rules/staff/access.py` is walked whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.web.shared import test_every_door as doors
from tests.web.shared.test_every_door import ABSENT, IN, NO, STAFFED, address, everything, outcome, stage
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.operations.accounts import move_to_centre
from vinculo.actions.queue.check_in import check_in
from vinculo.actions.shared.guards import NotYours
from vinculo.records.models import Agency, Province, Role, Staff
from vinculo.rules.staff.access import MATRIX, Territory, Work, allowed_work

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NAMES = ("Restrepo", "Bruno", cast.ANA_CODE)  # what a page that is not for them must not say
DOORS = {
    doors.OFFICERS: Work.COUNTER,
    doors.OUR_DESK: Work.COUNTER,
    doors.UNITS: Work.LEGAL,
    doors.OUR_UNIT: Work.LEGAL,
    doors.OUR_POWER: Work.SECOND,
    doors.SUPERVISORS: Work.SUPERVISION,
    doors.OUR_SUPERVISOR: Work.SUPERVISION,
    doors.SUPERVISION: Work.DAY,
    doors.OUR_SUPERVISION: Work.DAY,
    doors.NATIONAL: Work.ARCHIVE,
    doors.ANY_CLOSING: Work.DAY,
    doors.ADMINISTRATORS: Work.REFERENCE,
    doors.BAD_DAYS: Work.CONTINGENCY,
    doors.OTHERS: Work.LOG,  # and that of the delegate, by their addresses: below
    doors.SECONDS: Work.SECOND,
    doors.OUR_SECOND: Work.SECOND,
    doors.OUR_CASE: Work.SECOND,
    doors.OUR_COPY: Work.COPIES,
}
# What lies in a territory: in Quito it is there, elsewhere it is absent.
PLACED = (doors.OUR_DESK, doors.OUR_UNIT, doors.OUR_SUPERVISOR, doors.OUR_SUPERVISION)
PLACED_TOO = (doors.OUR_SECOND, doors.OUR_CASE, doors.OUR_COPY)
ANY_TERRITORY = (doors.ANY_CLOSING, doors.OUR_POWER)  # by their own rule, in `test_every_door.py`
# Nobody asked for their data, none was lost, and no file was proposed.
NOT_ON_THIS_STAGE = {"delegate:request", "delegate:breach", "supervision:files_one"}
BY_ADDRESS = {"audit": Work.LOG, "delegate": Work.DATA_PROTECTION, "operation": Work.OPERATION}
WITH_PEOPLE = {Work.RECEPTION, Work.COUNTER, Work.LEGAL, Work.SUPERVISION}
OF_RECEPTION = {"desk:turno_language"}  # beside those of its own door
LEADS = re.compile(r'(?:href|action)="(/[^"#?]*)')
CELLS = [*MATRIX, *((role, "") for role in Role)]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


def member(role: str, territory: str, place: Agency) -> Staff:
    """Return somebody of this role and territory, whose place is this agency and its province."""
    name = f"{role}-{territory or 'none'}-{place.pk}"
    made = Staff.objects.create_user(name, first_name=name, role=role, agency=place, province=place.province)
    Staff.objects.filter(pk=made.pk).update(territory=territory)
    return Staff.objects.get(pk=made.pk)


def needed_work(name: str) -> Work:
    """Return the work that an address is for."""
    if name.startswith("desk:reception") or name in OF_RECEPTION:
        return Work.RECEPTION
    return BY_ADDRESS.get(name.partition(":")[0]) or DOORS[doors.EXPECTED[name]]


def barred_ways(content: str, somebody: Staff) -> set[str]:
    """Return the names of the addresses to which a page leads its reader and where they are not let in."""
    names = {_name_at(path) for path in LEADS.findall(content)}
    staffed = {each for each in names if doors.EXPECTED.get(each) in DOORS}
    return {each for each in staffed if needed_work(each) not in allowed_work(somebody.role, somebody.territory)}


def _name_at(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def allowed_answers(name: str, role: str, territory: str, *, is_here: bool) -> set[str]:
    """Return the answers that the table allows."""
    if needed_work(name) not in allowed_work(role, territory):
        return {NO}
    kind = doors.EXPECTED[name]
    if name in NOT_ON_THIS_STAGE:
        return {ABSENT}
    if kind == doors.NATIONAL:
        return {IN if territory == Territory.NATION else ABSENT}
    if kind in ANY_TERRITORY or (role == Role.LEGAL and kind == doors.OUR_SECOND):
        return {IN, ABSENT}
    return {IN if is_here or territory == Territory.NATION or kind not in {*PLACED, *PLACED_TOO} else ABSENT}


def html_of(answer: Any) -> str:
    """Return the text of a page that was shown."""
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return answer.content.decode() if is_page else ""


@dataclass
class Walk:
    """What somebody was answered at the addresses of the staff: wrongly, leaking, leading where they may not."""

    wrong: dict[tuple[str, str], str] = field(default_factory=dict)
    leaked: set[str] = field(default_factory=set)
    barred: set[tuple[str, str]] = field(default_factory=set)  # a page, and where it leads although they may not
    shown: int = 0
    within: int = 0  # answers of addresses that are absent for everybody elsewhere

    def visit(self, somebody: Staff, names: list[str], known: dict[str, Any], *, is_here: bool) -> None:
        """Open each address as this person, for whom Quito is within the territory or not."""
        browser = at_the_desk(somebody)
        for name in names:
            answer = browser.get(address(name, known))
            got = "405" if answer.status_code == 405 else outcome(answer)
            may = allowed_answers(name, somebody.role, somebody.territory, is_here=is_here)
            self.wrong |= {(str(somebody.agency), name): got} if got not in {"405", *may} else {}
            says = any(each.encode() in answer.content for each in NAMES)
            self.barred |= {(name, each) for each in barred_ways(html_of(answer), somebody)}
            self.shown += got == IN and says
            self.within += got == IN and doors.EXPECTED[name] in {*PLACED, *PLACED_TOO}
            self.leaked |= {name} if says and (got != IN or not may - {ABSENT}) else set()


def list_open_addresses() -> list[str]:
    """Return the names of the addresses that the table opens to somebody."""
    return [name for name in STAFFED if doors.EXPECTED[name] in DOORS and name not in doors.ABSENT_FOR_ALL]


@pytest.mark.parametrize(("role", "territory"), CELLS)
def test_d33_every_cell_answers_as_the_table_says_and_says_nothing_where_it_refuses(role: str, territory: str) -> None:
    known = stage()
    here, there = cast.agency(), cast.agency("CAU Guayaquil", "Guayas", "09")
    walk, names = Walk(), list_open_addresses()
    walk.visit(member(role, territory, here), names, known, is_here=True)
    open_to_them = [each for each in names if needed_work(each) in allowed_work(role, territory)]
    walk.visit(member(role, territory, there), open_to_them, known, is_here=False)
    assert (walk.wrong, walk.leaked, walk.barred) == ({}, set(), set())
    assert (walk.shown > 0) is bool(allowed_work(role, territory) & WITH_PEOPLE)  # the same pages say it to the others


@pytest.mark.parametrize("role", [Role.OFFICER, Role.RECEPTION, Role.SUPERVISOR])
def test_d33_an_account_of_several_centres_serves_at_one_at_a_time_and_answers_for_all(role: str) -> None:
    """Who supervises them reaches Quito from elsewhere; who serves reaches it when they work there, and loses it."""
    known = stage()
    here, there, third = (
        cast.agency(),
        *(cast.agency(f"CAU {each}", "Guayas", "09") for each in ("Guayaquil", "Milagro")),
    )
    somebody = member(role, Territory.CENTRES, there)
    somebody.centres.add(third)
    names = [each for each in list_open_addresses() if needed_work(each) in allowed_work(role, Territory.CENTRES)]
    without, elsewhere, working, left = Walk(), Walk(), Walk(), Walk()
    without.visit(somebody, names, known, is_here=False)
    somebody.centres.add(here)
    answers_for_all = role == Role.SUPERVISOR
    elsewhere.visit(somebody, names, known, is_here=answers_for_all)
    somebody = move_to_centre(centre=here.pk, actor=somebody, now=cast.NOW)
    working.visit(somebody, names, known, is_here=True)
    left.visit(move_to_centre(centre=third.pk, actor=somebody, now=cast.NOW), names, known, is_here=answers_for_all)
    assert [(walk.wrong, walk.leaked) for walk in (without, elsewhere, working, left)] == [({}, set())] * 4
    assert [walk.within > 0 for walk in (elsewhere, working, left)] == [answers_for_all, True, answers_for_all]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("territory", Territory)
def test_d33_the_database_keeps_no_pair_that_is_not_in_the_table(role: Role, territory: Territory) -> None:
    somebody = member(role, "", cast.agency())
    refused = False
    try:
        with transaction.atomic():
            Staff.objects.filter(pk=somebody.pk).update(territory=territory)
    except IntegrityError:
        refused = True
    assert refused is ((role, territory) not in MATRIX)


@pytest.mark.parametrize(("territory", "place"), [("centres", "agency"), ("province", "province")])
def test_d33_a_territory_has_its_place(territory: str, place: str) -> None:
    member(Role.SUPERVISOR, territory, cast.agency())
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.update(**{place: None})


def test_d33_a_supervisor_saved_without_a_place_sees_nothing() -> None:
    nobody = Staff.objects.create_user("nadie", role=Role.SUPERVISOR)
    assert (nobody.territory, nobody.is_supervisor) == ("", False)
    browser = at_the_desk(nobody)
    assert [browser.get(page).status_code for page in ("/supervision/", "/ventanilla/", "/juridica/")] == [403] * 3
    assert "no tiene un territorio" in browser.get("/ventanilla/cuenta/").text


def test_d33_reception_alone_receives_people_and_issues_no_code() -> None:
    of = desk.turno(1)
    bruno = desk.bruno_at_home(of)
    rita = member(Role.RECEPTION, Territory.CENTRES, cast.agency())
    case = check_in(turno=of, actor=rita, now=cast.NOW, random_source=Random(1))
    desk.papers_of_bruno(case, bruno)
    bruno.refresh_from_db()
    browser = at_the_desk(rita)
    before = everything()
    with pytest.raises(NotYours):
        issue_code(solicitud=bruno, version=bruno.version, actor=rita, now=cast.NOW, random_source=Random(1))
    answer = browser.post(f"/ventanilla/caso/{case.reference}/{bruno.reference}/emitir/", {"version": bruno.version})
    assert (answer.status_code, everything()) == (403, before)


def test_d33_who_comes_in_begins_at_a_page_of_their_own() -> None:
    place = cast.agency()
    first = {
        (role, territory): _first_page(member(role, territory, place))
        for role, territory in [*MATRIX, (Role.SUPERVISOR, "")]
    }
    assert set(first.values()) == {200}


def _first_page(staff: Staff) -> int:
    staff.set_password(cast.PASSWORD)
    staff.save(update_fields=["password"])
    answer = Client().post("/ventanilla/ingreso/", {"username": staff.username, "password": cast.PASSWORD}, follow=True)
    return int(answer.status_code)


def test_d33_a_province_is_a_territory_of_its_own() -> None:
    wide = member(Role.SUPERVISOR, Territory.PROVINCE, cast.agency())
    other = Province.objects.get_or_create(code="09", defaults={"name": "Guayas"})[0]
    Staff.objects.filter(pk=wide.pk).update(province=other, agency=None)
    page = at_the_desk(Staff.objects.get(pk=wide.pk)).get("/supervision/dia/")
    assert "Centro de Atención Universal Quito" not in page.text


def test_d33_the_migration_writes_the_nation_where_it_was_implied_and_names_whose_accounts_these_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = cast.agency()
    for name, where in (("nadia", {}), ("pablo", {"province": place.province}), ("clara", {"agency": place})):
        Staff.objects.create_user(name, role=Role.SUPERVISOR, **where)
    cast.olga(), cast.alicia(), cast.lucia()
    Staff.objects.update(territory="")
    migration = import_module("vinculo.records.migrations.0045_territories")
    migration.write_territories(apps, SimpleNamespace(connection=connection))
    assert dict(Staff.objects.values_list("username", "territory")) == {
        "nadia": "nation",
        "pablo": "province",
        "clara": "centres",
        "olga": "centres",
        "alicia": "nation",
        "lucia": "province",
    }
    assert capsys.readouterr().out.strip().endswith("lo conservan: nadia")
