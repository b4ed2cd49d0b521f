"""The lists of the open cases: each with reason and term, none outside, in a fixed number of statements (D37)."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.stages import desk, legal
from tests.stages.agreements import asking, nora
from tests.stages.control import SAME_DAY
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.entries import LeftOpen, hand_case, return_case
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.cases.reversals import reopen_solicitud
from vinculo.actions.cases.visits import end_visit
from vinculo.actions.queue.dependents import remove_dependent
from vinculo.queries.cases.case_file import open_file
from vinculo.queries.cases.work.lists import (
    InHand,
    WorkPage,
    count_of_officer,
    open_outside_lists,
    work_of_officer,
    work_of_supervisor,
)
from vinculo.queries.shared import access
from vinculo.records.models import Case, Event, Staff
from vinculo.rules.cases.facts import Copy
from vinculo.rules.cases.work import OpenReason

pytestmark = pytest.mark.django_db


def work(chosen: str = "abiertos", staff: Staff | None = None) -> WorkPage:
    return work_of_officer(staff or cast.olga(), chosen, None, cast.NOW)


def counts(staff: Staff | None = None) -> dict[str, int]:
    return {each.code: each.count for each in work(staff=staff).names if each.count}


def only(chosen: str) -> tuple[str, str, date | None]:
    (row,) = work(chosen).rows
    return row.reason, row.said, row.term


def leave_open(reason: str = "papers") -> Case:
    case, _ = desk.case_of_bruno()
    return end_visit(case=case, actor=cast.olga(), now=cast.NOW, left=LeftOpen(reason))


def reverse_decision() -> Case:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1))
    reopen_solicitud(
        solicitud=bruno, reason="slip", words="Fue un error.", actor=cast.sara(), now=cast.NOW, left_out=SAME_DAY
    )
    return case


def visiting() -> Case:
    return desk.case_of_bruno()[0]


def second() -> Case:
    case = leave_open()
    asking(case)
    return case


def more(case: Case, count: int) -> None:
    """Make as many cases more like one, each with a reason why it is open."""
    (entry,) = case.entries.all()
    for index in range(count):
        again = copy(case)
        again.pk, again.reference, again.turno = None, f"C{index:09d}", None
        again.save()
        line = copy(entry)
        line.pk, line.case = None, again
        line.save()


def of_proxy() -> Case:
    of = desk.turno(by_proxy=True)
    desk.bruno_at_home(of)
    return end_visit(case=desk.record_arrival(of), actor=cast.olga(), now=cast.NOW, left=LeftOpen("legal"))


def ask_correction() -> Case:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    return case


def unsaid() -> Case:
    case = visiting()
    assert case.turno is not None
    case.turno.status = "attended"
    case.turno.ended_at = cast.NOW
    case.turno.save()
    return case


def empty() -> Case:
    case, bruno = desk.case_of_bruno()
    remove_dependent(solicitud=bruno, actor=cast.olga(), now=cast.NOW)
    assert case.turno is not None
    case.turno.status = "attended"
    case.turno.save()
    return case


SCENES: dict[OpenReason, Callable[[], Case]] = {
    OpenReason.RETURNED: reverse_decision,
    OpenReason.VISIT: visiting,
    OpenReason.SECOND: second,
    OpenReason.LEGAL: of_proxy,
    OpenReason.CORRECTION: ask_correction,
    OpenReason.LEFT: leave_open,
    OpenReason.UNSAID: unsaid,
    OpenReason.EMPTY: empty,
}
LOOKED_AT = (cast.NOW + timedelta(days=7)).date()  # five working days
SHOWN: dict[OpenReason, tuple[str, str, date | None]] = {
    OpenReason.RETURNED: ("Devuelto por la supervisión", "Se registró por error. Fue un error.", LOOKED_AT),
    OpenReason.VISIT: ("La persona está en el centro", "", None),
    OpenReason.SECOND: ("Espera la confirmación de otra persona del servicio", "", LOOKED_AT),
    OpenReason.LEGAL: ("Espera a Asesoría Jurídica", "", LOOKED_AT),
    OpenReason.CORRECTION: ("Espera que la persona traiga lo que falta", "", date(2026, 12, 14)),
    OpenReason.LEFT: ("Quedó abierto", "La persona volverá con un documento", LOOKED_AT),
    OpenReason.UNSAID: ("En revisión, sin un motivo escrito", "", None),
    OpenReason.EMPTY: ("Sin dependientes", "", None),
}


@pytest.mark.parametrize("reason", OpenReason)
def test_d37_every_open_case_stands_in_the_list_with_its_reason_and_its_term(reason: OpenReason) -> None:
    case = SCENES[reason]()
    (row,) = work().rows
    assert (row.case, (row.reason, row.said, row.term)) == (case, SHOWN[reason])
    assert list(open_outside_lists()) == []


def test_d37_a_return_is_over_once_something_is_decided() -> None:
    case = leave_open()
    return_case(case=case, words="Mírelo otra vez.", actor=cast.sara(), now=cast.NOW)
    assert counts() == {"abiertos": 1, "mios": 1, "devueltos": 1}
    bruno, later = case.solicitudes.get(), cast.NOW + timedelta(minutes=5)
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=later)
    assert counts() == {"abiertos": 1, "mios": 1}
    assert only("abiertos")[0] == "Espera que la persona traiga lo que falta"


def test_d37_mine_are_those_that_i_have_in_hand_and_of_today_those_that_i_opened() -> None:
    case = leave_open()
    assert counts() == {"abiertos": 1, "mios": 1}
    open_file(cast.olga(), case.reference, cast.NOW)
    assert counts() == {"abiertos": 1, "mios": 1, "hoy": 1}
    hand_case(case=case, to=nora(), words="", actor=cast.olga(), now=cast.NOW)
    assert (counts(), counts(nora())) == ({"abiertos": 1, "hoy": 1}, {"abiertos": 1, "mios": 1})
    Case.objects.filter(pk=case.pk).update(closed_at=cast.NOW)
    case.solicitudes.update(status="refused")
    (row,) = work("hoy").rows
    assert (row.case, row.reason, row.term) == (case, "Cerrado", None)


def test_d37_terms_that_end_this_week_are_in_a_list_with_those_that_have_passed() -> None:
    case = ask_correction()
    assert "semana" not in counts()
    case.solicitudes.update(answer_until=date(2026, 12, 6))  # the Sunday of this week
    assert counts()["semana"] == 1
    case.solicitudes.update(answer_until=date(2026, 11, 27))
    (row,) = work("semana").rows
    assert (row.case, row.late) == (case, True)
    case.solicitudes.update(answer_until=date(2026, 12, 7))
    assert "semana" not in counts()


def test_d37_powers_that_wait_are_in_a_list_until_they_are_endorsed() -> None:
    of_proxy()
    assert counts() == {"abiertos": 1, "mios": 1, "poderes": 1}
    legal.make_endorsed_power()
    assert counts() == {"abiertos": 1, "mios": 1}
    assert work().rows[0].reason == "Quedó abierto"


def test_d37_a_copy_that_is_not_kept_puts_the_case_in_a_list() -> None:
    case, bruno = desk.case_of_bruno()
    desk.record(case, desk.ANA_PASSPORT)
    assert "copias" not in counts()
    desk.record(case, replace(desk.BRUNO_PASSPORT, copy=Copy.NONE), bruno)
    assert [row.case for row in work("copias").rows] == [case]


def test_d37_a_supervisor_sees_the_lists_of_the_centres_they_answer_for() -> None:
    case = leave_open()
    return_case(case=case, words="Mírelo otra vez.", actor=cast.sara(), now=cast.NOW)
    (row,) = work_of_supervisor(cast.sara(), "devueltos", None, cast.NOW).rows
    assert (row.case, row.said, row.by) == (case, "Hay que revisar el caso otra vez. Mírelo otra vez.", "Sara Villacís")
    there = Staff.objects.create_user("saul", role="supervisor", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    assert work_of_supervisor(there, "devueltos", None, cast.NOW).rows == []
    nation = Staff.objects.create_user("noe", role="supervisor", territory="nation")
    assert [each.case for each in work_of_supervisor(nation, "", None, cast.NOW).rows] == [case]
    with pytest.raises(access.NotFoundHere):
        work_of_supervisor(cast.olga(), "", None, cast.NOW)


def test_d37_a_list_is_of_the_own_centre_and_its_reading_is_an_event() -> None:
    leave_open()
    omar = Staff.objects.create_user("omar", role="officer", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    assert work(staff=omar).rows == []
    work()
    read = Event.objects.filter(act="work_list_read").order_by("pk").values_list("actor__username", "subject_id")
    assert list(read) == [("omar", omar.agency_id), ("olga", cast.agency().pk)]
    with pytest.raises(access.NotFoundHere):
        work(staff=cast.lucia())


def test_d37_the_lists_are_paged() -> None:
    more(leave_open(), 30)
    first = work()
    last = work_of_officer(cast.olga(), "abiertos", "2", cast.NOW)
    assert (len(first.rows), len(last.rows), first.chosen.count) == (25, 6, 31)
    assert {row.case.pk for row in first.rows} & {row.case.pk for row in last.rows} == set()


@pytest.mark.parametrize(("who", "statements"), [("olga", 6), ("sara", 4)])
def test_d37_the_lists_take_as_many_statements_for_one_case_as_for_three(who: str, statements: int) -> None:
    case, staff = leave_open(), {"olga": cast.olga(), "sara": cast.sara()}[who]
    read = work_of_officer if staff.is_officer else work_of_supervisor
    assert staff.agency is not None  # read with the session
    open_file(cast.olga(), case.reference, cast.NOW)
    with CaptureQueriesContext(connection) as one:
        assert len(read(staff, "", None, cast.NOW).rows) == 1
    more(case, 2)
    with CaptureQueriesContext(connection) as three:
        assert len(read(staff, "", None, cast.NOW).rows) == 3
    assert (len(one), len(three)) == (statements, statements)


def test_d37_the_first_page_counts_what_i_have_and_what_was_returned_in_one_statement() -> None:
    case, olga = leave_open(), cast.olga()
    more(case, 2)
    return_case(case=case, words="Mírelo otra vez.", actor=cast.sara(), now=cast.NOW)
    assert olga.agency is not None
    with CaptureQueriesContext(connection) as captured:
        assert count_of_officer(olga, cast.NOW) == InHand(mine=3, returned=1)
    assert len(captured) == 1
