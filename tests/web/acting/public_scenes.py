"""The acts of people at home, each read before something else changes: another tab, the clock, a closing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from random import Random

import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.actions.closures.test_rebooking import make_moved_turno
from tests.stages import desk
from tests.stages.control import open_annulment
from tests.stages.prepared import ANSWERED, TYPED, model
from tests.web.acting.desk_scenes import ask_correction, moves
from tests.web.acting.scene import Scene
from tests.web.public.booking.booking_pages import DAY, place, steps, url
from vinculo.actions.cases.solicitudes import save_solicitud
from vinculo.actions.operations.upkeep import feed_waiting_list
from vinculo.records.models import Draft, Message, Offer, Sample, Solicitud, WaitingEntry

WISH = {"first": "2026-12-01", "last": "2026-12-05", "dependents": "1"}


def of_turno(name: str, page: str = "", **values: str) -> Scene:
    turno = desk.turno()
    shown = reverse(page, args=[turno.token]) if page else ""
    return Scene(Client(), reverse(name, args=[turno.token]), shown, values, partial(moves, turno))


def cancel() -> Scene:
    return of_turno("public:turno_cancel")


def move() -> Scene:
    return of_turno("public:turno_move")


def move_at_once() -> Scene:
    return of_turno("public:turno_move", "public:turno")


def answer_to_a_closing() -> Scene:
    turno = make_moved_turno()
    address = reverse("public:turno_change", args=[turno.token])
    return Scene(Client(), address, address, {"respuesta": "aceptar"}, partial(moves, turno))


def extension() -> Scene:
    _case, bruno = ask_correction()
    match = re.search(r"(/correccion/[0-9a-z]+/)", Message.objects.get(kind="correction").body)
    assert match
    later = partial(Solicitud.objects.filter(pk=bruno.pk).update, answer_until=date(2026, 12, 20))
    return Scene(Client(), match[1], meanwhile=later)


def answer_before_annulment() -> Scene:
    sample = open_annulment()
    address = reverse("public:hearing", args=[sample.token])
    later = partial(Sample.objects.filter(pk=sample.pk).update, note="x")
    return Scene(Client(), address, values={"text": "El nombre es correcto."}, meanwhile=later)


def send_code_again() -> Scene:
    client = Client()
    with time_machine.travel(cast.NOW - timedelta(minutes=3), tick=False):
        client.post(reverse("public:recovery"), {"number": cast.ANA_CODE, "email": "ana@ejemplo.com"})
    draft = Draft.objects.get()
    page = reverse("public:recovery_code", args=[draft.token])
    tried = partial(Draft.objects.filter(pk=draft.pk).update, code_attempts=3)
    return Scene(client, reverse("public:recovery_send_again", args=[draft.token]), page, {}, tried)


def send_booking_code_again() -> Scene:
    cast.ana()
    client = Client()
    with time_machine.travel(cast.NOW - timedelta(minutes=3), tick=False):
        client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
        draft = Draft.objects.get()
        client.post(url("contact", draft), {"email": "ana@example.com", "mobile": "0991234567"})
    tried = partial(Draft.objects.filter(pk=draft.pk).update, code_attempts=3)
    return Scene(client, url("send_again", draft), url("code", draft), {}, tried)


def at_the_list() -> tuple[Client, Draft]:
    """Return a browser that has come to the waiting list, with three hours of tomorrow."""
    cast.ana()
    cast.slots(cast.agency(), DAY, times=3, counters=1)
    client = Client()
    return client, place(client, steps(client))


def join() -> Scene:
    client, draft = at_the_list()
    elsewhere = cast.agency("CAU Ibarra", "Imbabura", "10")
    chosen = partial(Draft.objects.filter(pk=draft.pk).update, agency=elsewhere)
    return Scene(client, reverse("public:waiting_join", args=[draft.token]), values=WISH, meanwhile=chosen)


def waiting() -> tuple[Client, WaitingEntry]:
    client, draft = at_the_list()
    client.post(reverse("public:waiting_join", args=[draft.token]), WISH | {"read": joined_as(client, draft)})
    return client, WaitingEntry.objects.get()


def joined_as(client: Client, draft: Draft) -> str:
    address = reverse("public:waiting_join", args=[draft.token])
    return Scene(client, address).read_hidden_fields()["read"]


def offer(entry: WaitingEntry) -> Offer:
    feed_waiting_list(now=cast.NOW, random_source=Random(1))
    return Offer.objects.select_related("turno").get(entry=entry)


def leave() -> Scene:
    client, entry = waiting()
    page = reverse("public:waiting", args=[entry.token])
    return Scene(client, reverse("public:waiting_leave", args=[entry.token]), page, {}, partial(offer, entry))


def of_offer(name: str) -> Scene:
    client, entry = waiting()
    made = offer(entry)
    page = reverse("public:waiting", args=[entry.token])
    return Scene(client, reverse(name, args=[entry.token, made.turno.token]), page, {}, partial(moves, made.turno))


def accept() -> Scene:
    return of_offer("public:waiting_accept")


def decline() -> Scene:
    return of_offer("public:waiting_decline")


def of_solicitud(name: str, **values: str) -> Scene:
    cast.ana()
    model()
    row = desk.bruno_at_home(desk.turno())
    other_tab = partial(rewrite_names, row)
    return Scene(Client(), reverse(name, args=[row.token]), values=values, meanwhile=other_tab)


def rewrite_names(row: Solicitud) -> None:
    """Let another tab write the names otherwise."""
    row.refresh_from_db()
    save_solicitud(
        solicitud=row,
        turno=row.turno,
        values={"dependent_names": "Bruno Restrepo"},
        actor=None,
        now=cast.NOW,
        random_source=Random(3),
    )


def edit() -> Scene:
    return of_solicitud("public:solicitud_edit", **TYPED)


def account() -> Scene:
    scene = of_solicitud("public:solicitud_account", **ANSWERED)
    return Scene(scene.client, scene.address, scene.address, scene.values, scene.meanwhile)


def discard() -> Scene:
    return of_solicitud("public:solicitud_discard")


def sheet() -> Scene:
    cast.ana()
    model()
    turno = desk.turno()
    address = reverse("public:turno_solicitud", args=[turno.token, 1])
    return Scene(Client(), address, values=TYPED, meanwhile=partial(desk.bruno_at_home, turno))


def begin() -> Scene:
    cast.ana()
    model()
    return Scene(Client(), reverse("public:solicitud_new"), values=TYPED)


SCENES = {
    each.__name__: each
    for each in (
        cancel,
        move,
        move_at_once,
        answer_to_a_closing,
        extension,
        answer_before_annulment,
        send_code_again,
        send_booking_code_again,
        join,
        leave,
        accept,
        decline,
        edit,
        account,
        discard,
        sheet,
    )
}
ONCE = {"begin": begin}
