"""The outbox: what is written, leased, dropped and kept (S24, S25, S08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests import cast
from tests.stages.booking import DAY, hold_seat, mailed_code, ready, set_contact, start_draft
from tests.stages.mail import write_mail
from vinculo.actions.booking import drafts, mails, turnos
from vinculo.actions.mail import outbox
from vinculo.records.models import Event, Message, Turno

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def book_turno() -> Turno:
    draft = ready()
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=1)[0])
    return turnos.confirm_turno(draft=draft, now=cast.NOW)


def take_messages(now: datetime = cast.NOW) -> list[int]:
    return [each.pk for each in outbox.take_due(now=now)]


def lease_message(message: Message, now: datetime = cast.NOW) -> Message:
    """Return the message as the worker who has its lease sees it."""
    due = next(each for each in outbox.take_due(now=now) if each.pk == message.pk)
    renewed = outbox.renew(message=due, now=now)
    assert renewed is not None
    return renewed


def dead(message: Message) -> bool:
    return outbox.is_dead(Message.objects.select_related("turno", "draft").get(pk=message.pk))


def test_s08_whatever_is_written_closes_with_the_contact() -> None:
    assert write_mail().body == (
        "Hola\n\n-- \nInstituto Ecuatoriano de Seguridad Social\nAtención al Ciudadano\n"
        "atencionalusuario@iess.gob.ec · 593 23945666"
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hola\r\nBcc: thief@example.com", "Hola Bcc: thief@example.com"),
        ("Hola\x85\u2028X: y\x00", "Hola X: y"),
        ("lado \u202ecambiado\u200b", "lado cambiado"),
        ("  Confirmación   ñ  ", "Confirmación ñ"),
        ("x" * 5000, "x" * 200),
    ],
)
def test_a_subject_is_one_line_that_hides_nothing(typed: str, kept: str) -> None:
    assert write_mail(subject=typed).subject == kept


def test_an_enormous_body_is_cut_and_still_has_the_contact() -> None:
    message = write_mail(body="a\x00" * 1_000_000)
    assert message.body == "a" * outbox.MOST_BODY + "\n\n" + outbox.signature()


def test_a_lease_keeps_a_second_worker_away_until_it_runs_out() -> None:
    message = write_mail()
    assert take_messages() == [message.pk]
    assert take_messages(cast.NOW + outbox.LEASE - SECOND) == []
    assert take_messages(cast.NOW + outbox.LEASE) == [message.pk]


def test_the_oldest_are_taken_first_and_no_more_than_asked() -> None:
    later, first, second = (
        write_mail(now=cast.NOW),
        write_mail(now=cast.NOW - 2 * SECOND),
        write_mail(now=cast.NOW - SECOND),
    )
    assert [each.pk for each in outbox.take_due(now=cast.NOW, limit=2)] == [first.pk, second.pk]
    assert take_messages() == [later.pk]


def test_what_is_due_later_waits() -> None:
    message = write_mail(now=cast.NOW + SECOND)
    assert (take_messages(), take_messages(cast.NOW + SECOND)) == ([], [message.pk])


def test_a_worker_that_lost_its_lease_neither_sends_nor_writes() -> None:
    message = write_mail()
    (slow,) = outbox.take_due(now=cast.NOW)
    (quick,) = outbox.take_due(now=cast.NOW + outbox.LEASE)
    assert outbox.renew(message=slow, now=cast.NOW + outbox.LEASE) is None
    outbox.record_failure(message=slow, error="late", now=cast.NOW, jitter=0)
    outbox.record_refusal(message=slow, error="late")
    outbox.drop(message=slow)
    outbox.release(message=slow)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.leased_until) == ("queued", 0, quick.leased_until)


def test_what_was_sent_is_sent_no_matter_who_has_the_lease() -> None:
    message = write_mail()
    (slow,) = outbox.take_due(now=cast.NOW)
    (quick,) = outbox.take_due(now=cast.NOW + outbox.LEASE)
    outbox.record_sent(message=slow, now=cast.NOW + outbox.LEASE)
    assert outbox.renew(message=quick, now=cast.NOW + outbox.LEASE) is None
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_renewed_lease_is_whole_again() -> None:
    message = lease_message(write_mail(), cast.NOW)
    renewed = outbox.renew(message=message, now=cast.NOW + 90 * SECOND)
    assert renewed is not None
    assert renewed.leased_until == cast.NOW + 90 * SECOND + outbox.LEASE
    assert take_messages(cast.NOW + outbox.LEASE) == []


def test_s24_it_is_tried_for_three_days_and_then_visibly_failed_with_its_reason() -> None:
    message, now, tries = write_mail(), cast.NOW, 0
    while message.state == "queued":
        again = outbox.record_failure(message=lease_message(message, now), error="nobody answers", now=now, jitter=0)
        message.refresh_from_db()
        now, tries = again or now, tries + 1
    waited = message.next_at - message.created_at
    assert timedelta(days=2, hours=23) < waited <= timedelta(days=3)
    assert (message.state, message.attempts, message.last_error) == ("failed", tries, "nobody answers")
    assert message.body.startswith("Hola")


def test_what_failed_is_sent_again_by_hand_once_and_written_down() -> None:
    message = write_mail()
    outbox.record_refusal(message=lease_message(message), error="550 no")
    later = cast.NOW + timedelta(days=4)
    for _ in range(2):
        message = outbox.send_again(message=message, now=later, actor=cast.olga())
    assert (message.state, message.attempts, message.next_at, message.last_error) == ("queued", 0, later, "")
    events = Event.objects.filter(act="mail_sent_again")
    assert list(events.values_list("subject", "subject_id", "actor__username")) == [("message", message.pk, "olga")]


def test_s25_a_code_is_never_kept_after_its_mail_has_left_or_failed() -> None:
    cast.ana()
    ends: list[Callable[[Message], None]] = [
        lambda message: outbox.record_sent(message=message, now=cast.NOW),
        lambda message: outbox.record_refusal(message=message, error="550 no"),
        lambda message: outbox.drop(message=message),
    ]
    for end in ends:
        draft = set_contact(start_draft())
        message = Message.objects.get(draft=draft)
        assert mailed_code(draft) in message.body
        end(lease_message(message))
        message.refresh_from_db()
        assert message.body == ""
        assert outbox.send_again(message=message, now=cast.NOW).state != "queued"


def test_s25_the_time_of_a_code_counts_from_its_sending() -> None:
    cast.ana()
    draft = set_contact(start_draft())
    code, message = mailed_code(draft), Message.objects.get(draft=draft)
    after_the_outage = cast.NOW + timedelta(hours=2)
    outbox.record_sent(message=lease_message(message, after_the_outage), now=after_the_outage)
    verified = drafts.verify_email(draft=draft, code=code, address="a", now=after_the_outage + timedelta(minutes=29))
    assert verified.verified_at is not None


def test_s25_sending_gives_no_new_time_to_a_code_that_was_used() -> None:
    cast.ana()
    draft = set_contact(start_draft())
    message = lease_message(Message.objects.get(draft=draft))
    drafts.verify_email(draft=draft, code=mailed_code(draft), address="a", now=cast.NOW)
    draft.refresh_from_db()
    until = draft.code_expires_at
    outbox.record_sent(message=message, now=cast.NOW + timedelta(hours=1))
    draft.refresh_from_db()
    assert draft.code_expires_at == until


def test_a_code_that_was_replaced_or_used_is_not_sent() -> None:
    cast.ana()
    draft = set_contact(start_draft())
    set_contact(draft, "ana.otra@example.com")
    old, new = Message.objects.filter(draft=draft).order_by("pk")
    assert (dead(old), dead(new)) == (True, False)
    drafts.verify_email(draft=draft, code=mailed_code(draft), address="a", now=cast.NOW)
    assert dead(new)
    draft.delete()
    assert dead(new)


def test_a_code_of_somebody_else_replaces_nothing() -> None:
    cast.ana()
    first, second = set_contact(start_draft()), set_contact(start_draft(), "pedro@example.com")
    assert [dead(Message.objects.get(draft=draft)) for draft in (first, second)] == [False, False]


def test_a_newer_confirmation_replaces_the_one_that_waits() -> None:
    turno = book_turno()
    first = Message.objects.get(turno=turno)
    mails.send_move(turno, cast.NOW + SECOND)
    second = Message.objects.get(turno=turno, kind="moved")
    assert (dead(first), dead(second)) == (True, False)
