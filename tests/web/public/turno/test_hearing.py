"""The page on which a person answers before a code is annulled (D35)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import control
from tests.web.posting import send
from tests.web.shared.reading import page, text
from vinculo.actions.control.samples import keep_code
from vinculo.records.models import Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def address(sample: Sample) -> str:
    return reverse("public:hearing", args=[sample.token])


def test_d35_the_person_reads_why_and_until_when_and_answers_once() -> None:
    sample = control.open_annulment()
    client = Client()
    said = text(page(client.get(address(sample))))
    assert [words in said for words in (control.WHY, "sigue siendo válido", "14 de diciembre")] == [True, True, True]
    assert ("Bruno" in said, sample.certificate.code.value in said, cast.ANA_CODE in said) == (False, False, False)
    empty = send(client, address(sample), {"text": ""})
    assert (empty.status_code, "Escriba su respuesta." in text(page(empty))) == (422, True)
    told = text(page(client.post(address(sample), {"text": "El nombre es correcto."}, follow=True)))
    assert ("Recibimos su respuesta" in told, "El nombre es correcto." in told) == (True, True)
    sample.refresh_from_db()
    assert sample.answer == "El nombre es correcto."
    late = send(client, address(sample), {"text": "Otra cosa."})
    assert late.status_code == 409
    sample.refresh_from_db()
    assert sample.answer == "El nombre es correcto."


def test_d35_after_the_last_day_the_page_says_where_to_go() -> None:
    sample = control.open_annulment()
    with time_machine.travel(cast.NOW + timedelta(days=15), tick=False):
        said = text(page(Client().get(address(sample))))
    assert "El plazo para responder aquí terminó." in said


def test_d35_the_page_says_that_the_code_stands() -> None:
    sample = control.open_annulment()
    keep_code(sample=sample, note="Correcto", actor=control.rosa(), now=cast.NOW)
    assert "La revisión terminó. No tiene que hacer nada más." in text(page(Client().get(address(sample))))


def test_d35_a_code_that_was_not_opened_has_no_page() -> None:
    assert Client().get(address(control.draw_sample())).status_code == 404
