"""Messages to mobiles: written with the act, short, once, off by default (D10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext
from pytest_django import Settings

from tests import cast
from tests.actions.mail.test_outbox import book_turno
from tests.phone_server import PhoneServer, losing_its_answer, phone_server, refusing, service_of
from tests.smtp import post_office
from tests.stages import desk
from vinculo.actions.booking import mails, turnos
from vinculo.actions.booking.reminders import write_reminders
from vinculo.actions.closures import mails as closing_mails
from vinculo.actions.mail import delivery, kinds, outbox
from vinculo.gateways.phone import PhoneGateway
from vinculo.queries.booking import documents
from vinculo.queries.shared.spoken import speaking
from vinculo.records.models import Closing, Draft, Message, Reseating, Turno
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.mail.short_text import fits
from vinculo.rules.shared.languages import Spoken

pytestmark = pytest.mark.django_db
MOBILE = "+593991234567"
PUBLIC = "https://turnos.iess.gob.ec"
SAID = {
    MailKind.CONFIRMATION,
    MailKind.MOVED,
    MailKind.REMINDER_DAY,
    MailKind.RESEATED,
    MailKind.KEPT,
    MailKind.STANDS_AGAIN,
}


@pytest.fixture
def on(settings: Settings) -> None:
    settings.PHONE_MESSAGES, settings.PUBLIC_URL = True, PUBLIC


@pytest.fixture
def server() -> Iterator[PhoneServer]:
    with phone_server() as state:
        yield state


def of_phone() -> list[Message]:
    return list(Message.objects.filter(channel="phone").order_by("pk"))


def deliver(phone: PhoneGateway | None, now: datetime = cast.NOW) -> list[str]:
    """Deliver what is due and return the subjects of the mails."""
    with post_office() as (letters, gateway):
        delivery.deliver_due(gateway=gateway, phone=phone, clock=lambda: now, random_source=Random(1))
    return letters.subjects


def test_off_by_default_nothing_is_written_and_no_page_promises_it(client: Client) -> None:
    turno = book_turno()
    mails.send_move(turno, cast.NOW)
    closing_mails.send_kept(turno, Closing(reason="Motivo"), cast.NOW)
    assert of_phone() == []
    assert "servicio de mensajes" not in client.get(reverse("public:privacy")).content.decode()


@pytest.mark.usefixtures("on")
def test_where_they_are_on_the_privacy_notice_says_who_gets_the_number(client: Client) -> None:
    assert "el servicio de mensajes recibe su número" in client.get(reverse("public:privacy")).content.decode()


@pytest.mark.parametrize("switched_on", [False, True])
def test_the_booking_promises_a_message_only_where_there_is_one(
    client: Client, settings: Settings, switched_on: bool
) -> None:
    settings.PHONE_MESSAGES = switched_on
    with time_machine.travel(cast.NOW, tick=False):
        client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
        page = client.get(reverse("public:booking_contact", args=[Draft.objects.get().token]))
    assert page.status_code == 200
    assert ("Los avisos de su turno llegan también a este celular" in page.content.decode()) is switched_on


@pytest.mark.usefixtures("on")
def test_the_worker_hands_messages_to_the_service_of_the_settings(settings: Settings, server: PhoneServer) -> None:
    settings.PHONE_SERVICE = {**settings.PHONE_SERVICE, "url": server.url, "token": "s3cret"}
    turno = book_turno()
    with post_office() as (letters, gateway), time_machine.travel(cast.NOW, tick=False):
        settings.SMTP_PORT = gateway.server.port
        call_command("deliver_mail")
    assert (letters.subjects, [each["to"] for each in server.questions]) == (
        ["Confirmación del Turno en Línea"],
        [turno.mobile],
    )


@pytest.mark.usefixtures("on")
def test_the_confirmation_goes_to_the_mobile_too_with_the_private_link_and_nothing_of_the_person() -> None:
    turno = book_turno()
    (message,) = of_phone()
    assert (message.recipient, message.kind, message.subject) == (turno.mobile, "confirmation", "")
    assert message.body == (
        "IESS: su turno es el martes 1 de diciembre a las 10:00 en Centro de Atencion Universal Quito. "
        f"Qué traer: {documents.short_link(turno)}"
    )
    assert fits(message.body)
    for secret in (turno.email, turno.presenter_number, turno.affiliate.names, turno.reference):
        assert secret not in message.body


@pytest.mark.usefixtures("on")
def test_without_a_mobile_there_is_a_mail_and_no_message() -> None:
    mails.send_confirmation(desk.turno(mobile=""), cast.NOW)
    assert (of_phone(), Message.objects.count()) == ([], 1)


@pytest.mark.usefixtures("on")
def test_without_an_email_the_message_alone_is_written() -> None:
    mails.send_confirmation(desk.turno(email=""), cast.NOW)
    assert [message.recipient for message in Message.objects.all()] == [MOBILE]


@pytest.mark.usefixtures("on")
def test_a_confirmation_that_is_sent_again_by_mail_rings_no_mobile() -> None:
    turno = book_turno()
    mails.send_confirmation_again(turno=turno, address="192.0.2.1", now=cast.NOW)
    assert len(of_phone()) == 1


def test_the_kinds_that_go_to_a_mobile() -> None:
    assert {kind for kind in MailKind if kinds.mail_of(kind).on_phone} == SAID


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("language", Spoken)
@pytest.mark.parametrize("kind", sorted(SAID))
def test_d10_each_fits_in_one_message_in_every_language(kind: MailKind, language: str) -> None:
    starts = cast.NOW.replace(month=12, day=23, hour=10)  # a Wednesday: the longest day in Spanish
    turno = desk.turno(language=language, starts=starts, ends=starts + timedelta(minutes=15))
    turno.agency.name = "Centro de Atención Universal Portoviejo (Dirección Provincial Manabí)"
    with speaking(language):
        if language != Spoken.SPANISH and gettext(kinds.mail_of(kind).on_phone[-1]) in kinds.mail_of(kind).on_phone:
            pytest.skip("not translated yet")
        message = outbox.compose_for_phone(
            kind=MailKind(kind), number=MOBILE, words=documents.phone_words(turno), now=cast.NOW
        )
    assert (fits(message.body), message.language) == (True, language)
    assert message.body.endswith(documents.short_link(turno))


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("said", ["IESS预约12月23日10:00 ", "IESS：12月23日停办，改期："])
def test_d10_beside_the_short_link_chinese_has_room_for_what_must_be_said(said: str) -> None:
    assert fits(said + documents.short_link(desk.turno()))


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("language", ["es", "fr"])
def test_d10_the_short_link_leads_to_the_page_of_the_turno_in_its_language(client: Client, language: str) -> None:
    turno = desk.turno(language=language)
    prefix = "" if language == "es" else "/fr"
    answer = client.get(documents.short_link(turno).removeprefix(PUBLIC))
    assert (answer.status_code, answer["Location"]) == (302, f"{prefix}/mi-turno/{turno.token}/")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("short", ["x", "A" * 22, "é" * 22, "e" * 32])
def test_a_short_link_to_nothing_is_not_found(client: Client, short: str) -> None:
    assert client.get(f"/t/{short}").status_code == 404


@pytest.mark.usefixtures("on")
def test_it_is_delivered_over_http_and_the_mail_over_smtp(server: PhoneServer) -> None:
    turno = book_turno()
    with service_of(server) as service:
        assert deliver(service) == ["Confirmación del Turno en Línea"]
    (told,) = server.delivered.values()
    assert (told["to"], told["language"], told["text"][:20]) == (turno.mobile, "es", "IESS: su turno es el")
    assert [message.state for message in of_phone()] == ["sent"]


@pytest.mark.usefixtures("on")
def test_never_twice_however_often_its_answer_is_lost(server: PhoneServer) -> None:
    book_turno()
    server.misbehaviours[:] = [losing_its_answer(server), losing_its_answer(server), refusing(500)]
    moment = cast.NOW
    with service_of(server) as service:
        for _ in range(3):
            deliver(service, moment)
            (message,) = of_phone()
            assert message.state == "queued"
            moment = message.next_at
        server.misbehaviours.clear()
        deliver(service, moment)
        assert deliver(service, moment + timedelta(days=1)) == []
    assert (len(server.questions), len(set(server.keys)), len(server.delivered)) == (4, 1, 1)
    assert [(message.state, message.attempts) for message in of_phone()] == [("sent", 4)]


@pytest.mark.usefixtures("on")
def test_a_refused_number_is_told_and_not_tried_again(server: PhoneServer) -> None:
    book_turno()
    server.misbehaviours[:] = [refusing(422, b'{"error": "invalid_number"}')]
    with service_of(server) as service:
        assert deliver(service) == ["Confirmación del Turno en Línea"]
        deliver(service, cast.NOW + timedelta(hours=1))
    (message,) = of_phone()
    assert (message.state, message.last_error, len(server.questions)) == (
        "failed",
        "El servicio de mensajes no acepta este número o este texto: invalid_number",
        1,
    )


@pytest.mark.usefixtures("on")
def test_the_asked_wait_is_kept_and_mails_go_on_meanwhile(server: PhoneServer) -> None:
    for number in range(2):
        mails.send_confirmation(desk.turno(email=f"p{number}@example.com"), cast.NOW)
    server.misbehaviours[:] = [refusing(429, Retry_After="600")]
    with service_of(server) as service:
        assert deliver(service) == ["Confirmación del Turno en Línea"] * 2
    assert len(server.questions) == 1  # the second was not even tried
    assert [message.next_at >= cast.NOW + timedelta(seconds=600) for message in of_phone()] == [True, True]
    assert {message.last_error for message in of_phone()} == {"El servicio de mensajes no está disponible: status 429"}


@pytest.mark.usefixtures("on")
def test_what_waits_is_dropped_once_it_is_true_no_longer(server: PhoneServer) -> None:
    turno = book_turno()
    mails.send_move(turno, cast.NOW)
    turnos.cancel_turno(turno=turno, now=cast.NOW)
    with service_of(server) as service:
        deliver(service)
    assert ([message.state for message in of_phone()], server.questions) == (["dropped", "dropped"], [])


@pytest.mark.usefixtures("on")
def test_a_newer_message_replaces_the_one_before_and_the_mail_is_its_own(server: PhoneServer) -> None:
    turno = book_turno()
    mails.send_move(turno, cast.NOW)
    with service_of(server) as service:
        assert deliver(service) == ["Su turno cambió: Confirmación del Turno en Línea"]
    assert [(message.kind, message.state) for message in of_phone()] == [("confirmation", "dropped"), ("moved", "sent")]


@pytest.mark.usefixtures("on")
def test_what_was_written_before_it_was_switched_off_is_dropped() -> None:
    book_turno()
    assert deliver(None) == ["Confirmación del Turno en Línea"]
    assert [message.state for message in of_phone()] == ["dropped"]


@pytest.mark.usefixtures("on")
def test_a_closing_rings_no_mobile_by_night(server: PhoneServer) -> None:
    night = cast.NOW.replace(hour=23)
    turno = desk.turno(starts=cast.NOW + timedelta(days=3), ends=cast.NOW + timedelta(days=3, minutes=15))
    moved = Reseating(closing=Closing(reason="Motivo"), old_agency=turno.agency, old_starts=turno.starts)
    closing_mails.send_reseated(turno, "lunes", moved, night)
    with service_of(server) as service:
        assert len(deliver(service, night)) == 1  # the mail waits for nobody
        assert server.questions == []
        deliver(service, night + timedelta(hours=8))
    assert [each["text"][:26] for each in server.questions] == ["IESS: por cierre, su turno"]


def in_two_days(email: str = "ana@example.com") -> Turno:
    starts = cast.NOW + timedelta(days=2)
    return desk.turno(starts=starts, ends=starts + timedelta(minutes=15), email=email)


@pytest.mark.usefixtures("on")
def test_the_day_before_the_mobile_is_reminded_once_and_two_hours_before_not(server: PhoneServer) -> None:
    turno = in_two_days()
    for hours in (23, 22, 1):
        write_reminders(now=turno.starts - timedelta(hours=hours))
    assert [(each.kind, each.channel) for each in Message.objects.order_by("pk")] == [
        ("reminder_day", "mail"),
        ("reminder_day", "phone"),
        ("reminder_hours", "mail"),
    ]
    with service_of(server) as service:
        deliver(service, turno.starts - timedelta(hours=1))
    assert [each["text"][:21] for each in server.questions] == ["IESS: recuerde su tur"]


@pytest.mark.usefixtures("on")
def test_who_has_no_email_is_reminded_on_the_mobile(server: PhoneServer) -> None:
    turno = in_two_days(email="")
    now = turno.starts - timedelta(hours=23)
    assert [write_reminders(now=now), write_reminders(now=now)] == [1, 0]
    with service_of(server) as service:
        assert deliver(service, now) == []
    assert [(message.kind, message.state) for message in of_phone()] == [("reminder_day", "sent")]


@pytest.mark.usefixtures("on")
def test_a_reminder_of_a_turno_that_moved_is_dropped(server: PhoneServer) -> None:
    turno = in_two_days()
    write_reminders(now=turno.starts - timedelta(hours=23))
    Turno.objects.filter(pk=turno.pk).update(sequence=1)
    with service_of(server) as service:
        deliver(service, turno.starts - timedelta(hours=22))
    assert ([message.state for message in of_phone()], server.questions) == (["dropped"], [])
