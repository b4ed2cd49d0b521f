"""The demo mailbox: real mails through the real sink, and nothing where there is no demo."""

from __future__ import annotations

import re
import shutil
import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.actions.mail.test_delivery import deliver
from tests.actions.mail.test_outbox import book_turno
from tests.smtp import free_port
from tests.stages.mail import write_mail
from vinculo.gateways.mail import Server, SmtpGateway
from vinculo.gateways.sink import controller
from vinculo.records.models import Message

pytestmark = pytest.mark.django_db
Send = Callable[[], None]


@pytest.fixture
def sink(settings: Settings, tmp_path: Path) -> Iterator[int]:
    """Run the sink of the demo and return its port."""
    settings.DEMO, settings.DEMO_MAILBOX = True, tmp_path / "data" / "mailbox"
    port = free_port()
    server = controller(settings.DEMO_MAILBOX, port)
    server.start()
    yield port
    server.stop()


@pytest.fixture
def send(sink: int) -> Send:
    """Deliver the outbox to the sink."""

    def work() -> None:
        with SmtpGateway(Server(host="127.0.0.1", port=sink)) as gateway:
            deliver(gateway)

    return work


def keys(client: Client) -> list[str]:
    return re.findall(r'href="/demo/correo/([^"/]+)/"', client.get(reverse("demo:mailbox")).content.decode())


def open_letter(client: Client, key: str) -> str:
    answer = client.get(reverse("demo:mailbox_one", args=[key]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_mail_is_listed_read_and_its_files_taken(client: Client, send: Send) -> None:
    turno = book_turno()
    send()
    (key,) = keys(client)
    page = client.get(reverse("demo:mailbox")).content.decode()
    assert "Confirmación del Turno en Línea" in page
    assert "Para ana@example.com" in page
    letter = open_letter(client, key)
    link = f"/mi-turno/{turno.token}/"
    assert re.findall(r'<a href="(http[^"]*)"', letter) == [f"http://127.0.0.1:8000{link}"]
    assert f'href="/demo/correo/{key}/0/">turno-{turno.reference}.pdf</a>' in letter
    assert f'href="/demo/correo/{key}/1/">turno-{turno.reference}.ics</a>' in letter
    pdf, entry, none = (client.get(reverse("demo:mailbox_attachment", args=[key, number])) for number in range(3))
    assert (pdf.content[:5], pdf["Content-Type"]) == (b"%PDF-", "application/pdf")
    assert pdf["Content-Disposition"] == f'attachment; filename="turno-{turno.reference}.pdf"'
    assert (entry.content[:15], entry["Content-Type"]) == (b"BEGIN:VCALENDAR", "text/calendar")
    assert none.status_code == 404


def test_the_newest_comes_first(client: Client, send: Send) -> None:
    for number in range(3):
        write_mail(subject=f"Carta {number}", now=cast.NOW - timedelta(seconds=9 - number))
        send()
    page = client.get(reverse("demo:mailbox")).content.decode()
    assert re.findall(r"Carta \d", page) == ["Carta 2", "Carta 1", "Carta 0"]


def test_before_anything_has_arrived_it_says_so(client: Client, sink: int, settings: Settings) -> None:
    message = "Todavía no llegó ningún correo."
    assert message in client.get(reverse("demo:mailbox")).content.decode()
    shutil.rmtree(settings.DEMO_MAILBOX)
    assert message in client.get(reverse("demo:mailbox")).content.decode()


def test_there_is_no_mailbox_without_the_demo(client: Client, send: Send, settings: Settings) -> None:
    book_turno()
    send()
    (key,) = keys(client)
    addresses = ["/demo/correo/", f"/demo/correo/{key}/", f"/demo/correo/{key}/0/"]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    settings.DEMO = False
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


@pytest.mark.parametrize(
    "key", ["nothing", "..", "%2e%2e", "..%2fsecret", "%2fetc%2fpasswd", "secret%00", "a" * 5000, "%f0%9f%98%80", "*"]
)
def test_a_key_is_no_path(client: Client, send: Send, settings: Settings, key: str) -> None:
    write_mail()
    send()
    (settings.DEMO_MAILBOX / "secret").write_text("Subject: secret\n\nsecret")
    assert client.get(f"/demo/correo/{key}/").status_code == 404


@pytest.mark.parametrize("number", ["-1", "99999999999999999999999", "x"])
def test_a_file_that_is_not_there_is_not_found(client: Client, send: Send, number: str) -> None:
    book_turno()
    send()
    (key,) = keys(client)
    assert client.get(f"/demo/correo/{key}/{number}/").status_code == 404


def test_what_a_stranger_mails_is_text_and_never_a_page(client: Client, sink: int) -> None:
    evil = "<script>alert(1)</script>"
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "thief@example.com", "ana@example.com", f"{evil} ñ"
    letter.set_content(f'{evil} http://x.example/"><img src=x> javascript:alert(1)')
    letter.add_alternative(f"<b>{evil}</b>", subtype="html")
    letter.add_attachment(evil.encode(), maintype="text", subtype="html", filename='a"\r\n<ñ>.html')
    with smtplib.SMTP("127.0.0.1", sink) as line:
        line.send_message(letter)
    (key,) = keys(client)
    for page in (client.get(reverse("demo:mailbox")).content.decode(), open_letter(client, key)):
        assert page.count("<script") == 1  # the site's own
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert re.findall(r"<img src=x|href=.javascript", page) == []
    taken = client.get(reverse("demo:mailbox_attachment", args=[key, 0]))
    assert taken["Content-Type"] == "application/octet-stream"
    assert taken["Content-Disposition"].startswith("attachment;")
    assert taken["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe\x00", b"Subject\n\n", b"Date: never\nContent-Type: x/y; a\n\nhola"])
def test_whatever_arrives_can_be_listed_and_opened(client: Client, sink: int, junk: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", sink) as line:
        line.sendmail("a@example.com", ["ana@example.com"], junk)
    (key,) = keys(client)
    open_letter(client, key)


def test_a_sink_that_cannot_write_delays_and_loses_nothing(client: Client, send: Send, settings: Settings) -> None:
    write_mail()
    shutil.rmtree(settings.DEMO_MAILBOX)
    send()
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("queued", 1)
