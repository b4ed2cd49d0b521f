"""No issued code is annulled before its person was heard: any code, by mail, on paper, at the counter (D35)."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from tests import cast
from tests.stages import control
from tests.stages.control import WHY
from vinculo.actions.cases.reversals import LeftOut, NoRemedy, NotHeardYet, NotToBeLeftOut, reopen_solicitud
from vinculo.actions.control.notices import NeedsReceipt, deliver_notice
from vinculo.actions.control.samples import (
    AlreadyOpened,
    HearingOver,
    NotAllowedError,
    agree_with_sample,
    open_certificate,
    record_statement,
)
from vinculo.actions.shared.guards import NotYours, Stale
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
    sample = control.draw_sample()
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
    annul(control.open_annulment(), now=cast.NOW + timedelta(days=4), left_out=asked)
    assert (Reversal.objects.get().unheard, Sample.objects.get().state) == ("own_request", "annulled")


def test_d35_a_reason_for_no_hearing_is_kept_with_words() -> None:
    annul(control.draw_sample(), left_out=control.SAME_DAY)
    with pytest.raises(IntegrityError, match="reversal_unheard_with_words"), transaction.atomic():
        Reversal.objects.update(unheard_words="")


def test_d35_the_mail_of_an_annulment_names_its_basis_the_remedy_and_its_term() -> None:
    sample = control.open_annulment()
    record_statement(sample=sample, **SAID, actor=cast.olga(), now=cast.NOW)
    annul(sample)
    for sent in Message.objects.filter(kind="reversal_solicitud"):
        assert "Base legal: Código Orgánico Administrativo" in sent.body
        assert "recurso de apelación. Ante quién: la Dirección Provincial. Plazo: diez días." in sent.body


def test_d35_while_the_institution_named_no_remedy_nothing_is_annulled_after_a_hearing() -> None:
    sample = control.open_annulment()
    record_statement(sample=sample, **SAID, actor=cast.olga(), now=cast.NOW)
    Remedy.objects.all().delete()
    with pytest.raises(NoRemedy):
        reopen_solicitud(solicitud=sample.certificate.solicitud, actor=cast.sara(), now=cast.NOW, **SLIP)
    sample.refresh_from_db()
    assert sample.state == "opened"


def test_d35_what_the_person_says_at_the_counter_is_a_hearing_and_is_kept_for_ever() -> None:
    sample = control.open_annulment()
    said = record_statement(sample=sample, **SAID, actor=cast.olga(), now=cast.NOW)
    sample.refresh_from_db()
    assert (said.recorded_by, said.papers, sample.heard_at) == (cast.olga(), SAID["papers"], cast.NOW)
    event = Event.objects.get(act="sample_heard")
    assert (event.actor, event.subject_id) == (cast.olga(), sample.pk)
    with pytest.raises(Error, match="hearing_statement_no_update"), transaction.atomic():
        HearingStatement.objects.update(words="Otra cosa")
    with pytest.raises(Error, match="hearing_statement_no_delete"), transaction.atomic():
        HearingStatement.objects.all().delete()
    record_statement(sample=sample, **SAID, actor=control.rosa(), now=cast.NOW)  # the person who supervises writes too
    annul(sample)
    with pytest.raises(HearingOver):
        record_statement(sample=sample, **SAID, actor=cast.olga(), now=cast.NOW)


def test_d35_a_statement_says_something_on_a_day_since_the_opening_at_this_centre() -> None:
    sample = control.open_annulment()
    for wrong in ({"words": " "}, {"said_on": date(2026, 12, 1)}, {"said_on": date(2026, 11, 29)}):
        with pytest.raises(ValueError, match="a statement says something"):
            record_statement(sample=sample, **(SAID | wrong), actor=cast.olga(), now=cast.NOW)
    elsewhere = Staff.objects.create_user(
        "tomas", role=Role.OFFICER, agency=cast.agency("Centro Guayaquil", "Guayas", "09")
    )
    with pytest.raises(NotYours):
        record_statement(sample=sample, **SAID, actor=elsewhere, now=cast.NOW)
    assert HearingStatement.objects.count() == 0
