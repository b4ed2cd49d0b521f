"""The acts whose roads are counted, each as a person sends it: what stands before, and the one request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk, queue
from tests.stages.counter import at_the_desk
from tests.web.desk.case.counter_pages import ANA, BIRTH, BRUNO, SIGNED, arrive
from tests.web.public.booking import booking_pages
from vinculo.records.models import Draft

Press = Callable[[], None]


def si() -> Press:
    """Hold a seat: *Si* in the window of the chosen hour (S27)."""
    client, draft = _before_the_hour()
    where = booking_pages.hour_url(draft)
    return lambda: _expect_redirect(client.post(where, {"asientos": "1"}))


def confirmar() -> Press:
    """Confirm a turno (S28)."""
    client, draft = _before_the_hour()
    client.post(booking_pages.hour_url(draft), {"asientos": "1"})
    where, read = booking_pages.url("review", draft), booking_pages.read_review(client, draft)
    return lambda: _expect_redirect(client.post(where, read))


def emitir() -> Press:
    """Issue the code of a child with good papers (S39)."""
    of = desk.turno(1)
    desk.bruno_at_home(of)
    visit = arrive(of)
    (bruno,) = visit.case.solicitudes.all()
    for kind, values in (("affiliate_passport", ANA),):
        visit.record(kind, values)
    for kind, values in (("solicitud", SIGNED), ("dependent_passport", BRUNO), ("birth", BIRTH)):
        visit.record(kind, values, bruno)
    bruno.refresh_from_db()
    return lambda: _expect_redirect(visit.client.post(f"{visit.address(bruno)}emitir/", {"version": bruno.version}))


def llamar() -> Press:
    """Call the next person to a counter (queue notes)."""
    queue.make_open_counter()
    queue.ticket()
    client = at_the_desk(cast.olga())
    return lambda: _expect_redirect(client.post(reverse("desk:call_next"), {"key": "the only press"}))


def _before_the_hour() -> tuple[Client, Draft]:
    cast.ana()
    cast.slots(cast.agency(), booking_pages.DAY, times=3, counters=1)
    client = Client()
    return client, booking_pages.place(client, booking_pages.steps(client))


def _expect_redirect(answer: HttpResponseBase) -> None:
    assert answer.status_code == 302


ACTS: dict[str, Callable[[], Press]] = {"si": si, "confirmar": confirmar, "emitir": emitir, "llamar": llamar}
