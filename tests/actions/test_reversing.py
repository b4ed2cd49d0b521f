"""What a supervisor takes back: with a reason, in their scope, told to the person; nothing is deleted (D11)."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import cast, desk
from vinculo.actions.arrival import check_in, continue_case
from vinculo.actions.correcting import end_terms
from vinculo.actions.counter import NotYours
from vinculo.actions.decisions import correct, decide_resemblance, refuse
from vinculo.actions.issuing import issue_code
from vinculo.actions.missed import free_missed
from vinculo.actions.reversing import AnotherCounts, SomethingRests, reopen, restore_turno, undo_arrival
from vinculo.actions.seats import take
from vinculo.actions.tickets import issue_ticket
from vinculo.queries import case_file, certificates
from vinculo.records.models import (
    Case,
    Certificate,
    Code,
    Decision,
    Dependency,
    Event,
    Message,
    QueueEntry,
    Reversal,
    Role,
    Seat,
    Solicitud,
    Staff,
    Ticket,
    Turno,
)
from vinculo.rules.status import NotAllowedError

pytestmark = pytest.mark.django_db
RNG = random.Random(9)
WHY = {"reason": "slip", "words": "Se marcó la fila de al lado."}


def again(solicitud: Solicitud, **changes: object) -> Reversal:
    values: dict[str, object] = {"solicitud": solicitud, "actor": cast.sara(), "now": cast.NOW, **WHY}
    return reopen(**(values | changes))  # type: ignore[arg-type]


def issued() -> tuple[Case, Solicitud, Certificate]:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    made = give(bruno)
    bruno.refresh_from_db()
    return case, bruno, made


def give(solicitud: Solicitud, seed: int = 1) -> Certificate:
    solicitud.refresh_from_db()
    return issue_code(
        solicitud=solicitud, version=solicitud.version, actor=cast.olga(), now=cast.NOW,
        random_source=random.Random(seed),
    )  # fmt: skip


# decisions


def test_d11_an_issued_one_is_reopened_its_certificate_annulled_and_the_code_stays_the_persons() -> None:
    case, bruno, certificate = issued()
    made = again(bruno)
    assert (made.was, made.now_is, made.made_by) == ("issued", "in_review", cast.sara())
    bruno.refresh_from_db()
    certificate.refresh_from_db()
    case.refresh_from_db()
    assert (bruno.status, bruno.person, certificate.state, case.closed_at) == ("in_review", None, "annulled", None)
    shown = certificates.verified(certificate.token)
    assert shown is not None
    assert shown.state == "annulled"
    assert Code.objects.get().value == certificate.code.value
    assert Decision.objects.get(kind="issue").reversed_at == cast.NOW


def test_d11_decided_again_it_is_the_same_code_with_a_new_certificate() -> None:
    _, bruno, first = issued()
    again(bruno)
    person = first.code.person
    decide_resemblance(
        solicitud=bruno, person=person, same=True, reason="Es su código.", actor=cast.olga(), now=cast.NOW
    )
    second = give(bruno, seed=2)
    assert (second.code, second.number, second.state) == (first.code, 2, "in_force")
    assert Decision.objects.filter(kind="issue").count() == 2
    assert Decision.objects.filter(kind="issue", reversed_at=None).count() == 1


def test_d11_the_link_that_was_certified_is_taken_back_too() -> None:
    _, bruno, _ = issued()
    assert Dependency.objects.count() == 1
    again(bruno)
    assert Dependency.objects.count() == 0


def test_d11_after_the_reversal_it_can_be_refused_and_that_once() -> None:
    _, bruno, _ = issued()
    again(bruno)
    Solicitud.objects.filter(pk=bruno.pk).update(nationality="ECU")
    bruno.refresh_from_db()
    refuse(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            solicitud=bruno, kind="issue", rules_version="x", agency=cast.agency(), decided_by=cast.olga(),
            decided_at=cast.NOW,
        )  # fmt: skip


def test_d15_a_refusal_taken_back_can_be_decided_again() -> None:
    case, bruno = desk.case_of_bruno(nationality="ECU")
    bruno.refresh_from_db()
    refuse(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    again(bruno, reason="appeal")
    bruno.refresh_from_db()
    case.refresh_from_db()
    assert (bruno.status, case.closed_at, bruno.presented_on) == ("in_review", None, cast.NOW.date())
    refuse(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    assert Decision.objects.filter(kind="refusal", reversed_at=None).count() == 1


def lapsed() -> tuple[Case, Solicitud]:
    case, bruno = desk.case_of_bruno()
    bruno.refresh_from_db()
    correct(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    end_terms(now=cast.NOW + timedelta(days=15))
    bruno.refresh_from_db()
    return case, bruno


def test_d7_a_withdrawal_taken_back_goes_on_in_review() -> None:
    case, bruno = lapsed()
    again(bruno)
    bruno.refresh_from_db()
    case.refresh_from_db()
    assert (bruno.status, bruno.answer_until, case.closed_at) == ("in_review", None, None)


def test_d7_one_that_was_begun_anew_is_not_taken_back_as_well() -> None:
    case, bruno = lapsed()
    continue_case(case=case, actor=cast.olga(), now=cast.NOW + timedelta(days=15), random_source=RNG)
    with pytest.raises(AnotherCounts):
        again(bruno)


def test_a_reversal_is_told_to_the_person_with_the_reason_and_written_without_it() -> None:
    case, bruno, _ = issued()
    again(bruno)
    sent = Message.objects.get(kind="reversal")
    assert sent.recipient == "ana@ejemplo.com"
    for part in (case.reference, bruno.reference, "Se registró por error", WHY["words"], "anulado"):
        assert part in sent.body
    assert "Bruno" not in sent.body
    event = Event.objects.get(act="solicitud_reversed")
    assert (event.actor, event.subject_id, event.fields) == (cast.sara(), bruno.pk, ["status", "reason:slip"])


def test_the_officer_sees_who_took_it_back_and_why() -> None:
    case, bruno, _ = issued()
    again(bruno)
    file = case_file.open_file(cast.olga(), case.reference, cast.NOW)
    [one] = file.dependents[0].reversals
    assert (one.by, one.was, one.words) == ("Sara Villacís", "Código emitido", WHY["words"])


def test_only_a_supervisor_of_the_place_takes_anything_back() -> None:
    _, bruno, certificate = issued()
    elsewhere = Staff.objects.create_user(
        "sofia", role=Role.SUPERVISOR, agency=cast.agency("CAU Guayaquil", "Guayas", "09")
    )
    for other in (cast.olga(), cast.alicia(), cast.lucia(), elsewhere):
        with pytest.raises(NotYours):
            again(bruno, actor=other)
    certificate.refresh_from_db()
    assert certificate.state == "in_force"


@pytest.mark.parametrize("scope", [{}, {"province": True}])
def test_the_supervisor_of_the_province_and_of_the_nation_answer_for_it_too(scope: dict[str, bool]) -> None:
    _, bruno, _ = issued()
    province = cast.agency().province if scope else None
    wide = Staff.objects.create_user("sofia", role=Role.SUPERVISOR, province=province)
    assert again(bruno, actor=wide).made_by == wide


@pytest.mark.parametrize("why", [{"words": "  "}, {"reason": ""}, {"reason": "because"}])
def test_without_a_reason_nothing_is_taken_back(why: dict[str, str]) -> None:
    _, bruno, _ = issued()
    with pytest.raises(ValueError, match="reason"):
        again(bruno, **why)
    assert Reversal.objects.count() == 0


def test_twice_is_not_allowed_and_changes_nothing() -> None:
    _, bruno, _ = issued()
    again(bruno)
    with pytest.raises(NotAllowedError):
        again(bruno)
    assert Reversal.objects.count() == Message.objects.filter(kind="reversal").count() == 1


# turnos


def restored(of: Turno, **changes: object) -> Reversal:
    values: dict[str, object] = {"turno": of, "actor": cast.sara(), "now": cast.NOW, **WHY}
    return restore_turno(**(values | changes))  # type: ignore[arg-type]


def undone(of: Turno, **changes: object) -> Reversal:
    values: dict[str, object] = {"turno": of, "actor": cast.sara(), "now": cast.NOW, **WHY}
    return undo_arrival(**(values | changes))  # type: ignore[arg-type]


def test_s30_recorded_as_attended_though_nobody_attended_is_restored_and_told() -> None:
    of = desk.turno(status="attended", ended_at=cast.NOW)
    restored(of, reason="was_not_there")
    of.refresh_from_db()
    assert (of.status, of.arrived_at, of.ended_at) == ("arrived", cast.NOW, None)
    sent = Message.objects.get(kind="reversal")
    assert (sent.recipient, of.reference in sent.body) == ("ana@ejemplo.com", True)
    case = check_in(turno=of, actor=cast.olga(), now=cast.NOW, random_source=RNG)
    assert case.solicitudes.filter(status="in_review").count() == 1


def test_s30_a_missed_one_is_restored_and_opens_its_case() -> None:
    of = desk.turno()
    free_missed(now=of.starts + timedelta(minutes=20))
    of.refresh_from_db()
    assert of.status == "no_show"
    restored(of, now=of.starts + timedelta(hours=1))
    of.refresh_from_db()
    assert check_in(turno=of, actor=cast.olga(), now=of.starts, random_source=RNG).turno == of


def test_d4_whoever_has_another_turno_by_now_keeps_that_one() -> None:
    of = desk.turno(status="attended", presenter_key="code:X")
    desk.turno(presenter_key="code:X")
    with pytest.raises(AnotherCounts):
        restored(of)


def test_s30_an_arrival_by_mistake_is_undone_with_case_and_ticket_and_what_was_typed_at_home_stays() -> None:
    of = seated()
    bruno = desk.bruno_at_home(of)
    case = desk.arrived(of)
    ticket = issue_ticket(
        agency=cast.agency(), procedure=cast.procedure(), origin="turno", now=cast.NOW, random_source=RNG, turno=of
    )
    undone(of)
    for each in (of, bruno, case, ticket):
        each.refresh_from_db()
    assert (of.status, of.arrived_at) == ("confirmed", None)
    assert (bruno.status, bruno.case, bruno.presented_on, bruno.turno) == ("draft", None, None, of)
    assert (case.turno, case.closed_at, ticket.state) == (None, cast.NOW, "left")
    assert list(QueueEntry.objects.values_list("act", flat=True)) == ["issued", "left"]
    second = desk.arrived(of)
    assert second != case
    assert list(second.solicitudes.all()) == [bruno]


def seated() -> Turno:
    """Return a turno with its seat."""
    slot = cast.slots(cast.agency(), cast.NOW.date(), times=1)[0]
    of = desk.turno()
    seat = Seat.objects.filter(slot=slot).first()
    assert seat is not None
    seat.state, seat.turno, seat.held_until = "held", of, cast.NOW
    seat.save()
    take([seat])
    return of


def test_s30_without_its_seat_it_is_missed_and_can_still_be_used() -> None:
    of = desk.turno()
    desk.arrived(of)
    undone(of)
    of.refresh_from_db()
    assert of.status == "no_show"
    assert desk.arrived(of).turno == of


def test_s30_with_a_paper_recorded_the_arrival_is_not_undone() -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    case = desk.arrived(of)
    desk.record(case, desk.ANA_PASSPORT)
    with pytest.raises(SomethingRests):
        undone(of)
    of.refresh_from_db()
    assert (of.status, Ticket.objects.count()) == ("arrived", 0)


def test_s30_a_case_that_was_there_before_is_not_undone() -> None:
    case, _ = lapsed_not()
    of = desk.turno()
    later = cast.NOW + timedelta(hours=1)
    assert desk.arrived(of, now=later) == case
    with pytest.raises(SomethingRests):
        undone(of, now=later)


def lapsed_not() -> tuple[Case, Solicitud]:
    case, bruno = desk.case_of_bruno()
    bruno.refresh_from_db()
    correct(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    return case, bruno


def test_a_cancelled_turno_is_not_taken_back() -> None:
    of = desk.turno(status="cancelled")
    for act in (restored, undone):
        with pytest.raises(NotAllowedError):
            act(of)


def test_a_turno_elsewhere_is_not_this_supervisors() -> None:
    of = desk.turno(status="attended", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    with pytest.raises(NotYours):
        restored(of, actor=cast.sara(cast.agency()))
