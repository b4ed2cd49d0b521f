"""At the desk: a stranger of the same name gets nothing, a renewed document has a way to be decided (D18, S34)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.stages import desk
from tests.stages.agreements import nora
from vinculo.actions.cases.affiliate_identity import confirm_affiliate
from vinculo.actions.cases.agreements import NotYours, Stale, agree, disagree
from vinculo.actions.cases.issuing import NotReadyToIssue, issue_code
from vinculo.actions.cases.papers import SomebodyElses, keep_renewed_document, undo_paper
from vinculo.queries.cases.affiliate_identity import compare_records
from vinculo.queries.cases.case_file import open_file
from vinculo.records.models import (
    Affiliate,
    Agreement,
    Case,
    Certificate,
    Code,
    Event,
    IdDocument,
    PaperRecord,
    Solicitud,
)
from vinculo.rules.cases.agreements import fingerprint
from vinculo.rules.cases.facts import Paper

pytestmark = pytest.mark.django_db
RENEWED = replace(desk.ANA_PASSPORT, number="AN999999")
BORN_OTHERWISE = date(1975, 11, 11)


def ready_but_for(shown: Paper, **registry: object) -> tuple[Case, Solicitud, PaperRecord]:
    """Return Ana's case with every paper of Bruno's, and this document as hers."""
    Affiliate.objects.filter(pk=cast.ana().pk).update(**registry)
    case, bruno = desk.case_of_bruno()
    paper = desk.record(case, shown)
    for each in (desk.SIGNED, desk.BRUNO_PASSPORT, desk.BIRTH):
        desk.record(case, each, bruno)
    bruno.refresh_from_db()
    case.refresh_from_db()
    return case, bruno, paper


def issue(bruno: Solicitud) -> Certificate:
    bruno.refresh_from_db()
    return issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1)
    )


def stopped_by(bruno: Solicitud) -> list[str]:
    with pytest.raises(NotReadyToIssue) as stopped:
        issue(bruno)
    return [each.code for each in stopped.value.findings if each.severity != "warns"]


def confirm(paper: PaperRecord, **changes: object) -> Agreement:
    affiliate = Affiliate.objects.get(pk=paper.case.affiliate_id)
    values: dict[str, object] = {
        "paper": paper,
        "reason": "Es la misma fotografía",
        "seen": fingerprint(compare_records(affiliate, paper)),
        "actor": cast.olga(),
        "now": cast.NOW,
    }
    return confirm_affiliate(**(values | changes))  # type: ignore[arg-type]


def verdict(case: Case) -> str:
    return open_file(cast.olga(), case.reference, cast.NOW).dependents[0].verdict


@pytest.mark.parametrize(
    "changes",
    [
        {"holder_birth_date": BORN_OTHERWISE},
        {"holder_sex": "M"},
        {"holder_birth_date": BORN_OTHERWISE, "holder_names": "Gómez Restrepo María Ana"},
    ],
    ids=["born otherwise", "another sex", "names in another order"],
)
def test_d18_a_stranger_of_the_same_name_gets_nothing_on_the_word_of_officers(changes: dict[str, object]) -> None:
    shown = replace(RENEWED, number="ZZ999999", **changes)  # type: ignore[arg-type]
    case, bruno, paper = ready_but_for(shown, sex="F")
    assert stopped_by(bruno) == ["identity_contradicts"]
    assert verdict(case) == "correct"
    with pytest.raises(NotYours):
        keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    with pytest.raises(ValueError, match="explains"):
        confirm(paper)
    asked = confirm(paper, explained_by="Partida rectificada de la Notaría 3 de Cali, 2026")
    with pytest.raises(NotYours):
        agree(agreement=asked, reason="La vi", actor=nora(), now=cast.NOW)
    assert stopped_by(bruno) == ["identity_waits"]
    assert Code.objects.count() == 0
    assert IdDocument.objects.filter(number_key="ZZ999999").count() == 0


def test_d18_a_supervisor_goes_on_with_the_document_that_explains_it() -> None:
    _case, bruno, paper = ready_but_for(replace(RENEWED, holder_sex="M"), sex="F")
    asked = confirm(paper, explained_by="Sentencia de cambio de sexo, Cali 2025")
    assert asked.compared[-1] == {
        "field": "explained_by",
        "known": "",
        "shown": "Sentencia de cambio de sexo, Cali 2025",
    }
    agree(agreement=asked, reason="Vi la sentencia", actor=cast.sara(), now=cast.NOW)
    assert issue(bruno).number == 1
    told = {each["code"] for each in bruno.decisions.get().items}
    assert "affiliate_sex_differs" in told  # the document decides, the difference is told


def test_d18_a_renewed_passport_with_the_full_names_is_confirmed_by_two_and_then_the_code_is_issued() -> None:
    case, bruno, paper = ready_but_for(RENEWED, names="Ana Restrepo")
    assert stopped_by(bruno) == ["identity_to_confirm"]
    assert verdict(case) == "confirm"
    asked = confirm(paper)
    assert (stopped_by(bruno), verdict(case)) == (["identity_waits"], "confirm")
    agree(agreement=asked, reason="La misma persona", actor=nora(), now=cast.NOW)
    assert verdict(case) == "issue"
    assert issue(bruno).number == 1
    kept = IdDocument.objects.get(number_key="AN999999")
    assert kept.affiliate == case.affiliate
    names = ["agreement_asked", "agreement_agreed", "affiliate_document_kept"]
    events = Event.objects.filter(act__in=names).order_by("pk").values_list("act", "actor__username")
    assert set(events) == {
        ("agreement_asked", "olga"),
        ("agreement_agreed", "nora"),
        ("affiliate_document_kept", "nora"),
    }


def test_d18_a_document_that_only_shows_a_later_day_and_a_new_number_needs_no_second() -> None:
    case, bruno, paper = ready_but_for(RENEWED)
    with pytest.raises(Stale):
        confirm(paper)
    keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    assert IdDocument.objects.filter(affiliate=case.affiliate, number_key="AN999999").count() == 1
    assert issue(bruno).number == 1


@pytest.mark.parametrize(
    ("registry", "shown"),
    [
        ({"birth_date": None}, RENEWED),
        ({"names": "Ana María Schmidt"}, RENEWED),
        ({}, replace(RENEWED, country="PER", holder_nationality="PER")),
    ],
    ids=["no birth date in the registry", "a name changed", "another nationality"],
)
def test_d18_what_agrees_in_part_waits_for_a_second(registry: dict[str, object], shown: Paper) -> None:
    _case, bruno, paper = ready_but_for(shown, **registry)
    with pytest.raises(NotYours):
        keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    asked = confirm(paper)
    assert stopped_by(bruno) == ["identity_waits"]
    agree(agreement=asked, reason="La misma persona", actor=nora(), now=cast.NOW)
    assert issue(bruno).number == 1


def test_d18_where_the_second_disagrees_a_correction_is_asked_and_the_next_second_is_a_supervisor() -> None:
    case, bruno, paper = ready_but_for(RENEWED, names="Ana Restrepo")
    disagree(agreement=confirm(paper), reason="No es la fotografía", actor=nora(), now=cast.NOW)
    assert stopped_by(bruno) == ["identity_not_confirmed"]
    assert verdict(case) == "correct"
    again = confirm(paper)
    assert again.for_supervisor
    agree(agreement=again, reason="Comparé las huellas", actor=cast.sara(), now=cast.NOW)
    assert issue(bruno).number == 1


def test_d18_another_record_of_the_same_document_does_not_forget_that_a_second_disagreed() -> None:
    case, bruno, paper = ready_but_for(RENEWED, names="Ana Restrepo")
    disagree(agreement=confirm(paper), reason="No es la fotografía", actor=nora(), now=cast.NOW)
    undo_paper(paper=paper, actor=cast.olga(), now=cast.NOW)
    desk.record(case, replace(RENEWED, number="an 999-999"))
    assert stopped_by(bruno) == ["identity_not_confirmed"]


def test_d18_the_registry_that_changes_meanwhile_makes_the_request_one_of_other_facts() -> None:
    case, bruno, paper = ready_but_for(RENEWED, names="Ana Restrepo")
    asked = confirm(paper)
    Affiliate.objects.filter(pk=case.affiliate_id).update(names="Ana Lucía Restrepo")
    with pytest.raises(Stale):
        agree(agreement=asked, reason="La misma persona", actor=nora(), now=cast.NOW)
    assert stopped_by(bruno) == ["identity_to_confirm"]


def test_d18_an_officer_confirms_what_they_read() -> None:
    case, _bruno, paper = ready_but_for(RENEWED, names="Ana Restrepo")
    read = fingerprint(compare_records(Affiliate.objects.get(pk=case.affiliate_id), paper))
    Affiliate.objects.filter(pk=case.affiliate_id).update(birth_date=None)
    with pytest.raises(Stale):
        confirm(paper, seen=read)
    assert Agreement.objects.count() == 0


def test_d18_a_document_registered_as_another_affiliates_is_nobodys_to_confirm() -> None:
    other = Affiliate.objects.create(code="EXT7770001", names="Ana Restrepo", names_key="X", updated_at=cast.NOW)
    IdDocument.objects.create(
        affiliate=other, kind="passport", country="COL", number="AN999999", number_key="AN999999", seen_at=cast.NOW
    )
    _case, bruno, paper = ready_but_for(RENEWED)
    assert stopped_by(bruno) == ["document_of_another_affiliate"]
    with pytest.raises(SomebodyElses):
        keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    with pytest.raises(Stale):
        confirm(paper)


def test_d18_a_paper_that_was_taken_back_is_not_agreed_to() -> None:
    _case, _bruno, paper = ready_but_for(RENEWED, names="Ana Restrepo")
    asked = confirm(paper)
    undo_paper(paper=paper, actor=cast.olga(), now=cast.NOW)
    with pytest.raises(Stale):
        agree(agreement=asked, reason="La misma persona", actor=nora(), now=cast.NOW)
    with pytest.raises(NotYours):
        confirm(paper)


def test_d18_no_statement_is_added_where_the_document_is_registered_and_two_where_it_is_not() -> None:
    counts = []
    for shown in (desk.ANA_PASSPORT, RENEWED):
        case, _bruno, _paper = ready_but_for(shown)
        olga = cast.olga()
        with CaptureQueriesContext(connection) as asked:
            open_file(olga, case.reference, cast.NOW)
        counts.append(len(asked))
    assert counts[1] - counts[0] == 2
