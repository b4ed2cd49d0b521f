"""The door of the legal unit, walked as a lawyer walks it."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import Node, by_class, by_tag, page, text
from vinculo.records.models import Power, PowerDecision, Staff

Values = dict[str, Any]
TYPED: Values = {
    "version": "0",
    "affiliate_code": "ext 100 2003",
    "grantor_names": "Ana María Restrepo Gómez",
    "by_affiliate": "si",
    "proxy_kind": "cedula",
    "proxy_number": "171003406-5",
    "proxy_names": "Pedro Mora Salas",
    "proxy_birth_date": "09/03/1980",
    "acting": "alone",
    "names_proxy": "si",
    "email": "pedro@ejemplo.com",
    "made_before": "notary",
    "authority": "Notaría Primera de Cali",
    "number": "20261701001P01234",
    "place": "Cali",
    "country": "COL",
    "language": "es",
    "made_on": "05/10/2026",
    "expires_on": "",
    "formality": "apostille",
    "seen": "paper",
    "scope": "Tramitar ante el IESS el código de sus dependientes.",
    "covers": "si",
}


def at_the_unit(staff: Staff | None = None) -> Client:
    """Return Lucía's browser, logged in."""
    return at_the_desk(staff or cast.lucia())


def receive(client: Client, **changes: object) -> HttpResponse:
    """Send the form of the intake as it was filled in."""
    answer: HttpResponse = client.post(reverse("legal:receive"), TYPED | changes)  # type: ignore[assignment]
    return answer


def receive_power(client: Client, **changes: object) -> Power:
    """Write down a power and return it."""
    assert receive(client, **changes).status_code == 302
    return Power.objects.latest("pk")


def decide(client: Client, power: Power, word: str, **values: str) -> HttpResponse:
    """Open the page of a decision and send its form with the version that stands in it."""
    where = reverse(f"legal:{word}", args=[power.reference])
    asked = client.get(where)
    match = re.search(r'name="version" value="(\d+)"', asked.content.decode())
    version = match[1] if match else "0"
    answer: HttpResponse = client.post(where, {"version": version, **values})  # type: ignore[assignment]
    return answer


def decide_on_power(client: Client, power: Power, word: str, **values: str) -> PowerDecision:
    """Decide and return what was kept; the answer leads to its paper."""
    answer = decide(client, power, word, **values)
    made = PowerDecision.objects.latest("pk")
    assert answer["Location"] == reverse("legal:paper", args=[power.reference, made.pk])
    power.refresh_from_db()
    return made


def get_decision_pdf(client: Client, made: PowerDecision) -> bytes:
    """Return the paper of a decision."""
    answer = client.get(reverse("legal:paper_pdf", args=[made.power.reference, made.pk]))
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def read(client: Client, power: Power) -> Node:
    """Return the page of a power."""
    answer = client.get(reverse("legal:power", args=[power.reference]))
    assert answer.status_code == 200
    return page(answer)


def stops(root: Node) -> list[str]:
    """Return what stands in the way, in the words of the page."""
    return [text(by_tag(each, "strong")[0]) for each in by_class(root, "finding")]


def acts(root: Node) -> list[str]:
    """Return what may be done now."""
    main = by_tag(root, "main")[0]
    return [text(each) for each in by_tag(main, "a") if "button" in each.get("class")]
