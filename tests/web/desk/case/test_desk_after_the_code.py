"""After the code, through the pages: a cédula, a corrected name, the decision with its papers (D27)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.stages.agreements import nora
from tests.stages.counter import at_the_desk
from tests.web.desk.case.counter_pages import Visit, all_but, with_bruno
from tests.web.shared.reading import Node, by_tag, page, text
from vinculo.records.models import Agreement, Certificate, Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def issue_certificate() -> tuple[Visit, Solicitud, Certificate, str]:
    """Return a visit that ended with a code, and the address of its certificate."""
    visit, bruno = with_bruno()
    all_but(visit, bruno)
    bruno.refresh_from_db()
    visit.client.post(f"{visit.address(bruno)}emitir/", {"version": bruno.version})
    certificate = Certificate.objects.get()
    return visit, bruno, certificate, f"/ventanilla/codigo/{certificate.code.value}/1/"


def link(root: Node, words: str) -> str:
    (certificates,) = [node.get("href") for node in by_tag(root, "a") if words in text(node)]
    return certificates


def test_d27_a_cedula_is_registered_and_the_verification_page_says_so() -> None:
    visit, _bruno, certificate, where = issue_certificate()
    public = f"/verificar/{certificate.token}/"
    assert "Vigente" in text(page(Client().get(public)))
    form = link(page(visit.client.get(where)), "La persona ya tiene cédula")
    assert visit.client.post(form, {"number": "1710034066"}).status_code == 422
    after = page(visit.client.post(form, {"number": "171003406-5"}, follow=True))
    assert "La persona tiene cédula ecuatoriana desde el 30/11/2026" in text(after)
    assert visit.client.get(f"{where}codigo.pdf").status_code == 404
    told = text(page(Client().get(public)))
    assert "Ya no se usa: la persona tiene cédula" in told
    assert "Desde el 30 de noviembre de 2026" in told
    assert cast.PEDRO_CEDULA not in told


def test_d27_a_misspelt_name_from_the_certificate_to_the_one_that_replaces_it() -> None:
    visit, _bruno, old, where = issue_certificate()
    form = link(page(visit.client.get(where)), "Corregir el nombre")
    same = visit.client.post(form, {"names": "Bruno Andrés Restrepo Gómez", "reason": "x"})
    assert "Es el nombre que ya consta" in text(page(same))
    posted = {"names": "Bruno André Restrepo Gómez", "reason": "El pasaporte dice André"}
    shown = page(visit.client.post(form, posted, follow=True))
    assert "Por confirmar" in text(shown)
    assert "Emitir el certificado corregido" not in text(shown)
    asked = Agreement.objects.get()
    seen = text(page(at_the_desk(nora()).get(f"/confirmaciones/{asked.pk}/")))
    assert "Bruno André Restrepo Gómez" in seen
    assert "El pasaporte dice André" in seen
    at_the_desk(nora()).post(f"/confirmaciones/{asked.pk}/", {"answer": "agree", "reason": "Lo vi"})
    assert "Emitir el certificado corregido" in text(page(visit.client.get(where)))
    new = page(visit.client.post(f"{where}reemplazar/", follow=True))
    assert "Bruno André Restrepo Gómez" in text(new)
    assert visit.client.get(f"{where}codigo.pdf").status_code == 404
    assert link(page(visit.client.get(where)), "Ver el nuevo").endswith("/2/")
    assert "Reemplazado por otro" in text(page(Client().get(f"/verificar/{old.token}/")))
    fresh = Certificate.objects.get(number=2)
    told = text(page(Client().get(f"/verificar/{fresh.token}/")))
    assert "Vigente" in told
    assert "Bruno André Restrepo Gómez" in told


def test_d27_without_a_second_nothing_is_replaced() -> None:
    visit, _bruno, _old, where = issue_certificate()
    assert visit.client.post(f"{where}reemplazar/").status_code == 404
    assert Certificate.objects.count() == 1


def test_d27_officer_and_supervisor_read_the_decision_with_its_papers() -> None:
    visit, bruno, _certificate, _where = issue_certificate()
    address = link(page(visit.client.get(visit.home)), "la decisión con sus documentos")
    shown = text(page(visit.client.get(address)))
    for words in (
        "Emisión: Bruno Andrés Restrepo Gómez",
        "Olga Paredes",
        "Pasaporte de la persona afiliada:",
        "Notaría Primera",
    ):
        assert words in shown
    sara = at_the_desk(cast.sara())
    there = link(
        page(sara.get(f"/supervision/revertir/solicitud/{bruno.reference}/")), "la decisión con sus documentos"
    )
    assert "Notaría Primera" in text(page(sara.get(there)))


def test_d27_a_cedula_registered_by_mistake_is_taken_back_through_the_pages() -> None:
    visit, _bruno, certificate, where = issue_certificate()
    assert "La cédula se registró por error" not in text(page(visit.client.get(where)))
    visit.client.post(f"{where}cedula/", {"number": "171003406-5"})
    form = link(page(visit.client.get(where)), "La cédula se registró por error")
    (seen,) = [
        each.get("value") for each in by_tag(page(visit.client.get(form)), "input") if each.get("name") == "seen"
    ]
    empty = visit.client.post(form, {"seen": seen, "reason": ""})
    assert (empty.status_code, Agreement.objects.count()) == (422, 0)
    changed = visit.client.post(form, {"seen": "x", "reason": "Era del tío"}, follow=True)
    assert "El certificado cambió mientras tanto." in text(page(changed))
    shown = page(visit.client.post(form, {"seen": seen, "reason": "Era del tío"}, follow=True))
    assert "Por confirmar" in text(shown)
    asked = Agreement.objects.get()
    second = at_the_desk(nora())
    assert "¿La cédula se registró por error" in text(page(second.get(f"/confirmaciones/{asked.pk}/")))
    second.post(f"/confirmaciones/{asked.pk}/", {"answer": "agree", "reason": "No tiene"})
    assert visit.client.get(f"{where}codigo.pdf").status_code == 200
    assert "Ya no se usa" not in text(page(Client().get(f"/verificar/{certificate.token}/")))
