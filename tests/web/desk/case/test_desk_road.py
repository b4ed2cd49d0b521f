"""The road of an officer through the desk, page by page, as a browser without JavaScript sends it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk, post, td3
from vinculo.records.models import Case, Certificate, Solicitud

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_nine() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


def test_s39_from_the_scan_to_the_printed_code() -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    client = at_the_desk()
    answer = client.post("/ventanilla/buscar/", {"q": of.reference})
    assert (answer.status_code, answer["Location"]) == (302, f"/ventanilla/turno/{of.reference}/")
    page = client.get(answer["Location"]).content.decode()
    assert cast.ANA_CODE in page
    assert "Registrar llegada" in page
    arrived = client.post(f"/ventanilla/turno/{of.reference}/llegada/")
    case, bruno = Case.objects.get(), Solicitud.objects.get()
    assert arrived["Location"] == f"/ventanilla/caso/{case.reference}/"
    home = f"/ventanilla/caso/{case.reference}/"
    own = f"{home}{bruno.reference}/"
    ana = td3("RESTREPO<GOMEZ<<ANA<MARIA", cast.ANA_PASSPORT, "900520", "F", "300101")
    assert post(client, home, f"{home}papel/affiliate_passport/", {"mrz": ana, "seen": "paper"}).status_code == 302
    signed = {"signature": "handwritten", "complete": "si"}
    assert post(client, home, f"{own}papel/solicitud/", signed).status_code == 302
    read = td3("RESTREPO<GOMEZ<<BRUNO<ANDRES", cast.BRUNO_PASSPORT, "150314", "M", "290601")
    assert post(client, home, f"{own}papel/dependent_passport/", {"mrz": read, "seen": "paper"}).status_code == 302
    birth = {
        "issuing_authority": "Notaría Primera de Cali",
        "country": "COL",
        "issued_on": "03/02/2020",
        "language": "es",
        "formality": "apostille",
        "names_affiliate": "si",
        "names_dependent": "si",
        "seen": "paper",
    }
    assert post(client, home, f"{own}papel/birth/", birth).status_code == 302
    page = client.get(home).content.decode()
    assert "Emitir código" in page
    confirm = client.get(f"{own}emitir/")
    assert "Bruno Andrés Restrepo Gómez" in confirm.content.decode()
    issued = post(client, f"{own}emitir/", f"{own}emitir/", {})
    certificate = Certificate.objects.get()
    assert issued["Location"] == f"/ventanilla/codigo/{certificate.code.value}/1/"
    shown = client.get(issued["Location"])
    assert certificate.code.value in shown.content.decode()
    assert "frame-src 'self'" in shown["Content-Security-Policy"]
    pdf = client.get(f"{issued['Location']}codigo.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in pdf["Content-Security-Policy"]
    assert "'none' 'self'" not in pdf["Content-Security-Policy"]
    assert re.search("código emitido", client.get(home).content.decode())


def test_s39_a_stranger_sees_the_log_in(client: Client) -> None:
    answer = client.get("/ventanilla/")
    assert (answer.status_code, answer["Location"]) == (302, "/ventanilla/ingreso/?next=/ventanilla/")
