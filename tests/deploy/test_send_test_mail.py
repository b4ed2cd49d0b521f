"""`manage.py send_test_mail`: by the product's own way, to a real server."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.smtp import free_port, post_office


def test_a_test_mail_is_taken_and_a_server_that_is_away_is_named(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with post_office() as (letters, gateway):
        server = gateway.server
        settings.SMTP_HOST, settings.SMTP_PORT = server.host, server.port
        call_command("send_test_mail", "olga@example.org")
    assert capsys.readouterr().out == (f"{server.host}:{server.port} (none) tomó el correo para olga@example.org.\n")
    (letter,) = letters.arrived
    assert (letter["To"], letter["From"]) == ("olga@example.org", settings.MAIL_FROM)
    settings.SMTP_PORT = free_port()
    with pytest.raises(CommandError) as refused:
        call_command("send_test_mail", "olga@example.org")
    assert str(refused.value) == (
        f"{server.host}:{settings.SMTP_PORT} (none) no tomó el correo: ConnectionRefusedError"
    )
