"""Two people who decide on one request for a second at the same moment (D18): one of them does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from tests import cast
from tests.concurrency.crowd import at_once, meet_before
from tests.stages import desk
from tests.stages.agreements import asking, nora
from vinculo.actions.cases import agreements
from vinculo.actions.cases.agreements import NotAllowedError, agree, disagree, withdraw
from vinculo.actions.cases.locking import locked_case
from vinculo.records.models import Agreement, Case, Event, Staff

pytestmark = pytest.mark.django_db(transaction=True)


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
