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
from vinculo.actions.cases.reversals import LeftOut, NoRemedy, NotHeardYet, NotToBeLeftOut, reopen_solicitud
from vinculo.actions.control.notices import NeedsReceipt, deliver_notice
from vinculo.actions.control.samples import (
    AlreadyOpened,
    HearingOver,
    NotAllowedError,
    agree_with_sample,
    answer_sample,
    keep_code,
    open_certificate,
    open_sample,
    record_statement,
)
from vinculo.actions.mail.delivery import deliver_due
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.queries.cases.certificates import verify_certificate
from vinculo.queries.control.samples import list_samples
from vinculo.queries.shared.marks import mark_of
from vinculo.records.models import (
    Certificate,
    Event,
    HearingStatement,
    Message,
    PaperNotice,
    Remedy,
    Reversal,
    Role,
    Sample,
    Staff,
)
from vinculo.rules.control.hearing import Unheard
from vinculo.rules.mail.by_hand import HandedBy

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
    certificate = control.issued()
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
    assert Sample.objects.get(certificate=control.issued()).why == "drawn"


def test_d35_what_is_not_drawn_is_not_looked_at(settings: Any) -> None:
    settings.SAMPLE_FIRST = settings.SAMPLE_PERCENT = 0
    control.issued()
    assert (Sample.objects.count(), acts()) == (0, [])


def test_d35_the_same_seed_draws_the_same(settings: Any) -> None:
    settings.SAMPLE_FIRST, settings.SAMPLE_PERCENT = 0, 50
    drawn = []
    for seed in (1, 2, 3, 4, 5, 6):
        with transaction.atomic():
            control.issued(seed)
            drawn.append(Sample.objects.count())
            transaction.set_rollback(True)
    assert drawn == [1, 1, 0, 1, 0, 1]


def test_d35_a_code_that_is_not_issued_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("vinculo.actions.cases.issuing.conclude_visit", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        control.issued()
    assert (Sample.objects.count(), Certificate.objects.count()) == (0, 0)


def test_d35_issue_pressed_twice_draws_once() -> None:
    certificate = control.issued()
    bruno = certificate.solicitud
    issue_code(solicitud=bruno, version=0, actor=cast.olga(), now=cast.NOW, random_source=random.Random(2))
    assert Sample.objects.count() == 1


# who


def test_d35_the_list_counts_by_centre_with_the_age_and_leaves_out_what_one_issued_oneself() -> None:
    control.drawn()
    listed = list_samples(cast.sara(), cast.NOW + timedelta(days=3, hours=1))
    assert [(each.agency, each.count, each.days) for each in listed.counts] == [(cast.agency(), 1, 3)]
    assert [(each.sample.pk, each.days, each.heard) for each in listed.lines] == [(Sample.objects.get().pk, 3, False)]
    Staff.objects.filter(username="olga").update(role=Role.SUPERVISOR)
    assert list_samples(Staff.objects.get(username="olga"), cast.NOW).lines == []


def test_d35_what_is_open_for_annulment_stands_first_in_the_list() -> None:
    opened = control.opened()
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
    sample = control.drawn()
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
    sample = control.drawn()
    other = cast.agency("Centro Guayaquil", "Guayas", "09")
    there = Staff.objects.create_user("tomas", role=Role.SUPERVISOR, agency=other)
    for staff in (there, cast.lucia(), cast.alicia(), cast.olga()):
        with pytest.raises(NotYours):
            agree_with_sample(sample=sample, note="", actor=staff, now=cast.NOW)
    nation = Staff.objects.create_user("nacional", role=Role.SUPERVISOR, territory="nation")
    assert agree_with_sample(sample=sample, note="", actor=nation, now=cast.NOW).state == "agreed"


# agreed


def test_d35_agreed_is_the_end_of_it_with_an_event_and_no_mail() -> None:
    sample = control.drawn()
    mails = Message.objects.count()
    agreed = agree_with_sample(sample=sample, note="Papeles en orden", actor=cast.sara(), now=cast.NOW)
    assert (agreed.state, agreed.decided_by, agreed.note) == ("agreed", cast.sara(), "Papeles en orden")
    assert acts() == ["sample_drawn", "sample_agreed"]
    assert Message.objects.count() == mails
    with pytest.raises(NotAllowedError):
        open_sample(sample=sample, reason=WHY, actor=control.rosa(), now=cast.NOW)


def test_d35_what_another_decided_meanwhile_is_stale_and_a_second_click_is_no_second_act() -> None:
    sample = control.drawn()
    read = mark_of(sample)
    for _click in range(2):
        agree_with_sample(sample=sample, note="", actor=cast.sara(), now=cast.NOW, read=read)
    with pytest.raises(Stale):
        open_sample(sample=sample, reason=WHY, actor=control.rosa(), now=cast.NOW, read=read)
    assert acts() == ["sample_drawn", "sample_agreed"]


# opened: the code stays valid, the person is told and heard


def test_d35_opened_with_a_reason_leaves_the_code_valid_and_tells_the_registered_mailbox_over_smtp() -> None:
    sample = control.opened()
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
    sample = Sample.objects.get(certificate=control.issued(email=""))
    open_sample(sample=sample, reason=WHY, actor=cast.sara(), now=cast.NOW)
    assert Message.objects.get(kind="sample_opened").recipient == "ana@ejemplo.com"


def test_d35_without_any_mailbox_a_notice_is_printed_and_the_days_run_from_the_day_it_is_handed_over() -> None:
    sample = control.opened_on_paper()
    assert (sample.state, sample.told_by, sample.answer_until) == ("opened", "paper", None)
    assert not Message.objects.filter(kind="sample_opened").exists()
    notice = PaperNotice.objects.get()
    assert (notice.kind, notice.sample, notice.agency, notice.due) == (
        "sample_opened",
        sample,
        cast.agency(),
        date(2026, 12, 7),
    )
    said = [
        words in notice.body for words in (WHY, "10 días hábiles", "de palabra o por escrito", "/revision/", "Bruno")
    ]
    assert said == [True, True, True, False, False]
    weeks = cast.NOW + timedelta(days=60)
    with pytest.raises(NotHeardYet) as refused:
        annul(sample, now=weeks)  # nobody told her: no days have passed
    assert refused.value.until is None
    with pytest.raises(NeedsReceipt):
        deliver_notice(notice=notice, by=HandedBy.PHONE, words="Se le leyó", actor=cast.olga(), now=cast.NOW)
    given: dict[str, Any] = {
        "notice": notice,
        "by": HandedBy.HAND,
        "words": "Ana Restrepo, firmó",
        "actor": cast.olga(),
    }
    deliver_notice(**given, now=cast.NOW + timedelta(days=1))
    sample.refresh_from_db()
    assert sample.answer_until == date(2026, 12, 15)
    event = Event.objects.get(act="notice_delivered")
    assert (event.actor, event.fields) == (cast.olga(), ["kind:sample_opened", "by:hand"])
    with pytest.raises(Stale):
        deliver_notice(**given, now=weeks)
    annul(sample, now=weeks)
    sample.refresh_from_db()
    assert sample.state == "annulled"


def test_d35_the_database_keeps_what_a_notice_says_and_that_it_was_handed_over() -> None:
    control.opened_on_paper()
    with pytest.raises(Error, match="paper_notice_for_ever"), transaction.atomic():
        PaperNotice.objects.update(body="Otra cosa")
    notice = PaperNotice.objects.get()
    deliver_notice(notice=notice, by=HandedBy.HAND, words="Ana, firmó", actor=cast.olga(), now=cast.NOW)
    with pytest.raises(Error, match="paper_notice_for_ever"), transaction.atomic():
        PaperNotice.objects.update(handed_by="post")


def test_d35_only_the_centre_hands_its_notices_over() -> None:
    notice = PaperNotice.objects.get(sample=control.opened_on_paper())
    other = cast.agency("Centro Guayaquil", "Guayas", "09")
    there = Staff.objects.create_user("tomas", role=Role.OFFICER, agency=other)
    for staff in (there, cast.lucia(), cast.alicia()):
        with pytest.raises(NotYours):
            deliver_notice(notice=notice, by=HandedBy.HAND, words="Ana", actor=staff, now=cast.NOW)


def test_d35_without_a_reason_nothing_is_opened() -> None:
    sample = control.drawn()
    with pytest.raises(ValueError, match="a reason is kept"):
        open_sample(sample=sample, reason=" ", actor=cast.sara(), now=cast.NOW)
    with pytest.raises(IntegrityError, match="sample_opened_with_reason"), transaction.atomic():
        Sample.objects.update(
            state="opened", opened_by=cast.sara(), opened_at=cast.NOW, answer_until=date(2026, 12, 14)
        )


def test_d35_nothing_is_annulled_before_the_person_answered_or_the_days_are_over() -> None:
    sample = control.opened()
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


def test_d35_no_certificate_is_annulled_without_a_hearing_drawn_or_not() -> None:
    for sample in (Sample(certificate=control.not_drawn()), control.drawn_again()):
        with pytest.raises(NotHeardYet) as refused:
            annul(sample)
        assert refused.value.until is None
        assert Certificate.objects.get(pk=sample.certificate.pk).state == "in_force"


def test_d35_any_certificate_is_opened_and_then_annulled_as_one_of_the_sample() -> None:
    certificate = control.not_drawn()
    values: dict[str, Any] = {
        "certificate": certificate,
        "reason": WHY,
        "now": cast.NOW,
        "random_source": random.Random(4),
    }
    sample = open_certificate(actor=cast.sara(), **values)
    assert (sample.why, sample.state, sample.opened_by, sample.answer_until) == (
        "supervisor",
        "opened",
        cast.sara(),
        date(2026, 12, 14),
    )
    assert Message.objects.get(kind="sample_opened").recipient == control.REGISTERED
    assert open_certificate(actor=cast.sara(), **values) == sample  # a second click
    with pytest.raises(AlreadyOpened):
        open_certificate(actor=control.rosa(), **values)
    with pytest.raises(NotHeardYet):
        annul(sample)
    annul(sample, now=cast.NOW + timedelta(days=15))
    assert Certificate.objects.get().state == "annulled"
    with pytest.raises(NotAllowedError):
        open_certificate(actor=cast.sara(), **values)


def test_d35_a_code_that_was_kept_or_agreed_with_can_be_opened_again() -> None:
    sample = control.drawn()
    agree_with_sample(sample=sample, note="", actor=cast.sara(), now=cast.NOW)
    values: dict[str, Any] = {
        "certificate": sample.certificate,
        "reason": WHY,
        "now": cast.NOW,
        "random_source": random.Random(4),
    }
    again = open_certificate(actor=cast.sara(), **values)
    assert (again.pk == sample.pk, again.why, Sample.objects.count()) == (False, "supervisor", 2)


def test_d35_who_issued_a_code_and_who_does_not_supervise_open_nothing() -> None:
    certificate = control.not_drawn()
    Staff.objects.filter(username="olga").update(role=Role.SUPERVISOR)
    for staff in (Staff.objects.get(username="olga"), cast.lucia(), cast.alicia()):
        with pytest.raises(NotYours):
            open_certificate(
                certificate=certificate, reason=WHY, actor=staff, now=cast.NOW, random_source=random.Random(4)
            )
        with pytest.raises(NotYours):
            annul(Sample(certificate=certificate), staff, left_out=control.SAME_DAY)


def test_d35_a_slip_of_the_same_day_is_annulled_unheard_with_the_reason_and_on_no_other_day() -> None:
    certificate = control.not_drawn()
    with pytest.raises(NotToBeLeftOut):
        annul(Sample(certificate=certificate), now=cast.NOW + timedelta(days=1), left_out=control.SAME_DAY)
    with pytest.raises(ValueError, match="a reason is kept"):
        annul(Sample(certificate=certificate), left_out=LeftOut(Unheard.SAME_DAY, " "))
    annul(Sample(certificate=certificate), left_out=control.SAME_DAY)
    made = Reversal.objects.get()
    assert (made.unheard, made.unheard_words) == ("same_day", control.SAME_DAY.words)
    assert Event.objects.get(act="solicitud_reversed").fields == ["status", "reason:wrong_papers", "unheard:same_day"]


def test_d35_at_the_persons_own_request_the_hearing_is_left_out_on_any_day() -> None:
    asked = LeftOut(Unheard.OWN_REQUEST, "Escrito del 3 de diciembre, con su firma.")
    annul(control.opened(), now=cast.NOW + timedelta(days=4), left_out=asked)
    assert (Reversal.objects.get().unheard, Sample.objects.get().state) == ("own_request", "annulled")


def test_d35_a_reason_for_no_hearing_is_kept_with_words() -> None:
    annul(control.drawn(), left_out=control.SAME_DAY)
    with pytest.raises(IntegrityError, match="reversal_unheard_with_words"), transaction.atomic():
        Reversal.objects.update(unheard_words="")


def test_d35_the_mail_of_an_annulment_names_its_basis_the_remedy_and_its_term() -> None:
    sample = control.opened()
    record_statement(sample=sample, **SAID, actor=cast.olga(), now=cast.NOW)
    annul(sample)
    for sent in Message.objects.filter(kind="reversal_solicitud"):
        assert "Base legal: Código Orgánico Administrativo" in sent.body
        assert "recurso de apelación. Ante quién: la Dirección Provincial. Plazo: diez días." in sent.body


def test_d35_while_the_institution_named_no_remedy_nothing_is_annulled_after_a_hearing() -> None:
    sample = control.opened()
    record_statement(sample=sample, **SAID, actor=cast.olga(), now=cast.NOW)
    Remedy.objects.all().delete()
    with pytest.raises(NoRemedy):
        reopen_solicitud(solicitud=sample.certificate.solicitud, actor=cast.sara(), now=cast.NOW, **SLIP)
    sample.refresh_from_db()
    assert sample.state == "opened"


def test_d35_what_the_person_says_at_the_counter_is_a_hearing_and_is_kept_for_ever() -> None:
    sample = control.opened()
    said = record_statement(sample=sample, **SAID, actor=cast.olga(), now=cast.NOW)
    sample.refresh_from_db()
    assert (said.recorded_by, said.papers, sample.heard_at) == (cast.olga(), SAID["papers"], cast.NOW)
    event = Event.objects.get(act="sample_heard")
    assert (event.actor, event.subject_id) == (cast.olga(), sample.pk)
    with pytest.raises(Error, match="hearing_statement_no_update"), transaction.atomic():
        HearingStatement.objects.update(words="Otra cosa")
    with pytest.raises(Error, match="hearing_statement_no_delete"), transaction.atomic():
        HearingStatement.objects.all().delete()
    record_statement(sample=sample, **SAID, actor=control.rosa(), now=cast.NOW)  # whoever supervises writes too
    annul(sample)
    with pytest.raises(HearingOver):
        record_statement(sample=sample, **SAID, actor=cast.olga(), now=cast.NOW)


def test_d35_a_statement_says_something_on_a_day_since_the_opening_at_this_centre() -> None:
    sample = control.opened()
    for wrong in ({"words": " "}, {"said_on": date(2026, 12, 1)}, {"said_on": date(2026, 11, 29)}):
        with pytest.raises(ValueError, match="a statement says something"):
            record_statement(sample=sample, **(SAID | wrong), actor=cast.olga(), now=cast.NOW)
    elsewhere = Staff.objects.create_user(
        "tomas", role=Role.OFFICER, agency=cast.agency("Centro Guayaquil", "Guayas", "09")
    )
    with pytest.raises(NotYours):
        record_statement(sample=sample, **SAID, actor=elsewhere, now=cast.NOW)
    assert HearingStatement.objects.count() == 0


def test_d35_that_a_certificate_is_annulled_is_told_to_both_mailboxes() -> None:
    annul(control.drawn(), left_out=control.SAME_DAY)
    told = Message.objects.filter(kind="reversal_solicitud").values_list("recipient", flat=True)
    assert sorted(told) == [control.REGISTERED, "ana@ejemplo.com"]


def test_d35_after_the_answer_the_existing_reversal_annuls() -> None:
    sample = control.opened()
    answer_sample(sample=sample, words="Ese es mi segundo apellido.", now=cast.NOW)
    annul(sample, control.rosa())
    sample.refresh_from_db()
    assert (sample.state, sample.decided_by, sample.answer) == (
        "annulled",
        control.rosa(),
        "Ese es mi segundo apellido.",
    )


def test_d35_the_answer_is_kept_once_and_in_time() -> None:
    sample = control.opened()
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
    sample = control.opened()
    kept = keep_code(sample=sample, note="La partida es correcta.", actor=control.rosa(), now=cast.NOW)
    assert (kept.state, kept.certificate.state) == ("kept", "in_force")
    told = Message.objects.filter(kind="sample_kept").values_list("recipient", flat=True)
    assert sorted(told) == ["ana.registrada@ejemplo.com", "ana@ejemplo.com"]
    with pytest.raises(HearingOver):
        answer_sample(sample=sample, words="Es correcto.", now=cast.NOW)


def test_d35_a_reversal_for_another_reason_ends_the_look() -> None:
    sample = control.drawn()
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
        ({"token": "otro"}, "sample_drawn_for_ever"),
    ],
)
def test_d35_the_database_refuses_to_change_what_was_said(values: dict[str, Any], fence: str) -> None:
    sample = control.opened()
    answer_sample(sample=sample, words="Es correcto.", now=cast.NOW)
    with pytest.raises(Error, match=fence), transaction.atomic():
        Sample.objects.update(**values)


def test_d35_the_database_refuses_to_delete_it_or_to_change_it_once_decided() -> None:
    sample = control.drawn()
    with pytest.raises(Error, match="sample_no_delete"), transaction.atomic():
        Sample.objects.filter(pk=sample.pk).delete()
    agree_with_sample(sample=sample, note="", actor=cast.sara(), now=cast.NOW)
    with pytest.raises(Error, match="sample_decided_for_ever"), transaction.atomic():
        Sample.objects.update(state="waiting", decided_by=None, decided_at=None)


# every code issued is told (D35)


def test_d35_every_code_issued_is_told_to_the_registered_mailbox_too_over_smtp() -> None:
    certificate = control.issued()
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
    control.issued(email=registered)
    told = Message.objects.filter(kind="code_issued").values_list("recipient", flat=True)
    assert sorted(told) == expected


def test_d35_without_a_turno_the_registered_mailbox_is_told() -> None:
    cast.ana(email=control.REGISTERED)
    case, bruno = desk.case_of_bruno()
    type(case).objects.filter(pk=case.pk).update(turno=None)
    desk.papers_of_bruno(case, bruno)
    issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1))
    assert list(Message.objects.filter(kind="code_issued").values_list("recipient", flat=True)) == [control.REGISTERED]
