"""The pages of the delegate take as many statements for three rows as for one (D34)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.stages import desk, rights
from tests.stages.counter import at_the_desk
from vinculo.actions.rights.breaches import Known, record_breach, write_breach
from vinculo.actions.rights.requests import Asked, receive_request
from vinculo.records.models import Case, DataBreach, DataRequest, DisposalList, RetentionRule, Solicitud, Turno
from vinculo.rules.rights.status import BreachAct

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
RNG = Random(5)


def request_number(number: int) -> DataRequest:
    asked = Asked(
        kind="access",
        names="Ana Restrepo",
        contact=rights.ANA_MAILBOX,
        words=f"Pedido {number}.",
        identified_by="document",
        received_on=cast.NOW.date(),
    )
    return receive_request(asked=asked, whose=None, actor=cast.diana(), now=cast.NOW, random_source=RNG)


def breach_number(number: int) -> DataBreach:
    known = Known(known_at=cast.NOW - timedelta(hours=number), happened=f"Lista {number}.", data_kinds="Nombres")
    return record_breach(known=known, actor=cast.diana(), now=cast.NOW, random_source=RNG)


def list_number(number: int) -> None:
    """A list that somebody proposed, and a case that the schedule lets go."""
    DisposalList.objects.create(minutes=f"Acta {number}", proposed_by=cast.diana(), proposed_at=cast.NOW)
    RetentionRule.objects.get_or_create(kind="expediente", days=1, instrument="Tabla")
    desk.record_arrival(desk.turno(1))
    Case.objects.update(closed_at=cast.NOW - timedelta(days=2))
    Turno.objects.update(status="attended", ended_at=cast.NOW)
    Solicitud.objects.update(status="withdrawn")


def line_number(number: int) -> None:
    write_breach(
        breach=DataBreach.objects.first() or breach_number(0),
        act=BreachAct.NOTE,
        done_at=cast.NOW,
        words=f"Nota {number}.",
        actor=cast.diana(),
        now=cast.NOW,
    )


def first_request() -> str:
    return reverse("delegate:request", args=[DataRequest.objects.earliest("pk").reference])


def first_breach() -> str:
    return reverse("delegate:breach", args=[DataBreach.objects.earliest("pk").reference])


def show(page: str) -> Callable[[Client], object]:
    return lambda browser: browser.get(reverse(f"delegate:{page}"))


def search(browser: Client) -> object:
    return browser.post(reverse("delegate:search"), {"q": rights.ANA_MAILBOX})


def dossier(browser: Client) -> object:
    return browser.post(reverse("delegate:dossier"), {"de": f"mailbox:{rights.ANA_MAILBOX}"})


PAGES: dict[str, tuple[Callable[[int], object], Callable[[Client], object], int]] = {
    "home": (request_number, show("home"), 5),
    "requests": (request_number, show("requests"), 3),
    "request": (request_number, lambda browser: browser.get(first_request()), 5),
    "search": (request_number, search, 14),
    "dossier": (request_number, dossier, 26),
    "files": (list_number, show("files"), 14),
    "breaches": (breach_number, show("breaches"), 4),
    "breach": (line_number, lambda browser: browser.get(first_breach()), 6),
}


@pytest.mark.parametrize("page", PAGES)
def test_d34_a_page_of_the_delegate_takes_as_many_statements_for_three_rows_as_for_one(page: str) -> None:
    make, look, statements = PAGES[page]
    browser = at_the_desk(cast.diana())
    counts = []
    for rows in ((1,), (2, 3)):
        for number in rows:
            make(number)
        look(browser)  # what is read once in a process is read
        with CaptureQueriesContext(connection) as asked:
            look(browser)
        counts.append(len(asked))
    assert counts == [statements, statements]
