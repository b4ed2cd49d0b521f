"""What is wrong with the settings of an installation is told before people are served."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.checks import CheckMessage
from pytest_django import Settings

from vinculo.config import checks

GOOD = {
    "HTTPS": True,
    "ALLOWED_HOSTS": ["turnos.example.org"],
    "SECRET_KEY": "k" * 50,
    "DEMO": False,
    "DEBUG": False,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "MAIL_FROM": "IESS <turnos@example.org>",
    "SMTP_HOST": "mail.example.org",
    "SMTP_SECURITY": "starttls",
    "PHONE_SERVICE": {"url": "", "token": "", "channel": "sms"},
    "PHONE_MESSAGES": False,
}
PHONE = {"url": "https://mensajes.example.org/v1", "token": "t", "channel": "sms"}
ALL: list[Callable[[], list[CheckMessage]]] = [
    checks.public_url,
    checks.hosts,
    checks.secret_key,
    checks.demo,
    checks.proxy,
    checks.mail,
    checks.phone,
]


def check_ids(settings: Settings, **changes: object) -> list[str]:
    for name, value in (GOOD | changes).items():
        setattr(settings, name, value)
    return [str(message.id) for check in ALL for message in check()]


def test_good_settings_are_left_alone(settings: Settings) -> None:
    assert check_ids(settings) == []


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({"HTTPS": False, "SECURE_PROXY_SSL_HEADER": None}, ["vinculo.E001"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["vinculo.E002"]),
        ({"ALLOWED_HOSTS": ["127.0.0.1", "localhost"]}, ["vinculo.E002"]),
        ({"ALLOWED_HOSTS": []}, ["vinculo.E002"]),
        ({"SECRET_KEY": "corta"}, ["vinculo.E003"]),
        ({"DEMO": True}, ["vinculo.E004"]),
        ({"DEBUG": True}, ["vinculo.E005"]),
        ({"SECURE_PROXY_SSL_HEADER": None}, ["vinculo.E006"]),
        ({"HTTPS": False}, ["vinculo.E001", "vinculo.W007"]),
        ({"MAIL_FROM": "IESS Turnos <turnos@vinculo.invalid>"}, ["vinculo.E008"]),
        ({"SMTP_SECURITY": "none"}, ["vinculo.W009"]),
        ({"SMTP_SECURITY": "none", "SMTP_HOST": "127.0.0.1"}, []),
        ({"PHONE_SERVICE": PHONE, "PHONE_MESSAGES": True}, []),
        ({"PHONE_SERVICE": PHONE | {"token": ""}}, ["vinculo.E014"]),
        ({"PHONE_SERVICE": PHONE | {"url": ""}}, ["vinculo.E014"]),
        ({"PHONE_SERVICE": PHONE | {"channel": "fax"}, "PHONE_MESSAGES": True}, ["vinculo.E015"]),
        ({"PHONE_SERVICE": PHONE | {"url": "http://m.example.org"}, "PHONE_MESSAGES": True}, ["vinculo.E016"]),
        ({"PHONE_SERVICE": PHONE | {"url": "http://127.0.0.1:1"}, "PHONE_MESSAGES": True}, []),
    ],
)
def test_each_setting_that_makes_no_sense_is_named(
    settings: Settings, changes: dict[str, object], ids: list[str]
) -> None:
    assert check_ids(settings, **changes) == ids
