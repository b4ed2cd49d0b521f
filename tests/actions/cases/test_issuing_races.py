"""People who issue at the same moment: one person, one code (D8, D11, S39). Proven on PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from threading import Event as Signal

import pytest
from django.db import connection, transaction

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.issuing import Undecided, issue_code
from vinculo.actions.cases.papers import record_paper
from vinculo.actions.queue.check_in import check_in
from vinculo.actions.shared.guards import Stale
from vinculo.records.models import Affiliate, Case, Certificate, Code, Event, IdDocument, Person, Solicitud, Staff
from vinculo.rules.cases.facts import Paper

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
TOGETHER = 6


def together(work: list[Callable[[], object]]) -> list[object]:
    """Do all of it at the same moment, each on a connection of its own, and return what came or what was raised."""
    gate = Barrier(len(work))

    def one(act: Callable[[], object]) -> object:
        try:
            gate.wait(timeout=20)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(one, work))


def issuing(solicitud: Solicitud, actor: Staff, seed: int) -> Callable[[], object]:
    def act() -> object:
        return issue_code(
            solicitud=solicitud, version=solicitud.version, actor=actor, now=cast.NOW, random_source=random.Random(seed)
        )

    return act


def test_d11_issue_pressed_by_many_at_once_is_one_code_and_one_certificate() -> None:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    came = together([issuing(bruno, cast.olga(), seed) for seed in range(TOGETHER)])
    assert {each.pk if isinstance(each, Certificate) else each for each in came} == {Certificate.objects.get().pk}
    assert Code.objects.count() == Person.objects.count() == 1
    assert Event.objects.filter(act="code_issued").count() == 1


def test_d14_an_affiliation_that_ends_while_a_code_is_issued_gives_no_code() -> None:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    ended, issued, olga = Signal(), Signal(), cast.olga()

    def end() -> str:
        with transaction.atomic():
            Affiliate.objects.filter(pk=case.affiliate_id).update(active=False)
            ended.set()
            while not (issued.wait(0.02) or somebody_waits()):  # until the issue waits for this, or did not
                pass
        return "ended"

    def issue() -> object:
        assert ended.wait(20)
        try:
            return issuing(bruno, olga, 1)()
        finally:
            issued.set()

    came = together([end, issue])
    assert [type(each).__name__ for each in came] == ["str", "NotReadyToIssue"]
    assert Code.objects.count() == 0


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype <> 'relation'")
        return bool(cursor.fetchone()[0])


def family_of(code: str, number: str, paper: Paper) -> Solicitud:
    """Return a ready solicitud for the same child with another affiliate."""
    names = "Luis Restrepo Díaz"
    father = Affiliate.objects.create(code=code, names=names, names_key=names.upper(), updated_at=cast.NOW)
    IdDocument.objects.create(
        affiliate=father, kind="passport", country="COL", number=number, number_key=number, seen_at=cast.NOW
    )
    of = desk.turno(affiliate=father)
    solicitud = desk.bruno_at_home(of, applicant_code=code, dependent_document_number=paper.number)
    case = desk.record_arrival(of)
    desk.record(case, replace(desk.ANA_PASSPORT, number=number, holder_names=names.upper()))
    for each in (desk.SIGNED, paper, desk.BIRTH):
        desk.record(case, each, solicitud)
    solicitud.refresh_from_db()
    return solicitud


@pytest.mark.parametrize("number", [cast.BRUNO_PASSPORT, "ZZ100200"])
def test_d8_the_same_child_of_two_parents_at_two_counters_at_once_has_one_code(number: str) -> None:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    other = family_of("EXT7770001", "LU111222", replace(desk.BRUNO_PASSPORT, number=number))
    came = together([issuing(bruno, cast.olga(), 1), issuing(other, cast.olga(), 2)])
    assert sorted(type(each).__name__ for each in came) == [Certificate.__name__, Undecided.__name__]
    assert Code.objects.count() == Person.objects.count() == 1


def test_d11_two_people_whose_sources_draw_the_same_code_have_two_codes() -> None:
    of = desk.turno(2)
    bruno, carlos = desk.bruno_at_home(of), desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    desk.papers_of_bruno(case, bruno)
    for paper in (desk.SIGNED, desk.CARLOS_PASSPORT, desk.MARRIAGE):
        desk.record(case, paper, carlos)
    carlos.refresh_from_db()
    came = together([issuing(each, cast.olga(), 4) for each in (bruno, carlos)])
    assert all(isinstance(each, Certificate) for each in came), came
    assert Code.objects.values("value").distinct().count() == 2


def test_s30_one_arrival_registered_by_many_at_once_is_one_case() -> None:
    of = desk.turno(2)
    desk.bruno_at_home(of)
    olga = cast.olga()
    came = together(
        [lambda: check_in(turno=of, actor=olga, now=cast.NOW, random_source=random.Random()) for _ in range(TOGETHER)]
    )
    assert {each.pk if isinstance(each, Case) else each for each in came} == {Case.objects.get().pk}
    assert Solicitud.objects.count() == 2


def test_s35_two_officers_on_one_page_write_one_paper() -> None:
    case, bruno = desk.case_of_bruno()
    olga = cast.olga()
    omar = Staff.objects.create_user("omar", role="officer", agency=cast.agency())
    bruno.refresh_from_db()
    came = together(
        [
            lambda: record_paper(
                case=case, solicitud=bruno, paper=desk.SIGNED, version=bruno.version, actor=olga, now=cast.NOW
            ),
            lambda: record_paper(
                case=case,
                solicitud=bruno,
                paper=replace(desk.SIGNED, solicitud_complete=False),
                version=bruno.version,
                actor=omar,
                now=cast.NOW,
            ),
        ]
    )
    assert sum(isinstance(each, Stale) for each in came) == 1
