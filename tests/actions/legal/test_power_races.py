"""The unit and the counter at the same moment: what was revoked serves nobody, what serves was never revoked (S38).

Proven on PostgreSQL; the naive issue, which looks without locking, must issue with a revoked endorsement.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from threading import Event as Signal

import pytest
from django.db import connection, transaction

from tests import cast
from tests.actions.cases.test_issuing_races import together
from tests.stages import legal
from vinculo.actions.cases import issuing
from vinculo.actions.cases.issuing import NotReadyToIssue, issue_code
from vinculo.actions.legal.decisions import OwnReason, endorse_power, refuse_power, revoke_power
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import evaluation
from vinculo.queries.cases.proxy_powers import lock_powers
from vinculo.records.models import Case, Certificate, Code, Power, PowerDecision, Solicitud, Staff
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
WHY = OwnReason(text="La persona afiliada lo pidió.", basis="administrative_code")
LONG = 20  # seconds that a thread is waited for


def revoking(power: Power, actor: Staff) -> PowerDecision:
    return revoke_power(power=power, reason=WHY, by_affiliate=True, version=power.version, actor=actor, now=cast.NOW)


def issuing_of(solicitud: Solicitud, actor: Staff) -> Certificate:
    return issue_code(
        solicitud=solicitud, version=solicitud.version, actor=actor, now=cast.NOW, random_source=random.Random(1)
    )


def test_s38_endorsed_and_refused_at_once_is_one_of_the_two() -> None:
    power, lucia = legal.receive_power(), cast.lucia()
    came = together(
        [
            lambda: endorse_power(power=power, note="", version=0, actor=lucia, now=cast.NOW),
            lambda: refuse_power(power=power, note="", version=0, actor=lucia, now=cast.NOW, reason=WHY),
        ]
    )
    kinds = sorted(type(each).__name__ for each in came)
    assert kinds in (["NotAllowedError", "PowerDecision"], ["PowerDecision", "Stale"])
    assert PowerDecision.objects.count() == 1


def test_s38_endorsed_by_many_at_once_is_one_number_and_each_power_has_its_own() -> None:
    powers = [legal.receive_power(legal.other(number=f"Escritura {each}")) for each in range(3)]
    lucia = cast.lucia()
    came = together(
        [
            partial(endorse_power, power=power, note="", version=0, actor=lucia, now=cast.NOW)
            for power in [*powers, *powers]
        ]
    )
    assert all(isinstance(each, PowerDecision) for each in came), came
    assert sorted(Power.objects.values_list("sumilla", flat=True)) == [f"17-2026-0000{each}" for each in (1, 2, 3)]
    assert PowerDecision.objects.count() == 3


def test_s38_endorsed_and_revoked_at_once_leaves_no_half_of_either() -> None:
    power, lucia = legal.receive_power(), cast.lucia()
    came = together(
        [
            lambda: endorse_power(power=power, note="", version=0, actor=lucia, now=cast.NOW),
            lambda: revoking(power, lucia),
        ]
    )
    assert [isinstance(each, PowerDecision) for each in came] == [True, False]
    assert isinstance(came[1], NotAllowedError | Stale)
    power.refresh_from_db()
    assert (power.state, power.decisions.count()) == ("endorsed", 1)


def race(monkeypatch: pytest.MonkeyPatch, look: Callable[[Case], None]) -> list[object]:
    """Let an officer begin to issue while the revocation is decided and not yet committed; `look` is how they look.

    The revocation commits once the officer has looked, or is seen to wait in the database.
    """
    power = legal.make_endorsed_power()
    _case, bruno = legal.at_the_counter(power.sumilla)
    lucia, olga = cast.lucia(), cast.olga()
    decided, looked = Signal(), Signal()
    judge = evaluation.findings_of

    def judge_and_signal(*given: object) -> object:
        verdict = judge(*given)  # type: ignore[arg-type]
        looked.set()
        return verdict

    monkeypatch.setattr(issuing, "lock_powers", look)
    monkeypatch.setattr(issuing, "findings_of", judge_and_signal)

    def unit() -> object:
        with transaction.atomic():
            made = revoking(power, lucia)
            decided.set()
            for _ in range(LONG * 20):
                if looked.wait(0.05) or somebody_waits():
                    break
        return made

    def counter() -> object:
        assert decided.wait(LONG)
        return issuing_of(bruno, olga)

    return together([unit, counter])


def somebody_waits() -> bool:
    """Return whether another connection of this very database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def test_s38_while_it_is_being_revoked_the_counter_waits_and_then_issues_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unit, counter = race(monkeypatch, lock_powers)
    assert isinstance(unit, PowerDecision)
    assert isinstance(counter, NotReadyToIssue), counter
    assert [each.code for each in counter.findings] == ["power_revoked"]
    assert Code.objects.count() == 0


def test_s38_a_counter_that_looks_without_locking_issues_with_a_revoked_endorsement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The negative control: without the lock the very same race ends in a code."""
    _unit, counter = race(monkeypatch, lambda _case: None)
    assert isinstance(counter, Certificate), counter
    assert Power.objects.get().state == "revoked"


def test_s38_issue_and_revoke_at_once_never_wait_for_each_other_in_a_circle() -> None:
    power = legal.make_endorsed_power()
    _case, bruno = legal.at_the_counter(power.sumilla)
    lucia, olga = cast.lucia(), cast.olga()
    came = together([lambda: revoking(power, lucia), lambda: issuing_of(bruno, olga)])
    assert isinstance(came[0], PowerDecision), came
    assert isinstance(came[1], Certificate | NotReadyToIssue), came
    assert Code.objects.count() == isinstance(came[1], Certificate)
