"""Who works here and opens a page that is not theirs is led to their own one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.posting import title_of
from tests.web.shared.reading import by_class, by_tag, page, text
from vinculo.records.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
WORDS = "No tiene permiso para ver esta página"
PEOPLE: list[tuple[Callable[[], Staff], str, str, str]] = [
    (cast.olga, "/supervision/", "/ventanilla/", "Servidor de ventanilla"),
    (cast.lucia, "/ventanilla/", "/juridica/", "Asesoría Jurídica"),
    (cast.sara, "/ventanilla/", "/supervision/", "Supervisor"),
    (cast.alicia, "/ventanilla/", "/administracion/", "Administrador"),
]


@pytest.mark.parametrize(
    ("person", "where", "own", "role"), PEOPLE, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_page_of_another_role_leads_to_the_own_one(
    person: Callable[[], Staff], where: str, own: str, role: str
) -> None:
    answer = at_the_desk(person()).get(where)
    root = page(answer)
    assert (answer.status_code, title_of(answer).startswith(WORDS)) == (403, True)
    assert [text(each) for each in by_tag(root, "h1")] == [WORDS]
    assert f"Su cuenta es de otra tarea: {role}." in text(root)
    [main] = by_tag(root, "main")
    assert [node.get("href") for node in by_class(main, "button")] == [own]
    assert "Ir a Turnos para atención ciudadana" not in text(main)
    assert at_the_desk(person()).get(own).status_code == 200


def test_an_officer_at_the_administration_is_led_to_their_own_page(client: Client) -> None:
    client = at_the_desk(cast.olga())
    answer = client.get("/administracion/", follow=True)
    [main] = by_tag(page(answer), "main")
    assert (
        reverse("accounts:login") in [node.get("href") for node in by_tag(main, "a")],
        "Ir a su página de inicio" in text(main),
    ) == (True, True)
    assert client.get(reverse("accounts:login"))["Location"] == "/ventanilla/"
