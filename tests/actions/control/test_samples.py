"""The second look at issued codes (D35): drawn with the code, agreed, or opened, and then the person is heard."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from tests import cast
from tests.smtp import post_office
from tests.stages import control, desk
from tests.stages.control import WHY
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.cases.reversals import LeftOut, NotHeardYet, reopen_solicitud
from vinculo.actions.control.samples import (
    HearingOver,
    NotAllowedError,
    agree_with_sample,
    answer_sample,
    keep_code,
    open_sample,
)
from vinculo.actions.mail.delivery import deliver_due
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.queries.cases.certificates import verify_certificate
from vinculo.queries.control.samples import list_samples
from vinculo.queries.shared.marks import mark_of
from vinculo.records.models import Certificate, Event, Message, Role, Sample, Staff

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "words": "Ese es el apellido de mi madre.",
    "papers": "Partida original",
    "said_on": date(2026, 11, 30),
}
OPENING: dict[str, Any] = {"reason": WHY, "now": cast.NOW, "random_source": random.Random(4)}
SLIP: dict[str, Any] = {"reason": "wrong_papers", "words": "Se valoró mal la partida."}


def acts() -> list[str]:
    return list(Event.objects.filter(subject="sample").order_by("pk").values_list("act", flat=True))


def annul(sample: Sample, actor: Staff | None = None, now: Any = cast.NOW, left_out: LeftOut | None = None) -> None:
    cast.remedy()
    solicitud = sample.certificate.solicitud
    reopen_solicitud(solicitud=solicitud, actor=actor or cast.sara(), now=now, left_out=left_out, **SLIP)


# the draw


def test_d35_the_first_codes_of_an_officer_are_drawn_with_the_code() -> None:
    certificate = control.issue_certificate()
    sample = Sample.objects.get(certificate=certificate)
    assert (sample.why, sample.state, sample.issued_by, sample.agency) == (
        "new_officer",
        "waiting",
        cast.olga(),
        cast.agency(),
    )
    event = Event.objects.get(act="sample_drawn")
    assert (event.subject_id, event.actor, event.fields) == (sample.pk, None, ["why:new_officer"])


def test_d35_after_the_first_ones_the_seeded_source_draws(settings: Any) -> None:
    settings.SAMPLE_FIRST = 0
    settings.SAMPLE_PERCENT = 100
    assert Sample.objects.get(certificate=control.issue_certificate()).why == "drawn"


def test_d35_what_is_not_drawn_is_not_looked_at(settings: Any) -> None:
    settings.SAMPLE_FIRST = settings.SAMPLE_PERCENT = 0
    control.issue_certificate()
    assert (Sample.objects.count(), acts()) == (0, [])


def test_d35_the_same_seed_draws_the_same(settings: Any) -> None:
    settings.SAMPLE_FIRST, settings.SAMPLE_PERCENT = 0, 50
    drawn = []
    for seed in (1, 2, 3, 4, 5, 6):
        with transaction.atomic():
            control.issue_certificate(seed)
            drawn.append(Sample.objects.count())
            transaction.set_rollback(True)
    assert drawn == [1, 1, 0, 1, 0, 1]


def test_d35_a_code_that_is_not_issued_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("vinculo.actions.cases.issuing.conclude_visit", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        control.issue_certificate()
    assert (Sample.objects.count(), Certificate.objects.count()) == (0, 0)


def test_d35_issue_pressed_twice_draws_once() -> None:
    certificate = control.issue_certificate()
    bruno = certificate.solicitud
    issue_code(solicitud=bruno, version=0, actor=cast.olga(), now=cast.NOW, random_source=random.Random(2))
    assert Sample.objects.count() == 1


# who


def test_d35_the_list_counts_by_centre_with_the_age_and_leaves_out_what_one_issued_oneself() -> None:
    control.draw_sample()
    listed = list_samples(cast.sara(), cast.NOW + timedelta(days=3, hours=1))
    assert [(each.agency, each.count, each.days) for each in listed.counts] == [(cast.agency(), 1, 3)]
    assert [(each.sample.pk, each.days, each.heard) for each in listed.lines] == [(Sample.objects.get().pk, 3, False)]
    Staff.objects.filter(username="olga").update(role=Role.SUPERVISOR)
    assert list_samples(Staff.objects.get(username="olga"), cast.NOW).lines == []


def test_d35_what_is_open_for_annulment_stands_first_in_the_list() -> None:
    opened = control.open_annulment()
    again = Certificate.objects.get(pk=opened.certificate_id)
    again.pk, again.number, again.token, again.state = None, 2, "e" * 32, "annulled"
    again.save(force_insert=True)
    older = Sample.objects.get(pk=opened.pk)
    older.pk, older.certificate, older.token, older.state = None, again, "f" * 32, "waiting"
    older.opened_by = older.opened_at = older.answer_until = None
    older.reason, older.told_by, older.drawn_at = "", "", cast.NOW - timedelta(days=2)
    older.save(force_insert=True)
    lines = list_samples(cast.sara(), cast.NOW).lines
    assert [(each.sample.pk, each.days) for each in lines] == [(opened.pk, 0), (older.pk, 2)]


def test_d35_nobody_looks_again_at_what_they_issued() -> None:
    sample = control.draw_sample()
    Staff.objects.filter(username="olga").update(role=Role.SUPERVISOR)
    olga = Staff.objects.get(username="olga")
    for act, words in ((agree_with_sample, {"note": ""}), (open_sample, {"reason": WHY})):
        with pytest.raises(NotYours):
            act(sample=sample, actor=olga, now=cast.NOW, **words)
    with pytest.raises(NotYours):
        annul(sample, olga)
    with pytest.raises(IntegrityError, match="sample_by_another"), transaction.atomic():
        Sample.objects.update(state="agreed", decided_by=olga, decided_at=cast.NOW)


def test_d35_only_who_supervises_the_centre_decides() -> None:
    sample = control.draw_sample()
    other = cast.agency("Centro Guayaquil", "Guayas", "09")
    there = Staff.objects.create_user("tomas", role=Role.SUPERVISOR, agency=other)
    for staff in (there, cast.lucia(), cast.alicia(), cast.olga()):
        with pytest.raises(NotYours):
            agree_with_sample(sample=sample, note="", actor=staff, now=cast.NOW)
    nation = Staff.objects.create_user("nacional", role=Role.SUPERVISOR, territory="nation")
    assert agree_with_sample(sample=sample, note="", actor=nation, now=cast.NOW).state == "agreed"


# agreed


def test_d35_agreed_is_the_end_of_it_with_an_event_and_no_mail() -> None:
    sample = control.draw_sample()
    mails = Message.objects.count()
    agreed = agree_with_sample(sample=sample, note="Papeles en orden", actor=cast.sara(), now=cast.NOW)
    assert (agreed.state, agreed.decided_by, agreed.note) == ("agreed", cast.sara(), "Papeles en orden")
    assert acts() == ["sample_drawn", "sample_agreed"]
    assert Message.objects.count() == mails
    with pytest.raises(NotAllowedError):
        open_sample(sample=sample, reason=WHY, actor=control.rosa(), now=cast.NOW)


def test_d35_what_another_decided_meanwhile_is_stale_and_a_second_click_is_no_second_act() -> None:
    sample = control.draw_sample()
    read = mark_of(sample)
    for _click in range(2):
        agree_with_sample(sample=sample, note="", actor=cast.sara(), now=cast.NOW, read=read)
    with pytest.raises(Stale):
        open_sample(sample=sample, reason=WHY, actor=control.rosa(), now=cast.NOW, read=read)
    assert acts() == ["sample_drawn", "sample_agreed"]


# opened: the code stays valid, the person is told and heard


def test_d35_opened_with_a_reason_leaves_the_code_valid_and_tells_the_registered_mailbox_over_smtp() -> None:
    sample = control.open_annulment()
    assert (sample.state, sample.opened_by, sample.answer_until) == ("opened", cast.sara(), date(2026, 12, 14))
    shown = verify_certificate(sample.certificate.token)
    assert shown is not None
    assert shown.state == "in_force"
    Message.objects.exclude(kind="sample_opened").delete()
    with post_office() as (letters, gateway):
        assert deliver_due(gateway=gateway, clock=lambda: cast.NOW, random_source=random.Random(1)) == 1
    (letter,) = letters.arrived
    assert letter["To"] == control.REGISTERED  # who owns the mailbox that was typed answers for nobody
    body = letter.get_body(("plain",))
    text = body.get_content() if body else ""
    assert (WHY in text, f"/revision/{sample.token}/" in text, "14/12/2026" in text) == (True, True, True)
    assert ("Bruno" in text, sample.certificate.code.value in text) == (False, False)


def test_d35_without_a_registered_mailbox_the_link_goes_to_the_one_that_was_typed() -> None:
    sample = Sample.objects.get(certificate=control.issue_certificate(email=""))
    open_sample(sample=sample, reason=WHY, actor=cast.sara(), now=cast.NOW)
    assert Message.objects.get(kind="sample_opened").recipient == "ana@ejemplo.com"


def test_d35_without_a_reason_nothing_is_opened() -> None:
    sample = control.draw_sample()
    with pytest.raises(ValueError, match="a reason is kept"):
        open_sample(sample=sample, reason=" ", actor=cast.sara(), now=cast.NOW)
    with pytest.raises(IntegrityError, match="sample_opened_with_reason"), transaction.atomic():
        Sample.objects.update(
            state="opened", opened_by=cast.sara(), opened_at=cast.NOW, answer_until=date(2026, 12, 14)
        )


def test_d35_nothing_is_annulled_before_the_person_answered_or_the_days_are_over() -> None:
    sample = control.open_annulment()
    with pytest.raises(NotHeardYet) as refused:
        annul(sample)
    assert refused.value.until == date(2026, 12, 14)
    with pytest.raises(NotHeardYet):
        annul(sample, now=cast.NOW + timedelta(days=14))
    annul(sample, now=cast.NOW + timedelta(days=15))
    sample.refresh_from_db()
    sample.certificate.refresh_from_db()
    assert (sample.state, sample.certificate.state) == ("annulled", "annulled")
    assert acts() == ["sample_drawn", "sample_opened", "sample_annulled"]


def test_d35_that_a_certificate_is_annulled_is_told_to_both_mailboxes() -> None:
    annul(control.draw_sample(), left_out=control.SAME_DAY)
    told = Message.objects.filter(kind="reversal_solicitud").values_list("recipient", flat=True)
    assert sorted(told) == [control.REGISTERED, "ana@ejemplo.com"]


def test_d35_after_the_answer_the_existing_reversal_annuls() -> None:
    sample = control.open_annulment()
    answer_sample(sample=sample, words="Ese es mi segundo apellido.", now=cast.NOW)
    annul(sample, control.rosa())
    sample.refresh_from_db()
    assert (sample.state, sample.decided_by, sample.answer) == (
        "annulled",
        control.rosa(),
        "Ese es mi segundo apellido.",
    )


def test_d35_the_answer_is_kept_once_and_in_time() -> None:
    sample = control.open_annulment()
    with pytest.raises(HearingOver):
        answer_sample(sample=sample, words="Tarde", now=cast.NOW + timedelta(days=15))
    answer_sample(sample=sample, words="Es correcto.", now=cast.NOW)
    with pytest.raises(HearingOver):
        answer_sample(sample=sample, words="Otra cosa.", now=cast.NOW)
    sample.refresh_from_db()
    assert sample.answer == "Es correcto."
    event = Event.objects.get(act="sample_answered")
    assert (event.actor, event.actor_kind, event.subject_id) == (None, "person", sample.pk)


def test_d35_a_code_that_stands_after_all_is_told() -> None:
    sample = control.open_annulment()
    kept = keep_code(sample=sample, note="La partida es correcta.", actor=control.rosa(), now=cast.NOW)
    assert (kept.state, kept.certificate.state) == ("kept", "in_force")
    told = Message.objects.filter(kind="sample_kept").values_list("recipient", flat=True)
    assert sorted(told) == ["ana.registrada@ejemplo.com", "ana@ejemplo.com"]
    with pytest.raises(HearingOver):
        answer_sample(sample=sample, words="Es correcto.", now=cast.NOW)


def test_d35_a_reversal_for_another_reason_ends_the_look() -> None:
    sample = control.draw_sample()
    annul(sample, left_out=control.SAME_DAY)
    sample.refresh_from_db()
    assert (sample.state, sample.decided_by) == ("annulled", cast.sara())
    assert list_samples(control.rosa(), cast.NOW).lines == []


# the fences


@pytest.mark.parametrize(
    ("values", "fence"),
    [
        ({"reason": "Otro"}, "sample_said_for_ever"),
        ({"answer_until": date(2026, 12, 1)}, "sample_said_for_ever"),
        ({"answer": "Otra"}, "sample_said_for_ever"),
        ({"token_hash": "otro"}, "sample_drawn_for_ever"),
    ],
)
def test_d35_the_database_refuses_to_change_what_was_said(values: dict[str, Any], fence: str) -> None:
    sample = control.open_annulment()
    answer_sample(sample=sample, words="Es correcto.", now=cast.NOW)
    with pytest.raises(Error, match=fence), transaction.atomic():
        Sample.objects.update(**values)


def test_d35_the_database_refuses_to_delete_it_or_to_change_it_once_decided() -> None:
    sample = control.draw_sample()
    with pytest.raises(Error, match="sample_no_delete"), transaction.atomic():
        Sample.objects.filter(pk=sample.pk).delete()
    agree_with_sample(sample=sample, note="", actor=cast.sara(), now=cast.NOW)
    with pytest.raises(Error, match="sample_decided_for_ever"), transaction.atomic():
        Sample.objects.update(state="waiting", decided_by=None, decided_at=None)


# every code issued is told (D35)


def test_d35_every_code_issued_is_told_to_the_registered_mailbox_too_over_smtp() -> None:
    certificate = control.issue_certificate()
    Message.objects.exclude(kind="code_issued").delete()
    with post_office() as (letters, gateway):
        deliver_due(gateway=gateway, clock=lambda: cast.NOW, random_source=random.Random(1))
    assert sorted(letter["To"] for letter in letters.arrived) == ["ana.registrada@ejemplo.com", "ana@ejemplo.com"]
    body = letters.arrived[0].get_body(("plain",))
    assert body is not None
    text = body.get_content()
    case = certificate.solicitud.case
    assert case is not None
    assert (case.reference in text, certificate.solicitud.reference in text) == (True, True)
    assert ("Bruno" in text, certificate.code.value in text, cast.ANA_CODE in text) == (False, False, False)


@pytest.mark.parametrize(
    ("registered", "expected"),
    [
        ("", ["ana@ejemplo.com"]),
        ("ANA@ejemplo.com", ["ANA@ejemplo.com"]),
        ("otra@ejemplo.com", ["ana@ejemplo.com", "otra@ejemplo.com"]),
    ],
)
def test_d35_one_mailbox_is_told_once(registered: str, expected: list[str]) -> None:
    control.issue_certificate(email=registered)
    told = Message.objects.filter(kind="code_issued").values_list("recipient", flat=True)
    assert sorted(told) == expected


def test_d35_without_a_turno_the_registered_mailbox_is_told() -> None:
    cast.ana(email=control.REGISTERED)
    case, bruno = desk.case_of_bruno()
    type(case).objects.filter(pk=case.pk).update(turno=None)
    desk.papers_of_bruno(case, bruno)
    issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1))
    assert list(Message.objects.filter(kind="code_issued").values_list("recipient", flat=True)) == [control.REGISTERED]
