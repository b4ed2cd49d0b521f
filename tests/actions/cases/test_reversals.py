"""What a supervisor takes back: with a reason, in their scope, told to the person; nothing is deleted (D11)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.stages import desk
from tests.stages.control import SAME_DAY
from vinculo.actions.cases.corrections import end_terms
from vinculo.actions.cases.decisions import decide_resemblance, refuse_application, request_correction
from vinculo.actions.cases.issuing import Undecided, issue_code
from vinculo.actions.cases.reversals import AnotherCounts, reopen_solicitud
from vinculo.actions.queue.check_in import continue_case
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.cases import case_file, certificates
from vinculo.records.models import (
    Affiliate,
    Case,
    Certificate,
    Code,
    Decision,
    Dependency,
    Event,
    Message,
    Person,
    Reversal,
    Role,
    Solicitud,
    Staff,
)
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = pytest.mark.django_db
RNG = random.Random(9)
WHY = {"reason": "slip", "words": "Se marcó la fila de al lado."}


def again(solicitud: Solicitud, **changes: object) -> Reversal:
    values: dict[str, object] = {
        "solicitud": solicitud,
        "actor": cast.sara(),
        "now": cast.NOW,
        "left_out": SAME_DAY,
        **WHY,
    }
    return reopen_solicitud(**(values | changes))  # type: ignore[arg-type]


def issue_certificate() -> tuple[Case, Solicitud, Certificate]:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    made = give(bruno)
    bruno.refresh_from_db()
    return case, bruno, made


def give(solicitud: Solicitud, seed: int = 1) -> Certificate:
    solicitud.refresh_from_db()
    return issue_code(
        solicitud=solicitud,
        version=solicitud.version,
        actor=cast.olga(),
        now=cast.NOW,
        random_source=random.Random(seed),
    )


# decisions


def test_d11_an_issued_one_is_reopened_its_certificate_annulled_and_the_code_stays_the_persons() -> None:
    case, bruno, certificate = issue_certificate()
    made = again(bruno)
    assert (made.was, made.now_is, made.made_by) == ("issued", "in_review", cast.sara())
    bruno.refresh_from_db()
    certificate.refresh_from_db()
    case.refresh_from_db()
    assert (bruno.status, bruno.person, certificate.state, case.closed_at) == ("in_review", None, "annulled", None)
    shown = certificates.verify_certificate(certificate.token)
    assert shown is not None
    assert shown.state == "annulled"
    assert Code.objects.get().value == certificate.code.value
    assert Decision.objects.get(kind="issue").reversed_at == cast.NOW


def test_d11_decided_again_it_is_the_same_code_with_a_new_certificate() -> None:
    _, bruno, first = issue_certificate()
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
    _, bruno, _ = issue_certificate()
    assert Dependency.objects.count() == 1
    again(bruno)
    assert Dependency.objects.count() == 0


def test_d11_after_the_reversal_it_can_be_refused_and_that_once() -> None:
    _, bruno, _ = issue_certificate()
    again(bruno)
    Solicitud.objects.filter(pk=bruno.pk).update(nationality="ECU")
    bruno.refresh_from_db()
    refuse_application(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            solicitud=bruno,
            kind="issue",
            rules_version="x",
            agency=cast.agency(),
            decided_by=cast.olga(),
            decided_at=cast.NOW,
        )


def test_d15_a_refusal_taken_back_can_be_decided_again() -> None:
    case, bruno = desk.case_of_bruno(nationality="ECU")
    bruno.refresh_from_db()
    refuse_application(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    again(bruno, reason="appeal")
    bruno.refresh_from_db()
    case.refresh_from_db()
    assert (bruno.status, case.closed_at, bruno.presented_on) == ("in_review", None, cast.NOW.date())
    refuse_application(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    assert Decision.objects.filter(kind="refusal", reversed_at=None).count() == 1


def let_term_pass() -> tuple[Case, Solicitud]:
    case, bruno = desk.case_of_bruno()
    bruno.refresh_from_db()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    end_terms(now=cast.NOW + timedelta(days=15))
    bruno.refresh_from_db()
    return case, bruno


def test_d7_a_withdrawal_taken_back_goes_on_in_review() -> None:
    case, bruno = let_term_pass()
    again(bruno)
    bruno.refresh_from_db()
    case.refresh_from_db()
    assert (bruno.status, bruno.answer_until, case.closed_at) == ("in_review", None, None)


def test_d7_one_that_was_begun_anew_is_not_taken_back_as_well() -> None:
    case, bruno = let_term_pass()
    continue_case(case=case, actor=cast.olga(), now=cast.NOW + timedelta(days=15), random_source=RNG)
    with pytest.raises(AnotherCounts):
        again(bruno)


def test_a_reversal_is_told_to_the_person_with_the_reason_and_written_without_it() -> None:
    case, bruno, _ = issue_certificate()
    again(bruno)
    sent = Message.objects.get(kind="reversal_solicitud")
    assert sent.recipient == "ana@ejemplo.com"
    for part in (case.reference, bruno.reference, "Se registró por error", WHY["words"], "anulado"):
        assert part in sent.body
    assert "Bruno" not in sent.body
    event = Event.objects.get(act="solicitud_reversed")
    assert (event.actor, event.subject_id) == (cast.sara(), bruno.pk)
    assert event.fields == ["status", "reason:slip", "unheard:same_day"]


def test_the_officer_sees_who_took_it_back_and_why() -> None:
    case, bruno, _ = issue_certificate()
    again(bruno)
    file = case_file.open_file(cast.olga(), case.reference, cast.NOW)
    [one] = file.dependents[0].reversals
    assert (one.by, one.was, one.words) == ("Sara Villacís", "Código emitido", WHY["words"])


def test_only_a_supervisor_of_the_place_takes_anything_back() -> None:
    _, bruno, certificate = issue_certificate()
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
    _, bruno, _ = issue_certificate()
    province = cast.agency().province if scope else None
    territory = "province" if scope else "nation"
    wide = Staff.objects.create_user("sofia", role=Role.SUPERVISOR, province=province, territory=territory)
    assert again(bruno, actor=wide).made_by == wide


@pytest.mark.parametrize("why", [{"words": "  "}, {"reason": ""}, {"reason": "because"}])
def test_without_a_reason_nothing_is_taken_back(why: dict[str, str]) -> None:
    _, bruno, _ = issue_certificate()
    with pytest.raises(ValueError, match="reason"):
        again(bruno, **why)
    assert Reversal.objects.count() == 0


def test_twice_is_not_allowed_and_changes_nothing() -> None:
    _, bruno, _ = issue_certificate()
    again(bruno)
    with pytest.raises(NotAllowedError):
        again(bruno)
    assert Reversal.objects.count() == Message.objects.filter(kind="reversal_solicitud").count() == 1


def test_d8_written_anew_with_other_data_the_person_who_had_the_code_is_asked_about() -> None:
    case, bruno, first = issue_certificate()
    again(bruno)
    Solicitud.objects.filter(pk=bruno.pk).update(dependent_names="Bruna Ríos", birth_date="2016-01-02")
    passport = replace(
        desk.BRUNO_PASSPORT, number="ZZ998877", holder_names="BRUNA RIOS", holder_birth_date=date(2016, 1, 2)
    )
    desk.record(case, passport, bruno)
    with pytest.raises(Undecided):
        give(bruno, 2)
    decide_resemblance(
        solicitud=bruno,
        person=first.code.person,
        same=True,
        reason="Se leyó otro pasaporte.",
        actor=cast.olga(),
        now=cast.NOW,
    )
    assert give(bruno, 3).code == first.code
    assert Code.objects.count() == 1
    mended = Person.objects.get()
    assert (mended.names, mended.names_key, mended.birth_date) == ("Bruna Ríos", "BRUNA RIOS", date(2016, 1, 2))
    assert Event.objects.get(act="person_mended").fields == ["names", "names_key", "birth_date"]


@pytest.mark.parametrize(
    ("elsewhere", "names"), [(False, "Bruno Andres Restrepo Gomez"), (True, "Bruno Andrés Restrepo Gómez")]
)
def test_d8_another_decision_that_rests_on_the_person_keeps_them_as_they_are(elsewhere: bool, names: str) -> None:
    _case, bruno, first = issue_certificate()
    if elsewhere:
        father = Affiliate.objects.create(
            code="EXT7778889", names="Raúl Gómez", names_key="RAUL GOMEZ", updated_at=cast.NOW
        )
        of_father = Case.objects.create(
            reference="C111111111",
            affiliate=father,
            procedure=cast.procedure(),
            agency=cast.agency(),
            first_presented_on=cast.NOW.date(),
            opened_at=cast.NOW,
            opened_by=cast.olga(),
        )
        desk.bruno_at_home(None, case=of_father, status="issued", person=first.code.person)
    again(bruno)
    Solicitud.objects.filter(pk=bruno.pk).update(dependent_names="Bruno Andres Restrepo Gomez")
    decide_resemblance(
        solicitud=bruno, person=first.code.person, same=True, reason="Sin tildes.", actor=cast.olga(), now=cast.NOW
    )
    assert give(bruno, 1).code == first.code
    assert Person.objects.get().names == names
