"""Mail: the outbox over a real SMTP server (S24, S08, S30)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from random import Random

import pytest

from tests import cast
from tests.actions.test_booking import DAY, begun, contacted, held, ready
from tests.smtp import free_port, post_office
from vinculo.actions import booking, delivery, mailing
from vinculo.gateways.mail import MailGateway, Server, SmtpGateway
from vinculo.records.models import Message, Turno

pytestmark = pytest.mark.django_db


def deliver(gateway: MailGateway, now: datetime = cast.NOW) -> int:
    return delivery.deliver_due(gateway=gateway, clock=lambda: now, random_source=Random(1))


def written(recipient: str = "ana@example.com", subject: str = "Prueba", kind: str = "test") -> Message:
    return mailing.enqueue(kind=kind, recipient=recipient, subject=subject, body="Hola", now=cast.NOW)


def confirmed() -> Turno:
    draft = ready()
    held(draft, cast.slots(cast.agency(), DAY, times=1)[0])
    return booking.confirm(draft=draft, now=cast.NOW)


def test_s24_the_code_arrives_under_exactly_this_subject() -> None:
    cast.ana()
    draft = contacted(begun())
    with post_office() as (letters, gateway):
        assert deliver(gateway) == 1
    (letter,) = letters.arrived
    assert (letter["Subject"], letter["To"]) == ("Verificar IESS turno online", "ana@example.com")
    body = letter.get_content()
    code = re.search(r"\b\d{6}\b", body)
    assert code
    message = Message.objects.get(draft=draft)
    assert (message.state, message.body) == ("sent", "")


def test_s08_every_mail_bears_the_contact() -> None:
    confirmed()
    with post_office() as (letters, gateway):
        deliver(gateway)
    assert len(letters.arrived) == 2
    for letter in letters.arrived:
        body = letter.get_body(("plain",))
        assert body is not None
        for part in ["Atención al Ciudadano", "atencionalusuario@iess.gob.ec", "593 23945666"]:
            assert part in body.get_content()


def test_s24_a_mail_server_that_is_down_delays_and_never_loses() -> None:
    message = written()
    port = free_port()
    with SmtpGateway(Server(host="127.0.0.1", port=port)) as nobody:
        deliver(nobody)
        assert deliver(nobody) == 0  # not due yet: it waits
    message.refresh_from_db()
    assert (message.state, message.attempts, message.leased_until) == ("queued", 1, None)
    assert message.next_at > cast.NOW
    with post_office(port) as (letters, gateway):
        assert deliver(gateway, message.next_at) == 1
        assert deliver(gateway, message.next_at) == 0
    assert [letter["Subject"] for letter in letters.arrived] == ["Prueba"]


def test_after_days_of_failure_it_is_visible_and_can_be_sent_again() -> None:
    message = written()
    Message.objects.filter(pk=message.pk).update(created_at=cast.NOW - timedelta(days=4), attempts=50)
    with SmtpGateway(Server(host="127.0.0.1", port=free_port())) as nobody:
        deliver(nobody)
    message.refresh_from_db()
    assert message.state == "failed"
    mailing.send_again(message=message, now=cast.NOW)
    with post_office() as (letters, gateway):
        deliver(gateway)
    assert len(letters.arrived) == 1


@pytest.mark.parametrize(("answer", "state"), [("450 later", "queued"), ("550 no such user", "failed")])
def test_a_passing_refusal_waits_and_a_permanent_one_is_told(answer: str, state: str) -> None:
    message = written()
    with post_office() as (letters, gateway):
        letters.answers = [answer]
        deliver(gateway)
    message.refresh_from_db()
    assert (message.state, letters.arrived) == (state, [])
    assert message.last_error == answer


def test_one_refused_address_does_not_hold_up_the_others() -> None:
    written("nobody@example.com")
    written("ana@example.com")
    with post_office() as (letters, gateway):
        letters.answers = ["550 no"]
        deliver(gateway)
    assert [letter["To"] for letter in letters.arrived] == ["ana@example.com"]


def test_s30_the_confirmation_brings_its_pdf_and_its_calendar_entry() -> None:
    turno = confirmed()
    with post_office() as (letters, gateway):
        deliver(gateway)
    letter = letters.arrived[-1]
    files = {part.get_filename(): part.get_content_type() for part in letter.iter_attachments()}
    assert files == {f"turno-{turno.reference}.pdf": "application/pdf", f"turno-{turno.reference}.ics": "text/calendar"}


def test_nothing_is_sent_for_a_dead_turno_but_that_it_is_dead() -> None:
    turno = confirmed()
    Message.objects.filter(kind="verification").delete()
    booking.cancel(turno=turno, now=cast.NOW)
    with post_office() as (letters, gateway):
        deliver(gateway)
    assert [letter["Subject"] for letter in letters.arrived] == ["Su turno fue cancelado"]
    assert list(Message.objects.order_by("id").values_list("kind", "state")) == [
        ("confirmation", "dropped"),
        ("cancelled", "sent"),
    ]


def test_a_lease_keeps_a_second_worker_away_until_it_runs_out() -> None:
    message = written()
    assert [each.pk for each in mailing.take_due(now=cast.NOW)] == [message.pk]
    assert mailing.take_due(now=cast.NOW) == []
    later = cast.NOW + mailing.LEASE
    assert [each.pk for each in mailing.take_due(now=later)] == [message.pk]


def test_a_line_break_in_a_subject_begins_no_header() -> None:
    written(subject="Hola\r\nBcc: thief@example.com")
    with post_office() as (letters, gateway):
        deliver(gateway)
    (letter,) = letters.arrived
    assert (letter["Subject"], letter["Bcc"]) == ("Hola Bcc: thief@example.com", None)


def test_an_address_that_no_header_can_hold_is_refused_visibly() -> None:
    message = written("ana@exa mple.com\r\nX: y")
    with post_office() as (letters, gateway):
        deliver(gateway)
    message.refresh_from_db()
    assert (message.state, letters.arrived) == ("failed", [])


def test_it_is_the_same_mail_however_often_it_is_tried() -> None:
    message = written()
    first = delivery.outgoing(message, cast.NOW)
    assert delivery.outgoing(message, cast.NOW + timedelta(hours=1)).message_id == first.message_id
