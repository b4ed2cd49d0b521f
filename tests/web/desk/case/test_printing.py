"""What is printed at the desk: the paper of the act once, then numbered reprints with a reason, or marked copies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tests import cast
from tests.documents.reading import text_of
from tests.stages.agreements import nora
from tests.stages.counter import at_the_desk
from tests.web.desk.case.counter_pages import Visit, with_bruno
from tests.web.desk.case.test_desk_after_the_code import issue_certificate
from tests.web.shared.reading import Node, by_tag, page, text
from vinculo.records.models import Event, Reprint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
AHEAD: Any = {"headers": {"Sec-Purpose": "prefetch;prerender"}}
REASON = {"reason": "La impresora se atascó", "after": "0"}


def button(root: Node) -> Node:
    """Return what prints on a page: it has the focus."""
    (print_button,) = [node for node in by_tag(root, "a") if "autofocus" in node.attributes]
    return print_button


def read_button(root: Node) -> tuple[str, bool, str]:
    """Return what the button says, whether the page prints by itself, and where the paper is."""
    shown = button(root)
    return (
        text(shown).removesuffix(" Alt I"),
        "data-at-once" in shown.attributes,
        shown.get("href").rpartition("/")[2],
    )


def copies(visit: Visit, address: str, times: int) -> list[str]:
    """Return what each opening of a PDF says of being a copy."""
    papers = [text_of(visit.client.get(address).content) for _ in range(times)]
    return [each[at : at + 11] if (at := each.find("Copia n.º")) >= 0 else "" for each in papers]


def prints() -> list[tuple[str, list[str]]]:
    """Return the events of printing."""
    acts = ("certificate_printed", "certificate_reprinted", "notice_printed")
    return list(Event.objects.filter(act__in=acts).order_by("pk").values_list("act", "fields"))


def test_s39_the_act_prints_once_and_what_is_opened_again_says_that_it_is_a_copy() -> None:
    visit, _bruno, _certificate, where = issue_certificate()
    assert read_button(page(visit.client.get(where))) == ("Imprimir", True, "codigo.pdf")
    assert read_button(page(visit.client.get(where))) == ("Imprimir", True, "codigo.pdf")  # looking prints nothing
    assert copies(visit, f"{where}codigo.pdf", 3) == ["", "Copia n.º 1", "Copia n.º 2"]
    assert read_button(page(visit.client.get(where))) == ("Imprimir una copia", False, "codigo.pdf")
    assert prints() == [("certificate_printed", [])] * 3


def test_s39_a_printer_that_failed_leads_to_a_numbered_reprint_with_its_reason_printed_in_the_page() -> None:
    visit, _bruno, _certificate, where = issue_certificate()
    visit.client.get(f"{where}codigo.pdf")
    assert visit.client.post(f"{where}reimprimir/", {"after": "0"}).status_code == 422
    assert visit.client.post(f"{where}reimprimir/", REASON)["Location"] == where
    assert read_button(page(visit.client.get(where))) == ("Imprimir", True, "reimpresion-1.pdf")
    paper = text_of(visit.client.get(f"{where}reimpresion-1.pdf").content)
    assert "Reimpresión n.º 1, del 30 de noviembre de 2026. Motivo: La impresora se atascó" in paper
    assert "Copia" not in paper
    assert copies(visit, f"{where}reimpresion-1.pdf", 1) == ["Copia n.º 1"]
    assert read_button(page(visit.client.get(where))) == ("Imprimir una copia", False, "reimpresion-1.pdf")
    assert [(each.number, each.reason) for each in Reprint.objects.all()] == [(1, REASON["reason"])]
    assert prints() == [
        ("certificate_printed", []),
        ("certificate_reprinted", []),
        ("certificate_printed", ["reprint 1"]),
        ("certificate_printed", ["reprint 1"]),
    ]


def test_s39_a_page_that_is_opened_later_or_by_another_prints_nothing_by_itself() -> None:
    visit, _bruno, _certificate, where = issue_certificate()
    assert read_button(page(at_the_desk(nora()).get(where))) == ("Imprimir", False, "codigo.pdf")
    with time_machine.travel(cast.NOW + timedelta(minutes=6), tick=False):
        assert read_button(page(visit.client.get(where))) == ("Imprimir", False, "codigo.pdf")


def test_d7_a_notice_is_printed_by_its_act_and_then_as_a_copy_and_reading_its_page_is_no_print() -> None:
    visit, bruno = with_bruno()
    decision = visit.correct(bruno)
    where = reverse("desk:notice", args=[visit.case.reference, decision.pk])
    for _ in range(2):
        assert read_button(page(visit.client.get(where))) == ("Imprimir", True, "notificacion.pdf")
    assert copies(visit, f"{where}notificacion.pdf", 2) == ["", "Copia n.º 1"]
    assert read_button(page(visit.client.get(where))) == ("Imprimir una copia", False, "notificacion.pdf")
    assert prints() == [("notice_printed", [f"decision {decision.pk}"])] * 2
    assert Event.objects.filter(act="decision_read", subject_id=bruno.pk).count() == 3


def test_s39_a_head_and_what_a_browser_fetches_ahead_are_not_the_paper_of_the_act() -> None:
    visit, _bruno, _certificate, where = issue_certificate()
    assert visit.client.head(f"{where}codigo.pdf").status_code == 200
    assert visit.client.get(f"{where}codigo.pdf", **AHEAD).status_code == 403
    assert (visit.client.head(f"{where}reimpresion-9.pdf").status_code, prints()) == (404, [])
    assert copies(visit, f"{where}codigo.pdf", 2) == ["", "Copia n.º 1"]


def test_d7_a_head_of_a_notice_is_not_its_paper() -> None:
    visit, bruno = with_bruno()
    where = reverse("desk:notice", args=[visit.case.reference, visit.correct(bruno).pk])
    assert visit.client.head(f"{where}notificacion.pdf").status_code == 200
    assert visit.client.get(f"{where}notificacion.pdf", **AHEAD).status_code == 403
    assert prints() == []
    assert copies(visit, f"{where}notificacion.pdf", 1) == [""]
