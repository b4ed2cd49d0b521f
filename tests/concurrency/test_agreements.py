"""Two people who decide on one request for a second at the same moment (D18): one of them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import transaction

from tests import cast
from tests.concurrency.crowd import at_once, meet_before
from tests.stages import desk
from tests.stages.agreements import asking, nora
from vinculo.actions.cases import agreements, issuing
from vinculo.actions.cases.affiliate_identity import confirm_affiliate
from vinculo.actions.cases.agreements import NotAllowedError, agree, disagree, withdraw
from vinculo.actions.cases.certificates import ask_name_correction, replace_certificate
from vinculo.actions.cases.issuing import NotReadyToIssue
from vinculo.actions.cases.locking import locked_case
from vinculo.queries.cases.affiliate_identity import compare_records
from vinculo.records.models import Affiliate, Agreement, Case, Certificate, Code, Event, IdDocument, Solicitud, Staff
from vinculo.rules.cases.agreements import AgreementKind, fingerprint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _whatever_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what a kind of agreement has to do with the rest: it has tests of its own."""
    monkeypatch.delitem(agreements.HANDLINGS, AgreementKind.CANDIDATE_DISMISSED)


def trying(act: Callable[..., Agreement], **values: Any) -> Agreement | NotAllowedError:
    try:
        return act(**values)
    except NotAllowedError as refusal:
        return refusal


@transaction.atomic
def ask(case: Case, actor: Staff) -> Agreement:
    return asking(locked_case(case.pk, actor), actor=actor)


@pytest.mark.parametrize("step", ["may_decide", "_handling", "_tell"])
def test_d18_two_seconds_at_once_are_one_decision(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asking(desk.case_of_bruno()[0])
    seconds = [nora(), cast.sara()]
    meet_before(monkeypatch, agreements, step, 2)
    works = [
        partial(trying, act, agreement=asked, reason="La vi", actor=who, now=cast.NOW)
        for act, who in zip((agree, disagree), seconds, strict=True)
    ]
    answers = at_once([*works, partial(trying, withdraw, agreement=asked, actor=cast.olga(), now=cast.NOW)])
    made = [each for each in answers if isinstance(each, Agreement)]
    assert len(made) == 1
    asked.refresh_from_db()
    assert asked.state == made[0].state
    assert Event.objects.filter(act__in=["agreement_agreed", "agreement_disagreed", "agreement_withdrawn"]).count() == 1


def test_d18_asked_by_two_at_once_waits_once() -> None:
    case = desk.case_of_bruno()[0]
    first, second = at_once([partial(ask, case, who) for who in (cast.olga(), nora())])
    assert first == second == Agreement.objects.get()


@pytest.mark.concurrency
@pytest.mark.parametrize("step", ["findings_of", "lock_powers"])
def test_d18_a_code_is_issued_only_after_the_second_agreed(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue and agree at the same moment: a code only when the agreement came first, and then the document decides."""
    asked, bruno = renew_passport()
    meet_before(monkeypatch, issuing, step, 2)
    agreed, issued = at_once(
        [partial(agree, agreement=asked, reason="Es ella", actor=nora(), now=cast.NOW), partial(give, bruno)]
    )
    assert agreed.state == "agreed"
    assert isinstance(issued, Certificate | NotReadyToIssue)
    assert Code.objects.count() == (1 if isinstance(issued, Certificate) else 0)
    assert IdDocument.objects.filter(number_key="AN999999").count() == 1
    assert isinstance(give(bruno), Certificate)  # now in any case: issued twice is once


def test_d18_a_disagreement_at_the_moment_of_issuing_gives_no_code() -> None:
    asked, bruno = renew_passport()
    _said, issued = at_once(
        [partial(disagree, agreement=asked, reason="No es ella", actor=nora(), now=cast.NOW), partial(give, bruno)]
    )
    assert isinstance(issued, NotReadyToIssue)
    assert Code.objects.count() == 0


def renew_passport() -> tuple[Agreement, Solicitud]:
    """Return Bruno's case with a renewed passport of Ana's, whose names grew, and the request for a second."""
    Affiliate.objects.filter(pk=cast.ana().pk).update(names="Ana Restrepo")
    case, bruno = desk.case_of_bruno()
    paper = desk.record(case, replace(desk.ANA_PASSPORT, number="AN999999"))
    for each in (desk.SIGNED, desk.BRUNO_PASSPORT, desk.BIRTH):
        desk.record(case, each, bruno)
    bruno.refresh_from_db()
    seen = fingerprint(compare_records(Affiliate.objects.get(pk=case.affiliate_id), paper))
    asked = confirm_affiliate(paper=paper, reason="Es ella", seen=seen, actor=cast.olga(), now=cast.NOW)
    return asked, bruno


def give(bruno: Solicitud) -> Certificate | NotReadyToIssue:
    try:
        return issuing.issue_code(
            solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=Random(1)
        )
    except NotReadyToIssue as stopped:
        return stopped


def test_d27_a_certificate_replaced_by_many_at_once_has_one_successor() -> None:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    old = give(bruno)
    assert isinstance(old, Certificate)
    asked = ask_name_correction(
        certificate=old, names="Bruno André Restrepo Gómez", reason="Dice André", actor=cast.olga(), now=cast.NOW
    )
    agree(agreement=asked, reason="Lo vi", actor=nora(), now=cast.NOW)
    olga = cast.olga()
    works = [
        partial(replace_certificate, certificate=old, actor=olga, now=cast.NOW, random_source=Random(seed))
        for seed in range(5)
    ]
    made = at_once(works)
    assert {each.pk for each in made} == {Certificate.objects.get(state="in_force").pk}
    assert list(Certificate.objects.order_by("number").values_list("number", "state")) == [
        (1, "replaced"),
        (2, "in_force"),
    ]
