"""The demo mailbox: a real mail through the real sink, and nothing where there is no demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.actions.test_mailing import confirmed, deliver
from tests.smtp import free_port
from vinculo.gateways.mail import Server, SmtpGateway
from vinculo.gateways.sink import controller

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings: Settings, tmp_path: Path) -> str:
    """Send a confirmation through the sink and return its turno's reference."""
    settings.DEMO, settings.DEMO_MAILBOX = True, tmp_path / "mailbox"
    turno, port = confirmed(), free_port()
    server = controller(settings.DEMO_MAILBOX, port)
    server.start()
    try:
        with SmtpGateway(Server(host="127.0.0.1", port=port)) as gateway:
            deliver(gateway)
    finally:
        server.stop()
    return turno.reference


def test_a_mail_is_listed_read_and_its_files_taken(client: Client, sent: str) -> None:
    page = client.get(reverse("public:mailbox")).content.decode()
    assert page.index("Confirmación del Turno en Línea") > 0
    assert page.count('class="card"') == 2
    key = page.split("/demo/correo/")[1].split("/")[0]
    keys = {part.split("/")[0] for part in page.split('href="/demo/correo/')[1:]} - {'"'}
    letters = [
        client.get(reverse("public:mailbox_one", args=[each])).content.decode() for each in sorted(keys | {key}) if each
    ]
    assert any(f"turno-{sent}.pdf" in letter for letter in letters)
    files = [client.get(reverse("public:mailbox_attachment", args=[each, 0])) for each in sorted(keys | {key}) if each]
    assert sorted(answer.status_code for answer in files) == [200, 404]
    assert next(answer for answer in files if answer.status_code == 200).content.startswith(b"%PDF-")


def test_there_is_no_mailbox_without_the_demo(client: Client, sent: str, settings: Settings) -> None:
    settings.DEMO = False
    assert client.get(reverse("public:mailbox")).status_code == 404


@pytest.mark.parametrize("key", ["nothing", "..", "%2e%2e", "a" * 5000])
def test_a_key_is_no_path(client: Client, sent: str, key: str) -> None:
    assert client.get(f"/demo/correo/{key}/").status_code == 404
    assert cast.NOW
