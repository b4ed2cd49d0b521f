"""A child who is registered in the passport of the mother or the father, at the desk (S35, D8, D19, D27)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from tests import cast
from tests.documents.reading import text_of
from tests.stages import desk
from tests.web.desk.case.counter_pages import (
    ANA,
    BIRTH,
    BRUNO,
    SIGNED,
    Values,
    Visit,
    all_but,
    arrive,
    with_bruno,
    with_carlos,
)
from tests.web.shared.reading import by_id, page, text
from vinculo.queries.cases.duplicates import candidates
from vinculo.queries.cases.evaluation import papers_for
from vinculo.records.models import Code, Decision, IdDocument, PaperRecord, Person, Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
IN_MOTHERS: Values = ANA | {"whose": "parent"}
DORA_BIRTH = date(2017, 6, 2)


def siblings() -> tuple[Visit, Solicitud, Solicitud]:
    """Return the visit of Ana with Bruno and Dora, both registered in her passport, as she typed it at home."""
    of = desk.turno(2)
    desk.bruno_at_home(of, dependent_document_number=cast.ANA_PASSPORT)
    desk.type_solicitud("Dora Inés Restrepo Gómez", cast.ANA_PASSPORT, DORA_BIRTH, "child", of, 2)
    visit = arrive(of)
    bruno, dora = visit.case.solicitudes.order_by("position")
    return visit, bruno, dora


def record(visit: Visit, of: Solicitud) -> None:
    for kind, values in (("solicitud", SIGNED), ("dependent_passport", IN_MOTHERS), ("birth", BIRTH)):
        answer: HttpResponse = visit.record(kind, values, of)
        assert answer.status_code == 302, kind


def test_s35_d8_two_siblings_in_their_mothers_passport_are_two_people_with_a_code_each() -> None:
    visit, bruno, dora = siblings()
    visit.record("affiliate_passport", ANA)
    certificates = []
    for each in (bruno, dora):
        assert "Puede que ya tenga un código" not in text(visit.part(each))
        record(visit, each)
        certificates.append(visit.issue(each))
    assert [each.facts["names"] for each in certificates if each] == [
        "Bruno Andrés Restrepo Gómez",
        "Dora Inés Restrepo Gómez",
    ]
    assert (Person.objects.count(), Code.objects.count()) == (2, 2)
    assert not IdDocument.objects.filter(person__isnull=False).exists()  # the passport is of neither
    told = [[item["code"] for item in each.items] for each in Decision.objects.order_by("pk")]
    assert told == [["in_parents_passport"], ["in_parents_passport"]]


def test_s35_d27_the_certificate_says_in_whose_passport_the_child_is() -> None:
    visit, bruno, _dora = siblings()
    visit.record("affiliate_passport", ANA)
    record(visit, bruno)
    certificate = visit.issue(bruno)
    assert certificate is not None
    answer = visit.client.get(f"/ventanilla/codigo/{certificate.code.value}/1/codigo.pdf")
    printed = " ".join(text_of(answer.content).split())
    assert f"Pasaporte de su madre o padre, en que consta {cast.ANA_PASSPORT}" in printed


def test_s35_the_holder_is_the_parent_and_nothing_of_theirs_is_taken_for_the_childs() -> None:
    visit, bruno, _dora = siblings()
    record(visit, bruno)
    paper = PaperRecord.objects.get(kind="dependent_passport")
    assert (paper.of_parent, paper.holder_names, paper.holder_birth_date) == (
        True,
        "ANA MARIA RESTREPO GOMEZ",
        date(1990, 5, 20),
    )
    bruno.refresh_from_db()
    assert (bruno.birth_date, bruno.sex) == (cast.BRUNO_BIRTH, "")
    shown = text(visit.part(bruno))
    assert "consta en el de ANA MARIA RESTREPO GOMEZ" in shown
    assert "Tomar los datos del documento" not in shown
    assert visit.client.post(f"{visit.home}registro/{paper.pk}/tomar/").status_code == 404


def test_s35_without_saying_so_the_affiliates_passport_is_nobody_elses() -> None:
    visit, bruno, _dora = siblings()
    answer = visit.record("dependent_passport", ANA, bruno)
    assert answer.status_code == 422
    assert "elija que es de su madre o padre" in text(by_id(page(answer), "id_number_error"))


def test_d19_a_sibling_who_comes_later_with_the_same_passport_is_no_candidate_of_the_first() -> None:
    visit, bruno, dora = siblings()
    visit.record("affiliate_passport", ANA)
    record(visit, bruno)
    assert visit.issue(bruno) is not None
    record(visit, dora)
    assert candidates(papers_for(visit.case, dora), cast.NOW) == []


def test_d8_the_same_child_is_found_again_though_no_passport_is_theirs() -> None:
    visit, bruno, _dora = siblings()
    visit.record("affiliate_passport", ANA)
    record(visit, bruno)
    assert visit.issue(bruno) is not None
    again, bruno_again = with_bruno()
    all_but(again, bruno_again, dependent_passport=BRUNO)
    assert "Puede que ya tenga un código" in text(again.part(bruno_again))
    assert again.issue(bruno_again) is None


def test_s35_a_spouse_is_in_nobodys_passport() -> None:
    visit, carlos = with_carlos()
    all_but(visit, carlos, dependent_passport=IN_MOTHERS)
    assert "Solo una hija o un hijo puede constar en el pasaporte" in visit.stops(carlos)[0]
    assert visit.issue(carlos) is None


def test_s35_the_database_knows_no_other_paper_of_a_parent() -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno)
    with pytest.raises(IntegrityError, match="paper_of_parent"), transaction.atomic():
        PaperRecord.objects.filter(kind="birth").update(of_parent=True)
