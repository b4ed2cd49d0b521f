"""A second person agrees or not to what an officer confirmed (D18): who may, how long it waits, what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests import cast
from tests.stages import desk
from tests.stages.agreements import TWO_RECORDS, asking, nora
from vinculo.actions.cases import agreements
from vinculo.actions.cases.agreements import (
    Handling,
    Lapsed,
    NotAllowedError,
    NotYours,
    Stale,
    agree,
    disagree,
    lapse_agreements,
    withdraw,
)
from vinculo.queries.cases.agreements import figures, list_agreements, standing
from vinculo.records.models import Agreement, Case, Event, Province, Role, Staff
from vinculo.rules.cases.agreements import AgreementKind, Compared, ComparedField

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(minutes=12)
TOO_LATE = cast.NOW + timedelta(minutes=30)  # the setting, to the minute


@pytest.fixture(autouse=True)
def _whatever_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what a kind of agreement has to do with the rest: it has tests of its own."""
    monkeypatch.delitem(agreements.HANDLINGS, AgreementKind.CANDIDATE_DISMISSED)


def a_case() -> Case:
    return desk.case_of_bruno()[0]


def say(act: Callable[..., Agreement], asked: Agreement, actor: Staff, **changes: object) -> Agreement:
    values = {"agreement": asked, "reason": "Comparé las dos", "actor": actor, "now": LATER} | changes
    return act(**values)


def supervisor(name: str, **place: Any) -> Staff:
    return Staff.objects.create_user(name, role=Role.SUPERVISOR, **place)


def test_d18_another_officer_of_the_centre_agrees_and_both_stand_in_the_events() -> None:
    asked = asking(a_case())
    decided = say(agree, asked, nora())
    assert (decided.state, decided.decided_by, decided.decided_at) == ("agreed", nora(), LATER)
    events = Event.objects.filter(subject="agreement").order_by("pk")
    assert list(events.values_list("act", "actor__username", "subject_id")) == [
        ("agreement_asked", "olga", asked.pk),
        ("agreement_agreed", "nora", asked.pk),
    ]
    assert events[1].fields == ["kind:candidate_dismissed", f"asked_by:{cast.olga().pk}"]


def test_d18_no_word_of_the_two_records_stands_in_an_event() -> None:
    asked = asking(a_case())
    say(agree, asked, nora())
    said = " ".join(str(each.fields) for each in Event.objects.filter(subject="agreement"))
    assert said
    for word in ("Restrepo", "RESTREPO", "1990", "fotografía", "Comparé"):
        assert word not in said


def test_d18_nobody_agrees_to_their_own() -> None:
    asked = asking(a_case())
    for act in (agree, disagree):
        with pytest.raises(NotYours):
            say(act, asked, cast.olga())
    with pytest.raises(IntegrityError, match="agreement_by_a_second"), transaction.atomic():
        Agreement.objects.filter(pk=asked.pk).update(
            state="agreed", decided_by=cast.olga(), decided_at=LATER, answer="yo misma"
        )


def test_d18_who_may_be_the_second() -> None:
    case = a_case()
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    pichincha, guayas = cast.agency().province, Province.objects.get(code="09")
    may = [
        nora(),
        cast.sara(),
        supervisor("of Pichincha", province=pichincha),
        supervisor("of the nation", territory="nation"),
    ]
    may_not = [
        Staff.objects.create_user("omar", role=Role.OFFICER, agency=there),
        supervisor("there", agency=there),
        supervisor("of Guayas", province=guayas),
        cast.lucia(),
        cast.alicia(),
        Staff.objects.create_user("gone", role=Role.OFFICER, agency=cast.agency(), is_active=False),
    ]
    for number, staff in enumerate(may):
        assert say(agree, asking(case, subject=f"s{number}"), staff).state == "agreed", staff
    asked = asking(case)
    for staff in may_not:
        with pytest.raises(NotYours):
            say(agree, asked, staff)


def test_d23_the_legal_unit_of_the_province_decides_on_a_link_and_on_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for kind in AgreementKind:
        monkeypatch.delitem(agreements.HANDLINGS, kind, raising=False)  # whatever it is about
    case, guayas = a_case(), Province.objects.get_or_create(code="09", defaults={"name": "Guayas"})[0]
    gloria = Staff.objects.create_user("gloria", role=Role.LEGAL, province=guayas)
    everything = {kind: asking(case, kind=kind, subject=kind) for kind in AgreementKind}
    link = everything.pop(AgreementKind.LINK_PLAUSIBLE)
    assert [each.agreement for each in list_agreements(cast.lucia(), LATER).to_decide] == [link]
    assert list_agreements(gloria, LATER).to_decide == []
    refused = [(asked, cast.lucia()) for asked in everything.values()] + [(link, gloria), (link, nora())]
    for asked, staff in refused:
        with pytest.raises(NotYours):
            say(agree, asked, staff)
    assert say(agree, link, cast.lucia()).state == "agreed"
    for asked in everything.values():
        assert say(agree, asked, cast.sara()).state == "agreed"


def test_d18_what_a_document_explains_is_for_a_supervisor_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(agreements.HANDLINGS, AgreementKind.IDENTITY_EXPLAINED)  # whatever it is about
    asked = asking(a_case(), kind=AgreementKind.IDENTITY_EXPLAINED)
    with pytest.raises(NotYours):
        say(agree, asked, nora())
    assert list_agreements(nora(), LATER).to_decide == []
    assert [each.agreement for each in list_agreements(cast.sara(), LATER).to_decide] == [asked]
    assert say(agree, asked, cast.sara()).state == "agreed"


def test_d18_after_a_second_disagreed_only_a_supervisor_decides_the_same_subject() -> None:
    case = a_case()
    say(disagree, asking(case), nora())
    again = asking(case, now=LATER)
    assert again.for_supervisor
    with pytest.raises(NotYours):
        say(agree, again, nora())
    say(agree, again, cast.sara())
    assert asking(case, compared=(*TWO_RECORDS, Compared(ComparedField.SEX, "F", "F")), now=LATER).for_supervisor
    assert not asking(case, subject="otra", now=LATER).for_supervisor


def test_d18_a_reason_is_asked_of_both() -> None:
    asked = asking(a_case())
    with pytest.raises(ValueError, match="reason"):
        say(agree, asked, nora(), reason="  ")
    with pytest.raises(ValueError, match="reason"):
        agreements.ask_agreement(
            kind=AgreementKind.NAME_CORRECTED,
            case=asked.case,
            subject="x",
            compared=TWO_RECORDS,
            reason=" ",
            actor=cast.olga(),
            now=cast.NOW,
        )


def test_d18_the_wait_is_bounded_whether_upkeep_comes_by_or_not() -> None:
    asked = asking(a_case())
    with pytest.raises(Lapsed):
        say(agree, asked, nora(), now=TOO_LATE)
    assert list_agreements(nora(), TOO_LATE).to_decide == []
    assert [each.state for each in list_agreements(cast.olga(), TOO_LATE).own] == ["lapsed"]
    assert lapse_agreements(now=TOO_LATE - timedelta(seconds=1)) == 0
    assert lapse_agreements(now=TOO_LATE) == 1
    assert lapse_agreements(now=TOO_LATE) == 0
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("lapsed", None)
    assert Event.objects.get(act="agreement_lapsed").actor_kind == "system"


def test_d18_asking_twice_is_once_and_on_other_facts_or_too_late_anew() -> None:
    case = a_case()
    first = asking(case)
    assert asking(case, now=LATER) == first
    changed = asking(case, compared=TWO_RECORDS[:1], now=LATER)
    assert changed != first
    after = asking(case, compared=TWO_RECORDS[:1], now=LATER + timedelta(hours=1))
    states = [Agreement.objects.get(pk=each.pk).state for each in (first, changed, after)]
    assert states == ["withdrawn", "lapsed", "waiting"]


def test_d18_decided_once_and_for_ever() -> None:
    asked = asking(a_case())
    say(disagree, asked, nora())
    for act in (agree, disagree):
        with pytest.raises(NotAllowedError):
            say(act, asked, cast.sara())
    with pytest.raises(NotAllowedError):
        withdraw(agreement=asked, actor=cast.olga(), now=LATER)
    with pytest.raises(DatabaseError, match="agreement_decided_for_ever"), transaction.atomic():
        Agreement.objects.filter(pk=asked.pk).update(state="agreed")
    with pytest.raises(DatabaseError, match="agreement_no_delete"), transaction.atomic():
        asked.delete()


@pytest.mark.parametrize("column", ["reason", "subject", "compared"])
def test_d18_what_was_asked_stays_as_it_was_asked(column: str) -> None:
    asked = asking(a_case())
    with pytest.raises(DatabaseError, match="agreement_decided_for_ever"), transaction.atomic():
        Agreement.objects.filter(pk=asked.pk).update(**{column: "other"})


def test_d18_who_asked_takes_it_back_and_nobody_else() -> None:
    asked = asking(a_case())
    with pytest.raises(NotYours):
        withdraw(agreement=asked, actor=nora(), now=LATER)
    assert withdraw(agreement=asked, actor=cast.olga(), now=LATER).state == "withdrawn"
    assert withdraw(agreement=asked, actor=cast.olga(), now=LATER).state == "withdrawn"
    with pytest.raises(NotAllowedError):
        say(agree, asked, nora())


def test_d18_on_facts_that_changed_nobody_decides_and_what_follows_is_done_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[tuple[int, Staff]] = []
    true = [False, True]
    handling = Handling(
        stands=lambda agreement: true.pop(0), follows=lambda agreement, actor, now: done.append((agreement.pk, actor))
    )
    monkeypatch.setitem(agreements.HANDLINGS, AgreementKind.CANDIDATE_DISMISSED, handling)
    asked = asking(a_case())
    with pytest.raises(Stale):
        say(agree, asked, nora())
    say(agree, asked, nora())
    assert done == [(asked.pk, nora())]


def test_d18_how_a_request_stands_is_told_of_exactly_these_facts() -> None:
    case = a_case()
    asked = asking(case)
    rows = Agreement.objects.filter(case=case)
    ask = (rows, AgreementKind.CANDIDATE_DISMISSED, "prueba", TWO_RECORDS)
    assert standing(*ask, LATER) == "waiting"
    assert standing(*ask, TOO_LATE) == "lapsed"
    say(agree, asked, nora())
    assert standing(rows.all(), *ask[1:], TOO_LATE) == "agreed"
    assert standing(rows, AgreementKind.CANDIDATE_DISMISSED, "prueba", TWO_RECORDS[:1], LATER) == ""
    assert standing(rows, AgreementKind.AFFILIATE_IDENTITY, "prueba", TWO_RECORDS, LATER) == ""


def test_d18_the_supervisor_sees_how_many_and_how_long() -> None:
    case = a_case()
    say(agree, asking(case, subject="a"), nora(), now=cast.NOW + timedelta(minutes=4))
    say(disagree, asking(case, subject="b"), nora(), now=cast.NOW + timedelta(minutes=20))
    asking(case, subject="c")
    (told,) = figures(cast.sara(), TOO_LATE)
    assert (told.agency, told.asked, told.agreed, told.disagreed, told.lapsed) == (cast.agency(), 3, 1, 1, 1)
    assert (told.median_minutes, told.longest_minutes) == (12, 20)
    elsewhere = supervisor("there", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    assert figures(elsewhere, TOO_LATE) == []
