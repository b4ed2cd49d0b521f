"""What changes after the code (D27): a cédula, a misspelt name, and the decision that is read with its papers."""

from __future__ import annotations

import random
from dataclasses import replace as changed
from datetime import timedelta

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.agreements import nora
from tests.stages.control import SAME_DAY
from vinculo.actions.cases.agreements import Stale, agree, disagree
from vinculo.actions.cases.certificates import (
    SameName,
    ask_name_correction,
    ask_restoration,
    replace_certificate,
    supersede_code,
)
from vinculo.actions.cases.decisions import decide_resemblance
from vinculo.actions.cases.issuing import Superseded, issue_code, reprint_certificate
from vinculo.actions.cases.papers import record_paper, undo_paper
from vinculo.actions.cases.reversals import reopen_solicitud
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.cases.certificates import restoration_lines, verify_certificate
from vinculo.queries.cases.decided import read_decision
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.models import Affiliate, Agreement, Case, Certificate, Code, Event, Person, Role, Solicitud, Staff
from vinculo.rules.cases.agreements import fingerprint
from vinculo.rules.cases.likeness import prepared_keys
from vinculo.rules.shared.identity import IdentityError

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(minutes=5)
RIGHT = "Bruno André Restrepo Gómez"


def issue_certificate() -> tuple[Case, Solicitud, Certificate]:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    return case, bruno, give(bruno)


def give(solicitud: Solicitud, seed: int = 1) -> Certificate:
    solicitud.refresh_from_db()
    return issue_code(
        solicitud=solicitud,
        version=solicitud.version,
        actor=cast.olga(),
        now=cast.NOW,
        random_source=random.Random(seed),
    )


def ask(certificate: Certificate, names: str = RIGHT, reason: str = "El pasaporte dice André") -> Agreement:
    return ask_name_correction(certificate=certificate, names=names, reason=reason, actor=cast.olga(), now=cast.NOW)


def replace(certificate: Certificate, actor: Staff | None = None) -> Certificate:
    return replace_certificate(
        certificate=certificate, actor=actor or cast.olga(), now=LATER, random_source=random.Random(5)
    )


def omar() -> Staff:
    place = cast.agency("CAU Guayaquil", "Guayas", "09")
    return Staff.objects.create_user("omar", role=Role.OFFICER, agency=place)


def test_d27_a_cedula_supersedes_the_code_and_the_verification_page_says_since_when() -> None:
    _case, _bruno, certificate = issue_certificate()
    code = certificate.code
    supersede_code(code=code, number=cast.PEDRO_CEDULA, actor=omar(), now=LATER)
    supersede_code(code=code, number=cast.PEDRO_CEDULA, actor=cast.olga(), now=LATER + timedelta(days=1))
    verified = verify_certificate(certificate.token)
    assert verified is not None
    assert (verified.state, verified.superseded_on) == ("in_force", cast.NOW.date())
    event = Event.objects.get(act="code_superseded")
    assert (event.actor.username, event.fields) == ("omar", ["superseded_at"])  # type: ignore[union-attr]
    assert Code.objects.get(pk=code.pk).superseded_at == LATER


@pytest.mark.parametrize("number", ["", "1710034066", "BR765432"])
def test_d27_only_a_cedula_supersedes_a_code(number: str) -> None:
    _case, _bruno, certificate = issue_certificate()
    with pytest.raises(IdentityError):
        supersede_code(code=certificate.code, number=number, actor=cast.olga(), now=LATER)
    assert Code.objects.get().superseded_at is None


def test_d27_a_superseded_code_is_neither_printed_again_nor_corrected_nor_certified_anew() -> None:
    _case, bruno, certificate = issue_certificate()
    supersede_code(code=certificate.code, number=cast.PEDRO_CEDULA, actor=cast.olga(), now=LATER)
    with pytest.raises(NotYours):
        reprint_certificate(certificate=certificate, reason="Se dañó", after=0, actor=cast.olga(), now=LATER)
    with pytest.raises(Stale):
        ask(certificate)
    reopen_solicitud(
        solicitud=bruno, reason="wrong_papers", words="Otra acta", actor=cast.sara(), now=LATER, left_out=SAME_DAY
    )
    decide_resemblance(
        solicitud=bruno,
        person=certificate.code.person,
        same=True,
        reason="El mismo pasaporte",
        actor=cast.olga(),
        now=LATER,
    )
    with pytest.raises(Superseded):
        give(bruno, 3)


def test_d27_a_misspelt_name_is_replaced_with_a_reason_and_a_second() -> None:
    _case, _bruno, old = issue_certificate()
    with pytest.raises(NotYours):
        replace(old)
    asked = ask(old)
    with pytest.raises(NotYours):
        replace(old)
    agree(agreement=asked, reason="Vi el pasaporte", actor=nora(), now=LATER)
    new = replace(old)
    assert replace(old) == new  # twice is once
    old.refresh_from_db()
    assert (old.state, new.state, new.number, new.code) == ("replaced", "in_force", 2, old.code)
    assert (old.facts["names"], new.facts["names"]) == ("Bruno Andrés Restrepo Gómez", RIGHT)
    assert {name for name in new.facts if new.facts[name] != old.facts[name]} == {"names", "number"}
    assert old.token != new.token
    before, after = verify_certificate(old.token), verify_certificate(new.token)
    assert before is not None
    assert after is not None
    assert (before.state, after.state, after.names) == ("replaced", "in_force", RIGHT)
    assert Person.objects.get().names == RIGHT
    acts = ["agreement_asked", "agreement_agreed", "certificate_replaced", "person_renamed"]
    assert list(Event.objects.filter(act__in=acts).order_by("pk").values_list("act", flat=True)) == acts


def test_d27_where_the_second_disagrees_nothing_is_replaced() -> None:
    _case, _bruno, old = issue_certificate()
    disagree(agreement=ask(old), reason="El pasaporte dice Andrés", actor=nora(), now=LATER)
    with pytest.raises(NotYours):
        replace(old)
    assert Certificate.objects.get().state == "in_force"


def test_d27_a_certificate_annulled_meanwhile_is_not_agreed_to() -> None:
    _case, bruno, old = issue_certificate()
    asked = ask(old)
    reopen_solicitud(
        solicitud=bruno, reason="wrong_papers", words="Otra acta", actor=cast.sara(), now=LATER, left_out=SAME_DAY
    )
    with pytest.raises(Stale):
        agree(agreement=asked, reason="Vi el pasaporte", actor=nora(), now=LATER)
    with pytest.raises(Stale):
        ask(Certificate.objects.get(pk=old.pk))


def test_d27_a_name_that_is_the_same_is_no_correction() -> None:
    _case, _bruno, old = issue_certificate()
    for names in ("Bruno  Andrés Restrepo Gómez", " "):
        with pytest.raises(SameName):
            ask(old, names)


def test_d27_only_the_centre_that_asked_replaces_it() -> None:
    _case, _bruno, old = issue_certificate()
    agree(agreement=ask(old), reason="Vi el pasaporte", actor=nora(), now=LATER)
    with pytest.raises(NotYours):
        replace(old, omar())


def test_d27_the_decision_is_read_with_the_papers_it_rests_on_by_who_may() -> None:
    case, bruno = desk.case_of_bruno()
    slip = desk.record(case, desk.ANA_PASSPORT)
    undo_paper(paper=slip, actor=cast.olga(), now=cast.NOW - timedelta(minutes=1))
    desk.papers_of_bruno(case, bruno)
    give(bruno)
    decision = bruno.decisions.get()
    for reader in (cast.olga(), nora(), cast.sara()):
        shown = read_decision(reader, case.reference, decision.pk, LATER)
        kinds = [each.kind for each in shown.papers]
        assert kinds == ["affiliate_passport", "solicitud", "dependent_passport", "birth"]
        assert shown.certificate is not None
    assert Event.objects.filter(act="decision_read", subject_id=bruno.pk).count() == 3
    there = Staff.objects.create_user("there", role=Role.SUPERVISOR, agency=omar().agency)
    for stranger in (Staff.objects.get(username="omar"), there, cast.lucia(), cast.alicia()):
        with pytest.raises(NotFoundHere):
            read_decision(stranger, case.reference, decision.pk, LATER)


def test_d27_what_was_recorded_later_is_not_among_the_papers_of_a_decision() -> None:
    case, bruno, _certificate = issue_certificate()
    decision = bruno.decisions.get()
    before = read_decision(cast.olga(), case.reference, decision.pk, LATER).papers
    reopen_solicitud(
        solicitud=bruno, reason="wrong_papers", words="Otra acta", actor=cast.sara(), now=LATER, left_out=SAME_DAY
    )
    case.refresh_from_db()
    bruno.refresh_from_db()
    record_paper(case=case, solicitud=bruno, paper=desk.MARRIAGE, version=bruno.version, actor=cast.olga(), now=LATER)
    assert read_decision(cast.olga(), case.reference, decision.pk, LATER).papers == before


def through_the_father() -> Certificate:
    """Return the certificate of the same code as a dependent of Luis, whose case is another."""
    father = Affiliate.objects.create(
        code="EXT7770001",
        names="Luis Díaz",
        names_key="LUIS DIAZ",
        birth_date=desk.ANA_PASSPORT.holder_birth_date,
        updated_at=cast.NOW,
    )
    of = desk.turno(affiliate=father)
    again = desk.bruno_at_home(of, applicant_code=father.code)
    case = desk.record_arrival(of)
    father.documents.create(kind="passport", number="LU111222", number_key="LU111222", country="COL", seen_at=cast.NOW)
    desk.record(case, changed(desk.ANA_PASSPORT, number="LU111222", holder_names="LUIS DIAZ"))
    for paper in (desk.SIGNED, desk.BRUNO_PASSPORT, desk.BIRTH):
        desk.record(case, paper, again)
    decide_resemblance(
        solicitud=again,
        person=Person.objects.get(),
        same=True,
        reason="El mismo pasaporte",
        actor=cast.olga(),
        now=cast.NOW,
    )
    return give(again, 4)


def test_d27_a_corrected_name_replaces_every_certificate_in_force_of_the_person() -> None:
    _case, _bruno, old = issue_certificate()
    other = through_the_father()
    assert (other.code, other.number) == (old.code, 2)
    agree(agreement=ask(old), reason="Vi el pasaporte", actor=nora(), now=LATER)
    new = replace(old)
    assert replace(old) == new  # twice is once
    assert list(Certificate.objects.order_by("number").values_list("state", "facts__names", "solicitud")) == [
        ("replaced", "Bruno Andrés Restrepo Gómez", old.solicitud_id),
        ("replaced", "Bruno Andrés Restrepo Gómez", other.solicitud_id),
        ("in_force", RIGHT, old.solicitud_id),
        ("in_force", RIGHT, other.solicitud_id),
    ]
    assert new.number == 3
    assert Certificate.objects.get(number=4).facts["affiliate_names"] == "Luis Díaz"
    assert Event.objects.filter(act="certificate_replaced").count() == 2


def issue_and_supersede() -> Certificate:
    _case, _bruno, certificate = issue_certificate()
    supersede_code(code=certificate.code, number=cast.PEDRO_CEDULA, actor=cast.olga(), now=cast.NOW)
    return Certificate.objects.select_related("code", "solicitud", "agency").get()


def ask_back(certificate: Certificate, reason: str = "Era la cédula de su tío", seen: str = "") -> Agreement:
    return ask_restoration(
        certificate=certificate,
        reason=reason,
        seen=seen or fingerprint(restoration_lines(certificate)),
        actor=cast.olga(),
        now=LATER,
    )


def test_d27_a_cedula_registered_by_mistake_is_taken_back_with_a_reason_and_a_second() -> None:
    certificate = issue_and_supersede()
    asked = ask_back(certificate)
    assert ask_back(certificate) == asked  # twice is once
    assert Code.objects.get().superseded_at == cast.NOW
    assert asked.compared[-1]["shown"] == "Se registró que la persona tiene cédula el 30/11/2026."
    with pytest.raises(NotYours):
        agree(agreement=asked, reason="Lo vi", actor=cast.olga(), now=LATER)
    agree(agreement=asked, reason="No tiene cédula", actor=nora(), now=LATER)
    assert Code.objects.get().superseded_at is None
    verified = verify_certificate(certificate.token)
    assert verified is not None
    assert (verified.state, verified.superseded_on) == ("in_force", None)
    event = Event.objects.get(act="code_restored")
    assert (event.actor, event.subject_id, event.fields) == (nora(), certificate.code.person_id, ["superseded_at"])
    printed = reprint_certificate(certificate=certificate, reason="Se perdió", after=0, actor=cast.olga(), now=LATER)
    assert printed.number == 1


def test_d27_where_the_second_disagrees_the_code_stays_superseded() -> None:
    certificate = issue_and_supersede()
    disagree(agreement=ask_back(certificate), reason="Sí la tiene", actor=nora(), now=LATER)
    assert Code.objects.get().superseded_at == cast.NOW


def test_d27_nothing_is_taken_back_without_a_reason_nor_on_what_is_so_no_more() -> None:
    _case, _bruno, certificate = issue_certificate()
    with pytest.raises(Stale):
        ask_back(certificate)  # nothing was registered
    supersede_code(code=certificate.code, number=cast.PEDRO_CEDULA, actor=cast.olga(), now=cast.NOW)
    certificate.refresh_from_db()
    with pytest.raises(ValueError, match="reason"):
        ask_back(certificate, reason=" ")
    with pytest.raises(Stale):
        ask_back(certificate, seen="otra cosa")
    asked = ask_back(certificate)
    Code.objects.update(superseded_at=cast.NOW + timedelta(days=2))  # taken back and registered anew meanwhile
    with pytest.raises(Stale):
        agree(agreement=asked, reason="No tiene cédula", actor=nora(), now=LATER)


def somebody_else(names: str, value: str = "EXT9990001") -> Person:
    """Return a person who holds a code and was born on Bruno's day."""
    bruno = Person.objects.get(code__certificates__number=1)
    person = Person.objects.create(
        names=names, birth_date=bruno.birth_date, nationality="PER", created_at=cast.NOW, **prepared_keys(names)
    )
    Code.objects.create(person=person, value=value, issued_at=cast.NOW)
    return person


def test_d27_d19_a_name_is_not_corrected_into_somebody_elses_unseen() -> None:
    """Else a second code for one person needs two papers only: one misspelt name, and its correction."""
    _case, _bruno, certificate = issue_certificate()
    somebody_else("Bruno André Restrepo")
    asked = ask(certificate)
    finding = asked.compared[-1]
    assert finding["field"] == "finding"
    assert finding["shown"] == (
        "Con este nombre se parece a otra persona con código: Bruno André Restrepo, nacida el 14/03/2015. Comparen "
        "antes de confirmar."
    )
    agree(agreement=asked, reason="Son dos: vi los dos pasaportes", actor=nora(), now=LATER)
    assert replace(certificate).facts["names"] == RIGHT


def test_d27_d19_who_got_that_name_meanwhile_is_shown_before_anything_is_replaced() -> None:
    _case, _bruno, certificate = issue_certificate()
    asked = ask(certificate)
    somebody_else(RIGHT)
    with pytest.raises(Stale):
        agree(agreement=asked, reason="Vi el pasaporte", actor=nora(), now=LATER)


def test_d27_d19_who_got_that_name_after_the_second_agreed_is_shown_before_anything_is_replaced() -> None:
    _case, _bruno, certificate = issue_certificate()
    agree(agreement=ask(certificate), reason="Vi el pasaporte", actor=nora(), now=LATER)
    somebody_else(RIGHT)
    with pytest.raises(Stale):
        replace(certificate)
    assert Certificate.objects.get().state == "in_force"
