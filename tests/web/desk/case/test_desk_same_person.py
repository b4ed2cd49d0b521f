"""Comparing a dependent with somebody who holds a code, and what that page does not tell (D8)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from tests import cast
from tests.stages import desk
from tests.stages.agreements import nora
from tests.stages.counter import at_the_desk, td3
from tests.web.desk.case.counter_pages import home, read_page, version
from tests.web.shared.reading import by_tag, text
from vinculo.actions.cases.agreements import agree, disagree
from vinculo.actions.cases.issuing import issue_code
from vinculo.records.models import Affiliate, Agreement, Case, Code, Person, Resemblance, Solicitud
from vinculo.rules.cases.likeness import prepared_keys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
BRUNO = td3("RESTREPO<GOMEZ<<BRUNO<ANDRES", cast.BRUNO_PASSPORT, "150314", "M", "290601")


@pytest.fixture
def client() -> Client:
    return at_the_desk()


def second_parent(number: str = "ZZ100200") -> tuple[Case, Solicitud]:
    """Return Luis's case with Ana's child under another passport, or the same; the child has a code already."""
    first, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(first, bruno)
    issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1))
    father = Affiliate.objects.create(
        code="EXT7770001",
        names="Luis Díaz",
        names_key="LUIS DIAZ",
        birth_date=desk.ANA_PASSPORT.holder_birth_date,
        updated_at=cast.NOW,
    )
    of = desk.turno(affiliate=father)
    again = desk.bruno_at_home(of, applicant_code=father.code, dependent_document_number=number)
    case = desk.record_arrival(of)
    passport = replace(desk.ANA_PASSPORT, number="LU111222", holder_names="LUIS DIAZ")
    desk.record(case, passport)
    for paper in (desk.SIGNED, replace(desk.BRUNO_PASSPORT, number=number), desk.BIRTH):
        desk.record(case, paper, again)
    again.refresh_from_db()
    return case, again


def test_d8_the_officer_compares_and_decides_with_a_reason_and_the_code_stays(client: Client) -> None:
    case, again = second_parent()
    person = Code.objects.get().person
    shown = text(read_page(client, home(case)))
    assert "Puede que ya tenga un código" in shown
    assert "Emitir código" not in shown
    where = f"{home(case)}{again.reference}/comparar/{person.pk}/"
    assert "Bruno Andrés Restrepo Gómez" in text(read_page(client, where))
    client.post(where, {"answer": "same", "reason": "Mismo acta de nacimiento"})
    assert Resemblance.objects.get().reason == "Mismo acta de nacimiento"
    client.post(f"{home(case)}{again.reference}/emitir/", {"version": version(again)})
    assert Code.objects.count() == 1
    assert Code.objects.get().certificates.count() == 2


def test_d8_comparing_leaks_neither_whose_child_it_is_nor_the_code_nor_the_whole_document(client: Client) -> None:
    case, again = second_parent()
    code = Code.objects.get()
    for where in (home(case), f"{home(case)}{again.reference}/comparar/{code.person_id}/"):
        body = client.get(where).content.decode()
        for secret in ("Ana María", cast.ANA_CODE, code.value, cast.BRUNO_PASSPORT, cast.ANA_PASSPORT):
            assert secret not in body, (where, secret)


def test_d19_the_page_of_a_candidate_shows_both_records_and_what_a_no_asks_for(client: Client) -> None:
    case, again = second_parent()
    Solicitud.objects.filter(pk=again.pk).update(dependent_names="Bruno Andres Restrepo Gomez")
    where = f"{home(case)}{again.reference}/comparar/{Code.objects.get().person_id}/"
    page = read_page(client, where)
    (names,) = [row for row in by_tag(page, "tr") if "Nombres" in [text(cell) for cell in by_tag(row, "th")]]
    assert [text(cell) for cell in by_tag(names, "td")] == [
        "Bruno Andres Restrepo Gomez",
        "Bruno Andrés Restrepo Gómez",
    ]
    assert "Si responde «No, es otra», otra persona del servicio debe confirmarlo" in text(page)
    assert "Tiene el mismo documento" not in text(page)


def test_d19_of_the_same_document_the_page_says_that_only_one_answer_is_left(client: Client) -> None:
    case, again = second_parent(cast.BRUNO_PASSPORT)
    where = f"{home(case)}{again.reference}/comparar/{Code.objects.get().person_id}/"
    page = text(read_page(client, where))
    assert "Tiene el mismo documento: solo puede ser la misma persona." in page
    assert "otra persona del servicio debe confirmarlo" not in page


def test_d8_nobody_is_shown_who_is_no_candidate(client: Client) -> None:
    case, again = second_parent()
    other = Person.objects.create(
        names="Otra Persona",
        names_key="OTRA PERSONA",
        birth_date=date(1970, 1, 1),
        nationality="PER",
        created_at=cast.NOW,
    )
    for person in (other.pk, 999999):
        assert client.get(f"{home(case)}{again.reference}/comparar/{person}/").status_code == 404


def spouse_in_the_registry() -> tuple[Case, Solicitud, Affiliate]:
    """Return Ana's case with her husband, all papers recorded, who stands in the registry under another passport."""
    names = "PEÑA RUIZ CARLOS"
    carlos = Affiliate.objects.create(
        code="EXT8880001",
        names=names,
        nationality="COL",
        birth_date=cast.CARLOS_BIRTH,
        updated_at=cast.NOW,
        **prepared_keys(names),
    )
    of = desk.turno()
    solicitud = desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    desk.record(case, desk.ANA_PASSPORT)
    for paper in (desk.SIGNED, desk.CARLOS_PASSPORT, desk.MARRIAGE):
        desk.record(case, paper, solicitud)
    solicitud.refresh_from_db()
    return case, solicitud, carlos


def test_d19_the_spouse_who_is_an_affiliate_is_compared_and_then_refused_for_having_a_code(client: Client) -> None:
    case, solicitud, carlos = spouse_in_the_registry()
    where = f"{home(case)}{solicitud.reference}/comparar/afiliado/{carlos.pk}/"
    assert where in client.get(home(case)).content.decode()
    page = text(read_page(client, where))
    assert "Es una persona afiliada: ya tiene un código del registro" in page
    assert carlos.code not in page
    client.post(where, {"answer": "same", "reason": "Misma fotografía"})
    shown = text(read_page(client, home(case)))
    assert "Emitir código" not in shown
    assert client.get(f"{home(case)}{solicitud.reference}/negar/").status_code == 200
    assert not Code.objects.exists()


def test_d19_the_page_says_that_a_second_is_missing_and_issues_once_the_second_agrees(client: Client) -> None:
    case, again = second_parent()
    where = f"{home(case)}{again.reference}/comparar/{Code.objects.get().person_id}/"
    assert "otra persona del servicio debe confirmarlo" in text(read_page(client, where))
    client.post(where, {"answer": "different", "reason": "Otra acta de nacimiento"})
    shown = text(read_page(client, home(case)))
    assert "Falta que otra persona del servicio lo confirme" in shown
    assert "Emitir código" not in shown
    agree(agreement=Agreement.objects.get(), reason="Comparé", actor=nora(), now=cast.NOW)
    client.post(f"{home(case)}{again.reference}/emitir/", {"version": version(again)})
    assert Code.objects.count() == 2


def test_d19_where_the_second_did_not_agree_the_page_says_so_and_the_officer_compares_again(client: Client) -> None:
    case, again = second_parent()
    where = f"{home(case)}{again.reference}/comparar/{Code.objects.get().person_id}/"
    client.post(where, {"answer": "different", "reason": "Otra acta de nacimiento"})
    disagree(agreement=Agreement.objects.get(), reason="La misma fotografía", actor=nora(), now=cast.NOW)
    assert "no confirmó que sean dos personas" in text(read_page(client, home(case)))
    client.post(f"{home(case)}{again.reference}/emitir/", {"version": version(again)})
    assert Code.objects.count() == 1
