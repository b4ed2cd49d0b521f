"""Delivering the outbox over a real SMTP server (S24, S08, S30)."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import Random
from typing import Any

import pytest
from django.db import OperationalError
from icalendar import Calendar

from tests import cast
from tests.actions.mail.test_outbox import book_turno
from tests.documents.reading import text_of
from tests.smtp import free_port, post_office
from tests.stages.booking import set_contact, start_draft
from tests.stages.mail import write_mail
from vinculo.actions.booking import mails, turnos
from vinculo.actions.mail import delivery, outbox
from vinculo.documents import confirmation
from vinculo.gateways.letter import OutgoingMail
from vinculo.gateways.mail import MailGateway, Server, SmtpGateway
from vinculo.records.models import Message

pytestmark = pytest.mark.django_db
CONTACT = ["Atención al Ciudadano", "atencionalusuario@iess.gob.ec", "593 23945666"]


def deliver(gateway: MailGateway, now: datetime = cast.NOW) -> int:
    return delivery.deliver_due(gateway=gateway, clock=lambda: now, random_source=Random(1))


def states() -> list[tuple[str, str, int]]:
    return list(Message.objects.order_by("pk").values_list("kind", "state", "attempts"))


def nobody() -> SmtpGateway:
    return SmtpGateway(Server(host="127.0.0.1", port=free_port()))


def test_s24_the_code_arrives_under_exactly_this_subject() -> None:
    cast.ana()
    draft = set_contact(start_draft())
    with post_office() as (letters, gateway):
        assert deliver(gateway) == 1
    (letter,) = letters.arrived
    assert (letter["Subject"], letter["To"]) == ("Verificar IESS turno online", "ana@example.com")
    assert (letter["Auto-Submitted"], letter.get_content_type()) == ("auto-generated", "multipart/alternative")
    assert letter["Date"].datetime == cast.NOW
    text = letter.get_body(("plain",))
    assert text is not None
    assert re.search(r"^ +\d{6}\r?$", text.get_content(), re.M)
    message = Message.objects.get(draft=draft)
    assert (message.state, message.body, message.sent_at) == ("sent", "", cast.NOW)


def test_s08_every_kind_of_mail_has_the_contact() -> None:
    cast.ana()
    set_contact(start_draft("0000000000"), "otra@example.com")
    turno = book_turno()
    with post_office() as (letters, gateway):
        deliver(gateway)
        mails.send_move(turno, cast.NOW)
        deliver(gateway)
        turnos.cancel_turno(turno=turno, now=cast.NOW)
        mails.send_replacement(turno, "ana@example.com", cast.NOW)
        deliver(gateway)
    sent = Message.objects.filter(state="sent").order_by("pk")
    kinds = [message.kind for message in sent]
    assert kinds == ["verification", "confirmation", "moved", "cancelled", "replaced"]
    bodies = [letter.get_body(("plain",)) for letter in letters.arrived]
    present = [[part in (body.get_content() if body else "") for part in CONTACT] for body in bodies]
    assert present == [[True] * 3] * 5


def test_s24_a_mail_server_that_is_down_delays_and_never_loses() -> None:
    messages = [write_mail(subject=f"Prueba {number}") for number in range(3)]
    port = free_port()
    with SmtpGateway(Server(host="127.0.0.1", port=port)) as down:
        assert deliver(down) == 3
        assert deliver(down) == 0  # not due yet: they wait
    assert states() == [("complaint_answer", "queued", 1)] * 3
    messages[0].refresh_from_db()
    assert messages[0].last_error == "El servidor de correo no está disponible: ConnectionRefusedError"
    again = Message.objects.order_by("-next_at")[0].next_at
    assert timedelta(seconds=5) <= again - cast.NOW <= timedelta(seconds=6)
    with post_office(port) as (letters, gateway):
        assert (deliver(gateway, again), deliver(gateway, again)) == (3, 0)
    assert sorted(letters.subjects) == ["Prueba 0", "Prueba 1", "Prueba 2"]
    assert states() == [("complaint_answer", "sent", 2)] * 3


def test_a_server_that_is_down_is_asked_once_for_a_batch() -> None:
    for _ in range(3):
        write_mail()

    class Counting(SmtpGateway):
        asked = 0

        def send(self, mail: OutgoingMail) -> None:
            Counting.asked += 1
            super().send(mail)

    deliver(Counting(Server(host="127.0.0.1", port=free_port())))
    assert Counting.asked == 1


def test_a_batch_goes_over_one_connection() -> None:
    for _ in range(3):
        write_mail()
    with post_office() as (letters, gateway):
        deliver(gateway)
    assert (len(letters.arrived), len(letters.sessions)) == (3, 1)


def test_after_days_of_failure_it_is_visible_and_can_be_sent_again() -> None:
    message = write_mail()
    Message.objects.filter(pk=message.pk).update(created_at=cast.NOW - timedelta(days=4), attempts=50)
    with nobody() as gateway:
        deliver(gateway)
    assert states() == [("complaint_answer", "failed", 51)]
    outbox.send_again(message=message, now=cast.NOW)
    with post_office() as (letters, gateway):
        deliver(gateway)
    assert letters.subjects == ["Prueba"]


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ("450 4.2.1 later", "queued", "El servidor de correo pidió intentarlo más tarde: 450 4.2.1 later"),
        (
            "550 5.1.1 no such user",
            "failed",
            "El servidor de correo no acepta este correo o esta dirección: 550 5.1.1 no such user",
        ),
    ],
)
def test_s24_a_passing_refusal_waits_and_a_permanent_one_is_told(answer: str, state: str, reason: str) -> None:
    message = write_mail()
    with post_office() as (letters, gateway):
        letters.answers = [answer]
        deliver(gateway)
        message.refresh_from_db()
        assert (message.state, message.attempts, message.last_error, letters.arrived) == (state, 1, reason, [])
        deliver(gateway, message.next_at)
    assert len(letters.arrived) == (state == "queued")


def test_one_refused_address_does_not_hold_up_the_others() -> None:
    for recipient in ("nobody@example.com", "ana@example.com"):
        write_mail(recipient)
    with post_office() as (letters, gateway):
        letters.answers = ["550 no"]
        deliver(gateway)
    assert [letter["To"] for letter in letters.arrived] == ["ana@example.com"]


def test_a_document_that_cannot_be_made_holds_up_nobody_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    turno = book_turno()
    broken = Message.objects.get(turno=turno)
    write_mail()

    def fails(*facts: object) -> bytes:
        raise ZeroDivisionError

    with post_office() as (letters, gateway):
        with monkeypatch.context() as patch:
            patch.setattr(confirmation, "render_in", fails)
            deliver(gateway)
        assert letters.subjects == ["Prueba"]
        broken.refresh_from_db()
        assert (broken.state, broken.attempts) == ("queued", 1)
        assert broken.last_error == "No se pudo preparar el correo: ZeroDivisionError"
        deliver(gateway, broken.next_at)
    assert letters.subjects == ["Prueba", "Confirmación del Turno en Línea"]


def entry_of(letter: EmailMessage) -> tuple[str, str, Any]:
    """Return the method that header and calendar name, and the event."""
    part = list(letter.iter_attachments())[-1]
    calendar = Calendar.from_ical(part.get_content())
    (event,) = calendar.walk("VEVENT")
    return part["Content-Type"].params["method"], str(calendar["METHOD"]), event


def test_s30_the_confirmation_brings_its_pdf_and_its_calendar_entry() -> None:
    turno = book_turno()
    with post_office() as (letters, gateway):
        deliver(gateway)
    (letter,) = letters.arrived
    files = [(part.get_filename(), part.get_content_type()) for part in letter.iter_attachments()]
    assert files == [
        (f"turno-{turno.reference}.pdf", "application/pdf"),
        (f"turno-{turno.reference}.ics", "text/calendar"),
    ]
    content = next(letter.iter_attachments()).get_payload(decode=True)
    assert isinstance(content, bytes)
    assert turno.reference in text_of(content)
    header, method, event = entry_of(letter)
    assert (header, method, event["DTSTART"].dt) == ("PUBLISH", "PUBLISH", turno.starts)


def test_the_mail_of_a_cancelled_turno_takes_it_out_of_the_calendar() -> None:
    turno = book_turno()
    with post_office() as (letters, gateway):
        deliver(gateway)
        turnos.cancel_turno(turno=turno, now=cast.NOW)
        deliver(gateway)
    (*asked, old), (*cancelled, new) = map(entry_of, letters.arrived)
    assert (asked, old["STATUS"], old["SEQUENCE"]) == (["PUBLISH"] * 2, "CONFIRMED", 0)
    assert (cancelled, new["STATUS"], new["SEQUENCE"], new["UID"]) == (["CANCEL"] * 2, "CANCELLED", 1, old["UID"])


def test_nothing_is_sent_for_a_dead_turno_but_that_it_is_dead() -> None:
    turno = book_turno()
    turnos.cancel_turno(turno=turno, now=cast.NOW)
    with post_office() as (letters, gateway):
        deliver(gateway)
    assert letters.subjects == ["Su turno fue cancelado"]
    assert states() == [("verification", "dropped", 0), ("confirmation", "dropped", 0), ("cancelled", "sent", 1)]


def test_a_turno_that_ends_while_the_batch_runs_is_seen_at_the_moment_of_sending() -> None:
    write_mail()
    turno = book_turno()

    class Cancelling(SmtpGateway):
        def send(self, mail: OutgoingMail) -> None:
            if mail.subject == "Prueba":
                turnos.cancel_turno(turno=turno, now=cast.NOW)
            super().send(mail)

    with post_office() as (letters, gateway):
        deliver(Cancelling(gateway.server))
    assert letters.subjects == ["Prueba"]


@pytest.mark.parametrize(
    "address", ["ana@exa mple.com\r\nBcc: y@example.com", "ana", "@", "ñandú@example.com", "a@" + "x" * 80 + ".com", ""]
)
def test_an_address_that_no_mail_can_go_to_is_refused_visibly(address: str) -> None:
    message = write_mail(address)
    with post_office() as (letters, gateway):
        deliver(gateway)
    message.refresh_from_db()
    assert (message.state, message.last_error, letters.arrived) == ("failed", "La dirección no es válida.", [])


def test_it_is_the_same_mail_however_often_it_is_tried() -> None:
    message, other = write_mail(), write_mail()
    ids = [delivery.build_mail(each, cast.NOW + timedelta(hours=1)).message_id for each in (message, message, other)]
    assert ids[0] == ids[1] != ids[2]


def test_asked_to_stop_it_gives_back_what_it_has_not_begun() -> None:
    for _ in range(3):
        write_mail()
    answers = iter([False, True])
    with post_office() as (letters, gateway):
        done = delivery.deliver_due(
            gateway=gateway, clock=lambda: cast.NOW, random_source=Random(1), stopped=lambda: next(answers)
        )
        assert (done, len(letters.arrived)) == (1, 1)
        assert deliver(gateway) == 2  # at once: nobody has to wait for a lease to run out


def test_a_worker_that_crashes_after_sending_sends_the_same_mail_again(monkeypatch: pytest.MonkeyPatch) -> None:
    write_mail()

    def away(**given: object) -> None:
        raise OperationalError

    with post_office() as (letters, gateway):
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "record_sent", away)
            with pytest.raises(OperationalError):
                deliver(gateway)
        assert deliver(gateway) == 0  # its lease stands
        assert deliver(gateway, cast.NOW + outbox.IN_HAND) == 1
    first, second = letters.arrived
    assert first["Message-ID"] == second["Message-ID"]


def test_the_log_tells_everything_but_who(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="vinculo.mail")
    for recipient in ("ana@example.com", "no@example.com", "later@example.com", "a b@example.com"):
        write_mail(recipient)
    with post_office() as (letters, gateway):
        letters.answers = ["250 OK", "550 <no@example.com> unknown", "450 <later@example.com> busy"]
        deliver(gateway)
    told = [record.getMessage() for record in caplog.records if record.name == "vinculo.mail"]
    assert len(told) == 4
    assert [line for line in told if "@" in line or "example" in line] == []
