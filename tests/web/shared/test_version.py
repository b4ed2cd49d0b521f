"""The version of the program on the staff's pages and in `/salud`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import ROOT, cast
from vinculo.records.models import Staff

pytestmark = pytest.mark.django_db
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
HOMES: list[tuple[Callable[[], Staff], str]] = [
    (cast.olga, "desk:home"),
    (cast.olga, "desk:calling"),
    (cast.olga, "desk:reception"),
    (cast.olga, "contingency:home"),
    (cast.lucia, "legal:home"),
    (cast.sara, "supervision:home"),
    (cast.alicia, "supervision:home"),
    (cast.alicia, "admin:index"),
]


@pytest.mark.parametrize(("person", "name"), HOMES, ids=lambda value: getattr(value, "__name__", value))
def test_the_footer_of_the_staff_shows_the_version(client: Client, person: Callable[[], Staff], name: str) -> None:
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    footer = re.findall(r"<footer.*?</footer>", answer.content.decode(), flags=re.DOTALL)[-1]
    assert f">Vínculo {VERSION}</p>" in footer


def test_the_public_is_not_shown_the_version(client: Client) -> None:
    assert f"Vínculo {VERSION}" not in client.get("/").content.decode()


def test_health_answers_with_the_version(client: Client) -> None:
    answer = client.get("/salud")
    assert (answer.status_code, answer.content.decode()) == (200, f"ok {VERSION}")
