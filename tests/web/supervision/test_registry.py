"""An administrator looks an affiliate up and imports a file in two steps (D6)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.actions.operations.test_affiliates import ANA, HEADER, THAO
from tests.web.shared.reading import Node, by_tag, page, text
from vinculo.actions.operations.affiliates import import_in_steps
from vinculo.records.models import Affiliate, Code, Event, Person, Role, Staff
from vinculo.rules.cases.codes import is_own_code

pytestmark = pytest.mark.django_db
OWN = next(code for number in range(10) if is_own_code(code := f"900000000{number}"))


@pytest.fixture
def alicia(client: Client, settings: Settings, tmp_path: Path) -> Client:
    settings.DATA = tmp_path
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def check(client: Client, *lines: str) -> HttpResponse:
    file = SimpleUploadedFile("afiliados.csv", "\n".join([HEADER, *lines, ""]).encode())
    return client.post(  # type: ignore[return-value]
        reverse("supervision:registry_check"), {"file": file}
    )


def second_administrator() -> Staff:
    return Staff.objects.create_user("otra", password=cast.PASSWORD, role=Role.ADMINISTRATOR)


def address_of(answer: HttpResponse) -> str:
    """Return where the page sends its confirmation."""
    forms = [each.get("action") or "" for each in by_tag(page(answer), "form")]
    return next(each for each in forms if "/importar/" in each)


def confirm(client: Client, address: str) -> Node:
    answer = client.post(address)
    return page(HttpResponse(answer.getvalue()))


def test_d6_a_file_is_checked_confirmed_and_imported_with_its_progress(alicia: Client, tmp_path: Path) -> None:
    checked = check(alicia, ANA, THAO)
    assert "El archivo no tiene errores." in text(page(checked))
    assert Affiliate.objects.count() == 0
    done = confirm(alicia, address_of(checked))
    assert [(each.get("max"), each.get("value")) for each in by_tag(done, "progress")] == [("4", "2"), ("4", "4")]
    assert "La importación terminó. 2 afiliados nuevos" in text(done)
    assert Affiliate.objects.count() == 2
    event = Event.objects.get(act="affiliates_imported")
    assert event.actor == cast.alicia()
    assert list((tmp_path / "imports").iterdir()) == []


NOWHERE = "«Nowhere» no es un país ni otro emisor de documentos de viaje. Revise cómo consta en el documento."


def test_d6_the_faults_are_shown_line_by_line_and_there_is_nothing_to_confirm(alicia: Client) -> None:
    shown = page(check(alicia, ANA, THAO.replace("Vietnam", "Nowhere")))
    rows = [[text(cell) for cell in by_tag(row, "td")] for row in by_tag(shown, "tr")]
    assert rows[1:] == [
        ["3", NOWHERE],  # the nationality
        ["3", NOWHERE],  # and the passport, which is taken as of it
    ]
    assert "Importar" not in [text(each) for each in by_tag(shown, "button")]


def test_d6_what_happened_since_the_check_is_told_and_nothing_is_written(alicia: Client) -> None:
    checked = check(alicia, THAO, ANA.replace("EXT1002003", OWN))
    bruno = Person.objects.create(
        names="Bruno", names_key="BRUNO", birth_date=cast.BRUNO_BIRTH, nationality="COL", created_at=cast.NOW
    )
    Code.objects.create(value=OWN, person=bruno, issued_at=cast.NOW)
    shown = text(confirm(alicia, address_of(checked)))
    assert "No se importó nada: algo cambió desde la revisión." in shown
    assert f"El código {OWN} fue emitido por este sistema para un dependiente." in shown
    assert Affiliate.objects.count() == 0


def test_d6_an_import_that_is_left_before_its_end_has_written_nothing(tmp_path: Path) -> None:
    path = tmp_path / "afiliados.csv"
    path.write_text("\n".join([HEADER, ANA, THAO, ""]), encoding="utf-8")
    steps = import_in_steps(path=path, now=cast.NOW)
    assert [next(steps), next(steps)] == [2, 2]  # checked, and written in the open transaction
    assert Affiliate.objects.count() == 2
    steps.close()
    assert Affiliate.objects.count() == 0


def test_d6_a_checked_file_is_imported_by_the_person_who_checked_it_and_once(alicia: Client) -> None:
    address = address_of(check(alicia, ANA))
    confirm(alicia, address)
    assert alicia.post(address).status_code == 404
    other = Client()
    other.force_login(second_administrator(), backend="django.contrib.auth.backends.ModelBackend")
    assert other.post(address_of(check(alicia, THAO))).status_code == 404


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "El archivo está vacío. Elija otro."),
        (b"nombre;apellido\n", "Faltan columnas en la primera línea: codigo, nombres."),
        (HEADER.encode() + b"\n\xff", "El archivo no está en UTF-8. Guárdelo como «CSV UTF-8»."),
    ],
)
def test_d6_a_file_that_cannot_be_read_is_told_beside_the_field(
    alicia: Client, tmp_path: Path, content: bytes, message: str
) -> None:
    answer = alicia.post(reverse("supervision:registry_check"), {"file": SimpleUploadedFile("a.csv", content)})
    assert (answer.status_code, message in text(page(answer))) == (422, True)
    assert not list(tmp_path.glob("imports/*"))


@pytest.mark.parametrize("number", [cast.ANA_CODE, cast.ANA_PASSPORT, cast.PEDRO_CEDULA, "ext 100-2003"])
def test_d6_an_affiliate_is_looked_up_with_when_they_were_synchronised_and_the_reading_is_an_event(
    alicia: Client, number: str
) -> None:
    ana = cast.ana(cedula=cast.PEDRO_CEDULA, synchronised_at=cast.NOW)
    shown = text(page(alicia.post(reverse("supervision:registry"), {"number": number})))
    assert "Ana María Restrepo Gómez" in shown
    assert "Sincronizado 30/11/2026 09:00" in shown
    assert list(Event.objects.filter(act="affiliate_read").values_list("subject_id", flat=True)) == [ana.pk]


def test_d6_a_number_that_is_nobodys_shows_nobody_and_writes_nothing(alicia: Client) -> None:
    cast.ana()
    shown = text(page(alicia.post(reverse("supervision:registry"), {"number": "EXT999"})))
    assert "Ninguna persona afiliada, o más de una, tiene aquí ese número." in shown
    assert "Restrepo" not in shown
    assert Event.objects.filter(act="affiliate_read").count() == 0
