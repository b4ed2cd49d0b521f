"""More time for a correction: once, by the officer, asked for in time even if nobody answers (D7)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.actions.cases.test_corrections import AFTER, LAST, LONGER, on, one
from vinculo.actions.cases import mails
from vinculo.actions.cases.corrections import (
    AlreadyExtended,
    NothingPending,
    TermOver,
    ask_extension,
    end_terms,
    extend_term,
)
from vinculo.actions.mail.kinds import mail_of
from vinculo.actions.shared.guards import NotYours
from vinculo.documents.facts import NoticeFacts, NoticeKind
from vinculo.queries.booking.documents import notice_facts
from vinculo.records.models import Decision, Extension, Message

pytestmark = pytest.mark.django_db


def test_d7_the_officer_gives_more_time_once_from_the_last_day_on_with_notice_and_mail() -> None:
    _, bruno, correction = one()
    decision = extend_term(solicitud=bruno, actor=cast.olga(), now=on(LAST))
    facts = NoticeFacts.from_json(decision.facts)
    assert (facts.kind, facts.last_day, facts.days) == (NoticeKind.EXTENSION, LONGER, 5)
    assert facts.items == NoticeFacts.from_json(correction.facts).items
    bruno.refresh_from_db()
    assert (bruno.status, bruno.answer_until) == ("correction_pending", LONGER)
    sent = Message.objects.get(kind="extension")
    assert (mail_of(sent.kind).attachment, notice_facts(sent).last_day) == ((mails.attach_notice,), LONGER)
    with pytest.raises(AlreadyExtended):
        extend_term(solicitud=bruno, actor=cast.olga(), now=on(LAST))
    with pytest.raises(AlreadyExtended):
        ask_extension(correction=correction, now=on(LAST))
    assert end_terms(now=on(LONGER)) == 0
    assert end_terms(now=on(date(2026, 12, 22))) == 1


def test_d7_asked_online_twice_is_one_request_and_the_officer_grants_it() -> None:
    _, bruno, correction = one()
    first = ask_extension(correction=correction, now=on(LAST))
    assert ask_extension(correction=correction, now=on(LAST, 10)) == first
    decision = extend_term(solicitud=bruno, actor=cast.olga(), now=AFTER)  # a day late: not the person's fault
    first.refresh_from_db()
    assert (first.online, first.granted) == (True, decision)
    bruno.refresh_from_db()
    assert bruno.answer_until == LONGER


def test_d7_asked_in_time_and_answered_by_nobody_is_granted_and_told() -> None:
    _, bruno, correction = one()
    ask_extension(correction=correction, now=on(LAST))
    assert end_terms(now=AFTER) == 0
    bruno.refresh_from_db()
    assert (bruno.status, bruno.answer_until) == ("correction_pending", LONGER)
    granted = Decision.objects.get(kind="extension")
    assert (granted.decided_by, NoticeFacts.from_json(granted.facts).officer) == (None, "")
    assert Message.objects.filter(kind="extension").count() == 1
    assert end_terms(now=on(date(2026, 12, 22))) == 1


def test_d7_after_the_end_there_is_nothing_to_extend() -> None:
    _, bruno, correction = one()
    with pytest.raises(TermOver):
        ask_extension(correction=correction, now=AFTER)
    with pytest.raises(TermOver):
        extend_term(solicitud=bruno, actor=cast.olga(), now=AFTER)
    end_terms(now=AFTER)
    with pytest.raises(NothingPending):
        extend_term(solicitud=bruno, actor=cast.olga(), now=AFTER)
    assert Extension.objects.count() == 0


def test_d7_the_database_keeps_one_extension_of_a_correction() -> None:
    _, _, correction = one()
    ask_extension(correction=correction, now=cast.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(correction=correction, online=False, asked_at=cast.NOW)


def test_d7_only_an_officer_of_the_agency_gives_more_time() -> None:
    _, bruno, _ = one()
    for other in (cast.alicia(), cast.sara()):
        with pytest.raises(NotYours):
            extend_term(solicitud=bruno, actor=other, now=cast.NOW)
