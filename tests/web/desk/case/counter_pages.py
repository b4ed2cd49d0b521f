"""A visit at the counter, carried out through the pages of the desk and read from them as the officer reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk, post, td3
from tests.web.shared.reading import Node, by_class, by_id, by_tag, every, page, text
from vinculo.records.models import Case, Certificate, Decision, Solicitud, Turno

Values = dict[str, Any]

ANA: Values = {"mrz": td3("RESTREPO<GOMEZ<<ANA<MARIA", cast.ANA_PASSPORT, "900520", "F", "300101"), "seen": "paper"}
BRUNO: Values = {
    "mrz": td3("RESTREPO<GOMEZ<<BRUNO<ANDRES", cast.BRUNO_PASSPORT, "150314", "M", "290601"),
    "seen": "paper",
}
CARLOS: Values = {"mrz": td3("PENA<RUIZ<<CARLOS", cast.CARLOS_PASSPORT, "880702", "M", "290601"), "seen": "paper"}
SIGNED: Values = {"signature": "handwritten", "complete": "si"}
BIRTH: Values = {
    "issuing_authority": "Notaría Primera de Cali",
    "country": "COL",
    "issued_on": "03/02/2020",
    "language": "es",
    "formality": "apostille",
    "names_affiliate": "si",
    "names_dependent": "si",
    "seen": "paper",
}
MARRIAGE: Values = BIRTH | {"issuing_authority": "Registro Civil de Cali", "issued_on": "06/05/2013"}


@dataclass
class Visit:
    """Olga's browser with one case open."""

    client: Client
    case: Case

    @property
    def home(self) -> str:
        """Return the address of the case."""
        return reverse("desk:case", args=[self.case.reference])

    def address(self, of: Solicitud | None = None) -> str:
        """Return where the acts on a dependent, or on the case, are sent."""
        return f"{self.home}{of.reference}/" if of else self.home

    def record(self, kind: str, values: Values, of: Solicitud | None = None) -> HttpResponse:
        """Send the form of a paper as the page has it."""
        return post(self.client, self.home, f"{self.address(of)}papel/{kind}/", values)

    def put(self, kind: str, values: Values, of: Solicitud | None = None) -> HttpResponse:
        """Send the form of a paper as anyone who has just read its page: what the form carries stands in the record."""
        owner = of or self.case
        version = type(owner).objects.values_list("version", flat=True).get(pk=owner.pk)
        values = {"version": version, **values}
        return self.client.post(f"{self.address(of)}papel/{kind}/", values)  # type: ignore[return-value]

    def turn_away(self, kind: str, values: Values, of: Solicitud | None = None) -> HttpResponse:
        """Send that a paper is not received."""
        return post(self.client, self.home, f"{self.address(of)}papel/{kind}/no-recibido/", values)

    def decide(self, word: str, of: Solicitud, **values: str) -> HttpResponse:
        """Open the page of a decision and confirm it."""
        where = f"{self.address(of)}{word}/"
        return post(self.client, where, where, values)

    def issue(self, of: Solicitud) -> Certificate | None:
        """Press the two buttons that issue the code; return what certifies it, if anything does."""
        self.decide("emitir", of)
        return Certificate.objects.filter(solicitud=of).first()

    def correct(self, of: Solicitud) -> Decision:
        """Ask for what is missing and return the written decision."""
        assert self.decide("corregir", of).status_code == 302
        return Decision.objects.latest("pk")

    def notice(self, decision: Decision) -> bytes:
        """Return the printed notice of a decision."""
        answer = self.client.get(reverse("desk:notice_pdf", args=[self.case.reference, decision.pk]))
        assert answer["Content-Type"] == "application/pdf"
        return bytes(answer.content)

    def read(self) -> Node:
        """Return the page of the case."""
        return page(self.client.get(self.home))

    def part(self, of: Solicitud | None = None) -> Node:
        """Return the part of the page about a dependent, or about the affiliate and who presents."""
        if of is not None:
            return by_id(self.read(), f"s-{of.reference}")
        return next(node for node in by_tag(self.read(), "section") if node.get("aria-labelledby") == "t-compartido")

    def papers_to_record(self, of: Solicitud | None = None) -> dict[str, bool]:
        """Return the papers that are asked for, and whether each is still to be recorded."""
        lines = [by_class(line, "check-title")[0] for line in by_class(self.part(of), "check")]
        return {text(line).removesuffix(" por registrar"): bool(by_class(line, "badge")) for line in lines}

    def stops(self, of: Solicitud) -> list[str]:
        """Return what stands in the way of the code, in the words of the page."""
        verdict = by_class(self.part(of), "verdict")
        return [text(by_tag(finding, "strong")[0]) for node in verdict for finding in by_class(node, "finding")]

    def verdict(self, of: Solicitud) -> str:
        """Return the word beside the dependent's name."""
        return text(by_class(by_tag(self.part(of), "h2")[0], "badge")[0])


def arrive(of: Turno, client: Client | None = None) -> Visit:
    """Find a turno by its reference at the desk and register the arrival."""
    client = client or at_the_desk()
    answer = client.post(reverse("desk:search"), {"q": of.reference})
    assert answer["Location"] == reverse("desk:turno", args=[of.reference])
    arrived = client.post(reverse("desk:check_in", args=[of.reference]))
    case = Case.objects.filter(turno=of).latest("pk")
    assert arrived["Location"] == reverse("desk:case", args=[case.reference])
    return Visit(client, case)


def with_bruno(**changes: object) -> tuple[Visit, Solicitud]:
    """Return the visit of Ana with Bruno, whose solicitud was typed at home; no paper is recorded yet."""
    of = desk.turno()
    desk.bruno_at_home(of, **changes)
    visit = arrive(of)
    return visit, visit.case.solicitudes.get()


def with_carlos(link: str = "spouse") -> tuple[Visit, Solicitud]:
    """Return the visit of Ana with Carlos, her husband or her partner."""
    of = desk.turno()
    desk.carlos_at_home(of, 1, link)
    visit = arrive(of)
    return visit, visit.case.solicitudes.get()


def all_but(visit: Visit, of: Solicitud, *left_out: str, **instead: Values) -> None:
    """Record the good papers of a visit with Bruno or Carlos, some left out and some others instead."""
    child = of.link == "child"
    papers = {
        "affiliate_passport": ANA,
        "solicitud": SIGNED,
        "dependent_passport": BRUNO if child else CARLOS,
        "birth" if child else "marriage": BIRTH if child else MARRIAGE,
    } | instead
    for kind in [each for each in papers if each not in left_out]:
        answer = visit.put(kind, papers[kind], None if kind.startswith(("affiliate", "power", "proxy")) else of)
        assert answer.status_code == 302, f"{kind} was not taken"


def at(moment: datetime) -> time_machine.travel:
    """Go to another moment, of a later visit."""
    return time_machine.travel(moment, tick=False)


def home(case: Case) -> str:
    return f"/ventanilla/caso/{case.reference}/"


def read_page(client: Client, address: str) -> Node:
    answer = client.get(address)
    assert answer.status_code == 200
    return page(answer)


def version(of: Solicitud | Case) -> int:
    of.refresh_from_db()
    return of.version


def fields(root: Node) -> list[str]:
    """Return the names of what can be filled in on the open form."""
    (step,) = by_class(root, "step")
    form = by_tag(step, "form")[0]
    named = [node.get("name") for node in every(form) if node.get("name") and node.get("type") != "hidden"]
    return list(dict.fromkeys(named))
