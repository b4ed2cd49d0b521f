"""A supervisor makes a new version of the centre's policy; the old ones stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import cast
from tests.stages.queue import at, call, differences, make_open_counter, priority, ticket
from vinculo.actions.queue.policies import Faulty, set_policy
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.queries.queue import policy
from vinculo.records.models import Agency, Event, QueuePolicy, Staff
from vinculo.rules.queue.classes import Mode, Policy

pytestmark = pytest.mark.django_db


def change_policy(actor: Staff | None = None, read: int | None = None, **changes: object) -> QueuePolicy | None:
    rules = replace(policy.current_policy(cast.agency())[0], **changes)  # type: ignore[arg-type]
    return set_policy(
        agency=cast.agency(), rules=rules, reason=" Feria de salud ", read=read, actor=actor or cast.sara(), now=at(0)
    )


def test_a_new_version_holds_from_the_next_call_and_the_log_tells_the_two_apart() -> None:
    make_open_counter()
    long_waiting, other = ticket(-160), priority(0)
    first = change_policy(mode=Mode.EARLIEST_DUE)
    assert first is not None
    assert (first.version, first.settings, first.reason, first.made_by) == (
        1,
        {"mode": "earliest_due"},
        "Feria de salud",
        cast.sara(),
    )
    called = call(1)
    second = change_policy(read=first.pk, head_w=160)
    assert second is not None
    assert (second.version, second.settings) == (2, {"mode": "earliest_due", "head_w": 160})
    assert (called, other.state) == (long_waiting, "waiting")
    assert Event.objects.filter(act="policy_set").order_by("pk").values_list("fields", flat=True)[1] == ["head_w"]
    assert differences() == []


def test_nothing_changed_is_no_version() -> None:
    assert change_policy() is None
    first = change_policy(head_w=160)
    assert change_policy() == first
    assert QueuePolicy.objects.count() == 1


def test_back_to_the_defaults_is_a_version_too() -> None:
    first = change_policy(head_w=160)
    assert first is not None
    second = change_policy(read=first.pk, head_w=150)
    assert second is not None
    assert (second.version, second.settings, policy.current_policy(cast.agency())[0]) == (2, {}, Policy(version=2))


def test_somebody_who_edited_an_older_version_is_told_and_nothing_is_lost() -> None:
    change_policy(head_w=160)
    with pytest.raises(Stale):
        change_policy(head_a=40)
    assert QueuePolicy.objects.count() == 1


def test_what_cannot_be_used_and_what_has_no_reason_is_no_version() -> None:
    with pytest.raises(Faulty) as faulty:
        change_policy(answer=0)
    assert list(faulty.value.faults) == ["answer"]
    with pytest.raises(ValueError, match="reason"):
        set_policy(agency=cast.agency(), rules=Policy(answer=4), reason=" ", read=None, actor=cast.sara(), now=at(0))
    assert not QueuePolicy.objects.exists()


def test_only_the_supervisor_who_answers_for_the_centre_sets_it() -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    other = Staff.objects.create_user("saul", role="supervisor", agency=there)
    for actor in (cast.olga(), cast.lucia(), other):
        with pytest.raises(NotYours):
            change_policy(actor, head_w=160)
    province = Staff.objects.create_user("sol", role="supervisor", province=cast.agency().province)
    assert change_policy(province, head_w=160) is not None
    assert Agency.objects.count() == 2
