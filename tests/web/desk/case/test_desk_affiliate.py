"""The affiliate's document beside the registry, through the pages: compare, confirm, a second agrees (D18)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.stages.agreements import nora
from tests.stages.counter import at_the_desk, td3
from tests.web.desk.case.counter_pages import ANA, Visit, all_but, with_bruno
from tests.web.shared.reading import Node, by_class, by_tag, page, text
from vinculo.records.models import Affiliate, Agreement, Code, IdDocument, Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
RENEWED = ANA | {"mrz": td3("RESTREPO<GOMEZ<<ANA<MARIA", "AN999999", "900520", "F", "360101")}
STRANGER = ANA | {"mrz": td3("RESTREPO<GOMEZ<<ANA<MARIA", "ZZ999999", "751111", "F", "360101")}


def shown_instead(document: dict[str, str], **registry: object) -> tuple[Visit, Solicitud]:
    visit, bruno = with_bruno()
    Affiliate.objects.filter(pk=visit.case.affiliate_id).update(**registry)
    all_but(visit, bruno, affiliate_passport=document)
    return visit, bruno


def links(root: Node, words: str) -> list[str]:
    return [node.get("href") for node in by_tag(root, "a") if words in text(node)]


def seen_in(client: Client, address: str) -> str:
    (field,) = [node for node in by_tag(page(client.get(address)), "input") if node.get("name") == "seen"]
    return field.get("value")


def confirm(visit: Visit, **values: str) -> Node:
    (address,) = links(page(visit.client.get(visit.home)), "Comparar con el registro")
    posted = {"reason": "Es la misma fotografía", "seen": seen_in(visit.client, address)} | values
    return page(visit.client.post(address, posted, follow=True))


def test_d18_from_the_renewed_passport_to_the_code_by_two_people() -> None:
    visit, _bruno = shown_instead(RENEWED, names="Ana Restrepo")
    before = page(visit.client.get(visit.home))
    assert "no coincide en todo" in text(before)
    assert "falta confirmar la identidad" in text(before)
    (address,) = links(before, "Comparar con el registro")
    rows = [[text(cell) for cell in by_tag(row, "th", "td")] for row in by_tag(page(visit.client.get(address)), "tr")]
    assert rows == [
        ["", "En el registro", "En el documento mostrado"],
        ["Nombres distinto", "Ana Restrepo", "ANA MARIA RESTREPO GOMEZ"],
        ["Fecha de nacimiento", "20/05/1990", "20/05/1990"],
        ["Sexo", "—", "Femenino"],
        ["Nacionalidad", "Colombia", "Colombia"],
        ["Documentos", "Pasaporte ••••3456 (Colombia)", "Pasaporte AN999999 (Colombia)"],
    ]
    after = confirm(visit)
    assert "espera que otra persona del IESS confirme" in text(after)
    asked = Agreement.objects.get()
    at_the_desk(nora()).post(f"/confirmaciones/{asked.pk}/", {"answer": "agree", "reason": "Es ella"})
    assert links(page(visit.client.get(visit.home)), "Emitir código")
    assert IdDocument.objects.filter(number_key="AN999999", affiliate=visit.case.affiliate).exists()


def test_d18_the_stranger_of_the_same_name_stops_before_the_code() -> None:
    visit, bruno = shown_instead(STRANGER, sex="F")
    root = page(visit.client.get(visit.home))
    assert "contradice lo que consta de la persona afiliada" in text(root)
    assert not links(root, "Emitir código")
    assert links(root, "Pedir corrección")
    (address,) = links(root, "Comparar con el registro")
    without = visit.client.post(address, {"reason": "Es ella", "seen": seen_in(visit.client, address)})
    assert without.status_code == 422
    assert "Escriba qué documento explica la diferencia." in text(page(without))
    asked = confirm(visit, explained_by="Partida rectificada, Cali 2026")
    assert "Se pidió la confirmación" in text(asked)
    request = Agreement.objects.get()
    assert at_the_desk(nora()).get(f"/confirmaciones/{request.pk}/").status_code == 404
    assert "Partida rectificada" in text(page(at_the_desk(cast.sara()).get(f"/confirmaciones/{request.pk}/")))
    version = Solicitud.objects.get(pk=bruno.pk).version
    visit.client.post(f"{visit.address(bruno)}emitir/", {"version": version})
    assert Code.objects.count() == 0


def test_d18_an_old_page_confirms_nothing() -> None:
    visit, _bruno = shown_instead(RENEWED, names="Ana Restrepo")
    (address,) = links(page(visit.client.get(visit.home)), "Comparar con el registro")
    read = seen_in(visit.client, address)
    Affiliate.objects.update(birth_date=None)
    answer = visit.client.post(address, {"reason": "Es ella", "seen": read}, follow=True)
    assert "cambió mientras tanto" in text(page(answer))
    assert Agreement.objects.count() == 0


def test_d18_a_registered_document_leads_to_no_comparison() -> None:
    visit, _bruno = shown_instead(ANA)
    paper = visit.case.papers.get(kind="affiliate_passport")
    assert not links(page(visit.client.get(visit.home)), "Comparar con el registro")
    assert visit.client.get(f"{visit.home}registro/{paper.pk}/comparar/").status_code == 302
    other = visit.case.papers.get(kind="birth")
    assert visit.client.get(f"{visit.home}registro/{other.pk}/comparar/").status_code == 404


def test_d18_the_page_of_a_case_says_what_waits_in_one_place() -> None:
    visit, _bruno = shown_instead(RENEWED, names="Ana Restrepo")
    confirm(visit)
    (notice,) = [
        each for each in by_class(page(visit.client.get(visit.home)), "notice") if "otra persona" in text(each)
    ]
    assert "Identidad de la persona afiliada" in text(notice)
