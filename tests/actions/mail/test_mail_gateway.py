"""The conversation with mail servers: TLS, log-in, answers, and servers that say nothing (S24)."""

from __future__ import annotations

import shutil
import smtplib
import socket
from pathlib import Path

import pytest
from pytest_django import Settings

from tests import cast
from tests.smtp import PASSWORD, USER, Letters, certificate, free_port, post_office, running
from tests.stages.mail import write_mail
from vinculo.actions.mail import delivery, outbox
from vinculo.gateways.letter import Attachment, OutgoingMail, compose
from vinculo.gateways.mail import Server, SmtpGateway, judge_answer
from vinculo.gateways.sending import SendingDelayed, SendingRefused, ServerDown

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl program")


def mail(subject: str = "Prueba", body: str = "Hola", recipient: str = "ana@example.com") -> OutgoingMail:
    files = (Attachment(name="constancia-ñ.pdf", content=b"%PDF-\x00\xff", maintype="application", subtype="pdf"),)
    return OutgoingMail(
        sender="IESS Turnos ñ <turnos@example.com>",
        recipient=recipient,
        subject=subject,
        body=body,
        message_id="<1@example.com>",
        date=cast.NOW,
        attachments=files,
    )


def test_what_is_written_arrives_letter_for_letter() -> None:
    body = "Señora Nguyễn:\n\n«¿Está?» " + "palabra " * 300 + "\n.\nhttps://example.com/" + "a" * 120
    with post_office() as (letters, gateway):
        gateway.send(mail("Confirmación del Turno en Línea · " + "ñ" * 120, body))
    (letter,) = letters.arrived
    read = letter.get_body(("plain",))
    assert read is not None
    assert read.get_content().replace("\r\n", "\n") == body + "\n"
    assert letter["Subject"] == "Confirmación del Turno en Línea · " + "ñ" * 120
    assert letter["From"] == "IESS Turnos ñ <turnos@example.com>"
    assert letter["Message-ID"] == "<1@example.com>"
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_payload(decode=True)) == ("constancia-ñ.pdf", b"%PDF-\x00\xff")


@pytest.mark.django_db
def test_a_subject_with_a_line_break_leaves_as_one_header() -> None:
    subject = write_mail(subject="Hola\r\nBcc: thief@example.com").subject
    with post_office() as (letters, gateway):
        gateway.send(mail(subject))
    (letter,) = letters.arrived
    assert (letter["Subject"], letter["Bcc"]) == ("Hola Bcc: thief@example.com", None)


def test_an_international_domain_goes_in_its_coded_form() -> None:
    assert compose(mail(recipient="ana@correo.españa"))["To"] == "ana@correo.xn--espaa-rta"


def test_it_greets_with_the_public_name_of_the_house(settings: Settings) -> None:
    greetings = {"https://turnos.iess.gob.ec": "turnos.iess.gob.ec", "http://127.0.0.1:8000": "[127.0.0.1]"}
    for address, expected in greetings.items():
        settings.PUBLIC_URL = address
        settings.SMTP_PORT = free_port()
        with running(Letters(), settings.SMTP_PORT) as letters, delivery.configured_gateway() as gateway:
            gateway.send(mail())
        assert letters.names == {expected}


@needs_openssl
def refusal_of(gateway: SmtpGateway) -> str:
    """Send a mail, and return why the server did not take it; nothing when it did."""
    try:
        gateway.send(mail())
    except ServerDown as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("trusted", "password", "outcome"),
    [(True, PASSWORD, None), (True, "otra", "535"), (False, PASSWORD, "SSLCertVerificationError")],
)
def test_encrypted_only_to_a_server_that_is_who_it_says(
    security: str, trusted: bool, password: str, outcome: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, context = certificate(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
    port = free_port()
    gateway = SmtpGateway(Server(host="127.0.0.1", port=port, user=USER, password=password, security=security))
    with running(Letters(), port, **{security: context}) as letters, gateway:
        refusal = refusal_of(gateway)
    assert (refusal != "", (outcome or "") in refusal) == (outcome is not None, True)
    assert (len(letters.arrived), set(letters.logins)) == {
        None: (1, {True}),
        "535": (0, {False}),
        "SSLCertVerificationError": (0, set()),
    }[outcome]


@pytest.mark.parametrize(
    ("where", "answer", "fate"),
    [
        ("answers", "550 5.1.1 no such user", SendingRefused),
        ("answers", "550 5.7.1 relaying denied", SendingDelayed),
        ("answers", "530 5.7.0 log in first", SendingDelayed),
        ("answers", "452 4.2.2 mailbox full", SendingDelayed),
        ("answers", "421 4.3.2 shutting down", SendingDelayed),
        ("to_data", "554 5.6.0 content", SendingRefused),
        ("to_data", "451 4.3.0 later", SendingDelayed),
        ("to_mail", "550 5.1.8 who are you", ServerDown),
        ("to_mail", "451 4.3.0 later", SendingDelayed),
        ("to_mail", "552 5.3.4 too large", SendingRefused),
    ],
)
def test_every_answer_has_its_meaning_and_the_next_mail_goes_through(
    where: str, answer: str, fate: type[Exception]
) -> None:
    with post_office() as (letters, gateway):
        setattr(letters, where, [answer])
        with pytest.raises(fate) as caught:
            gateway.send(mail())
        assert (type(caught.value), str(caught.value)) == (fate, answer)
        gateway.send(mail("Segunda"))
    assert letters.subjects == ["Segunda"]


def test_a_server_that_says_nothing_is_given_up_after_a_while() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with SmtpGateway(Server(host="127.0.0.1", port=port, timeout=0.2)) as gateway, pytest.raises(ServerDown):
            gateway.send(mail())


def test_a_conversation_that_breaks_off_is_a_delay_and_the_next_one_is_new() -> None:
    port = free_port()
    with SmtpGateway(Server(host="127.0.0.1", port=port)) as gateway:
        with running(Letters(), port):
            gateway.send(mail())
        with pytest.raises(SendingDelayed):
            gateway.send(mail())
        with running(Letters(), port) as letters:
            gateway.send(mail("De nuevo"))
    assert letters.subjects == ["De nuevo"]


def test_what_is_no_answer_at_all_is_a_delay() -> None:
    assert type(judge_answer(smtplib.SMTPServerDisconnected("gone"))) is SendingDelayed


def test_a_server_prints_no_password() -> None:
    assert PASSWORD not in repr(Server(host="a", port=1, user=USER, password=PASSWORD))


BRIEF = 0.3  # seconds: what stands for the twenty of every answer


@pytest.mark.parametrize("security", ["none", pytest.param("starttls", marks=needs_openssl)])
def test_d36_a_server_that_is_slow_after_the_last_dot_is_waited_for_and_nobody_gets_it_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    letters, port, context = Letters(), free_port(), None
    if security == "starttls":
        made, context = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
    letters.slow_after_data = 3 * BRIEF
    login = {"user": USER, "password": PASSWORD} if context else {}
    server = Server(host="127.0.0.1", port=port, security=security, timeout=BRIEF, last_answer=60, **login)
    with running(letters, port, starttls=context), SmtpGateway(server) as gateway:
        gateway.send(mail("Una"))
        assert gateway._line is not None
        assert gateway._line.sock is not None
        assert gateway._line.sock.gettimeout() == BRIEF  # what comes next has its ordinary time
        gateway.send(mail("Otra"))
    assert letters.subjects == ["Una", "Otra"]
    assert len(letters.sessions) == 1


def test_d36_all_other_answers_have_their_ordinary_time() -> None:
    letters, port = Letters(), free_port()
    letters.slow_after_data = 3 * BRIEF
    server = Server(host="127.0.0.1", port=port, timeout=BRIEF, last_answer=BRIEF)
    with (
        running(letters, port),
        SmtpGateway(server) as gateway,
        pytest.raises(SendingDelayed, match="SMTPServerDisconnected"),
    ):
        gateway.send(mail())
    assert Server(host="h", port=1).last_answer == 600
    assert outbox.IN_HAND.total_seconds() > 600 + 5 * Server(host="h", port=1).timeout
